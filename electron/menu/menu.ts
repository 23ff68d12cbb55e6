import { app, Menu, type MenuItemConstructorOptions } from 'electron'

import { applicationMenu } from '#electron/menu/application-menu.ts'
import { editMenu } from '#electron/menu/edit-menu.ts'
import { fileMenu } from '#electron/menu/file-menu.ts'
import { helpMenu } from '#electron/menu/help-menu.ts'
import { viewMenu } from '#electron/menu/view-menu.ts'
import { windowMenu } from '#electron/menu/window-menu.ts'

export interface MenuContext {
  /** The issuer's URL. */
  readonly issuer: string
  /** Its folder. */
  readonly data: string
}

export function installMenu(context: MenuContext): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(context)))
}

function menuTemplate(context: MenuContext): MenuItemConstructorOptions[] {
  const menus = [
    fileMenu(context),
    editMenu(),
    viewMenu({ reload: !app.isPackaged }),
    windowMenu(),
    helpMenu(),
  ]
  return process.platform === 'darwin' ? [applicationMenu(), ...menus] : menus
}
