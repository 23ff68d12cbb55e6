import { useCallback, useState } from 'react'
import type { JSX } from 'react'

import type { RefreshTokenRow } from '#contract/refresh-tokens.ts'
import { FilterChips } from '#renderer/query-bar/filter-chips.tsx'
import { FilterLine } from '#renderer/query-bar/filter-line.tsx'
import { useFilterLine } from '#renderer/query-bar/use-filter-line.ts'
import { Button } from '#renderer/ui/button.tsx'
import { ColumnChooser, useGridLayout } from '#renderer/ui/data-grid-layout.tsx'
import { DataGrid } from '#renderer/ui/data-grid.tsx'
import { Failure } from '#renderer/ui/failure.tsx'
import { Page, PageHeader } from '#renderer/ui/page.tsx'
import { useNow } from '#renderer/ui/relative-time.tsx'
import { SplitView } from '#renderer/ui/side-panel.tsx'
import { Skeleton } from '#renderer/ui/skeleton.tsx'
import { useEscape } from '#renderer/ui/use-escape.ts'

import { ExportMenu } from './export-menu.tsx'
import { LastRevocation } from './last-revocation.tsx'
import { NoTokens } from './no-tokens.tsx'
import { formatSort, useRefreshTokensUrl } from './refresh-tokens-search.ts'
import { RevokeDialog } from './revoke-dialog.tsx'
import { SavedViews } from './saved-views.tsx'
import { StatusBar } from './status-bar.tsx'
import { tokenBar, useTokenOptions } from './token-bar.ts'
import { tokenColumns } from './token-columns.tsx'
import { TokenDetail } from './token-detail.tsx'
import { toFilter } from './token-query.ts'
import { useRevocation } from './use-revocation.ts'
import type { Revocation } from './use-revocation.ts'
import { useTokenSearch } from './use-token-search.ts'

import './refresh-tokens.css'

const rowId = (row: RefreshTokenRow): string => row.id
const nothing: ReadonlySet<string> = new Set()

/** Every refresh token: find it by anything known about it, look at it, revoke it. */
export function RefreshTokensPage(): JSX.Element {
  const page = useTokensPage()
  const { url, line, revocation, layout } = page
  const show = (q: string): void => url.change({ q }, false)
  if (url.isLarge && url.openId !== undefined) {
    return (
      <Page>
        <OpenFamily page={page} />
        <Asked revocation={revocation} onDone={page.deselect} />
      </Page>
    )
  }
  return (
    <Page>
      <PageHeader
        title="Refresh tokens"
        actions={
          <>
            <ExportMenu filter={page.filter} sort={url.sort} />
            <Button disabled={page.filter === undefined} onClick={page.revokeChosen}>
              Revoke…
            </Button>
          </>
        }
      >
        <FilterLine bar={tokenBar} line={line} />
      </PageHeader>
      <div className="filter-bar">
        <FilterChips
          bar={tokenBar}
          options={page.options}
          query={line.query ?? {}}
          onChange={line.setQuery}
        />
        <div className="filter-bar-end">
          <SavedViews line={url.line} onApply={show} />
          <ColumnChooser layout={layout} />
        </div>
      </div>
      <SplitView>
        <div className="token-list">
          <LastRevocation revocation={revocation} line={url.line} onShow={show} />
          <TokenList page={page} />
          <StatusBar
            key={url.line}
            search={page.search}
            filter={page.filter}
            selected={page.selection.size}
            onRevoke={page.revokeChosen}
            onDeselect={page.deselect}
          />
        </div>
        <OpenFamily page={page} />
      </SplitView>
      <Asked revocation={revocation} onDone={page.deselect} />
    </Page>
  )
}

function OpenFamily(props: { readonly page: TokensPage }): JSX.Element | null {
  const { url, revoke, revocation } = props.page
  if (url.openId === undefined) return null
  return (
    <TokenDetail
      id={url.openId}
      isLarge={url.isLarge}
      onResize={(isLarge) => url.change({ view: isLarge ? 'tree' : '' }, false)}
      onClose={() => url.change({ id: '' }, true)}
      onRevoke={(row) => revoke([row])}
      onUndo={revocation.undo}
    />
  )
}

type TokensPage = ReturnType<typeof useTokensPage>

function useTokensPage() {
  const url = useRefreshTokensUrl()
  const { change } = url
  const line = useFilterLine(tokenBar, url.line, (q, replace) => change({ q }, replace))
  const options = useTokenOptions()
  const search = useTokenSearch(line.query, url.sort)
  const layout = useGridLayout('refresh-tokens', tokenColumns)
  const [selection, setSelection] = useState(nothing)
  const revocation = useRevocation()
  const now = useNow()
  const filter = line.query && toFilter(line.query, now)
  const deselect = (): void => setSelection(nothing)
  useEscape(deselect, selection.size > 0)
  const revoke = (rows: readonly RefreshTokenRow[]): void =>
    revocation.ask({ rows, filter, line: url.line })
  const open = useCallback((row: RefreshTokenRow) => change({ id: row.id }, true), [change])
  const isChosen = ({ id }: RefreshTokenRow): boolean =>
    selection.size > 0 ? selection.has(id) : id === url.openId
  const revokeChosen = (): void => revoke(search.rows.filter(isChosen))
  const state = { url, line, options, search, layout, selection, setSelection, revocation, filter }
  return { ...state, deselect, revoke, revokeChosen, open }
}

function TokenList(props: { readonly page: TokensPage }): JSX.Element {
  const { url, line, search, layout, selection, setSelection, revoke, open } = props.page
  if (search.kind === 'failed') {
    const error = new Error(search.problem)
    return <Failure title="The tokens could not be loaded" error={error} onRetry={search.retry} />
  }
  if (search.kind === 'loading' && line.query) {
    return (
      <div className="token-list-loading">
        <Skeleton label="Loading the refresh tokens" rows={16} />
      </div>
    )
  }
  return (
    <DataGrid
      label="Refresh tokens"
      layout={layout}
      rows={search.rows}
      rowId={rowId}
      sort={url.sort}
      onSort={(sort) => url.change({ sort: formatSort(sort) }, true)}
      selection={selection}
      onSelect={setSelection}
      openId={url.openId}
      onOpen={open}
      onDelete={revoke}
      hasMore={search.hasMore}
      onEndReached={search.loadMore}
      onWindow={search.showing}
      resetKey={`${url.line} ${formatSort(url.sort)}`}
      empty={
        <NoTokens
          filtered={Object.keys(line.query ?? {}).length > 0}
          unreadable={line.query === undefined}
          onClear={() => line.setQuery({})}
        />
      }
    />
  )
}

function Asked(props: {
  readonly revocation: Revocation
  readonly onDone: () => void
}): JSX.Element | null {
  const { revocation } = props
  if (!revocation.subject) return null
  return (
    <RevokeDialog
      subject={revocation.subject}
      onClose={revocation.cancel}
      onRevoked={(act) => {
        props.onDone()
        revocation.onRevoked(act)
      }}
    />
  )
}
