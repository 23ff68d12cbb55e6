const dot = 46
const zero = 48

/** An IPv4 address in its one usual spelling as a number; `undefined` for any other text. */
export function ipv4Number(text: string): number | undefined {
  if (text.length < 7 || text.length > 15) return undefined
  let [number, octet, digits, dots] = [0, 0, 0, 0]
  for (let index = 0; index <= text.length; index += 1) {
    const code = index < text.length ? text.charCodeAt(index) : dot
    if (code === dot) {
      if (digits === 0 || octet > 255) return undefined
      number = number * 256 + octet
      dots += 1
      octet = 0
      digits = 0
    } else {
      // A second digit behind 0 would be another spelling.
      if (code < zero || code > zero + 9 || (digits > 0 && octet === 0)) return undefined
      octet = octet * 10 + code - zero
      digits += 1
    }
  }
  return dots === 4 ? number : undefined
}

export interface Range {
  readonly from: number
  readonly to: number
}

/** The IPv4 addresses whose text begins like this: `10.1` is 10.1.…, 10.10.… to 10.19.… and 10.100.… */
export function ipv4RangesOf(prefix: string): readonly Range[] {
  const parts = prefix.split('.')
  const begun = parts.pop() ?? ''
  if (parts.length > 3) return []
  let base = 0
  for (const part of parts) {
    const octet = Number(part)
    if (!/^\d{1,3}$/.test(part) || octet > 255 || String(octet) !== part) return []
    base = base * 256 + octet
  }
  const width = 256 ** (3 - parts.length)
  return octetsBeginning(begun).map(({ from, to }) => ({
    from: (base * 256 + from) * width,
    to: (base * 256 + to + 1) * width - 1,
  }))
}

/** Runs of numbers from 0 to 255 whose digits begin with these. */
function octetsBeginning(digits: string): readonly Range[] {
  const runs: Range[] = []
  for (let octet = 0; octet < 256; octet += 1) {
    if (!String(octet).startsWith(digits)) continue
    const last = runs.at(-1)
    if (last?.to === octet - 1) runs[runs.length - 1] = { from: last.from, to: octet }
    else runs.push({ from: octet, to: octet })
  }
  return runs
}
