import type { AuditEntry } from '#contract/audit.ts'
import { absoluteTime } from '#renderer/format.ts'
import type { ListColumn } from '#renderer/ui/list-grid.tsx'
import { RelativeTime } from '#renderer/ui/relative-time.tsx'

export const auditColumns: readonly ListColumn<AuditEntry>[] = [
  {
    id: 'at',
    header: 'Time',
    width: 130,
    render: (entry) => <RelativeTime at={entry.at} bare />,
    text: (entry) => absoluteTime(entry.at),
  },
  {
    id: 'operation',
    header: 'Operation',
    width: 190,
    fixed: true,
    render: (entry) => <code>{entry.operation}</code>,
    text: (entry) => entry.operation,
  },
  {
    id: 'summary',
    header: 'What',
    width: 320,
    render: (entry) => entry.summary,
    text: (entry) => entry.summary,
  },
  {
    id: 'target',
    header: 'To',
    width: 180,
    render: (entry) => <code>{entry.target}</code>,
    text: (entry) => entry.target,
  },
  {
    id: 'actor',
    header: 'By',
    width: 120,
    render: (entry) => entry.actor,
    text: (entry) => entry.actor,
  },
]
