/** A user agent without script: follows the issuer's pages by their forms, keeps its cookies. */
export interface UserAgent {
  get(url: string | URL): Promise<Response>
  /** Sends the page's form with these controls beside its hidden ones. */
  submit(page: Page, controls: Readonly<Record<string, string>>): Promise<Response>
  /** Follows redirects to the issuer's own pages; stops where it is sent elsewhere. */
  settle(response: Response): Promise<Page | URL>
  /** The cookies it holds, as a `Cookie` header says them. */
  cookie(): string
}

/** A page of the issuer: where it stands, its text, and its form. */
export interface Page {
  readonly url: URL
  readonly status: number
  readonly html: string
  readonly action: string | undefined
  readonly hidden: Readonly<Record<string, string>>
}

export function openUserAgent(issuer: string): UserAgent {
  const cookies = new Map<string, string>()

  const cookie = (): string => [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const send = async (url: string | URL, init: RequestInit = {}): Promise<Response> => {
    const headers = new Headers(init.headers)
    headers.set('cookie', cookie())
    const response = await fetch(url, { redirect: 'manual', ...init, headers })
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';')
      const [name = '', value = ''] = pair.split('=')
      if (value === '') cookies.delete(name)
      else cookies.set(name, value)
    }
    return response
  }
  const readPage = async (url: URL, response: Response): Promise<Page> => {
    const html = await response.text()
    return {
      url,
      status: response.status,
      html,
      action: /<form[^>]*action="([^"]+)"/.exec(html)?.[1],
      hidden: Object.fromEntries(
        [...html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(
          ([, name = '', value = '']) => [name, value],
        ),
      ),
    }
  }
  return {
    cookie,
    get: (url) => send(url),
    submit: (page, controls) =>
      send(new URL(page.action ?? '', page.url), {
        method: 'POST',
        body: new URLSearchParams({ ...page.hidden, ...controls }),
        headers: { 'sec-fetch-site': 'same-origin', origin: new URL(issuer).origin },
      }),
    async settle(response) {
      const location = response.headers.get('location')
      if (location === null) return readPage(new URL(response.url), response)
      const next = new URL(location, issuer)
      return next.origin === new URL(issuer).origin ? this.settle(await send(next)) : next
    },
  }
}

/** Signs in and says yes to all that is asked; returns where the user is sent in the end. */
export async function signInAndAllow(
  agent: UserAgent,
  authorizationUrl: URL,
  { username, password }: { readonly username: string; readonly password: string },
): Promise<URL> {
  let place = await agent.settle(await agent.get(authorizationUrl))
  for (let step = 0; !(place instanceof URL) && step < 4; step += 1) {
    const page = place
    const controls = page.html.includes('id="sign-in"')
      ? { username, password }
      : { ...checkBoxes(page), decision: 'allow' }
    place = await agent.settle(await agent.submit(page, controls))
  }
  if (!(place instanceof URL)) throw new Error(`Stuck at ${place.url.pathname}: ${place.html}`)
  return place
}

/** The controls of a consent page as a browser would send them, all boxes checked. */
export function checkBoxes({ html }: Page): Record<string, string> {
  const boxes = [...html.matchAll(/<input\s[^>]*type="checkbox"[^>]*>/g)].map(([tag]) => tag)
  const names = boxes
    .filter((tag) => !/\sdisabled/.test(tag))
    .map((tag) => /name="([^"]+)"/.exec(tag)?.[1] ?? '')
  const selected = /<option\s+value="(\d+)"\s+selected/.exec(html)?.[1]
  return {
    ...Object.fromEntries(names.map((name) => [name, 'on'])),
    ...(selected === undefined ? {} : { duration: selected }),
  }
}
