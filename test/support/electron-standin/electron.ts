/** The module that `electron` is here. An import of a name that it lacks fails to link. */
export { app } from './app.ts'
export { BrowserWindow } from './strict-classes.ts'
export { clipboard, dialog, nativeTheme, screen, shell } from './desktop-apis.ts'
export { ipcMain } from './ipc-main.ts'
export { Menu, webContents } from './strict-classes.ts'
export { protocol } from './protocol.ts'
export { session } from './session.ts'
