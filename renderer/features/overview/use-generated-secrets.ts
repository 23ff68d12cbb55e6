import { useQuery, useQueryClient } from '@tanstack/react-query'

import type { Output } from '#contract/operations.ts'
import { call } from '#renderer/admin-client.ts'

type Secret = Output<'workspace.takeGeneratedSecrets'>['secrets'][number]

// The issuer gives each value out once, so this lives under no topic: nothing may ask again by
// itself and lose what is shown.
const queryKey = ['generatedSecrets']

/** The values handed out so far, kept in memory until dismissed. */
export function useGeneratedSecrets(): {
  readonly secrets: readonly Secret[]
  readonly dismiss: () => void
} {
  const queryClient = useQueryClient()
  const query = useQuery<readonly Secret[]>({
    queryKey,
    queryFn: async () => {
      const { secrets } = await call('workspace.takeGeneratedSecrets', {})
      if (secrets.length > 0) window.addEventListener('beforeunload', askBeforeLeaving)
      return [...(queryClient.getQueryData<readonly Secret[]>(queryKey) ?? []), ...secrets]
    },
    gcTime: Infinity,
    retry: false,
  })
  return {
    secrets: query.data ?? [],
    dismiss: () => {
      window.removeEventListener('beforeunload', askBeforeLeaving)
      queryClient.setQueryData<readonly Secret[]>(queryKey, [])
    },
  }
}

/** Whatever page is open: the values are in this document alone. */
function askBeforeLeaving(event: BeforeUnloadEvent): void {
  event.preventDefault()
}

/** After something made new ones: fetches them beside those already shown. */
export function useTakeMoreSecrets(): () => Promise<void> {
  const queryClient = useQueryClient()
  return () => queryClient.refetchQueries({ queryKey })
}
