import { numericDate, type JsonObject } from './jwt-parts.ts'
import { withoutTokens } from './token-text.ts'

/** One member of a JWT's header or claims, in words. */
export interface ClaimInWords {
  readonly name: string
  /** As JSON has it, cut where it is long. */
  readonly value: string
  /** Epoch seconds where the value is a time. */
  readonly at: number | null
  /** What it means, in a sentence; `null` where nobody has defined it. */
  readonly meaning: string | null
  readonly clause: string | null
}

type Meaning = readonly [meaning: string, clause: string]

const claims: Readonly<Record<string, Meaning>> = {
  iss: ['Who made it: the issuer’s identifier.', 'RFC 7519 §4.1.1'],
  sub: ['Whom it is about: the user’s subject, or the client itself.', 'RFC 7519 §4.1.2'],
  aud: ['Whom it is for. Anybody else must refuse it.', 'RFC 7519 §4.1.3'],
  exp: ['When it ends.', 'RFC 7519 §4.1.4'],
  nbf: ['Before this it does not count.', 'RFC 7519 §4.1.5'],
  iat: ['When it was made.', 'RFC 7519 §4.1.6'],
  jti: ['Its own id. Ours begin with the family that they belong to.', 'RFC 7519 §4.1.7'],
  client_id: ['The client that asked for it.', 'RFC 9068 §2.2'],
  scope: ['What it allows.', 'RFC 9068 §2.2.3'],
  auth_time: ['When the user last signed in.', 'OIDC Core §2'],
  nonce: ['What the client sent along to recognize its own request.', 'OIDC Core §2'],
  acr: ['How strong the sign-in was, by a name.', 'OIDC Core §2'],
  amr: ['How the user signed in.', 'OIDC Core §2'],
  azp: ['The client that it was issued to.', 'OIDC Core §2'],
  at_hash: ['Binds it to the access token that came with it.', 'OIDC Core §3.1.3.6'],
  c_hash: ['Binds it to the code that came with it.', 'OIDC Core §3.3.2.11'],
  sid: ['The session at the issuer.', 'OIDC Front-Channel Logout §3'],
  act: ['Who acts for the subject.', 'RFC 8693 §4.1'],
  may_act: ['Who may act for the subject.', 'RFC 8693 §4.4'],
  cnf: ['The key that its holder must have.', 'RFC 7800 §3.1'],
  name: ['The user’s full name.', 'OIDC Core §5.1'],
  given_name: ['The user’s given name.', 'OIDC Core §5.1'],
  family_name: ['The user’s family name.', 'OIDC Core §5.1'],
  preferred_username: ['The name that the user goes by. It may change.', 'OIDC Core §5.1'],
  email: ['The user’s email address.', 'OIDC Core §5.1'],
  email_verified: ['Whether the address was proven to be the user’s.', 'OIDC Core §5.1'],
  updated_at: ['When the user’s profile last changed.', 'OIDC Core §5.1'],
  roles: ['The subject’s roles.', 'RFC 9068 §2.2.3.1'],
  groups: ['The subject’s groups.', 'RFC 9068 §2.2.3.1'],
  entitlements: ['The subject’s entitlements.', 'RFC 9068 §2.2.3.1'],
}

const headerParameters: Readonly<Record<string, Meaning>> = {
  alg: ['How it is signed.', 'RFC 7515 §4.1.1'],
  kid: ['Which key signed it.', 'RFC 7515 §4.1.4'],
  typ: ['What it is: at+jwt is an access token.', 'RFC 7515 §4.1.9'],
  cty: ['What it holds.', 'RFC 7515 §4.1.10'],
  enc: ['How its content is encrypted.', 'RFC 7516 §4.1.2'],
  crit: ['Header parameters that must be understood.', 'RFC 7515 §4.1.11'],
  jwk: ['A key that it brings itself. Never to be trusted.', 'RFC 8725 §3.10'],
  jku: ['Where to fetch a key. Never to be followed.', 'RFC 8725 §3.10'],
  x5u: ['Where to fetch a certificate. Never to be followed.', 'RFC 8725 §3.10'],
  x5c: ['A certificate that it brings itself.', 'RFC 7515 §4.1.6'],
}

const times = new Set(['exp', 'nbf', 'iat', 'auth_time', 'updated_at'])

export function explainClaims(object: JsonObject): readonly ClaimInWords[] {
  return explain(object, claims)
}

export function explainHeader(object: JsonObject): readonly ClaimInWords[] {
  return explain(object, headerParameters)
}

const longest = 500
const mostMembers = 100

function explain(
  object: JsonObject,
  known: Readonly<Record<string, Meaning>>,
): readonly ClaimInWords[] {
  return Object.entries(object)
    .slice(0, mostMembers)
    .map(([name, value]) => {
      const [meaning, clause] = (Object.hasOwn(known, name) ? known[name] : undefined) ?? [
        null,
        null,
      ]
      const time = times.has(name) ? numericDate(value) : undefined
      return {
        name: cut(withoutTokens(name), 100),
        value: cut(textOf(value), longest),
        // Beyond the year 9999 no calendar follows.
        at: time !== undefined && time <= 253_402_300_799 ? Math.floor(time) : null,
        meaning,
        clause,
      }
    })
}

function textOf(value: unknown): string {
  return withoutTokens(typeof value === 'string' ? value : JSON.stringify(value))
}

function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length)}…` : text
}
