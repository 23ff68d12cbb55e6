import {
  authJsSnippet,
  oauth4webapiSnippet,
  openidClientSnippet,
  passportSnippet,
} from './javascript.ts'
import { aspNetSnippet, goSnippet, pythonSnippet, springSnippet } from './other-languages.ts'
import { curlSnippet, httpSnippet } from './shell.ts'
import type { Snippet, SnippetFacts } from './snippet.ts'

const everyFlow = [curlSnippet, httpSnippet, openidClientSnippet, oauth4webapiSnippet]
/** These sign users in, and know nothing else. */
const signInOnly = [authJsSnippet, passportSnippet]
const languages = [springSnippet, aspNetSnippet, goSnippet, pythonSnippet]

/** One program for each way in which applications are written, with this client's values. */
export function snippetsFor(facts: SnippetFacts): readonly Snippet[] {
  const templates = [...everyFlow, ...(facts.flow === 'code' ? signInOnly : []), ...languages]
  return templates.map((template) => template(facts))
}
