import type { MenuItemConstructorOptions } from 'electron'

import { notModelled, onlyKnown, strict } from './strict.ts'

const roles = new Set([
  'about',
  'close',
  'copy',
  'cut',
  'help',
  'hide',
  'hideOthers',
  'minimize',
  'paste',
  'quit',
  'redo',
  'reload',
  'resetZoom',
  'selectAll',
  'toggleDevTools',
  'togglefullscreen',
  'undo',
  'unhide',
  'window',
  'zoom',
  'zoomIn',
  'zoomOut',
])

const known = ['accelerator', 'click', 'id', 'label', 'role', 'submenu', 'type']

class MenuItem {
  readonly id: string | undefined
  readonly label: string
  readonly role: string | undefined
  readonly submenu: Menu | undefined
  readonly type: string
  readonly accelerator: string | undefined
  readonly click: () => void

  constructor(options: MenuItemConstructorOptions) {
    onlyKnown('MenuItem', options, known)
    if (options.role !== undefined && !roles.has(options.role)) {
      throw notModelled(`the menu role ${options.role}`)
    }
    this.id = options.id
    this.label = options.label ?? ''
    this.role = options.role
    this.type = options.type ?? 'normal'
    this.accelerator = options.accelerator
    this.submenu = Array.isArray(options.submenu)
      ? Menu.buildFromTemplate(options.submenu)
      : undefined
    this.click = () => {
      if (options.click === undefined) throw notModelled(`a click on ${options.role ?? this.label}`)
      // The application's own items look at nothing that they are given.
      ;(options.click as () => void)()
    }
  }
}

export class Menu {
  static current: Menu | null = null
  readonly items: readonly MenuItem[]

  constructor(items: readonly MenuItem[] = []) {
    this.items = items
  }

  getMenuItemById(id: string): MenuItem | null {
    for (const item of this.items) {
      const found = item.id === id ? item : item.submenu?.getMenuItemById(id)
      if (found) return found
    }
    return null
  }

  static buildFromTemplate(template: MenuItemConstructorOptions[]): Menu {
    return strict('Menu', new Menu(template.map((options) => new MenuItem(options))))
  }

  static setApplicationMenu(menu: Menu | null): void {
    Menu.current = menu
  }

  static getApplicationMenu(): Menu | null {
    return Menu.current
  }
}
