import { readFileSync, renameSync, writeFileSync } from 'node:fs'

import { z } from 'zod'

const rectangle = z.object({ x: z.int(), y: z.int(), width: z.int(), height: z.int() })

const settings = z.object({
  window: z.object({ bounds: rectangle, maximized: z.boolean() }).optional(),
})

export type Settings = z.infer<typeof settings>
export type Rectangle = z.infer<typeof rectangle>

/** What the shell remembers between two starts. A lost or damaged file costs a window position. */
export function readSettings(file: string): Settings {
  try {
    return settings.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return {}
  }
}

/** Whole or not at all: a rename replaces the file in one step. */
export function writeSettings(file: string, value: Settings): void {
  const next = `${file}.next`
  writeFileSync(next, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 })
  renameSync(next, file)
}

/** Where a window may stand now: a monitor it stood on may be gone. */
export function onScreen(bounds: Rectangle, screens: readonly Rectangle[]): Rectangle | undefined {
  return screens.some((screen) => overlap(bounds, screen)) ? bounds : undefined
}

/** At least a title bar's worth must be in reach of the mouse. */
const reach = 80

function overlap(one: Rectangle, other: Rectangle): boolean {
  const width = Math.min(one.x + one.width, other.x + other.width) - Math.max(one.x, other.x)
  const height = Math.min(one.y + one.height, other.y + other.height) - Math.max(one.y, other.y)
  return width >= reach && height >= reach
}
