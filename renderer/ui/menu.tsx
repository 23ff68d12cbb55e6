import { Menu as Parts } from '@base-ui/react/menu'
import { Check } from 'lucide-react'
import type { JSX, ReactElement, ReactNode } from 'react'

import './floating.css'

/** A button that opens a list of acts. */
export function Menu(props: {
  /** The button: an `IconButton` or `Button`. */
  readonly trigger: ReactElement
  readonly align?: 'start' | 'end'
  readonly side?: 'bottom' | 'top' | 'right'
  readonly children: ReactNode
}): JSX.Element {
  return (
    <Parts.Root>
      <Parts.Trigger render={props.trigger} />
      <Parts.Portal>
        <Parts.Positioner
          className="floating"
          sideOffset={4}
          side={props.side ?? 'bottom'}
          align={props.align ?? 'end'}
        >
          <Parts.Popup className="menu">{props.children}</Parts.Popup>
        </Parts.Positioner>
      </Parts.Portal>
    </Parts.Root>
  )
}

export function MenuItem(props: {
  readonly children: ReactNode
  readonly icon?: ReactNode
  readonly hint?: ReactNode
  readonly tone?: 'plain' | 'danger'
  readonly disabled?: boolean
  readonly onSelect: () => void
}): JSX.Element {
  return (
    <Parts.Item
      className="menu-item"
      data-tone={props.tone ?? 'plain'}
      disabled={props.disabled ?? false}
      onClick={props.onSelect}
    >
      {props.icon}
      {props.children}
      {props.hint === undefined ? null : <span className="menu-item-hint">{props.hint}</span>}
    </Parts.Item>
  )
}

/** An item that is on or off; the menu stays open. */
export function MenuCheckItem(props: {
  readonly children: ReactNode
  readonly checked: boolean
  readonly onChange: (checked: boolean) => void
}): JSX.Element {
  return (
    <Parts.CheckboxItem
      className="menu-item"
      checked={props.checked}
      onCheckedChange={props.onChange}
      closeOnClick={false}
    >
      <span className="menu-item-check">{props.checked ? <Check /> : null}</span>
      {props.children}
    </Parts.CheckboxItem>
  )
}

/** One choice of several. */
export function MenuRadioGroup(props: {
  readonly label: string
  readonly value: string
  readonly options: readonly { readonly value: string; readonly label: string }[]
  readonly onChange: (value: string) => void
}): JSX.Element {
  return (
    <Parts.Group>
      <Parts.GroupLabel className="menu-label">{props.label}</Parts.GroupLabel>
      <Parts.RadioGroup
        value={props.value}
        onValueChange={(value: unknown) => props.onChange(String(value))}
      >
        {props.options.map((option) => (
          <Parts.RadioItem key={option.value} value={option.value} className="menu-item">
            <span className="menu-item-check">
              {option.value === props.value ? <Check /> : null}
            </span>
            {option.label}
          </Parts.RadioItem>
        ))}
      </Parts.RadioGroup>
    </Parts.Group>
  )
}

export function MenuSeparator(): JSX.Element {
  return <Parts.Separator className="menu-separator" />
}
