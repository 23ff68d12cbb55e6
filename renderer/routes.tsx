import {
  createHashHistory,
  createRootRoute,
  createRoute,
  createRouter,
  Link,
} from '@tanstack/react-router'
import type { JSX } from 'react'

import { ActivityPage } from './features/activity/activity-page.tsx'
import { activitySearch } from './features/activity/activity-search.ts'
import { AuditPage } from './features/audit/audit-page.tsx'
import { auditSearch } from './features/audit/audit-search.ts'
import { ClientPage } from './features/clients/client-page.tsx'
import { ClientsPage } from './features/clients/clients-page.tsx'
import { clientSearch, clientsSearch } from './features/clients/clients-search.ts'
import { NewClientPage } from './features/clients/new-client-page.tsx'
import { OverviewPage } from './features/overview/overview-page.tsx'
import { RefreshTokensPage } from './features/refresh-tokens/refresh-tokens-page.tsx'
import { refreshTokensSearch } from './features/refresh-tokens/refresh-tokens-search.ts'
import { ResourcesPage } from './features/resources/resources-page.tsx'
import { resourcesSearch } from './features/resources/resources-search.ts'
import { UsersPage } from './features/users/users-page.tsx'
import { usersSearch } from './features/users/users-search.ts'
import { Frame } from './frame/frame.tsx'
import { EmptyState } from './ui/empty-state.tsx'
import { Failure } from './ui/failure.tsx'

const root = createRootRoute({ component: Frame })

const overview = createRoute({ getParentRoute: () => root, path: '/', component: OverviewPage })

const activity = createRoute({
  getParentRoute: () => root,
  path: '/activity',
  validateSearch: activitySearch,
  component: ActivityPage,
})

const clients = createRoute({
  getParentRoute: () => root,
  path: '/clients',
  validateSearch: clientsSearch,
  component: ClientsPage,
})

const client = createRoute({
  getParentRoute: () => root,
  path: '/clients/$clientId',
  validateSearch: clientSearch,
  component: ClientPage,
})

const newClient = createRoute({
  getParentRoute: () => root,
  path: '/new-client',
  component: NewClientPage,
})

const refreshTokens = createRoute({
  getParentRoute: () => root,
  path: '/refresh-tokens',
  validateSearch: refreshTokensSearch,
  component: RefreshTokensPage,
})

const users = createRoute({
  getParentRoute: () => root,
  path: '/users',
  validateSearch: usersSearch,
  component: UsersPage,
})

const resources = createRoute({
  getParentRoute: () => root,
  path: '/resources',
  validateSearch: resourcesSearch,
  component: ResourcesPage,
})

const audit = createRoute({
  getParentRoute: () => root,
  path: '/audit',
  validateSearch: auditSearch,
  component: AuditPage,
})

const tree = root.addChildren([
  overview,
  activity,
  clients,
  client,
  newClient,
  refreshTokens,
  users,
  resources,
  audit,
])

/**
 * Both hosts serve one document, so the page is named after the `#`: a deep link, a reload and
 * back and forward work the same under `app://console/` and on loopback.
 */
export function createConsoleRouter() {
  return createRouter({
    routeTree: tree,
    history: createHashHistory(),
    defaultNotFoundComponent: NoSuchPage,
    defaultErrorComponent: BrokenPage,
    // A page that is slow to load shows its own skeleton.
    defaultPendingMs: 0,
    scrollRestoration: false,
  })
}

function BrokenPage(props: { readonly error: unknown; readonly reset: () => void }): JSX.Element {
  const error = props.error instanceof Error ? props.error : new Error(String(props.error))
  return <Failure title="This page broke" error={error} onRetry={props.reset} />
}

function NoSuchPage(): JSX.Element {
  return (
    <EmptyState title="There is no such page">
      <Link to="/">Go to the overview</Link>
    </EmptyState>
  )
}
