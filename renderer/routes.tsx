import {
  createHashHistory,
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Link,
} from '@tanstack/react-router'
import type { JSX } from 'react'

import { activitySearch } from './features/activity/activity-search.ts'
import { auditSearch } from './features/audit/audit-search.ts'
import { clientSearch, clientsSearch } from './features/clients/clients-search.ts'
import { consentsSearch } from './features/consents/consents-search.ts'
import { refreshTokensSearch } from './features/refresh-tokens/refresh-tokens-search.ts'
import { tryItSearch } from './features/try-it/try-it-search.ts'
import { Frame } from './frame/frame.tsx'
import { listSearch } from './list-search.ts'
import { EmptyState } from './ui/empty-state.tsx'
import { Failure } from './ui/failure.tsx'

/** A page is loaded when it is opened; the others follow while nothing else is to be done. */
const pages = {
  activity: lazyRouteComponent(
    () => import('./features/activity/activity-page.tsx'),
    'ActivityPage',
  ),
  audit: lazyRouteComponent(() => import('./features/audit/audit-page.tsx'), 'AuditPage'),
  client: lazyRouteComponent(() => import('./features/clients/client-page.tsx'), 'ClientPage'),
  clients: lazyRouteComponent(() => import('./features/clients/clients-page.tsx'), 'ClientsPage'),
  consents: lazyRouteComponent(
    () => import('./features/consents/consents-page.tsx'),
    'ConsentsPage',
  ),
  inspector: lazyRouteComponent(
    () => import('./features/inspector/inspector-page.tsx'),
    'InspectorPage',
  ),
  newClient: lazyRouteComponent(
    () => import('./features/clients/new-client-page.tsx'),
    'NewClientPage',
  ),
  overview: lazyRouteComponent(
    () => import('./features/overview/overview-page.tsx'),
    'OverviewPage',
  ),
  refreshTokens: lazyRouteComponent(
    () => import('./features/refresh-tokens/refresh-tokens-page.tsx'),
    'RefreshTokensPage',
  ),
  resources: lazyRouteComponent(
    () => import('./features/resources/resources-page.tsx'),
    'ResourcesPage',
  ),
  tryIt: lazyRouteComponent(() => import('./features/try-it/try-it-page.tsx'), 'TryItPage'),
  users: lazyRouteComponent(() => import('./features/users/users-page.tsx'), 'UsersPage'),
}

const root = createRootRoute({ component: Frame })

const overview = createRoute({ getParentRoute: () => root, path: '/', component: pages.overview })

const activity = createRoute({
  getParentRoute: () => root,
  path: '/activity',
  validateSearch: activitySearch,
  component: pages.activity,
})

const clients = createRoute({
  getParentRoute: () => root,
  path: '/clients',
  validateSearch: clientsSearch,
  component: pages.clients,
})

const client = createRoute({
  getParentRoute: () => root,
  path: '/clients/$clientId',
  validateSearch: clientSearch,
  component: pages.client,
})

const newClient = createRoute({
  getParentRoute: () => root,
  path: '/new-client',
  component: pages.newClient,
})

const refreshTokens = createRoute({
  getParentRoute: () => root,
  path: '/refresh-tokens',
  validateSearch: refreshTokensSearch,
  component: pages.refreshTokens,
})

const users = createRoute({
  getParentRoute: () => root,
  path: '/users',
  validateSearch: listSearch,
  component: pages.users,
})

const resources = createRoute({
  getParentRoute: () => root,
  path: '/resources',
  validateSearch: listSearch,
  component: pages.resources,
})

const consents = createRoute({
  getParentRoute: () => root,
  path: '/consents',
  validateSearch: consentsSearch,
  component: pages.consents,
})

const tryIt = createRoute({
  getParentRoute: () => root,
  path: '/try-it',
  validateSearch: tryItSearch,
  component: pages.tryIt,
})

const inspector = createRoute({
  getParentRoute: () => root,
  path: '/inspector',
  component: pages.inspector,
})

const audit = createRoute({
  getParentRoute: () => root,
  path: '/audit',
  validateSearch: auditSearch,
  component: pages.audit,
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
  consents,
  inspector,
  tryIt,
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
    scrollRestoration: false,
  })
}

/** Brings the pages that nobody has opened yet, so that none is waited for later. */
export function preloadPages(): void {
  requestIdleCallback(() => {
    for (const page of Object.values(pages)) void page.preload?.()
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
