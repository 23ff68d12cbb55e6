import * as oauth from 'oauth4webapi'

import { discoverIssuer, requestOptions } from './discovery.ts'
import { withTypedErrors } from './oauth2-error.ts'

export interface OAuth2ClientOptions {
  /** The issuer's URL, as in `iss`; http is accepted on loopback only. */
  readonly issuer: string
  readonly clientId: string
  /** Present makes a confidential client, absent a public one (RFC 6749 §2.1). */
  readonly clientSecret?: string
  /** How the secret is sent; `client_secret_basic` unless said otherwise (RFC 6749 §2.3.1). */
  readonly tokenEndpointAuthMethod?: 'client_secret_basic' | 'client_secret_post'
  /** The time in epoch seconds, for an application that is tested on another clock. */
  readonly now?: () => number
}

/** Parameters beyond the RFC's own. Where both name the same one, the explicit one wins. */
export type AdditionalParameters = Readonly<Record<string, string>>

export interface CodeFlowRequest {
  /** Registered with the issuer, to the letter. */
  readonly redirectUri: string
  /** Scope values separated by spaces (RFC 6749 §3.3). */
  readonly scope: string
  readonly additionalParameters?: AdditionalParameters
}

/** A code flow under way: send the browser to `url`, keep the rest in its session. Plain JSON. */
export interface CodeFlow {
  readonly url: string
  /** Ties the answer to this browser (RFC 6749 §10.12). */
  readonly state: string
  /** Proves that who redeems the code asked for it (RFC 7636). Secret. */
  readonly codeVerifier: string
  /** Ties the id token to this flow (OIDC Core §3.1.2.1); only with the scope value `openid`. */
  readonly nonce?: string
  readonly redirectUri: string
  readonly scope: string
}

export interface RefreshRequest {
  /** Narrower than what was granted; all of it when absent (RFC 6749 §6). */
  readonly scope?: string
  readonly additionalParameters?: AdditionalParameters
}

/** A successful token response (RFC 6749 §5.1). */
export interface AccessTokenResponse {
  readonly accessToken: string
  /** The refresh token to use from now on; after a refresh without a new one, the one sent. */
  readonly refreshToken?: string
  readonly tokenType: 'Bearer'
  /** Epoch seconds; absent where the issuer did not say. */
  readonly expiresAt?: number
  /** What was granted; absent where neither the issuer nor the request said. */
  readonly scope?: string
  /** Its claims are validated (OIDC Core §3.1.3.7), its signature left to TLS as allowed there. */
  readonly idToken?: string
}

/**
 * A client of one issuer (RFC 6749), for the code flow with PKCE, refresh and client credentials.
 *
 * Every request throws `OAuth2Error` where the issuer refuses, and oauth4webapi's own errors where
 * an answer breaks a rule: a wrong `state`, a foreign `iss`, an id token that is not for us.
 */
export class OAuth2Client {
  readonly #metadata: oauth.AuthorizationServer
  readonly #clientId: string
  readonly #authentication: oauth.ClientAuth
  readonly #now: () => number
  readonly #refreshes = new Map<string, Promise<AccessTokenResponse>>()

  private constructor(metadata: oauth.AuthorizationServer, options: OAuth2ClientOptions) {
    this.#metadata = metadata
    this.#clientId = options.clientId
    this.#authentication = clientAuthentication(options)
    this.#now = options.now ?? (() => Math.floor(Date.now() / 1000))
  }

  /** Learns the endpoints from the issuer (RFC 8414, OIDC Discovery). One client serves many users. */
  static async discover(options: OAuth2ClientOptions): Promise<OAuth2Client> {
    return new OAuth2Client(await discoverIssuer(options.issuer), options)
  }

