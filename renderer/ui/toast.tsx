import { Toast } from '@base-ui/react/toast'
import { X } from 'lucide-react'
import type { JSX } from 'react'

import { IconButton } from './icon-button.tsx'

import './floating.css'

const toasts = Toast.createToastManager()

export interface ToastRequest {
  readonly title: string
  readonly description?: string
  /** One act, such as undo; pressing it closes the toast. */
  readonly action?: { readonly label: string; readonly run: () => void }
  readonly tone?: 'plain' | 'error'
  /** Milliseconds; 6000 unless said. An undo stays as long as the undo is possible. */
  readonly timeout?: number
}

/** Says what happened in the corner, announced politely (an error: at once). */
export function showToast(request: ToastRequest): void {
  const { action } = request
  const id = toasts.add({
    title: request.title,
    description: request.description,
    type: request.tone ?? 'plain',
    priority: request.tone === 'error' ? 'high' : 'low',
    timeout: request.timeout ?? 6000,
    actionProps:
      action === undefined
        ? undefined
        : {
            children: action.label,
            onClick: () => {
              toasts.close(id)
              action.run()
            },
          },
  })
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
