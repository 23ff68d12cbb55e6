import type { JSX, ReactNode } from 'react'

import { PageHeader } from '#renderer/ui/page.tsx'
import { useEscape } from '#renderer/ui/use-escape.ts'

/** The large view: a page of the family alone, under its own address. Escape leads back. */
export function FamilyTreePage(props: {
  readonly title: string
  readonly subtitle?: ReactNode
  readonly actions?: ReactNode
  readonly onClose: () => void
  readonly children: ReactNode
}): JSX.Element {
  useEscape(props.onClose)
  return (
    <>
      <PageHeader title={props.title} note={props.subtitle} actions={props.actions} />
      <section className="page-body family-tree-page" aria-label="Family tree">
        {props.children}
      </section>
    </>
  )
}
