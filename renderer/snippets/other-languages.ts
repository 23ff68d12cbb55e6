import { endpoints, isInsecure, lines, type Snippet, type SnippetFacts } from './snippet.ts'

export function springSnippet(facts: SnippetFacts): Snippet {
  const isCode = facts.flow === 'code'
  return {
    id: 'spring',
    name: 'Spring',
    place: 'application.yml, with spring-boot-starter-oauth2-client',
    text: lines(
      'spring:',
      '  security:',
      '    oauth2:',
      '      client:',
      '        registration:',
      '          latchkey:',
      `            client-id: "${facts.clientId}"`,
      facts.isPublic
        ? '            client-authentication-method: none'
        : '            client-secret: ${CLIENT_SECRET}',
      `            authorization-grant-type: ${isCode ? 'authorization_code' : 'client_credentials'}`,
      isCode && `            redirect-uri: "${facts.redirectUri}"`,
      `            scope: [${facts.scope
        .split(' ')
        .map((value) => `"${value}"`)
        .join(', ')}]`,
      '        provider:',
      '          latchkey:',
      isCode
        ? `            issuer-uri: "${facts.issuer}"`
        : `            token-uri: "${endpoints(facts).token}"`,
    ),
  }
}

export function aspNetSnippet(facts: SnippetFacts): Snippet {
  return {
    id: 'aspnet',
    name: 'ASP.NET',
    place:
      facts.flow === 'code'
        ? 'Program.cs, with Microsoft.AspNetCore.Authentication.OpenIdConnect'
        : 'Program.cs, with Duende.IdentityModel',
    text: facts.flow === 'code' ? aspNetCode(facts) : aspNetMachine(facts),
  }
}

function aspNetCode(facts: SnippetFacts): string {
  return lines(
    'builder.Services',
    '    .AddAuthentication(options =>',
    '    {',
    '        options.DefaultScheme = CookieAuthenticationDefaults.AuthenticationScheme;',
    '        options.DefaultChallengeScheme = OpenIdConnectDefaults.AuthenticationScheme;',
    '    })',
    '    .AddCookie()',
    '    .AddOpenIdConnect(options =>',
    '    {',
    `        options.Authority = "${facts.issuer}";`,
    isInsecure(facts) && '        options.RequireHttpsMetadata = false; // http, on this machine',
    `        options.ClientId = "${facts.clientId}";`,
    !facts.isPublic && '        options.ClientSecret = builder.Configuration["CLIENT_SECRET"];',
    '        options.ResponseType = "code";',
    '        options.ResponseMode = "query";',
    '        options.UsePkce = true;',
    `        options.CallbackPath = "${pathOf(facts.redirectUri)}";`,
    '        options.SaveTokens = true;',
    '        options.Scope.Clear();',
    ...facts.scope.split(' ').map((value) => `        options.Scope.Add("${value}");`),
    '    });',
  )
}

function aspNetMachine(facts: SnippetFacts): string {
  return lines(
    'var response = await new HttpClient().RequestClientCredentialsTokenAsync(',
    '    new ClientCredentialsTokenRequest',
    '    {',
    `        Address = "${endpoints(facts).token}",`,
    `        ClientId = "${facts.clientId}",`,
    '        ClientSecret = Environment.GetEnvironmentVariable("CLIENT_SECRET"),',
    `        Scope = "${facts.scope}",`,
    '    });',
  )
}

function pathOf(uri: string): string {
  return URL.canParse(uri) ? new URL(uri).pathname : '/callback'
}

export function goSnippet(facts: SnippetFacts): Snippet {
  return {
    id: 'go',
    name: 'Go',
    place: 'go get golang.org/x/oauth2',
    text: facts.flow === 'code' ? goCode(facts) : goMachine(facts),
  }
}

function goScopes({ scope }: SnippetFacts): string {
  return `[]string{${scope
    .split(' ')
    .map((value) => `"${value}"`)
    .join(', ')}}`
}

function goCode(facts: SnippetFacts): string {
  const { authorize, token } = endpoints(facts)
  return lines(
    'config := oauth2.Config{',
    `	ClientID:     "${facts.clientId}",`,
    !facts.isPublic && '	ClientSecret: os.Getenv("CLIENT_SECRET"),',
    `	RedirectURL:  "${facts.redirectUri}",`,
    `	Scopes:       ${goScopes(facts)},`,
    '	Endpoint: oauth2.Endpoint{',
    `		AuthURL:   "${authorize}",`,
    `		TokenURL:  "${token}",`,
    `		AuthStyle: oauth2.${facts.isPublic ? 'AuthStyleInParams' : 'AuthStyleInHeader'},`,
    '	},',
    '}',
    'verifier := oauth2.GenerateVerifier()',
    'signIn := config.AuthCodeURL(state, oauth2.S256ChallengeOption(verifier))',
    '',
    '// In the handler of the redirect URI, once state is compared:',
    'token, err := config.Exchange(ctx, r.FormValue("code"), oauth2.VerifierOption(verifier))',
    facts.refreshes && '// It refreshes by itself:',
    facts.refreshes && 'client := config.Client(ctx, token)',
  )
}

function goMachine(facts: SnippetFacts): string {
  return lines(
    'config := clientcredentials.Config{',
    `	ClientID:     "${facts.clientId}",`,
    '	ClientSecret: os.Getenv("CLIENT_SECRET"),',
    `	TokenURL:     "${endpoints(facts).token}",`,
    `	Scopes:       ${goScopes(facts)},`,
    '}',
    'client := config.Client(ctx)',
  )
}

export function pythonSnippet(facts: SnippetFacts): Snippet {
  return {
    id: 'python',
    name: 'Python',
    place: 'pip install authlib requests',
    text: facts.flow === 'code' ? pythonCode(facts) : pythonMachine(facts),
  }
}

function pythonSession(facts: SnippetFacts, ...more: readonly string[]): string {
  return lines(
    'session = OAuth2Session(',
    `    "${facts.clientId}",`,
    facts.isPublic ? '    token_endpoint_auth_method="none",' : '    os.environ["CLIENT_SECRET"],',
    `    scope="${facts.scope}",`,
    ...more,
    ')',
  )
}

function pythonHead(facts: SnippetFacts): string {
  return lines(
    'import os',
    facts.flow === 'code' && 'from authlib.common.security import generate_token',
    'from authlib.integrations.requests_client import OAuth2Session',
    isInsecure(facts) && '',
    isInsecure(facts) && 'os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"  # http, on this machine',
    '',
  )
}

function pythonMachine(facts: SnippetFacts): string {
  return lines(
    pythonHead(facts),
    pythonSession(facts),
    `token = session.fetch_token("${endpoints(facts).token}", grant_type="client_credentials")`,
  )
}

function pythonCode(facts: SnippetFacts): string {
  const { authorize, token } = endpoints(facts)
  return lines(
    pythonHead(facts),
    pythonSession(
      facts,
      `    redirect_uri="${facts.redirectUri}",`,
      '    code_challenge_method="S256",',
    ),
    'code_verifier = generate_token(48)',
    `url, state = session.create_authorization_url("${authorize}", code_verifier=code_verifier)`,
    '# Send the browser to url; then, with the URL that it comes back to:',
    'token = session.fetch_token(',
    `    "${token}", authorization_response=callback_url, code_verifier=code_verifier`,
    ')',
    facts.refreshes && `token = session.refresh_token("${token}")`,
  )
}
