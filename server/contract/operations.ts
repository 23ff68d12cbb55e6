import type { z } from 'zod'

import { activityOperations, firstContactOperations, fixOperations } from './activity.ts'
import { auditOperations } from './audit.ts'
import { clientOperations } from './clients.ts'
import { consentOperations } from './consents.ts'
import { inspectorOperations } from './inspector.ts'
import { issuerOperations } from './issuer.ts'
import { playgroundOperations } from './playground.ts'
import { refreshTokenOperations } from './refresh-tokens.ts'
import { resourceOperations } from './resources.ts'
import { userOperations } from './users.ts'

/** Everything a console may ask: operation name → what goes in, what comes out. */
export const operations = {
  ...issuerOperations,
  ...clientOperations,
  ...refreshTokenOperations,
  ...userOperations,
  ...resourceOperations,
  ...activityOperations,
  ...fixOperations,
  ...firstContactOperations,
  ...auditOperations,
  ...consentOperations,
  ...inspectorOperations,
  ...playgroundOperations,
} satisfies Record<string, { input: z.ZodType; output: z.ZodType }>

type Operations = typeof operations
export type OperationName = keyof Operations
/** As a caller writes it: defaults may be left out. */
export type Input<Name extends OperationName> = z.input<Operations[Name]['input']>
/** As a handler receives it: parsed, defaults filled in. */
export type ParsedInput<Name extends OperationName> = z.output<Operations[Name]['input']>
export type Output<Name extends OperationName> = z.output<Operations[Name]['output']>
