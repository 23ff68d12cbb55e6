import type { JSX } from 'react'

import type { ResourceDetail } from '#contract/resources.ts'
import { useOperation } from '#renderer/operations.ts'
import { CodeBlock } from '#renderer/ui/code-block.tsx'
import { Section } from '#renderer/ui/page.tsx'

import { verifySnippet } from './verify-snippet.ts'

/** Code for the API, filled in for this issuer and this resource. */
export function VerifyCode(props: { readonly resource: ResourceDetail }): JSX.Element | null {
  const status = useOperation('issuer', 'issuer.status', {})
  if (status.data === undefined) return null
  const { issuer, endpoints } = status.data
  const jwks = endpoints.find(({ name, url }) => /jwks/i.test(`${name} ${url}`))?.url
  const { audience, settings } = props.resource
  return (
    <Section title="Verify in the API" help="With the jose library, for a JWT access token.">
      <CodeBlock
        text={verifySnippet({
          issuer,
          jwks: jwks ?? `${issuer}/oauth2/jwks`,
          audience,
          algorithm: settings.signingAlgorithm,
          scope: settings.scopes[0]?.name,
        })}
        copyLabel="Copy the code"
      />
    </Section>
  )
}
