import { useNavigate } from '@tanstack/react-router'
import type { JSX } from 'react'

import { useAct } from '#renderer/operations.ts'
import { Button } from '#renderer/ui/button.tsx'
import { showFailure } from '#renderer/ui/toast.tsx'

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
            onError: (error) => showFailure('Not loaded', error),
          },
        )
      }
    >
      Load the sample workspace
    </Button>
  )
}
