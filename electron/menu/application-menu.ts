import type { MenuItemConstructorOptions } from 'electron'

/** macOS alone has a menu named after the application. */
export function applicationMenu(): MenuItemConstructorOptions {
  return {
    label: 'Latchkey',
    submenu: [
      { role: 'about' },
      { type: 'separator' },
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      { type: 'separator' },
      { role: 'quit' },
    ],
  }
}
