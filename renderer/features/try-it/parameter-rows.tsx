import { Plus, X } from 'lucide-react'
import type { JSX } from 'react'

import { Button } from '#renderer/ui/button.tsx'
import { IconButton } from '#renderer/ui/icon-button.tsx'
import { Section } from '#renderer/ui/page.tsx'
import { TextField } from '#renderer/ui/text-field.tsx'

export interface Parameter {
  readonly key: string
  readonly name: string
  readonly value: string
}

const suggestions = ['resource', 'prompt', 'max_age', 'nonce', 'acr_values', 'ui_locales']

/** Names and values that the run's first request carries beside its own. */
export function ParameterRows(props: {
  readonly parameters: readonly Parameter[]
  readonly onChange: (parameters: readonly Parameter[]) => void
}): JSX.Element {
  const { parameters, onChange } = props
  const change = (key: string, part: Partial<Parameter>): void =>
    onChange(parameters.map((each) => (each.key === key ? { ...each, ...part } : each)))
  return (
    <Section
      title="Parameters"
      actions={
        <Button
          tone="quiet"
          onClick={() =>
            onChange([...parameters, { key: crypto.randomUUID(), name: '', value: '' }])
          }
        >
          <Plus />
          Add a parameter
        </Button>
      }
    >
      <datalist id="try-it-parameters">
        {suggestions.map((name) => (
          <option key={name}>{name}</option>
        ))}
      </datalist>
      {parameters.map(({ key, name, value }, index) => (
        <div key={key} className="try-it-parameter">
          <TextField
            label={`Name of parameter ${index + 1}`}
            hideLabel
            mono
            placeholder="prompt"
            list="try-it-parameters"
            value={name}
            onChange={(event) => change(key, { name: event.target.value.trim() })}
          />
          <TextField
            label={`Value of parameter ${index + 1}`}
            hideLabel
            mono
            placeholder="login"
            value={value}
            onChange={(event) => change(key, { value: event.target.value })}
          />
          <IconButton
            label={`Remove parameter ${index + 1}`}
            icon={<X />}
            onClick={() => onChange(parameters.filter((each) => each.key !== key))}
          />
        </div>
      ))}
    </Section>
  )
}
