import { isInsecure, lines, type Snippet, type SnippetFacts } from './snippet.ts'

/** Text as a JavaScript literal: a client id or URI holds no quote, and this needs no trust in it. */
const literal = (text: string): string => `'${text.replaceAll(/['\\]/g, String.raw`\$&`)}'`

export function openidClientSnippet(facts: SnippetFacts): Snippet {
  return {
    id: 'openid-client',
    name: 'openid-client',
    place: 'npm install openid-client',
    text: lines(
      `import * as oidc from 'openid-client'`,
      '',
      discovery(facts),
      '',
      facts.flow === 'code' ? openidClientCode(facts) : openidClientMachine(facts),
    ),
  }
}

function discovery(facts: SnippetFacts): string {
  return lines(
    'const config = await oidc.discovery(',
    `  new URL(${literal(facts.issuer)}),`,
    `  ${literal(facts.clientId)},`,
    `  ${facts.isPublic ? 'undefined' : 'process.env.CLIENT_SECRET'},`,
    `  ${facts.isPublic ? 'oidc.None()' : 'undefined'},`,
    isInsecure(facts) && '  { execute: [oidc.allowInsecureRequests] }, // http, on this machine',
    ')',
  )
}

function openidClientMachine({ scope }: SnippetFacts): string {
  return lines(
    'export const token = () =>',
    `  oidc.clientCredentialsGrant(config, { scope: ${literal(scope)} })`,
  )
}

function openidClientCode({ redirectUri, scope, refreshes }: SnippetFacts): string {
  return lines(
    'const codeVerifier = oidc.randomPKCECodeVerifier()',
    'const state = oidc.randomState()',
    '',
    '// Send the browser here',
    'export const signIn = oidc.buildAuthorizationUrl(config, {',
    `  redirect_uri: ${literal(redirectUri)},`,
    `  scope: ${literal(scope)},`,
    '  state,',
    '  code_challenge: await oidc.calculatePKCECodeChallenge(codeVerifier),',
    `  code_challenge_method: 'S256',`,
    '})',
    '',
    '// and call this with the URL that it comes back to',
    'export const callback = (url) =>',
    '  oidc.authorizationCodeGrant(config, url, {',
    '    pkceCodeVerifier: codeVerifier,',
    '    expectedState: state,',
    '  })',
    refreshes && '',
    refreshes && 'export const refresh = (tokens) =>',
    refreshes && '  oidc.refreshTokenGrant(config, tokens.refresh_token)',
  )
}

export function oauth4webapiSnippet(facts: SnippetFacts): Snippet {
  const options = isInsecure(facts) ? '{ [oauth.allowInsecureRequests]: true }' : '{}'
  const authentication = facts.isPublic
    ? 'oauth.None()'
    : 'oauth.ClientSecretBasic(process.env.CLIENT_SECRET)'
  return {
    id: 'oauth4webapi',
    name: 'oauth4webapi',
    place: 'npm install oauth4webapi',
    text: lines(
      `import * as oauth from 'oauth4webapi'`,
      '',
      `const options = ${options}${isInsecure(facts) ? ' // http, on this machine' : ''}`,
      `const issuer = new URL(${literal(facts.issuer)})`,
      `const client = { client_id: ${literal(facts.clientId)} }`,
      `const authentication = ${authentication}`,
      'const as = await oauth.processDiscoveryResponse(',
      '  issuer,',
      '  await oauth.discoveryRequest(issuer, options),',
      ')',
      '',
      facts.flow === 'code' ? oauth4webapiCode(facts) : oauth4webapiMachine(facts),
    ),
  }
}

function oauth4webapiMachine({ scope }: SnippetFacts): string {
  return lines(
    'export async function token() {',
    `  const parameters = new URLSearchParams({ scope: ${literal(scope)} })`,
    '  const response = await oauth.clientCredentialsGrantRequest(',
    '    as, client, authentication, parameters, options,',
    '  )',
    '  return oauth.processClientCredentialsResponse(as, client, response)',
    '}',
  )
}

function oauth4webapiCode({ redirectUri, scope, refreshes }: SnippetFacts): string {
  return lines(
    'const codeVerifier = oauth.generateRandomCodeVerifier()',
    'const state = oauth.generateRandomState()',
    `const redirectUri = ${literal(redirectUri)}`,
    '',
    '// Send the browser here',
    'export const signIn = new URL(as.authorization_endpoint)',
    'signIn.search = new URLSearchParams({',
    `  response_type: 'code',`,
    '  client_id: client.client_id,',
    '  redirect_uri: redirectUri,',
    `  scope: ${literal(scope)},`,
    '  state,',
    '  code_challenge: await oauth.calculatePKCECodeChallenge(codeVerifier),',
    `  code_challenge_method: 'S256',`,
    '}).toString()',
    '',
    '// and call this with the URL that it comes back to',
    'export async function callback(url) {',
    '  const parameters = oauth.validateAuthResponse(as, client, url, state)',
    '  const response = await oauth.authorizationCodeGrantRequest(',
    '    as, client, authentication, parameters, redirectUri, codeVerifier, options,',
    '  )',
    '  return oauth.processAuthorizationCodeResponse(as, client, response)',
    '}',
    refreshes && '',
    refreshes && 'export async function refresh(tokens) {',
    refreshes && '  const response = await oauth.refreshTokenGrantRequest(',
    refreshes && '    as, client, authentication, tokens.refresh_token, options,',
    refreshes && '  )',
    refreshes && '  return oauth.processRefreshTokenResponse(as, client, response)',
    refreshes && '}',
  )
}

export function authJsSnippet(facts: SnippetFacts): Snippet {
  return {
    id: 'authjs',
    name: 'Auth.js',
    place: 'auth.ts of a Next.js, SvelteKit or Express application',
    text: lines(
      `import NextAuth from 'next-auth'`,
      '',
      'export const { handlers, auth, signIn, signOut } = NextAuth({',
      '  providers: [',
      '    {',
      `      id: 'latchkey',`,
      `      name: 'Latchkey',`,
      `      type: 'oidc',`,
      `      issuer: ${literal(facts.issuer)},`,
      `      clientId: ${literal(facts.clientId)},`,
      facts.isPublic
        ? `      client: { token_endpoint_auth_method: 'none' },`
        : '      clientSecret: process.env.CLIENT_SECRET,',
      `      authorization: { params: { scope: ${literal(facts.scope)} } },`,
      `      checks: ['pkce', 'state'],`,
      '    },',
      '  ],',
      '})',
      '',
      '// Its redirect URI is https://YOUR-APP/api/auth/callback/latchkey: register that here.',
    ),
  }
}

export function passportSnippet(facts: SnippetFacts): Snippet {
  return {
    id: 'passport',
    name: 'Passport',
    place: 'npm install passport openid-client express-session',
    text: lines(
      `import passport from 'passport'`,
      `import * as oidc from 'openid-client'`,
      `import { Strategy } from 'openid-client/passport'`,
      '',
      discovery(facts),
      '',
      'passport.use(',
      `  'latchkey',`,
      '  new Strategy(',
      '    {',
      '      config,',
      `      callbackURL: ${literal(facts.redirectUri)},`,
      `      scope: ${literal(facts.scope)},`,
      '    },',
      '    (tokens, verified) => verified(null, tokens.claims()),',
      '  ),',
      ')',
    ),
  }
}
