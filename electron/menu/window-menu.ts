import type { MenuItemConstructorOptions } from 'electron'

export function windowMenu(): MenuItemConstructorOptions {
  return { label: '&Window', role: 'window', submenu: [{ role: 'minimize' }, { role: 'zoom' }] }
}
