import type { Failure } from './failure.ts'

/** What to do about it: of a check's sentences the first whose pattern finds what was received. */
type Advice = readonly (readonly [received: RegExp, sentence: string])[]

const always = /(?:)/

const strangers: Advice = [
  [
    /^a refresh token in its place|^an authorization code in its place|^an opaque access token in its place/,
    'The application sends a value of another kind in this place.',
  ],
  [/^an id token/, 'Send the access token: an id token tells the client who signed in.'],
  [/^a JWT/, 'The token says itself where it is from: compare that with this issuer.'],
  [
    /cut or changed/,
    'It was cut or changed on its way: look for a field that is too short, or for decoding done twice.',
  ],
  [
    /did not make/,
    'It has the right form and another maker: an issuer on another data folder, or a changed letter.',
  ],
  [/^never issued here/, 'Look for a token of another issuer or of an earlier data folder.'],
  [
    /none of ours/,
    'Nothing of this form comes from here: look at what the application has stored.',
  ],
]

const endings: Advice = [
  [
    /^expired/,
    'The application has to renew it in time: the response said how long it lives (expires_in).',
  ],
  [
    /replay/,
    'An older token came back, so the whole family was ended: two parties held it. The user has to sign in again.',
  ],
  [/^revoked/, 'It was revoked, and stays so: the user has to sign in again.'],
  [/^orphaned|deleted/, 'Its client or its user was deleted.'],
  [/disabled client/, 'Nothing of a disabled client counts.'],
  [/disabled user/, 'Nothing of a disabled user counts.'],
]

