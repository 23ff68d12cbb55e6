import {
  Activity,
  AppWindow,
  Gauge,
  Handshake,
  KeyRound,
  Play,
  ScanSearch,
  ScrollText,
  Server,
  Users,
} from 'lucide-react'
import type { LucideIcon } from 'lucide-react'

export interface PageEntry {
  readonly path:
    | '/'
    | '/activity'
    | '/clients'
    | '/refresh-tokens'
    | '/users'
    | '/resources'
    | '/consents'
    | '/try-it'
    | '/inspector'
    | '/audit'
  readonly name: string
  readonly icon: LucideIcon
  /** `g`, then this letter. */
  readonly letter: string
}

export interface PageGroup {
  readonly name: string
  readonly pages: readonly PageEntry[]
}

/** What the rail, the palette and the `g` keys offer; only pages that exist. */
export const pageGroups: readonly PageGroup[] = [
  {
    name: 'Issuer',
    pages: [
      { path: '/', name: 'Overview', icon: Gauge, letter: 'o' },
      { path: '/activity', name: 'Activity', icon: Activity, letter: 'a' },
    ],
  },
  {
    name: 'Manage',
    pages: [
      { path: '/clients', name: 'Clients', icon: AppWindow, letter: 'c' },
      { path: '/refresh-tokens', name: 'Refresh tokens', icon: KeyRound, letter: 't' },
      { path: '/users', name: 'Users', icon: Users, letter: 'u' },
      { path: '/resources', name: 'Resources', icon: Server, letter: 'r' },
      { path: '/consents', name: 'Consents', icon: Handshake, letter: 's' },
    ],
  },
  {
    name: 'Tools',
    pages: [
      { path: '/try-it', name: 'Try it', icon: Play, letter: 'y' },
      { path: '/inspector', name: 'Inspector', icon: ScanSearch, letter: 'i' },
    ],
  },
  {
    name: 'System',
    pages: [{ path: '/audit', name: 'Audit', icon: ScrollText, letter: 'l' }],
  },
]

export const pages = pageGroups.flatMap((group) => group.pages)
