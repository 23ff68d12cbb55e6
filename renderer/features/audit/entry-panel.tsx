import { Undo2 } from 'lucide-react'
import type { JSX } from 'react'

import type { AuditDetail } from '#contract/audit.ts'
import { useAct, useOperation } from '#renderer/operations.ts'
import { Button } from '#renderer/ui/button.tsx'
import { Loaded } from '#renderer/ui/loaded.tsx'
import { Facts, Section } from '#renderer/ui/page.tsx'
import { RelativeTime } from '#renderer/ui/relative-time.tsx'
import { SidePanel } from '#renderer/ui/side-panel.tsx'
import { showFailure, showToast } from '#renderer/ui/toast.tsx'

import { Changes } from './changes.tsx'
import { TargetLink } from './target-link.tsx'

/** One entry: who, when, to what, and what was different afterwards. */
export function EntryPanel(props: {
  readonly id: number
  readonly onClose: () => void
}): JSX.Element {
  const query = useOperation('issuer', 'audit.get', { id: props.id })
  const operation = query.data?.entry.operation
  return (
    <SidePanel name="audit" title={operation ?? 'Entry'} onClose={props.onClose} defaultWidth={500}>
      <Loaded query={query} what="entry">
        {(detail) => <Entry detail={detail} />}
      </Loaded>
    </SidePanel>
  )
}

function Entry(props: { readonly detail: AuditDetail }): JSX.Element {
  const { entry, changes, revocation, undoable } = props.detail
  return (
    <div className="panel-sections">
      <p>{entry.summary}</p>
      <Facts
        items={[
          { name: 'When', value: <RelativeTime at={entry.at} /> },
          { name: 'By', value: entry.actor },
          { name: 'To', value: <TargetLink entry={entry} revocation={revocation} /> },
        ]}
      />
      {changes.length === 0 ? null : <Changes changes={changes} />}
      {undoable ? <Undo id={entry.id} /> : null}
    </div>
  )
}

function Undo(props: { readonly id: number }): JSX.Element {
  const act = useAct('audit.undo')
  function undo(): void {
    act.mutate(
      { id: props.id },
      {
        onSuccess: () => showToast({ title: 'Taken back' }),
        onError: (error) => showFailure('Not taken back', error),
      },
    )
  }
  return (
    <Section
      title="Take back"
      help="Puts the fields above back, if nobody has changed them since. It is audited itself."
      level={3}
    >
      <div>
        <Button busy={act.isPending} onClick={undo}>
          <Undo2 />
          Undo this change
        </Button>
      </div>
    </Section>
  )
}
