import type { UserDetail } from '#contract/users.ts'
import { randomIdentifier } from '#domain/secret.ts'

import { accepted, present } from './admin-error.ts'
import type { AdminContext } from './context.ts'
import type { Handlers, OperationsOf } from './handler.ts'

export const userHandlers: Handlers<OperationsOf<'users'>> = {
  'users.list': {
    guard: 'administrator',
    changes: [],
    async run({ store, now }) {
      const users = await store.listUsers({ now: now() })
      return { items: users.map((user) => ({ ...user, disabled: user.disabled === 1 })) }
    },
  },
  'users.get': {
    guard: 'administrator',
    changes: [],
    run: (context, { subject }) => detail(context, subject),
  },
  'users.create': {
    guard: 'administrator',
    changes: ['users', 'issuer'],
    async run(context, { settings, password }, { actor }) {
      const subject = randomIdentifier()
      const passwordHash = await context.hashPassword(password)
      const now = context.now()
      accepted(await context.store.insertUser({ subject, settings, passwordHash, actor, now }))
      return detail(context, subject)
    },
  },
  'users.update': {
    guard: 'administrator',
    changes: ['users', 'refreshTokens'],
    async run(context, { subject, version, settings }, { actor }) {
      const now = context.now()
      accepted(await context.store.updateUser({ subject, version, settings, actor, now }))
      return detail(context, subject)
    },
  },
  'users.setPassword': {
    guard: 'administrator',
    changes: ['users', 'refreshTokens', 'issuer'],
    async run(context, { subject, password, revokeTokens }, { actor }) {
      const passwordHash = await context.hashPassword(password)
      const now = context.now()
      accepted(
        await context.store.setUserPassword({ subject, passwordHash, revokeTokens, actor, now }),
      )
      return detail(context, subject)
    },
  },
  'users.delete': {
    guard: 'administrator',
    changes: ['users', 'refreshTokens', 'consents', 'issuer'],
    async run({ store, now }, { subject }, { actor }) {
      return accepted(await store.deleteUser({ subject, actor, now: now() }))
    },
  },
}

async function detail({ store, now }: AdminContext, subject: string): Promise<UserDetail> {
  const found = await store.findUserWithTokens({ subject, now: now() })
  const { user, activeTokens } = present(
    found,
    `There is no user with the subject ${subject}.`,
    'subject',
  )
  return {
    subject: user.subject,
    settings: {
      username: user.username,
      name: user.name,
      // Any address that was stored passed the contract's schema.
      email: user.email,
      emailVerified: user.emailVerified,
      claims: user.claims as UserDetail['settings']['claims'],
      disabled: user.disabled,
    },
    createdAt: user.createdAt,
    lastSignInAt: user.lastSignInAt,
    version: user.version,
    activeTokens,
  }
}
