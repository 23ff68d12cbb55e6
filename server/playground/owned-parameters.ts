import { refused, type Refusal } from '#store/refusal.ts'

/** What a flow says itself; `nonce` may be chosen. */
const owned: ReadonlySet<string> = new Set([
  'client_assertion',
  'client_assertion_type',
  'client_id',
  'client_secret',
  'code',
  'code_challenge',
  'code_challenge_method',
  'code_verifier',
  'grant_type',
  'login_hint',
  'password',
  'redirect_uri',
  'refresh_token',
  'request',
  'request_uri',
  'response_mode',
  'response_type',
  'scope',
  'state',
  'token',
  'username',
])

/** Why these parameters may not be added to a flow, if so. */
export function ownedParameterProblem(
  parameters: readonly { readonly name: string }[],
): Refusal | undefined {
  for (const [index, { name }] of parameters.entries()) {
    const path = `parameters.${index}.name`
    if (owned.has(name.toLowerCase()))
      return refused('invalid_input', `The flow itself says what ${name} is.`, path)
    if (parameters.findIndex((other) => other.name === name) < index)
      return refused('invalid_input', `${name} is there twice.`, path)
  }
  return undefined
}
