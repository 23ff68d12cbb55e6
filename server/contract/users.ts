import { z } from 'zod'

import { claims, empty, epochSeconds, subjectIdentifier } from './values.ts'

export const username = z
  .string()
  .trim()
  .min(1, 'A user name is needed.')
  .max(100)
  .regex(/^[^\s\p{Cc}]+$/u, 'A user name has no spaces.')

/** OWASP ASVS 5.0 V6.2: 8 characters at least, 64 and more allowed, no composition rules. */
export const password = z
  .string()
  .min(8, 'A password has 8 characters at least.')
  .max(256, 'A password has 256 characters at most.')

export const userSettings = z.strictObject({
  username,
  name: z.string().max(200),
  email: z.union([z.literal(''), z.email().max(254)]),
  emailVerified: z.boolean(),
  /** Further claims, given with the `profile` scope. */
  claims,
  disabled: z.boolean(),
})
export type UserSettings = z.infer<typeof userSettings>

export const userListItem = z.object({
  subject: subjectIdentifier,
  username: z.string(),
  name: z.string(),
  email: z.string(),
  disabled: z.boolean(),
  activeTokens: z.int(),
  lastSignInAt: epochSeconds.nullable(),
})

export const userDetail = z.object({
  subject: subjectIdentifier,
  settings: userSettings,
  createdAt: epochSeconds,
  lastSignInAt: epochSeconds.nullable(),
  version: z.int(),
  activeTokens: z.int(),
})
export type UserDetail = z.infer<typeof userDetail>

const bySubject = z.strictObject({ subject: subjectIdentifier })

export const userOperations = {
  'users.list': { input: empty, output: z.object({ items: z.array(userListItem) }) },
  'users.get': { input: bySubject, output: userDetail },
  'users.create': {
    input: z.strictObject({ settings: userSettings, password }),
    output: userDetail,
  },
  'users.update': {
    input: z.strictObject({ subject: subjectIdentifier, version: z.int(), settings: userSettings }),
    output: userDetail,
  },
  'users.setPassword': {
    input: z.strictObject({
      subject: subjectIdentifier,
      password,
      /** Whether the user's refresh tokens go too. */
      revokeTokens: z.boolean(),
    }),
    output: userDetail,
  },
  'users.delete': { input: bySubject, output: z.object({ orphanedTokens: z.int() }) },
}
