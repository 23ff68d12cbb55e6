import { useEffect, useState } from 'react'

import type { Output } from '#contract/operations.ts'
import { useOperation } from '#renderer/operations.ts'

import type { ClientForm, ClientFormHandle } from './client-form.ts'

export interface ConsentPreviewState {
  readonly prompt: Output<'clients.previewConsent'>['prompt'] | undefined
  /** Why no consent page appears, where none does. */
  readonly reason: string
  readonly refreshSentence: string
}

/** How long typing must pause before the issuer is asked, in milliseconds. */
const pause = 250

/** What the issuer would say and do if the form were saved as it stands. */
export function useConsentPreview(form: ClientFormHandle): ConsentPreviewState {
  const [asked, setAsked] = useState<ClientForm>(() => form.getValues())
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const stop = form.subscribe({
      formState: { values: true },
      callback: ({ values }) => {
        clearTimeout(timer)
        // A copy: the form goes on changing its own.
        timer = setTimeout(() => setAsked(structuredClone(values)), pause)
      },
    })
    return () => {
      clearTimeout(timer)
      stop()
    }
  }, [form])
  const settings = { ...asked.settings, name: asked.settings.name.trim() || 'Unnamed client' }
  const query = useOperation(
    'clients',
    'clients.previewConsent',
    { clientId: asked.clientId, settings },
    { keepPrevious: true },
  )
  if (query.isError) return { prompt: undefined, reason: query.error.message, refreshSentence: '' }
  return {
    prompt: query.data?.prompt,
    reason: query.data?.reason ?? '',
    refreshSentence: query.data?.refreshSentence ?? '',
  }
}
