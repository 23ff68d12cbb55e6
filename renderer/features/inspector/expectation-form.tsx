import type { JSX } from 'react'

import { signingAlgorithms } from '#contract/closed-sets.ts'
import { useOperation } from '#renderer/operations.ts'
import { SelectField } from '#renderer/ui/select-field.tsx'
import { TextField } from '#renderer/ui/text-field.tsx'

import type { Expectation } from './use-inspection.ts'

const everyAlgorithm = 'any of ours'

interface FormProps {
  readonly api: Expectation
  readonly onApi: (api: Expectation) => void
}

/** What the API is like that the token would be sent to. */
export function ExpectationForm(props: FormProps): JSX.Element {
  return (
    <div className="expectation">
      <WhoseToken {...props} />
      <WhichToken {...props} />
    </div>
  )
}

function WhoseToken({ api, onApi }: FormProps): JSX.Element {
  const resources = useOperation('resources', 'resources.list', {}).data?.items ?? []
  return (
    <>
      <SelectField
        label="API"
        value={api.audience ?? ''}
        options={[
          ...resources.map(({ audience, settings }) => ({
            value: audience,
            label: `${settings.name} (${audience})`,
          })),
          { value: '', label: 'Any audience' },
        ]}
        onChange={({ target }) => onApi({ ...api, audience: target.value || null })}
      />
      <TextField
        label="Issuer"
        placeholder="This issuer"
        value={api.issuer ?? ''}
        maxLength={2000}
        onChange={({ target }) => onApi({ ...api, issuer: target.value || null })}
      />
      <TextField
        label="Required scope"
        placeholder="None"
        defaultValue={api.scope.join(' ')}
        onChange={({ target }) => onApi({ ...api, scope: scopeOf(target.value) })}
      />
    </>
  )
}

function WhichToken({ api, onApi }: FormProps): JSX.Element {
  return (
    <>
      <SelectField
        label="Algorithms"
        value={api.algorithms.length > 1 ? everyAlgorithm : (api.algorithms[0] ?? '')}
        options={[everyAlgorithm, ...signingAlgorithms].map((value) => ({ value, label: value }))}
        onChange={({ target }) =>
          onApi({ ...api, algorithms: signingAlgorithms.filter(chosenBy(target.value)) })
        }
      />
      <SelectField
        label="Type"
        value={api.tokenType}
        options={[
          { value: 'at+jwt', label: 'at+jwt only' },
          { value: 'any', label: 'Any JWT' },
        ]}
        onChange={({ target }) =>
          onApi({ ...api, tokenType: target.value === 'any' ? 'any' : 'at+jwt' })
        }
      />
      <TextField
        label="Clock skew, seconds"
        type="number"
        min={0}
        max={3600}
        value={api.clockSkew}
        onChange={({ target }) => onApi({ ...api, clockSkew: skewOf(target.value) })}
      />
    </>
  )
}

function chosenBy(value: string): (algorithm: string) => boolean {
  return (algorithm) => value === everyAlgorithm || algorithm === value
}

function scopeOf(text: string): string[] {
  return text
    .split(/\s+/)
    .filter((value) => value !== '' && value.length <= 200)
    .slice(0, 50)
}

function skewOf(text: string): number {
  const seconds = Math.trunc(Number(text))
  return seconds >= 0 && seconds <= 3600 ? seconds : 0
}
