import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { JSX } from 'react'

import type { Fix } from '#contract/activity.ts'
import { call } from '#renderer/admin-client.ts'
import { useAct } from '#renderer/operations.ts'
import { Banner } from '#renderer/ui/banner.tsx'
import { Button } from '#renderer/ui/button.tsx'
import { Section } from '#renderer/ui/page.tsx'
import { StatusShape } from '#renderer/ui/status.tsx'
import { showFailure, showToast } from '#renderer/ui/toast.tsx'

/** What would let the request pass, each with what it changes; one press makes the change. */
export function Fixes(props: {
  readonly record: number
  readonly fixes: readonly Fix[]
}): JSX.Element | null {
  const { record, fixes } = props
  const mend = useMend(record)
  if (fixes.length === 0 && mend.done === undefined) return null
  return (
    <Section title="Fix" level={3}>
      {mend.done === undefined ? null : (
        <Banner tone="green">Fixed: {mend.done}. Now send the request again.</Banner>
      )}
      <ul className="fixes" hidden={fixes.length === 0}>
        {fixes.map((fix) => (
          <li key={fix.id} className="fix">
            <FixPreview fix={fix} />
            <Button
              tone="primary"
              busy={mend.running === fix.id}
              disabled={mend.running !== undefined}
              aria-label={`Fix: ${fix.sentence}`}
              onClick={() => mend.apply(fix)}
            >
              Fix
            </Button>
          </li>
        ))}
      </ul>
    </Section>
  )
}

interface Mend {
  /** The fix under way. */
  readonly running: string | undefined
  /** What has been done. */
  readonly done: string | undefined
  readonly apply: (fix: Fix) => void
}

function useMend(record: number): Mend {
  const client = useQueryClient()
  const [done, setDone] = useState<string | undefined>(undefined)
  const act = useAct('activity.applyFix')
  // Explanations and fixes are said from the configuration, which has just changed.
  const explainAgain = (): void =>
    void client.invalidateQueries({ queryKey: ['activity', 'activity.get'] })
  async function undo(auditId: number): Promise<void> {
    try {
      await call('audit.undo', { id: auditId })
      setDone(undefined)
      showToast({ title: 'Undone' })
    } catch (error) {
      showFailure('The fix was not undone', error)
    }
    explainAgain()
  }
  return {
    running: act.isPending ? act.variables.fix : undefined,
    done,
    apply: (fix) =>
      act.mutate(
        { id: record, fix: fix.id },
        {
          onSuccess: ({ sentence, auditId, undoable }) => {
            setDone(sentence.replace(/\.$/, ''))
            explainAgain()
            const action = { label: 'Undo', run: () => void undo(auditId) }
            showToast({
              title: 'Fixed',
              description: sentence,
              timeout: 10_000,
              ...(undoable ? { action } : {}),
            })
          },
          onError: (error) => showFailure('The fix was not made', error),
        },
      ),
  }
}

function FixPreview(props: { readonly fix: Fix }): JSX.Element {
  const { sentence, changes, caution } = props.fix
  return (
    <div className="fix-words">
      <p>{sentence}</p>
      <dl className="fix-changes">
        {changes.map(({ field, before, after }) => (
          <div key={field}>
            <dt>{field}</dt>
            <dd>
              <span>Now</span>
              <code className="fix-before">{before === '' ? 'none' : before}</code>
            </dd>
            <dd>
              <span>Then</span>
              <code>{after === '' ? 'none' : after}</code>
            </dd>
          </div>
        ))}
      </dl>
      {caution === null ? null : (
        <p className="fix-caution">
          <StatusShape tone="amber" />
          {caution}
        </p>
      )}
    </div>
  )
}
