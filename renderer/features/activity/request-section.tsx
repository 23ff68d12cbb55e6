import type { JSX } from 'react'

import type { RecordedRequest } from '#contract/activity.ts'
import { useOperation } from '#renderer/operations.ts'
import { CopyButton } from '#renderer/ui/copy-button.tsx'
import { Section } from '#renderer/ui/page.tsx'

import { toCurl } from './curl.ts'

const authentications = {
  none: undefined,
  basic: 'HTTP Basic with the client’s secret',
  bearer: 'a bearer token',
  other: 'an Authorization header of another kind',
} as const satisfies Record<RecordedRequest['authentication'], string | undefined>

/** The request as it came; names of variables stand for what is secret. */
export function RequestSection(props: {
  readonly request: RecordedRequest
  readonly clientId: string | null
}): JSX.Element {
  const { request, clientId } = props
  const issuer = useOperation('issuer', 'issuer.status', {}).data?.issuer
  const authentication = authentications[request.authentication]
  const parameters = request.parameters.map((parameter, at) => ({ ...parameter, at }))
  return (
    <Section
      title="Request"
      level={3}
      actions={
        issuer === undefined ? undefined : (
          <CopyButton text={toCurl(issuer, request, clientId)} label="Copy as cURL" withText />
        )
      }
    >
      <div className="request">
        <code>
          {request.method} {request.path}
        </code>
        {authentication === undefined ? null : (
          <span className="secondary small">with {authentication}</span>
        )}
        <dl className="request-parameters">
          {parameters.map(({ name, value, at }) => (
            <div key={at}>
              <dt>{name}</dt>
              <dd>{value === '' ? <span className="secondary">empty</span> : value}</dd>
            </div>
          ))}
        </dl>
      </div>
    </Section>
  )
}
