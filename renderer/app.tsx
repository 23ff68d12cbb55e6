import { CSPProvider } from '@base-ui/react/csp-provider'
import { Tooltip } from '@base-ui/react/tooltip'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import type { JSX } from 'react'

import { createQueryClient } from './operations.ts'
import { createConsoleRouter, preloadPages } from './routes.tsx'

const queryClient = createQueryClient()
const router = createConsoleRouter()
const stopWaiting = router.subscribe('onRendered', () => {
  stopWaiting()
  preloadPages()
})

/** The console. The policy it is served under allows no style element, so none is made. */
export function App(): JSX.Element {
  return (
    <CSPProvider disableStyleElements>
      <QueryClientProvider client={queryClient}>
        <Tooltip.Provider delay={500}>
          <RouterProvider router={router} />
        </Tooltip.Provider>
      </QueryClientProvider>
    </CSPProvider>
  )
}

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
