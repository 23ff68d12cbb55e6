import type { z } from 'zod'

import type { AdminFailure } from '#contract/reply.ts'

/** The first thing that is wrong with an input, as one sentence and where it is. */
export function inputProblem(error: z.ZodError): AdminFailure {
  const issue = innermost(error.issues[0])
  if (!issue) return { code: 'invalid_input', message: 'The input is not valid.' }
  const path = issue.path.map(String).join('.')
  return {
    code: 'invalid_input',
    message: sentence(issue),
    ...(path === '' ? {} : { path }),
  }
}

type Issue = z.core.$ZodIssue

/** Of a union, the issues of the choice that came nearest: the one that got furthest inside. */
function innermost(issue: Issue | undefined): Issue | undefined {
  if (issue?.code !== 'invalid_union') return issue
  const inner = issue.errors.flat().toSorted((a, b) => b.path.length - a.path.length)[0]
  if (!inner) return issue
  return innermost({ ...inner, path: [...issue.path, ...inner.path] })
}

function sentence(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined
        ? `Here, ${article(issue.expected)} is needed.`
        : `Only ${article(issue.expected)} is possible here.`
    case 'unrecognized_keys':
      return `There is no field ${issue.keys.slice(0, 5).map(shown).join(', ')} here.`
    case 'too_small':
      return isOurs(issue) ? issue.message : `At least ${size(issue.origin, issue.minimum)}.`
    case 'too_big':
      return isOurs(issue) ? issue.message : `At most ${size(issue.origin, issue.maximum)}.`
    case 'invalid_value':
      return `One of these is needed: ${issue.values.slice(0, 20).map(String).join(', ')}.`
    case 'invalid_format':
      if (isOurs(issue)) return issue.message
      return issue.format === 'email' ? 'This is not an email address.' : 'This has another form.'
    case 'custom':
    case 'invalid_element':
    case 'invalid_key':
    case 'invalid_union':
    case 'not_multiple_of':
      return isOurs(issue) ? issue.message : 'This value is not valid.'
  }
}

/** The contract's own messages are sentences; the library's are not. */
function isOurs(issue: Issue): boolean {
  return issue.message.endsWith('.')
}

function shown(key: string): string {
  return key.length > 40 ? `${key.slice(0, 40)}…` : key
}

function article(type: string): string {
  const names: Readonly<Record<string, string>> = {
    string: 'a text',
    number: 'a number',
    int: 'a whole number',
    boolean: 'true or false',
    array: 'a list',
    object: 'a record of fields',
    record: 'a record of fields',
  }
  return names[type] ?? 'another value'
}

function size(origin: string, limit: number | bigint): string {
  if (origin === 'string') return `${limit} characters`
  if (origin === 'array') return `${limit} entries`
  return String(limit)
}
