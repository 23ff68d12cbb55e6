import { BrowserWindow as Window } from './browser-window.ts'
import { chromiumHost } from './host.ts'
import { Menu as ApplicationMenu } from './menu.ts'
import { strict } from './strict.ts'

export const BrowserWindow = strict('BrowserWindow', Window)
export const Menu = strict('Menu', ApplicationMenu)
export const webContents = strict('webContents', {
  fromDevToolsTargetId: (targetId: string) => chromiumHost().contentsOf(targetId),
})
