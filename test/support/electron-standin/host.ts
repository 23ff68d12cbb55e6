import type { Connection, Session } from './cdp.ts'
import type { WebContents } from './web-contents.ts'

/** Knows every page of the browser, and ends the ones that the application did not ask for. */
export interface ChromiumHost {
  readonly connection: Connection
  openTarget(owner: WebContents, size: Size): Promise<{ targetId: string; session: Session }>
  closeTarget(targetId: string | undefined): Promise<void>
  contentsOf(targetId: string): WebContents | undefined
}

interface Size {
  readonly width: number
  readonly height: number
}

interface TargetInfo {
  readonly type: string
  readonly targetId: string
}

/** Popups, which Electron would never have made, and workers, whose requests nobody would see. */
const endedTypes = new Set(['page', 'service_worker', 'shared_worker'])

let current: ChromiumHost | undefined

export function chromiumHost(): ChromiumHost {
  if (current === undefined) throw new Error('Cannot create BrowserWindow before app is ready')
  return current
}

export async function hostChromium(connection: Connection): Promise<void> {
  const { browser } = connection
  const owners = new Map<string, WebContents>()
  const sessions = new Map<string, string>()
  let creating: Promise<unknown> = Promise.resolve()

  const closeTarget = async (targetId: string | undefined): Promise<void> => {
    if (targetId !== undefined) await browser.send('Target.closeTarget', { targetId })
  }
  const endUnlessOurs = async (sessionId: string, target: TargetInfo) => {
    // A page of ours may be attached to before the browser has told us its id.
    await creating
    if (owners.has(target.targetId)) return
    // A popup shares the thread of the page that opened it: paused, it would stop both for good.
    await connection.session(sessionId).send('Runtime.runIfWaitingForDebugger')
    if (endedTypes.has(target.type)) await closeTarget(target.targetId)
  }
  const create = async (owner: WebContents, size: Size) => {
    const { targetId } = await browser.send('Target.createTarget', {
      url: 'about:blank',
      newWindow: true,
      ...size,
    })
    owners.set(targetId, owner)
    const sessionId = sessions.get(targetId)
    if (sessionId === undefined) throw new Error('The browser did not attach to a new page.')
    return { targetId, session: connection.session(sessionId) }
  }

  browser.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
    sessions.set(targetInfo.targetId, sessionId)
    endUnlessOurs(sessionId, targetInfo).catch(() => {})
  })
  browser.on('Target.targetDestroyed', ({ targetId }) => {
    const owner = owners.get(targetId)
    owners.delete(targetId)
    owner?.end()
  })
  await browser.send('Target.setDiscoverTargets', { discover: true })
  await browser.send('Target.setAutoAttach', {
    autoAttach: true,
    waitForDebuggerOnStart: true,
    flatten: true,
  })
  current = {
    connection,
    closeTarget,
    openTarget(owner, size) {
      const created = create(owner, size)
      creating = Promise.allSettled([creating, created])
      return created
    },
    contentsOf: (targetId) => owners.get(targetId),
  }
}
