import { Tabs as Parts } from '@base-ui/react/tabs'
import type { JSX, ReactNode } from 'react'

import './tabs.css'

export interface Tab<Value extends string> {
  readonly value: Value
  readonly label: ReactNode
}

/** Tabs over panels; each child is a `TabPanel`. */
export function Tabs<Value extends string>(props: {
  readonly label: string
  readonly tabs: readonly Tab<Value>[]
  readonly value: Value
  readonly onChange: (value: Value) => void
  readonly children: ReactNode
}): JSX.Element {
  return (
    <Parts.Root
      className="tabs"
      value={props.value}
      onValueChange={(value) => {
        const tab = props.tabs.find((tab) => tab.value === value)
        if (tab !== undefined) props.onChange(tab.value)
      }}
    >
      <Parts.List className="tab-list" aria-label={props.label}>
        {props.tabs.map((tab) => (
          <Parts.Tab key={tab.value} value={tab.value} className="tab">
            {tab.label}
          </Parts.Tab>
        ))}
      </Parts.List>
      {props.children}
    </Parts.Root>
  )
}

export function TabPanel(props: {
  readonly value: string
  /** Stays in the page while hidden, so that a form keeps its fields. */
  readonly keepMounted?: boolean
  readonly children: ReactNode
}): JSX.Element {
  return (
    <Parts.Panel value={props.value} keepMounted={props.keepMounted ?? false} className="tab-panel">
      {props.children}
    </Parts.Panel>
  )
}
