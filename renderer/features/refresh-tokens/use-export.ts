import { useRef, useState } from 'react'

import type { RefreshTokenFilter, RefreshTokenSort } from '#contract/refresh-tokens.ts'
import { call } from '#renderer/admin-client.ts'
import { saveFile } from '#renderer/ui/save-file.ts'
import { showFailure } from '#renderer/ui/toast.tsx'

export type ExportFormat = 'csv' | 'json'

const types = {
  csv: 'text/csv;charset=utf-8',
  json: 'application/json',
} as const satisfies Record<ExportFormat, string>

export interface Export {
  /** Characters received so far; `undefined` when none runs. */
  readonly size: number | undefined
  readonly start: (format: ExportFormat, filter: RefreshTokenFilter, sort: RefreshTokenSort) => void
  readonly cancel: () => void
}

/** Fetches an export part by part, joins it and hands it to the browser as a file. */
export function useExport(): Export {
  const [size, setSize] = useState<number | undefined>(undefined)
  const run = useRef(0)
  async function fetchAll(
    format: ExportFormat,
    search: { readonly filter: RefreshTokenFilter; readonly sort: RefreshTokenSort },
  ): Promise<void> {
    run.current += 1
    const mine = run.current
    const parts: string[] = []
    let cursor: string | null | undefined
    let received = 0
    setSize(0)
    try {
      while (cursor !== null) {
        const position = cursor === undefined ? {} : { cursor }
        const part = await call('refreshTokens.export', { ...search, format, ...position })
        if (run.current !== mine) return
        parts.push(part.text)
        received += part.text.length
        cursor = part.nextCursor
        setSize(received)
      }
      saveFile(`refresh-tokens.${format}`, types[format], parts)
    } catch (error) {
      showFailure('The export stopped', error)
    }
    if (run.current === mine) setSize(undefined)
  }
  return {
    size,
    start: (format, filter, sort) => void fetchAll(format, { filter, sort }),
    cancel: () => {
      run.current += 1
      setSize(undefined)
    },
  }
}
