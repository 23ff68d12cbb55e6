import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron'

import type { ConsoleBridge } from '#contract/console-bridge.ts'
import type { ChangeEvent } from '#contract/events.ts'
import { callChannel, changeChannel } from '#electron/channels.ts'

// SECURITY: two functions and nothing else. Handing out ipcRenderer, or letting the page name a
// channel, would let an injected script reach every handler that main will ever have.
const bridge: ConsoleBridge = {
  call: (operation, input) => ipcRenderer.invoke(callChannel, operation, input),
  subscribe(listener) {
    // The event object stays here: it carries the sender and its ports.
    const forward = (_event: IpcRendererEvent, change: ChangeEvent): void => listener(change)
    ipcRenderer.on(changeChannel, forward)
    return () => {
      ipcRenderer.off(changeChannel, forward)
    }
  },
}

contextBridge.exposeInMainWorld('latchkey', bridge)
