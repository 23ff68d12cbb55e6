import { Search } from 'lucide-react'
import type { ComponentProps, JSX, ReactNode } from 'react'

import './page.css'

/** The 44 px title bar: title, a filter or search, one primary action. */
export function PageHeader(props: {
  readonly title: string
  /** A count or the like, beside the title. */
  readonly note?: ReactNode
  /** Search and filters. */
  readonly children?: ReactNode
  /** The primary action, and quiet ones before it. */
  readonly actions?: ReactNode
}): JSX.Element {
  return (
    <header className="page-header">
      <title>{`${props.title} · Latchkey`}</title>
      <h1 className="truncate">{props.title}</h1>
      {props.note === undefined ? null : <span className="secondary tabular">{props.note}</span>}
      <div className="page-header-slot">{props.children}</div>
      {props.actions === undefined ? null : (
        <div className="page-header-actions">{props.actions}</div>
      )}
    </header>
  )
}

/** A page: its header, then what scrolls or fills. */
export function Page(props: { readonly children: ReactNode }): JSX.Element {
  return <div className="page">{props.children}</div>
}

/** Scrolling content with the page's margins. */
export function PageBody(props: {
  readonly label: string
  readonly children: ReactNode
}): JSX.Element {
  return (
    <section className="page-body" aria-label={props.label}>
      <div className="page-column">{props.children}</div>
    </section>
  )
}

export interface FilterBoxProps extends Omit<ComponentProps<'input'>, 'onChange' | 'value'> {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
}

/** The box that `/` focuses; Escape empties it. */
export function FilterBox({ label, value, onChange, ...rest }: FilterBoxProps): JSX.Element {
  return (
    <div className="filter-box">
      <Search aria-hidden="true" />
      <input
        autoComplete="off"
        spellCheck={false}
        placeholder={label}
        {...rest}
        type="search"
        className="input"
        aria-label={label}
        aria-keyshortcuts="/"
        data-filter=""
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || value === '') return
          event.stopPropagation()
          onChange('')
        }}
      />
    </div>
  )
}

/** A heading over a group of things on a page, with acts at its right. */
export function Section(props: {
  readonly title: string
  readonly help?: ReactNode
  readonly actions?: ReactNode
  /** 3 inside a side panel, whose title is a 2. */
  readonly level?: 2 | 3
  readonly children: ReactNode
}): JSX.Element {
  const Heading = props.level === 3 ? 'h3' : 'h2'
  return (
    <section className="section" aria-label={props.title}>
      <div className="section-heading">
        <div>
          <Heading className="section-title">{props.title}</Heading>
          {props.help === undefined ? null : <p className="field-help">{props.help}</p>}
        </div>
        {props.actions}
      </div>
      {props.children}
    </section>
  )
}

/** Names and values, one line each. */
export function Facts(props: {
  readonly items: readonly { readonly name: string; readonly value: ReactNode }[]
}): JSX.Element {
  return (
    <dl className="facts">
      {props.items.map((item) => (
        <div key={item.name} className="fact">
          <dt>{item.name}</dt>
          <dd>{item.value}</dd>
        </div>
      ))}
    </dl>
  )
}
