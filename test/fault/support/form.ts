/** `LATCHKEY_FAULT=long` runs the numbers that SECURITY.md states; otherwise seconds a rig. */
export const isLong = process.env['LATCHKEY_FAULT'] === 'long'

/** How often, how many or how long: in the short form and in the long one. */
export function perForm<Value>(short: Value, long: Value): Value {
  return isLong ? long : short
}

/** Milliseconds that a rig may take on a machine that does other things too. */
export const rigTimeout = perForm(180_000, 3_600_000)

/** The one line that a rig leaves. */
export function printFigures(
  rig: string,
  figures: Readonly<Record<string, number | string>>,
): void {
  const text = Object.entries(figures).map(([name, value]) => `${name} ${value}`)
  console.log(`fault ${isLong ? 'long' : 'short'} | ${rig} | ${text.join(', ')}`)
}
