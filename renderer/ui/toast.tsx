import { Toast } from '@base-ui/react/toast'
import { X } from 'lucide-react'
import type { JSX } from 'react'

import { IconButton } from './icon-button.tsx'

import './floating.css'

const toasts = Toast.createToastManager()

export interface ToastRequest {
  readonly title: string
  readonly description?: string | undefined
  /** One act, such as undo; pressing it closes the toast. */
  readonly action?: { readonly label: string; readonly run: () => void }
  readonly tone?: 'plain' | 'error'
  /** Milliseconds; 5000 unless said, of which those under the pointer do not count. */
  readonly timeout?: number
  /** Milliseconds after which it goes whatever the pointer does: its act is possible no more. */
  readonly until?: number
}

/** Says what happened in the corner, announced politely (an error: at once). Returns how to close it. */
export function showToast(request: ToastRequest): () => void {
  const { action, until } = request
  const id = toasts.add({
    title: request.title,
    description: request.description,
    type: request.tone ?? 'plain',
    priority: request.tone === 'error' ? 'high' : 'low',
    timeout: until === undefined ? (request.timeout ?? 5000) : 0,
    actionProps:
      action === undefined
        ? undefined
        : {
            children: action.label,
            onClick: () => {
              close()
              action.run()
            },
          },
  })
  const timer = until === undefined ? undefined : setTimeout(() => toasts.close(id), until)
  function close(): void {
    clearTimeout(timer)
    toasts.close(id)
  }
  return close
}

/** An act was refused or failed. */
export function showFailure(title: string, error: unknown): void {
  const description = error instanceof Error ? error.message : String(error)
  showToast({ title, description, tone: 'error' })
}

/** Where toasts appear; once, at the root. F6 moves the focus to them. */
export function Toaster(): JSX.Element {
  return (
    <Toast.Provider toastManager={toasts} limit={4}>
      <Toast.Portal>
        <Toast.Viewport className="toasts">
          <ToastList />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  )
}

function ToastList(): JSX.Element {
  const manager = Toast.useToastManager()
  return (
    <>
      {manager.toasts.map((toast) => (
        <Toast.Root key={toast.id} toast={toast} className="toast">
          <Toast.Content className="toast-content">
            <div className="toast-words">
              <Toast.Title className="toast-title" />
              <Toast.Description className="toast-description" />
            </div>
            <Toast.Action className="button" data-tone="plain" />
            <Toast.Close render={<IconButton label="Dismiss" size="small" icon={<X />} />} />
          </Toast.Content>
        </Toast.Root>
      ))}
    </>
  )
}
