import { z } from 'zod'

import {
  checkOutcome,
  recordedRequest,
  type DecisionRecordView,
  type DecisionSummary,
} from '#contract/activity.ts'
import { describeDevice } from '#domain/device.ts'
import { formatGrantId } from '#domain/family.ts'
import type { DecisionRow, DecisionSummaryRow } from '#store/decision-reads.ts'

export function toSummary({ userAgent, ...row }: DecisionSummaryRow): DecisionSummary {
  return {
    ...row,
    duration: row.duration / 1000,
    grantId: row.grantId === null ? null : formatGrantId(row.grantId),
    device: describeDevice(userAgent),
  }
}

const storedChecks = z.array(checkOutcome)

export function toRecord({ request, checks, ...row }: DecisionRow): DecisionRecordView {
  return {
    ...toSummary(row),
    userAgent: row.userAgent,
    request: request === null ? null : recordedRequest.parse(JSON.parse(request)),
    checks: storedChecks.parse(JSON.parse(checks)),
  }
}
