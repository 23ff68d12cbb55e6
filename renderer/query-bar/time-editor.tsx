import { useState } from 'react'
import type { JSX } from 'react'

import { formatTime, parseTime } from '#renderer/query-language-time.ts'
import type { TimeCriterion } from '#renderer/query-language-time.ts'
import { SelectField } from '#renderer/ui/select-field.tsx'
import { TextField } from '#renderer/ui/text-field.tsx'

const past = [
  ['<1h', 'in the last hour'],
  ['<24h', 'in the last 24 hours'],
  ['<7d', 'in the last 7 days'],
  ['<30d', 'in the last 30 days'],
  ['>1d', 'over 1 day ago'],
  ['>7d', 'over 7 days ago'],
  ['>30d', 'over 30 days ago'],
] as const
const future = [
  ['<1h', 'within 1 hour'],
  ['<24h', 'within 24 hours'],
  ['<7d', 'within 7 days'],
  ['<30d', 'within 30 days'],
  ['>7d', 'in over 7 days'],
  ['>30d', 'in over 30 days'],
] as const

/** A span that stays relative, or dates. */
export function TimeEditor(props: {
  /** Of the field. */
  readonly name: string
  readonly toward: 'past' | 'future'
  readonly criterion: TimeCriterion | undefined
  readonly onChange: (criterion: TimeCriterion | undefined) => void
}): JSX.Element {
  const { name, toward, criterion, onChange } = props
  const [problem, setProblem] = useState<string | undefined>(undefined)
  const line = criterion ? formatTime(criterion) : ''
  const presets = toward === 'future' ? future : past
  const isPreset = presets.some(([text]) => text === line)
  const dates = criterion?.kind === 'between' ? criterion : { from: undefined, to: undefined }
  function put(text: string): void {
    const time = text === '' || text === '..' ? undefined : parseTime(text)
    setProblem(typeof time === 'string' ? time : undefined)
    if (typeof time !== 'string') onChange(time)
  }
  const range = (from = '', to = ''): string => `${from}..${to}`
  return (
    <div className="criterion-editor">
      <SelectField
        label={`${name}: span`}
        hideLabel
        value={isPreset ? line : ''}
        options={[
          { value: '', label: line === '' || isPreset ? 'any time' : line },
          ...presets.map(([value, label]) => ({ value, label })),
        ]}
        onChange={({ target }) => put(target.value)}
      />
      <div className="criterion-dates">
        <TextField
          label="From"
          type="date"
          error={problem}
          value={dates.from?.slice(0, 10) ?? ''}
          onChange={({ target }) => put(range(target.value, dates.to))}
        />
        <TextField
          label="To"
          type="date"
          value={dates.to?.slice(0, 10) ?? ''}
          onChange={({ target }) => put(range(dates.from, target.value))}
        />
      </div>
    </div>
  )
}
