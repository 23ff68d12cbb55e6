import { Outlet, useNavigate, useRouter } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import type { JSX } from 'react'

import { useLiveQueries } from '#renderer/operations.ts'
import { NowProvider } from '#renderer/ui/relative-time.tsx'
import { Toaster } from '#renderer/ui/toast.tsx'

import { CommandPalette } from './command-palette.tsx'
import { IssuerBanners } from './issuer-banners.tsx'
import { useIssuerState } from './issuer-status.ts'
import { Rail } from './rail.tsx'
import { RevocationBanners } from './revocation-banners.tsx'
import { ShortcutSheet } from './shortcut-sheet.tsx'
import { useShortcuts } from './use-shortcuts.ts'

import './frame.css'

/** What stands around every page. */
export function Frame(): JSX.Element {
  const issuer = useIssuerState()
  const navigate = useNavigate()
  const [palette, setPalette] = useState(false)
  const [shortcuts, setShortcuts] = useState(false)
  useLiveQueries()
  useFocusOnNewPage()
  useShortcuts({
    openPalette: () => setPalette(true),
    openShortcuts: () => setShortcuts(true),
    openPage: (path) => void navigate({ to: path }),
  })
  return (
    <NowProvider offset={issuer.offset}>
      <a className="skip-link" href="#main" onClick={skipToPage}>
        Skip to the page
      </a>
      <div className="frame">
        <Rail
          issuer={issuer}
          onPalette={() => setPalette(true)}
          onShortcuts={() => setShortcuts(true)}
        />
        <main className="frame-content" id="main" tabIndex={-1}>
          {issuer.status === undefined ? null : <IssuerBanners status={issuer.status} />}
          <RevocationBanners />
          <Outlet />
        </main>
      </div>
      <CommandPalette
        open={palette}
        issuer={issuer.status?.issuer}
        onClose={() => setPalette(false)}
        onShortcuts={() => setShortcuts(true)}
      />
      <ShortcutSheet open={shortcuts} onClose={() => setShortcuts(false)} />
      <Toaster />
    </NowProvider>
  )
}

/** A page that went away takes the focus with it; without this, Tab would start at the rail again. */
function useFocusOnNewPage(): void {
  const router = useRouter()
  useEffect(
    () =>
      router.subscribe('onRendered', ({ pathChanged }) => {
        if (pathChanged && document.activeElement === document.body) focusPage()
      }),
    [router],
  )
}

function focusPage(): void {
  document.querySelector<HTMLElement>('#main')?.focus({ preventScroll: true })
}

/** The hash names the page, so the link may not set it. */
function skipToPage(event: { preventDefault: () => void }): void {
  event.preventDefault()
  focusPage()
}
