import { insertAudit } from './audit.ts'
import { findRow, type ReadableDb, type WritableDb } from './database.ts'
import type { Act } from './refusal.ts'
import { putSetting } from './settings.ts'

/** Whether and how long requests are recorded. */
export interface RecordingSettings {
  readonly recording: boolean
  /** Records kept at most. */
  readonly limit: number
  /** Seconds that a record is kept at most. */
  readonly lifetime: number
  /** Whether refusals carry an `error_uri` that names the trace. */
  readonly traceInErrorUri: boolean
}

const defaults: RecordingSettings = {
  recording: true,
  limit: 100_000,
  lifetime: 14 * 86_400,
  traceInErrorUri: false,
}

const settingName = 'activity'

export function findRecordingSettings(db: ReadableDb): RecordingSettings {
  const stored = findRow<{ value: string }>(
    db,
    /* sql */ `SELECT value FROM settings WHERE name = ?`,
    settingName,
  )
  // Written below alone; what a later release adds has its default until then.
  return stored ? { ...defaults, ...(JSON.parse(stored.value) as RecordingSettings) } : defaults
}

/** Keeps the settings, and says in the audit trail who changed them. */
export function configureRecording(
  db: WritableDb,
  { settings, actor, now }: Act & { readonly settings: RecordingSettings },
): void {
  const before = findRecordingSettings(db)
  putSetting(db, { name: settingName, value: JSON.stringify(settings), now })
  insertAudit(
    db,
    {
      actor,
      operation: 'activity.configure',
      target: 'activity',
      summary: summaryOf(before, settings),
      before,
      after: settings,
    },
    now,
  )
}

function summaryOf(before: RecordingSettings, after: RecordingSettings): string {
  if (before.recording === after.recording) return 'Changed how requests are recorded.'
  return after.recording ? 'Turned recording on.' : 'Turned recording off.'
}
