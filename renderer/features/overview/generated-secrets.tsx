import type { JSX } from 'react'

import { Button } from '#renderer/ui/button.tsx'
import { CopyLine } from '#renderer/ui/code-block.tsx'
import { Section } from '#renderer/ui/page.tsx'

import { useGeneratedSecrets } from './use-generated-secrets.ts'

/** Secrets and passwords that the first start made; gone for good once dismissed. */
export function GeneratedSecrets(): JSX.Element | null {
  const { secrets, dismiss } = useGeneratedSecrets()
  if (secrets.length === 0) return null
  return (
    <div className="notice">
      <Section
        title="Generated secrets, shown once"
        help="Only their digests are stored. Copy what you need: they are gone when you dismiss this, reload the page or close the console."
        actions={<Button onClick={dismiss}>I have copied them</Button>}
      >
        <ul className="secrets-once">
          {secrets.map((secret) => (
            <li key={`${secret.kind} ${secret.owner}`} className="secret-once">
              <span className="secondary">
                {secret.kind === 'password' ? 'Password of' : 'Client secret of'}
              </span>
              <code className="truncate">{secret.owner}</code>
              <CopyLine
                text={secret.value}
                copyLabel={`Copy the ${secret.kind} of ${secret.owner}`}
              />
            </li>
          ))}
        </ul>
      </Section>
    </div>
  )
}
