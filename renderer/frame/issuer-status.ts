import type { IssuerStatus } from '#contract/issuer.ts'
import { durationInWords } from '#renderer/format.ts'
import { useOperation } from '#renderer/operations.ts'
import type { Tone } from '#renderer/ui/status.tsx'

export interface IssuerState {
  readonly status: IssuerStatus | undefined
  readonly tone: Tone
  readonly word: string
  /** Seconds that the issuer's clock is ahead of this machine's. */
  readonly offset: number
}

/** The issuer's state in a colour and a word; amber where an administrator should look. */
export function useIssuerState(): IssuerState {
  const query = useOperation('issuer', 'issuer.status', {})
  const status = query.data
  if (status === undefined) {
    return query.isError
      ? { status, tone: 'red', word: 'Not reachable', offset: 0 }
      : { status, tone: 'grey', word: 'Connecting', offset: 0 }
  }
  const offset = Math.round(status.now - query.dataUpdatedAt / 1000)
  return { status, ...toneAndWord(status), offset: Math.abs(offset) < 3 ? 0 : offset }
}

function toneAndWord(status: IssuerStatus): { readonly tone: Tone; readonly word: string } {
  switch (status.state) {
    case 'failed':
      return { tone: 'red', word: 'Failed' }
    case 'stopped':
      return { tone: 'grey', word: 'Stopped' }
    case 'running':
      if (status.clockOffset !== 0) return { tone: 'amber', word: 'Running, clock shifted' }
      if (status.network === 'lan') return { tone: 'amber', word: 'Running, open to the LAN' }
      return { tone: 'green', word: 'Running' }
    default:
      return status.state satisfies never
  }
}

/** "2 hours ahead of" or "3 days behind", for a clock that is shifted. */
export function clockShift(offset: number): string {
  return `${durationInWords(Math.abs(offset))} ${offset > 0 ? 'ahead of' : 'behind'}`
}
