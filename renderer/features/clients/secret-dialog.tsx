import { useState } from 'react'
import type { JSX } from 'react'

import { Button } from '#renderer/ui/button.tsx'
import { CopyButton } from '#renderer/ui/copy-button.tsx'
import { Dialog } from '#renderer/ui/dialog.tsx'
import { TextField } from '#renderer/ui/text-field.tsx'

interface ShownSecret {
  readonly clientId: string
  readonly value: string
}

interface Showing extends ShownSecret {
  readonly afterwards: (() => void) | undefined
}

/** Shows a new secret once; it is nowhere else, and forgotten when the dialog closes. */
export function useSecretDialog(): {
  readonly show: (secret: ShownSecret, afterwards?: () => void) => void
  readonly dialog: JSX.Element
} {
  const [showing, setShowing] = useState<Showing>()
  function close(): void {
    setShowing(undefined)
    showing?.afterwards?.()
  }
  return {
    show: (secret, afterwards) => setShowing({ ...secret, afterwards }),
    dialog: (
      <Dialog
        open={showing !== undefined}
        title="Client secret"
        onClose={close}
        wide
        actions={
          <>
            <CopyButton text={showing?.value ?? ''} label="Copy secret" withText tone="primary" />
            <Button onClick={close}>Done</Button>
          </>
        }
      >
        <p>
          The secret of <strong>{showing?.clientId}</strong>, shown this once. Only its digest is
          stored: when this closes, nobody can read it again.
        </p>
        <TextField label="Secret" mono readOnly value={showing?.value ?? ''} />
      </Dialog>
    ),
  }
}