  /** Begins a code flow: an authorization request with state, PKCE S256 and nonce (RFC 6749 §4.1.1). */
  async createCodeFlowUrl(request: CodeFlowRequest): Promise<CodeFlow> {
    const { redirectUri, scope } = request
    const state = oauth.generateRandomState()
    const codeVerifier = oauth.generateRandomCodeVerifier()
    const nonce = scope.split(' ').includes('openid') ? oauth.generateRandomNonce() : undefined
    const url = new URL(this.#endpoint('authorization_endpoint'))
    const parameters = {
      ...request.additionalParameters,
      client_id: this.#clientId,
      response_type: 'code',
      redirect_uri: redirectUri,
      scope,
      state,
      code_challenge: await oauth.calculatePKCECodeChallenge(codeVerifier),
      code_challenge_method: 'S256',
      ...(nonce === undefined ? {} : { nonce }),
    }
    for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
    const flow = { url: url.href, state, codeVerifier, redirectUri, scope }
    return nonce === undefined ? flow : { ...flow, nonce }
  }

  /**
   * Redeems the code for tokens (RFC 6749 §4.1.3), after checking `state` and `iss` (RFC 9207).
   * @param callback where the browser came back, with its query
   * @param flow what `createCodeFlowUrl` returned; use it once
   */
  requestAccessTokenCode(
    callback: string | URL,
    flow: CodeFlow,
    additionalParameters?: AdditionalParameters,
  ): Promise<AccessTokenResponse> {
    return withTypedErrors(this.#redeemCode(new URL(callback), flow, additionalParameters))
  }

  /**
   * Exchanges a refresh token (RFC 6749 §6). Calls that run in parallel with the same token share
   * one request, so that none of them is taken for a replay (RFC 9700 §4.14.2).
   */
  requestAccessTokenRefreshToken(
    refreshToken: string,
    request: RefreshRequest = {},
  ): Promise<AccessTokenResponse> {
    const key = JSON.stringify([refreshToken, request.scope, request.additionalParameters])
    const underWay = this.#refreshes.get(key)
    if (underWay) return underWay
    const refresh = withTypedErrors(this.#refresh(refreshToken, request)).finally(() =>
      this.#refreshes.delete(key),
    )
    this.#refreshes.set(key, refresh)
    return refresh
  }

  /** Asks for a token on the client's own behalf (RFC 6749 §4.4). Confidential clients only. */
  requestAccessTokenClientCredentials(
    scope: string,
    additionalParameters?: AdditionalParameters,
  ): Promise<AccessTokenResponse> {
    return withTypedErrors(this.#askForItself(scope, additionalParameters))
  }

  async #redeemCode(
    callback: URL,
    flow: CodeFlow,
    additional: AdditionalParameters | undefined,
  ): Promise<AccessTokenResponse> {
    const client = this.#client()
    const { redirectUri, codeVerifier } = flow
    const answer = oauth.validateAuthResponse(this.#metadata, client, callback, flow.state)
    const response = await oauth.authorizationCodeGrantRequest(
      this.#metadata,
      client,
      this.#authentication,
      answer,
      redirectUri,
      codeVerifier,
      this.#options(additional),
    )
    const body = await oauth.processAuthorizationCodeResponse(
      this.#metadata,
      client,
      response,
      flow.nonce === undefined ? {} : { expectedNonce: flow.nonce, requireIdToken: true },
    )
    return this.#toResponse(body, { scope: flow.scope })
  }

  async #refresh(refreshToken: string, request: RefreshRequest): Promise<AccessTokenResponse> {
    const client = this.#client()
    const response = await oauth.refreshTokenGrantRequest(
      this.#metadata,
      client,
      this.#authentication,
      refreshToken,
      this.#options(request.additionalParameters, scopeParameter(request.scope)),
    )
    const body = await oauth.processRefreshTokenResponse(this.#metadata, client, response)
    return this.#toResponse(body, { scope: request.scope, refreshToken })
  }

  async #askForItself(
    scope: string,
    additional: AdditionalParameters | undefined,
  ): Promise<AccessTokenResponse> {
    const client = this.#client()
    const { additionalParameters, ...options } = this.#options(additional, { scope })
    const response = await oauth.clientCredentialsGrantRequest(
      this.#metadata,
      client,
      this.#authentication,
      additionalParameters,
      options,
    )
    const body = await oauth.processClientCredentialsResponse(this.#metadata, client, response)
    return this.#toResponse(body, { scope })
  }

  #client(): oauth.Client {
    return {
      client_id: this.#clientId,
      [oauth.clockSkew]: this.#now() - Math.floor(Date.now() / 1000),
    }
  }

  #options(
    additional: AdditionalParameters = {},
    explicit: AdditionalParameters = {},
  ): oauth.TokenEndpointRequestOptions & { readonly additionalParameters: URLSearchParams } {
    const parameters = new URLSearchParams({ ...additional, ...explicit })
    // Who the client is was said once, to the constructor.
    for (const name of ['client_id', 'client_secret']) parameters.delete(name)
    return { ...requestOptions(this.#metadata.issuer), additionalParameters: parameters }
  }

  #endpoint(name: 'authorization_endpoint'): string {
    const endpoint = this.#metadata[name]
    if (endpoint === undefined)
      throw new TypeError(`${this.#metadata.issuer} has no ${name}: it offers no code flow.`)
    return endpoint
  }

  #toResponse(
    body: oauth.TokenEndpointResponse,
    asked: { readonly scope?: string | undefined; readonly refreshToken?: string },
  ): AccessTokenResponse {
    // RFC 6749 §7.1: a client must not use a token of a type that it does not understand.
    if (body.token_type !== 'bearer') throw new TypeError('The access token is not a Bearer token.')
    // RFC 6749 §5.1 and §6: what the response leaves out is as it was asked, or as it was before.
    const scope = body.scope ?? asked.scope
    const refreshToken = body.refresh_token ?? asked.refreshToken
    return {
      accessToken: body.access_token,
      tokenType: 'Bearer',
      ...(refreshToken === undefined ? {} : { refreshToken }),
      ...(body.expires_in === undefined ? {} : { expiresAt: this.#now() + body.expires_in }),
      ...(scope === undefined ? {} : { scope }),
      ...(body.id_token === undefined ? {} : { idToken: body.id_token }),
    }
  }
}

function clientAuthentication(options: OAuth2ClientOptions): oauth.ClientAuth {
  if (options.clientSecret === undefined) return oauth.None()
  return options.tokenEndpointAuthMethod === 'client_secret_post'
    ? oauth.ClientSecretPost(options.clientSecret)
    : oauth.ClientSecretBasic(options.clientSecret)
}

function scopeParameter(scope: string | undefined): AdditionalParameters {
  return scope === undefined ? {} : { scope }
}
