import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'

import type { AuditFilter } from '#contract/audit.ts'
import { call } from '#renderer/admin-client.ts'
import { useFilterLine } from '#renderer/query-bar/use-filter-line.ts'
import { useNow } from '#renderer/ui/relative-time.tsx'
import { saveFile } from '#renderer/ui/save-file.ts'
import { showFailure } from '#renderer/ui/toast.tsx'

import { auditBar, toFilter } from './audit-query.ts'
import { auditSearch } from './audit-search.ts'
import type { AuditSearch } from './audit-search.ts'

const pageSize = 100

type Change = { [Key in keyof AuditSearch]?: AuditSearch[Key] | undefined }

/** The page's address, its filter, and the entries that match. */
export function useAuditPage() {
  const search = useSearch({ from: '/audit' })
  const navigate = useNavigate()
  const change = (change: Change, replace: boolean): void =>
    void navigate({ to: '/audit', search: auditSearch({ ...search, ...change }), replace })
  const line = useFilterLine(auditBar, search.q ?? '', (q, replace) => change({ q }, replace))
  const now = useNow()
  // A relative time would be another question with every tick; a minute is fine enough.
  const filter = toFilter(line.query ?? {}, Math.ceil(now / 60) * 60)
  return { search, change, line, filter, query: useAudit(filter) }
}

function useAudit(filter: AuditFilter) {
  return useInfiniteQuery({
    // No topic of its own: every act changes something, and the issuer's state follows that.
    queryKey: ['issuer', 'audit.list', filter],
    initialPageParam: undefined as number | undefined,
    queryFn: ({ pageParam }) =>
      call('audit.list', {
        filter,
        limit: pageSize,
        ...(pageParam === undefined ? {} : { before: pageParam }),
      }),
    getNextPageParam: ({ entries }) => (entries.length < pageSize ? undefined : entries.at(-1)?.id),
    placeholderData: keepPreviousData,
  })
}

/** Fetches what matches part by part and hands it to the browser as a file. */
export function useAuditExport(filter: AuditFilter): {
  readonly running: boolean
  readonly start: () => void
} {
  const [running, setRunning] = useState(false)
  async function fetchAll(): Promise<void> {
    setRunning(true)
    try {
      const parts: string[] = []
      let before: number | null | undefined
      while (before !== null) {
        const position = before === undefined ? {} : { before }
        const part = await call('audit.export', { filter, ...position })
        parts.push(part.text)
        before = part.nextBefore
      }
      saveFile('latchkey-audit.json', 'application/json', parts)
    } catch (error) {
      showFailure('The export stopped', error)
    }
    setRunning(false)
  }
  return { running, start: () => void fetchAll() }
}
