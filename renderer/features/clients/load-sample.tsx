import { useNavigate } from '@tanstack/react-router'
import type { JSX } from 'react'

import { useAct } from '#renderer/operations.ts'
import { Button } from '#renderer/ui/button.tsx'
import { showToast } from '#renderer/ui/toast.tsx'

/** Loads the sample and goes where its generated secrets are shown. */
export function LoadSample(): JSX.Element {
  const navigate = useNavigate()
  const load = useAct('workspace.loadSample')
  return (
    <Button
      busy={load.isPending}
      onClick={() =>
        load.mutate(
          {},
          {
            onSuccess: () => void navigate({ to: '/' }),
            onError: (error) =>
              showToast({ title: 'Not loaded', description: error.message, tone: 'error' }),
          },
        )
      }
    >
      Load the sample workspace
    </Button>
  )
}
