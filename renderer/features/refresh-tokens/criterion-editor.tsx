import type { JSX } from 'react'

import { refreshTokenStatuses } from '#contract/closed-sets.ts'
import type { Output } from '#contract/operations.ts'

import { SetEditor } from './set-editor.tsx'
import type { SetOption } from './set-editor.tsx'
import { TextEditor } from './text-editor.tsx'
import { TimeEditor } from './time-editor.tsx'
import { tokenFields } from './token-query.ts'
import type { TokenField, TokenQuery } from './token-query.ts'

export type Facets = Output<'refreshTokens.facets'>

interface EditorProps {
  readonly field: TokenField
  readonly query: TokenQuery
  readonly facets: Facets | undefined
  readonly onChange: (query: TokenQuery) => void
  readonly onClose: () => void
}

/** The right editor for a criterion; each change is searched for at once. */
export function CriterionEditor(props: EditorProps): JSX.Element {
  const { field, query, facets, onChange, onClose } = props
  const put = <Key extends TokenField>(key: Key, value: TokenQuery[Key] | undefined): void => {
    const { [key]: _, ...rest } = query
    onChange(value === undefined ? rest : { ...query, [key]: value })
  }
  switch (field) {
    case 'subject':
    case 'family':
    case 'ip':
    case 'device':
    case 'session':
      return (
        <TextEditor
          field={field}
          criterion={query[field]}
          definition={tokenFields[field]}
          onApply={(criterion) => {
            put(field, criterion)
            onClose()
          }}
        />
      )
    case 'client':
    case 'scope':
    case 'status':
      return (
        <SetEditor
          field={field}
          criterion={query[field]}
          options={options(field, facets)}
          canMatchAll={field === 'scope'}
          onChange={(criterion) => put(field, criterion)}
        />
      )
    case 'issued':
    case 'used':
    case 'expires':
      return (
        <TimeEditor
          field={field}
          criterion={query[field]}
          onChange={(criterion) => put(field, criterion)}
        />
      )
    case 'revocation':
      return (
        <RevocationEditor
          revocation={query.revocation}
          onApply={(revocation) => {
            put('revocation', revocation)
            onClose()
          }}
        />
      )
    default:
      return field satisfies never
  }
}

function RevocationEditor(props: {
  readonly revocation: number | undefined
  readonly onApply: (revocation: number) => void
}): JSX.Element {
  const { revocation } = props
  return (
    <TextEditor
      field="revocation"
      criterion={revocation === undefined ? undefined : { operator: 'is', value: `${revocation}` }}
      definition={revocationField}
      onApply={({ value }) => props.onApply(Number(value))}
    />
  )
}

const revocationField = {
  operators: ['is'],
  check: (value: string) =>
    /^[1-9]\d{0,14}$/.test(value) ? undefined : 'A revocation has a whole number.',
} as const

function options(
  field: 'client' | 'scope' | 'status',
  facets: Facets | undefined,
): readonly SetOption[] {
  if (field === 'status') return refreshTokenStatuses.map((value) => ({ value }))
  if (field === 'scope') return (facets?.scopes ?? []).map((value) => ({ value }))
  return (facets?.clients ?? []).map(({ clientId, name }) => ({
    value: clientId,
    note: name ?? '(deleted)',
  }))
}
