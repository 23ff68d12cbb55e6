import type { ComponentProps, JSX, ReactNode } from 'react'

import { Tooltip } from './tooltip.tsx'

import './button.css'

export interface IconButtonProps extends Omit<ComponentProps<'button'>, 'children'> {
  /** The accessible name, shown as a tooltip too. */
  readonly label: string
  readonly icon: ReactNode
  readonly size?: 'normal' | 'small'
  /** Shown after the label, such as a key. */
  readonly hint?: string | undefined
}

export function IconButton({
  label,
  icon,
  size = 'normal',
  ...rest
}: IconButtonProps): JSX.Element {
  const { className, hint, type, ...props } = rest
  return (
    <Tooltip
      text={
        <>
          {label}
          {hint === undefined ? null : <kbd className="kbd">{hint}</kbd>}
        </>
      }
    >
      <button
        {...props}
        type={type ?? 'button'}
        className={['icon-button', className].filter(Boolean).join(' ')}
        data-size={size}
        aria-label={label}
      >
        {icon}
      </button>
    </Tooltip>
  )
}
