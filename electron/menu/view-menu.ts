import type { MenuItemConstructorOptions } from 'electron'

/** Reloading and the developer tools belong to whoever builds Latchkey. */
export function viewMenu(build: { readonly reload: boolean }): MenuItemConstructorOptions {
  const development: MenuItemConstructorOptions[] = [
    { role: 'reload' },
    { role: 'toggleDevTools' },
    { type: 'separator' },
  ]
  return {
    label: '&View',
    submenu: [
      ...(build.reload ? development : []),
      { role: 'resetZoom' },
      { role: 'zoomIn' },
      { role: 'zoomOut' },
      { type: 'separator' },
      { role: 'togglefullscreen' },
    ],
  }
}
