import { Popover } from '@base-ui/react/popover'
import { Settings2 } from 'lucide-react'
import { useState } from 'react'
import type { JSX } from 'react'

import type { ActivitySettings } from '#contract/activity.ts'
import { useAct, useOperation } from '#renderer/operations.ts'
import { Button } from '#renderer/ui/button.tsx'
import { DurationField } from '#renderer/ui/duration-field.tsx'
import { IconButton } from '#renderer/ui/icon-button.tsx'
import { Loaded } from '#renderer/ui/loaded.tsx'
import { TextField } from '#renderer/ui/text-field.tsx'
import { showToast } from '#renderer/ui/toast.tsx'
import { ToggleField } from '#renderer/ui/toggle-field.tsx'

/** Whether and how long requests are recorded. */
export function ActivitySettingsButton(): JSX.Element {
  const [open, setOpen] = useState(false)
  const query = useOperation('activity', 'activity.settings', {}, { enabled: open })
  return (
    <Popover.Root open={open} onOpenChange={(next) => setOpen(next)}>
      <Popover.Trigger render={<IconButton label="Recording settings" icon={<Settings2 />} />} />
      <Popover.Portal>
        <Popover.Positioner className="floating" sideOffset={6} align="end">
          <Popover.Popup className="menu settings-popup" aria-label="Recording settings">
            <Loaded query={query} what="settings">
              {(settings) => <SettingsForm settings={settings} onClose={() => setOpen(false)} />}
            </Loaded>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  )
}

function SettingsForm(props: {
  readonly settings: ActivitySettings
  readonly onClose: () => void
}): JSX.Element {
  const [draft, setDraft] = useState(props.settings)
  const configure = useAct('activity.configure')
  const put = (change: Partial<ActivitySettings>): void => setDraft({ ...draft, ...change })
  function save(): void {
    const saved = (): void => {
      props.onClose()
      showToast({ title: draft.recording ? 'Recording settings saved' : 'Recording is off' })
    }
    configure.mutate(draft, { onSuccess: saved })
  }
  return (
    <form
      className="activity-settings"
      onSubmit={(event) => {
        event.preventDefault()
        save()
      }}
    >
      <ToggleField
        label="Record requests"
        help="Off, nothing new appears here. What was recorded stays."
        checked={draft.recording}
        onChange={({ target }) => put({ recording: target.checked })}
      />
      <TextField
        label="Records kept at most"
        type="number"
        min={1000}
        max={1_000_000}
        className="tabular"
        value={Number.isNaN(draft.limit) ? '' : draft.limit}
        onChange={({ target }) => put({ limit: target.valueAsNumber })}
      />
      <DurationField
        label="Kept for at most"
        value={draft.lifetime}
        onChange={(lifetime) => put({ lifetime })}
      />
      <ToggleField
        label="Tell applications the trace"
        help="For developers: refusals carry an error_uri that names the trace."
        checked={draft.traceInErrorUri}
        onChange={({ target }) => put({ traceInErrorUri: target.checked })}
      />
      {configure.error === null ? null : (
        <p className="field-error" role="alert">
          {configure.error.message}
        </p>
      )}
      <Button type="submit" tone="primary" busy={configure.isPending}>
        Save
      </Button>
    </form>
  )
}