/** By check; the order of the table is the order of the endpoints. */
const table: Readonly<Record<string, Advice>> = {
  host: [
    [
      always,
      'The issuer answers under its own names only: ask by the address that its discovery document says.',
    ],
  ],
  'parameters.unique': [[always, 'A parameter comes once (RFC 6749 §3.1).']],
  'parameters.count': [[always, 'No request needs so many parameters.']],
  'parameters.secret': [
    [always, 'A secret in a URL stands in logs and histories: send it in the body of a POST.'],
  ],
  media_type: [[always, 'Bodies are forms: application/x-www-form-urlencoded, not JSON.']],
  'body.size': [[always, 'No request needs so large a body.']],
  body: [[always, 'The body is no form that can be read.']],
  'form.origin': [[always, 'The form was sent by another site: only our own pages may send it.']],
  path: [[always, 'There is no such endpoint: the discovery document names them all.']],
  method: [[always, 'The endpoint is there, and takes another method.']],
  'issuer.ready': [[always, 'The issuer was still starting: the same request passes now.']],
  redirect_uri: [
    [
      always,
      'A redirect URI is matched to the letter; only the port of a loopback address is free (RFC 8252 §7.3).',
    ],
  ],
  post_logout_redirect_uri: [[always, 'A post-logout redirect URI is matched to the letter.']],
  grant_type: [
    [/^nothing$/, 'The request names no grant type.'],
    [always, 'Three grant types are offered: a code, a refresh token, client credentials.'],
  ],
  client_id: [
    [/^nothing$/, 'The request names no client: the application’s client id is not set.'],
  ],
  response_type: [
    [
      always,
      'Only the code flow is offered: implicit and hybrid flows put tokens into URLs (RFC 9700 §2.1.2).',
    ],
  ],
  response_mode: [[always, 'Tokens and codes come as a query or by form_post.']],
  request: [[always, 'Send the parameters themselves: request objects are not supported.']],
  prompt: [
    [
      always,
      'prompt is none alone, or login, consent and select_account; max_age is a number of seconds.',
    ],
  ],
  code_challenge: [
    [/^nothing$/, 'The application sends no code_challenge: turn on PKCE (S256) in its library.'],
    [
      /^plain$/,
      'code_challenge_method is plain or missing: then the challenge is the secret itself. Set it to S256.',
    ],
    [/padding/, 'A challenge is base64url without padding: leave the = out (RFC 7636 §4.2).'],
    [/plain base64/, 'A challenge is base64url: write - for + and _ for / (RFC 7636 §4.2).'],
    [
      /hexadecimal/,
      'A challenge is the base64url of the digest’s 32 bytes, not its hexadecimal text.',
    ],
    [always, 'A challenge is the base64url of a SHA-256: 43 characters.'],
  ],
  client_authentication: [
    [
      /client_secret_basic and client_secret_post/,
      'The application sends its secret twice, in the header and in the form: turn one of them off.',
    ],
    [
      /cannot be read/,
      'After "Basic " stands the base64 of client_id:client_secret, both form-encoded (RFC 6749 §2.3.1).',
    ],
    [/scheme/, 'A client authenticates by Basic or in the form; a Bearer token is for APIs.'],
    [/^nothing$/, 'There is neither an Authorization header nor a client_id.'],
    [always, 'The header names one client and the form another.'],
  ],
  client_secret: [
    [
      /^none/,
      'The client has a secret and the application did not send it; its method may be set to none.',
    ],
    [
      /^a secret that expired/,
      'It was right once: give the application the newer secret, or add one.',
    ],
    [/white space/, 'The secret was pasted with a space or a line break: trim it.'],
    [
      /^too many/,
      'Too many secrets came for this client from one address: it waits, right or wrong.',
    ],
    [
      /^a wrong one/,
      'It is none of this client’s secrets: compare length and digest with what the application has, or add a new one.',
    ],
    [
      always,
      'The client is public and has no secret: take client_secret out of the application, or make the client confidential.',
    ],
  ],
  'client.type': [
    [
      always,
      'Introspection is for clients with a secret: ask as the API’s own confidential client.',
    ],
  ],
  scope: [
    [/^nothing$/, 'Ask for one scope at least; openid makes it a sign-in.'],
    [always, 'Client credentials have no user: leave identity scopes out.'],
  ],
  'scope.openid': [
    [
      always,
      'Userinfo is for tokens of a sign-in: ask for the scope openid in the authorization request.',
    ],
  ],
  code: [[/^nothing$/, 'The token request has no code.'], ...strangers],
  'code.client': [
    [
      always,
      'A code is for the client that asked for it: look for two configurations that are mixed up.',
    ],
  ],
  'code.redirect_uri': [
    [
      always,
      'The token request repeats the redirect URI of the authorization request to the letter.',
    ],
  ],
  code_verifier: [
    [
      /^nothing$/,
      'The authorization request had a code_challenge, so this one needs its code_verifier: the application lost it on the way.',
    ],
    [
      /^a code_verifier$/,
      'The authorization request had no code_challenge: the application left it out, or somebody took it away (RFC 9700 §4.8.2).',
    ],
    [
      /code_challenge itself/,
      'The application sent the challenge again: the verifier is what the challenge was made from.',
    ],
    [
      /^challenge/,
      'The verifier belongs to another challenge: a second attempt or tab has overwritten it.',
    ],
    [always, 'A verifier has 43 to 128 letters, digits and - . _ ~ (RFC 7636 §4.1).'],
  ],
  'code.consumed': [
    [always, 'A code works once. Often the callback was loaded twice, or its request repeated.'],
  ],
  'code.lifetime': [
    [always, 'A code is redeemed within a minute: look for a slow or paused callback.'],
  ],
  'code.revoked': endings,
  'code.user': [[always, 'The user was disabled between the sign-in and this request.']],
  refresh_token: [[/^nothing$/, 'The token request has no refresh_token.'], ...strangers],
  'refresh_token.client': [
    [always, 'A refresh token is for the client that it was issued to; nothing happened to it.'],
  ],
  'refresh_token.lifetime': [
    [always, 'The user has to sign in again. Longer lifetimes are a setting of the client.'],
  ],
  'refresh_token.revoked': endings,
  'refresh_token.user': [[always, 'The user is disabled; the token itself is still good.']],
  'refresh_token.scope': [
    [always, 'A refresh may narrow the scope and never widens it (RFC 6749 §6).'],
  ],
  'refresh_token.consumed': [
    [
      always,
      'A spent token came back after its grace: the application kept an old one, two of its parts refresh at once, or somebody stole it.',
    ],
  ],
  token: [[always, 'The request names no token.']],
  'token.client': [[always, 'Only the client that a token was issued to may revoke it.']],
  'token.active': [
    [
      /^generation/,
      'Each refresh makes a new refresh token: the application has kept the one before.',
    ],
    [/^a refresh token of/, 'Only the client that a refresh token was issued to learns of it.'],
    ...endings,
    ...strangers,
  ],
  access_token: [
    [
      /^none/,
      'The request has no Authorization header: send "Authorization: Bearer" and the token.',
    ],
    [
      /^no Bearer/,
      'The Authorization header has no Bearer token: a token in the URL or form is not read.',
    ],
    ...endings,
    ...strangers,
  ],
  user: endings,
  password: [
    [
      /^too many/,
      'This name waits after too many wrong passwords from one address, right or wrong.',
    ],
    [/unknown/, 'Nobody has this user name.'],
    [/disabled/, 'The user is disabled; the page says the same as for a wrong password.'],
    [always, 'The password was wrong. Set a new one on the user’s page.'],
  ],
  consent: [[always, 'The user said no; the application was told so.']],
  interaction: [
    [/^nothing$/, 'The form came without its sign-in: it was sent by another page.'],
    [always, 'Each sign-in is answered once, within an hour. Start again at the application.'],
  ],
  id_token_hint: [[always, 'id_token_hint is an id token of this issuer; an expired one will do.']],
}

export function advice({ check, received }: Failure): readonly string[] {
  const found = table[check]?.find(([pattern]) => pattern.test(received))
  return found ? [found[1]] : []
}
