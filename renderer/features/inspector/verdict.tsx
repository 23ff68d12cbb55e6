import { CircleAlert, CircleCheck, CircleHelp, CircleX } from 'lucide-react'
import type { JSX } from 'react'

import type { InspectedToken } from '#contract/inspector.ts'
import type { Tone } from '#renderer/ui/status.tsx'

type VerdictTone = InspectedToken['verdict']['tone']

const icons = { good: CircleCheck, warning: CircleAlert, bad: CircleX, unknown: CircleHelp }

export function toneOf(tone: VerdictTone): Tone {
  return ({ good: 'green', warning: 'amber', bad: 'red', unknown: 'grey' } as const)[tone]
}

/** The plain answer, and by what the token can be recognized. */
export function Verdict(props: { readonly token: InspectedToken }): JSX.Element {
  const { verdict, kind, length, fingerprint } = props.token
  const Icon = icons[verdict.tone]
  return (
    <section
      className="verdict"
      data-tone={toneOf(verdict.tone)}
      aria-label="Verdict"
      aria-live="polite"
    >
      <Icon aria-hidden="true" />
      <div className="verdict-words">
        <h2>{verdict.title}</h2>
        {verdict.sentences.map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
        <p className="secondary small">
          {kind}, {length} characters, SHA-256 <code>{fingerprint}…</code>
        </p>
      </div>
    </section>
  )
}
