import { useState } from 'react'
import type { JSX, ReactNode } from 'react'

import type { IssuerStatus } from '#contract/issuer.ts'
import { Banner } from '#renderer/ui/banner.tsx'

import { clockShift } from './issuer-status.ts'

interface Warning {
  readonly id: string
  readonly words: ReactNode
}

/** What an administrator should know at all times; each can be put away until the next start. */
export function IssuerBanners(props: { readonly status: IssuerStatus }): JSX.Element {
  const [dismissed, setDismissed] = useState<ReadonlySet<string>>(readDismissed)
  function dismiss(id: string): void {
    const next = new Set([...dismissed, id])
    sessionStorage.setItem(dismissedKey, JSON.stringify([...next]))
    setDismissed(next)
  }
  return (
    <>
      {warnings(props.status)
        .filter((warning) => !dismissed.has(warning.id))
        .map((warning) => (
          <Banner key={warning.id} tone="amber" onDismiss={() => dismiss(warning.id)}>
            {warning.words}
          </Banner>
        ))}
    </>
  )
}

function warnings(status: IssuerStatus): readonly Warning[] {
  const found: Warning[] = []
  if (status.network === 'lan') {
    found.push({
      id: 'lan',
      words: (
        <>
          <strong>Open to the LAN.</strong> Everyone on this network can reach the issuer.
        </>
      ),
    })
  }
  if (status.clockOffset !== 0) {
    found.push({
      id: `clock ${status.clockOffset}`,
      words: (
        <>
          <strong>The clock is shifted.</strong> The issuer is {clockShift(status.clockOffset)} the
          system’s time.
        </>
      ),
    })
  }
  if (status.keyProtection === 'file') {
    found.push({
      id: 'keys',
      words: (
        <>
          <strong>Signing keys are unprotected.</strong> Whoever can read the data folder can sign
          tokens. Use this issuer for development only.
        </>
      ),
    })
  }
  return found
}

const dismissedKey = 'latchkey.dismissed'

function readDismissed(): ReadonlySet<string> {
  const stored: unknown = JSON.parse(sessionStorage.getItem(dismissedKey) ?? '[]')
  return new Set(Array.isArray(stored) ? stored.map(String) : [])
}
