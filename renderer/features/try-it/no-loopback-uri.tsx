import { useMutation } from '@tanstack/react-query'
import type { JSX } from 'react'

import { call } from '#renderer/admin-client.ts'
import { Banner } from '#renderer/ui/banner.tsx'
import { Button } from '#renderer/ui/button.tsx'

const uri = 'http://127.0.0.1/try-it'

/** Try it can only listen on this machine: the client needs a redirect URI there. */
export function NoLoopbackUri(props: { readonly clientId: string }): JSX.Element {
  const { clientId } = props
  const add = useMutation({
    async mutationFn() {
      const { settings, version } = await call('clients.get', { clientId })
      const redirectUris = [...settings.redirectUris, { uri, note: 'Try it' }]
      await call('clients.update', { clientId, version, settings: { ...settings, redirectUris } })
    },
  })
  return (
    <div className="try-it-form">
      <p>
        This client has no redirect URI on loopback, where Try it could listen. Adding{' '}
        <code>{uri}</code> allows any program on the user’s own machine to receive its codes; PKCE
        keeps them useless to others.
      </p>
      {add.error === null ? null : <Banner tone="red">{add.error.message}</Banner>}
      <Button tone="primary" busy={add.isPending} onClick={() => add.mutate()}>
        Add the redirect URI to this client
      </Button>
    </div>
  )
}
