import { Link } from '@tanstack/react-router'
import { Command, Keyboard, MonitorCog, PanelLeft } from 'lucide-react'
import type { JSX } from 'react'

import { count } from '#renderer/format.ts'
import { CopyButton } from '#renderer/ui/copy-button.tsx'
import { IconButton } from '#renderer/ui/icon-button.tsx'
import { keyName } from '#renderer/ui/kbd.tsx'
import { Menu, MenuRadioGroup } from '#renderer/ui/menu.tsx'
import { StatusShape } from '#renderer/ui/status.tsx'
import { Tooltip } from '#renderer/ui/tooltip.tsx'

import type { IssuerState } from './issuer-status.ts'
import { pageGroups } from './pages.ts'
import type { PageEntry } from './pages.ts'
import { setTheme, toggleRail, useRailCollapsed, useTheme } from './preferences.ts'

import './rail.css'

/** The left rail: pages in groups, and the issuer's state below them. */
export function Rail(props: {
  readonly issuer: IssuerState
  readonly onPalette: () => void
  readonly onShortcuts: () => void
}): JSX.Element {
  const collapsed = useRailCollapsed()
  return (
    <header className="rail" data-collapsed={collapsed ? '' : undefined}>
      <div className="rail-mark">
        <Mark />
        {collapsed ? null : <span className="rail-product">Latchkey</span>}
      </div>
      <nav className="rail-pages" aria-label="Pages">
        {pageGroups.map((group) => (
          <div key={group.name} className="rail-group">
            <div className="rail-group-name">{group.name}</div>
            <ul>
              {group.pages.map((page) => (
                <li key={page.path}>
                  <RailLink page={page} collapsed={collapsed} issuer={props.issuer} />
                </li>
              ))}
            </ul>
          </div>
        ))}
      </nav>
      <div className="rail-tools">
        <IconButton
          label="Command palette"
          hint={`${keyName('Mod')} K`}
          icon={<Command />}
          onClick={props.onPalette}
        />
        <IconButton
          label="Keyboard shortcuts"
          hint="?"
          icon={<Keyboard />}
          onClick={props.onShortcuts}
        />
        <ThemeMenu />
        <IconButton
          label={collapsed ? 'Widen the rail' : 'Collapse the rail'}
          icon={<PanelLeft />}
          onClick={toggleRail}
        />
      </div>
      <IssuerBlock issuer={props.issuer} collapsed={collapsed} />
    </header>
  )
}

function RailLink(props: {
  readonly page: PageEntry
  readonly collapsed: boolean
  readonly issuer: IssuerState
}): JSX.Element {
  const { page, collapsed } = props
  const note = countBeside(page, props.issuer)
  const Icon = page.icon
  const link = (
    <Link
      to={page.path}
      className="rail-link"
      activeOptions={{ exact: page.path === '/', includeSearch: false }}
      activeProps={{ 'data-current': '', 'aria-current': 'page' }}
      aria-label={collapsed ? page.name : undefined}
    >
      <Icon aria-hidden="true" />
      {collapsed ? null : <span className="truncate">{page.name}</span>}
      {collapsed || note === undefined ? null : (
        <span className="rail-count tabular" data-tone={note.tone} title={note.title}>
          {count(note.value)}
          <span className="visually-hidden"> {note.title}</span>
        </span>
      )}
    </Link>
  )
  return collapsed ? (
    <Tooltip text={page.name} side="right">
      {link}
    </Tooltip>
  ) : (
    link
  )
}

interface Note {
  readonly value: number
  readonly title: string
  readonly tone: 'plain' | 'red'
}

function countBeside(page: PageEntry, issuer: IssuerState): Note | undefined {
  const counts = issuer.status?.counts
  if (counts === undefined) return undefined
  if (page.path === '/refresh-tokens') {
    return { value: counts.activeRefreshTokens, title: 'active', tone: 'plain' }
  }
  if (page.path === '/activity' && counts.refusalsLastHour > 0) {
    return { value: counts.refusalsLastHour, title: 'refused in the last hour', tone: 'red' }
  }
  return undefined
}

function ThemeMenu(): JSX.Element {
  const theme = useTheme()
  return (
    <Menu
      align="start"
      side="top"
      trigger={<IconButton label="Appearance" icon={<MonitorCog />} />}
    >
      <MenuRadioGroup
        label="Appearance"
        value={theme}
        options={[
          { value: 'system', label: 'As the system' },
          { value: 'light', label: 'Light' },
          { value: 'dark', label: 'Dark' },
        ]}
        onChange={(value) => setTheme(value === 'light' || value === 'dark' ? value : 'system')}
      />
    </Menu>
  )
}

function IssuerBlock(props: {
  readonly issuer: IssuerState
  readonly collapsed: boolean
}): JSX.Element {
  const { status, tone, word } = props.issuer
  if (props.collapsed) {
    return (
      <Tooltip text={`${word} · ${status?.issuer ?? ''}`} side="right">
        <Link to="/" className="issuer-block" aria-label={`Issuer: ${word}`}>
          <StatusShape tone={tone} />
        </Link>
      </Tooltip>
    )
  }
  return (
    <section className="issuer-block" aria-label="Issuer state">
      <div className="issuer-word">
        <StatusShape tone={tone} />
        <span className="truncate">{word}</span>
      </div>
      {status === undefined ? null : (
        <div className="issuer-url">
          <code className="truncate" title={status.issuer}>
            {status.issuer.replace(/^https?:\/\//, '')}
          </code>
          <CopyButton text={status.issuer} label="Copy the issuer URL" />
        </div>
      )}
    </section>
  )
}

function Mark(): JSX.Element {
  return (
    <svg className="mark" viewBox="0 0 20 20" aria-hidden="true">
      <circle cx="6.5" cy="10" r="4" />
      <path d="M10.5 10H18M15 10v4M18 10v3" />
    </svg>
  )
}
