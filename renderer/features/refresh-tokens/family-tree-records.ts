import { useMemo } from 'react'

import type { DecisionSummary } from '#contract/activity.ts'
import type { RefreshTokenDetail } from '#contract/refresh-tokens.ts'
import { plural } from '#renderer/format.ts'
import { useOperation } from '#renderer/operations.ts'

import { familyNodes } from './family-tree-nodes.ts'
import type { FamilyNode } from './family-tree-nodes.ts'

/** Requests of one family that are drawn; Activity has the rest. */
const mostRecords = 500
const none: readonly DecisionSummary[] = []

/** The family's history and the requests that touched it, as nodes; and what was left out. */
export function useFamilyNodes(
  detail: RefreshTokenDetail,
  now: number,
): { readonly nodes: readonly FamilyNode[]; readonly isCut: string | undefined } {
  const asked = useOperation(
    'activity',
    'activity.list',
    { filter: { family: detail.token.id }, limit: mostRecords },
    { keepPrevious: true },
  )
  const records = asked.data?.records ?? none
  const nodes = useMemo(() => familyNodes(detail, records, now), [detail, records, now])
  const cut = [
    ...(detail.historyCut
      ? [`The first line and the newest ${plural(detail.history.length - 1, 'line')} are shown.`]
      : []),
    ...(records.length >= mostRecords
      ? [`The newest ${plural(mostRecords, 'request')} are shown.`]
      : []),
  ]
  return { nodes, isCut: cut.length === 0 ? undefined : cut.join(' ') }
}
