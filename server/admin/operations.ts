import type { OperationName } from '#contract/operations.ts'

import { activityHandlers } from './activity.ts'
import { auditHandlers } from './audit.ts'
import { clientHandlers } from './clients.ts'
import { consentHandlers } from './consents.ts'
import { firstContactHandlers } from './first-contact.ts'
import type { Handlers } from './handler.ts'
import { inspectorHandlers } from './inspector.ts'
import { issuerHandlers } from './issuer.ts'
import { playgroundHandlers } from './playground.ts'
import { refreshTokenHandlers } from './refresh-tokens.ts'
import { resourceHandlers } from './resources.ts'
import { savedViewHandlers } from './saved-views.ts'
import { userHandlers } from './users.ts'

/** A handler for every operation of the contract: one that is missing does not compile. */
export const handlers: Handlers<OperationName> = {
  ...issuerHandlers,
  ...clientHandlers,
  ...refreshTokenHandlers,
  ...savedViewHandlers,
  ...userHandlers,
  ...resourceHandlers,
  ...activityHandlers,
  ...firstContactHandlers,
  ...auditHandlers,
  ...playgroundHandlers,
  ...consentHandlers,
  ...inspectorHandlers,
}
