import { app, type MenuItemConstructorOptions } from 'electron'

export function helpMenu(): MenuItemConstructorOptions {
  return {
    label: '&Help',
    role: 'help',
    submenu: [{ id: 'about', label: 'About Latchkey', click: () => app.showAboutPanel() }],
  }
}
