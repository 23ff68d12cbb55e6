import { clipboard, shell, type MenuItemConstructorOptions } from 'electron'

import { report } from '#electron/report.ts'

export function fileMenu(context: {
  readonly issuer: string
  readonly data: string
}): MenuItemConstructorOptions {
  return {
    label: '&File',
    submenu: [
      {
        id: 'copy-issuer',
        label: 'Copy issuer address',
        accelerator: 'CommandOrControl+Shift+C',
        click: () => void copy(context.issuer),
      },
      { id: 'open-data', label: 'Open data folder', click: () => void openFolder(context.data) },
      { type: 'separator' },
      process.platform === 'darwin' ? { role: 'close' } : { role: 'quit' },
    ],
  }
}

async function copy(text: string): Promise<void> {
  await clipboard.writeText(text)
}

async function openFolder(folder: string): Promise<void> {
  const problem = await shell.openPath(folder)
  if (problem !== '') report(`the data folder was not opened: ${problem}`)
}
