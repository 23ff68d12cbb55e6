import type { JSX } from 'react'

import type { InspectedToken } from '#contract/inspector.ts'
import { absoluteTime } from '#renderer/format.ts'
import { Section } from '#renderer/ui/page.tsx'
import { RelativeTime } from '#renderer/ui/relative-time.tsx'

type Row = NonNullable<InspectedToken['jwt']>['claims'][number]

/** Each claim: its value, and what that means. */
export function ClaimTable(props: {
  readonly title: string
  readonly rows: readonly Row[]
}): JSX.Element {
  if (props.rows.length === 0) return <></>
  return (
    <Section title={props.title}>
      <table className="claims" aria-label={props.title}>
        <thead className="visually-hidden">
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Value</th>
            <th scope="col">Meaning</th>
          </tr>
        </thead>
        <tbody>
          {props.rows.map((row) => (
            <tr key={row.name}>
              <th scope="row">
                <code>{row.name}</code>
              </th>
              <td>
                <Value row={row} />
              </td>
              <td className="secondary small">
                {row.meaning ?? 'Not defined by a standard: the issuer’s own.'}
                {row.clause === null ? null : <span className="clause">{row.clause}</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  )
}

function Value(props: { readonly row: Row }): JSX.Element {
  const { at, value } = props.row
  if (at === null) return <code>{value}</code>
  return (
    <>
      {absoluteTime(at)}{' '}
      <span className="secondary">
        (<RelativeTime at={at} />)
      </span>
    </>
  )
}
