import { Download } from 'lucide-react'
import type { JSX } from 'react'

import type { DecisionSummary } from '#contract/activity.ts'
import { count } from '#renderer/format.ts'
import { useAct } from '#renderer/operations.ts'
import { Button } from '#renderer/ui/button.tsx'
import { saveFile } from '#renderer/ui/save-file.ts'
import { showFailure, showToast } from '#renderer/ui/toast.tsx'

/** What one file takes. */
const atMost = 1000

/** Writes the records to a file without anything that names a person or opens a door. */
export function ExportRecords(props: {
  readonly records: readonly DecisionSummary[]
  readonly selected: boolean
}): JSX.Element {
  const ids = props.records.slice(0, atMost).map(({ id }) => id)
  const act = useAct('activity.export')
  function run(): void {
    act.mutate(
      { ids },
      {
        onSuccess: ({ text }) => {
          saveFile('latchkey-activity.json', 'application/json', [text])
          showToast({
            title: `${count(ids.length)} records exported`,
            description: 'People and addresses stand under other names; no secret is in the file.',
          })
        },
        onError: (error) => showFailure('The records were not exported', error),
      },
    )
  }
  return (
    <Button tone="quiet" disabled={ids.length === 0} busy={act.isPending} onClick={run}>
      <Download />
      {props.selected ? 'Export selected' : 'Export'}
    </Button>
  )
}
