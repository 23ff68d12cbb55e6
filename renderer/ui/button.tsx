import type { ComponentProps, JSX } from 'react'

import './button.css'

export interface ButtonProps extends ComponentProps<'button'> {
  /** `primary` once a page; `danger` for what cannot be undone. */
  readonly tone?: 'primary' | 'plain' | 'quiet' | 'danger'
  /** The act is under way: the button says so and cannot be pressed again. */
  readonly busy?: boolean
}

export function Button({ tone = 'plain', busy = false, ...rest }: ButtonProps): JSX.Element {
  const { className, disabled, type, children, ...props } = rest
  return (
    <button
      {...props}
      type={type ?? 'button'}
      className={['button', className].filter(Boolean).join(' ')}
      data-tone={tone}
      disabled={disabled === true || busy}
      aria-busy={busy || undefined}
    >
      {children}
    </button>
  )
}
