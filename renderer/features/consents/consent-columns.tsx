import type { Consent } from '#contract/consents.ts'
import { absoluteTime } from '#renderer/format.ts'
import type { ListColumn } from '#renderer/ui/list-grid.tsx'
import { RelativeTime } from '#renderer/ui/relative-time.tsx'

import { ConsentState, offlineInWords, stateInWords } from './consent-words.tsx'

export const consentColumns: readonly ListColumn<Consent>[] = [
  {
    id: 'user',
    header: 'User',
    width: 130,
    fixed: true,
    render: (consent) => consent.username,
    text: (consent) => consent.username,
  },
  {
    id: 'client',
    header: 'Client',
    width: 190,
    fixed: true,
    render: (consent) => consent.clientName,
    text: (consent) => consent.clientName,
    title: (consent) => `${consent.clientName} (${consent.clientId})`,
  },
  {
    id: 'scope',
    header: 'Scope',
    width: 260,
    render: (consent) => <code>{consent.scope.join(' ')}</code>,
    text: (consent) => consent.scope.join(' '),
  },
  {
    id: 'offline',
    header: 'Offline access',
    width: 130,
    render: (consent) =>
      consent.offlineLifetime === null ? (
        <span className="secondary">No</span>
      ) : (
        offlineInWords(consent.offlineLifetime)
      ),
    text: (consent) => offlineInWords(consent.offlineLifetime),
  },
  {
    id: 'grantedAt',
    header: 'Allowed',
    width: 130,
    render: (consent) => <RelativeTime at={consent.grantedAt} bare />,
    text: (consent) => absoluteTime(consent.grantedAt),
  },
  {
    id: 'expiresAt',
    header: 'Remembered until',
    width: 130,
    render: (consent) => <RelativeTime at={consent.expiresAt} bare />,
    text: (consent) => absoluteTime(consent.expiresAt),
  },
  {
    id: 'state',
    header: 'State',
    width: 110,
    render: (consent) => <ConsentState state={consent.state} />,
    text: (consent) => stateInWords(consent.state),
  },
  {
    id: 'subject',
    header: 'Subject',
    width: 200,
    hiddenAtFirst: true,
    render: (consent) => <code>{consent.subject}</code>,
    text: (consent) => consent.subject,
  },
]
