import type { JSX } from 'react'
import type { FieldErrors } from 'react-hook-form'

import { Banner } from './banner.tsx'

/** Why a form as a whole was refused. */
export function FormRefusal(props: { readonly errors: FieldErrors }): JSX.Element | null {
  const message = props.errors.root?.['server']?.message
  return message === undefined ? null : <Banner tone="red">{message}</Banner>
}
