import type { JSX } from 'react'

import type { PlaygroundTokenView } from '#contract/playground.ts'
import { absoluteTime, relativeTime } from '#renderer/format.ts'
import { CodeBlock } from '#renderer/ui/code-block.tsx'
import { Facts, Section } from '#renderer/ui/page.tsx'
import { RelativeTime, useNow } from '#renderer/ui/relative-time.tsx'
import { SidePanel } from '#renderer/ui/side-panel.tsx'
import { Status } from '#renderer/ui/status.tsx'

/** What a token says of itself. Its value stays in the main process. */
export function TokenPanel(props: {
  readonly token: PlaygroundTokenView
  readonly onClose: () => void
}): JSX.Element {
  const { token } = props
  const { jwt } = token
  return (
    <SidePanel
      name="try-it"
      title={token.name}
      subtitle={jwt === null ? `An opaque ${token.kind}` : `${token.kind}, a signed JWT`}
      onClose={props.onClose}
      defaultWidth={420}
    >
      <div className="panel-sections try-it-panel">
        <Facts
          items={[
            { name: 'Fingerprint', value: <code>{token.fingerprint}</code> },
            ...(token.expiresAt === null
              ? []
              : [{ name: 'Expires', value: <RelativeTime at={token.expiresAt} /> }]),
            ...(jwt === null
              ? []
              : [
                  {
                    name: 'Signature',
                    value: (
                      <>
                        <Status tone={jwt.verified ? 'green' : 'red'}>
                          {jwt.verified ? 'Verified' : 'Not verified'}
                        </Status>
                        <div className="secondary small">{jwt.words}</div>
                      </>
                    ),
                  },
                ]),
          ]}
        />
        {jwt === null ? (
          <p className="secondary">
            Only the issuer knows what an opaque token means. Introspect it.
          </p>
        ) : (
          <DecodedToken jwt={jwt} />
        )}
      </div>
    </SidePanel>
  )
}

const timeClaims = new Set(['exp', 'iat', 'nbf', 'auth_time'])

function DecodedToken(props: {
  readonly jwt: NonNullable<PlaygroundTokenView['jwt']>
}): JSX.Element {
  const { header, claims } = props.jwt
  const now = useNow()
  const words = (name: string, value: unknown): string =>
    timeClaims.has(name) && typeof value === 'number'
      ? `${value}, ${relativeTime(value, now)} (${absoluteTime(value)})`
      : typeof value === 'string'
        ? value
        : JSON.stringify(value)
  return (
    <>
      <Section title="Claims" level={3}>
        <Facts
          items={Object.entries(claims).map(([name, value]) => ({
            name,
            value: <code>{words(name, value)}</code>,
          }))}
        />
      </Section>
      <Section title="Header" level={3}>
        <CodeBlock text={JSON.stringify(header, null, 2)} copyLabel="Copy the header" />
      </Section>
    </>
  )
}
