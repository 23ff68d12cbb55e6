import { useNavigate } from '@tanstack/react-router'
import type { JSX } from 'react'

import { plural } from '#renderer/format.ts'
import { useAct } from '#renderer/operations.ts'
import { Button } from '#renderer/ui/button.tsx'
import { EmptyState } from '#renderer/ui/empty-state.tsx'
import { showFailure, showToast } from '#renderer/ui/toast.tsx'

import { useTakeMoreSecrets } from './use-generated-secrets.ts'

/** What an empty issuer offers. */
export function SampleWorkspace(): JSX.Element {
  const navigate = useNavigate()
  const load = useAct('workspace.loadSample')
  const takeMoreSecrets = useTakeMoreSecrets()
  function loadSample(): void {
    load.mutate(
      {},
      {
        onSuccess: (made) => {
          showToast({
            title: 'Sample workspace loaded',
            description: `${plural(made.clients, 'client')}, ${plural(made.users, 'user')}, ${plural(made.resources, 'resource')}`,
          })
          void takeMoreSecrets()
        },
        onError: (error) => showFailure('Not loaded', error),
      },
    )
  }
  return (
    <EmptyState
      title="No client yet"
      actions={
        <>
          <Button tone="primary" busy={load.isPending} onClick={loadSample}>
            Load the sample workspace
          </Button>
          <Button onClick={() => void navigate({ to: '/new-client' })}>New client</Button>
        </>
      }
    >
      An application signs in through a client. The sample has three, with two users and an API.
    </EmptyState>
  )
}
