import type { JSX } from 'react'

import type { FieldChange } from '#contract/audit.ts'
import { plural } from '#renderer/format.ts'
import { Section } from '#renderer/ui/page.tsx'

import './audit.css'

/** Field by field what is different now; what stayed the same is not there. */
export function Changes(props: { readonly changes: readonly FieldChange[] }): JSX.Element {
  return (
    <Section title={plural(props.changes.length, 'field')} level={3}>
      <table className="changes" aria-label="Changes">
        <thead className="visually-hidden">
          <tr>
            <th scope="col">Field</th>
            <th scope="col">Before</th>
            <th scope="col">After</th>
          </tr>
        </thead>
        <tbody>
          {props.changes.map(({ field, before, after }) => (
            <tr key={field}>
              <th scope="row">{fieldInWords(field)}</th>
              <td>{before === null ? <None /> : <del>{before}</del>}</td>
              <td>{after === null ? <None /> : <ins>{after}</ins>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  )
}

function None(): JSX.Element {
  return (
    <span className="secondary">
      <span aria-hidden="true">—</span>
      <span className="visually-hidden">not there</span>
    </span>
  )
}

/** "refreshTokens.graceSeconds" as "Refresh tokens › grace seconds"; places count from 1. */
function fieldInWords(path: string): string {
  const words = path
    .split('.')
    .map((part) =>
      /^\d+$/.test(part)
        ? String(Number(part) + 1)
        : part
            .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
            .toLowerCase()
            .replaceAll(/\buris?\b/g, (uri) => (uri === 'uri' ? 'URI' : 'URIs')),
    )
    .join(' › ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}
