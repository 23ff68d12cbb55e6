import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { JSX } from 'react'

import { Button } from './button.tsx'
import { copyText } from './copy-text.ts'
import { IconButton } from './icon-button.tsx'

/** Copies `text`; says so in its own name for two seconds. `label` reads like "Copy the issuer URL". */
export function CopyButton(props: {
  readonly text: string
  readonly label: string
  readonly size?: 'normal' | 'small'
  /** Draws the label as a button's text. */
  readonly withText?: boolean
  readonly tone?: 'primary' | 'plain'
}): JSX.Element {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return undefined
    const timer = setTimeout(() => setCopied(false), 2000)
    return () => clearTimeout(timer)
  }, [copied])
  async function copy(): Promise<void> {
    setCopied(await copyText(props.text))
  }
  const icon = copied ? <Check /> : <Copy />
  return (
    <>
      {props.withText === true ? (
        <Button tone={props.tone ?? 'plain'} onClick={() => void copy()}>
          {icon}
          {props.label}
        </Button>
      ) : (
        <IconButton
          label={props.label}
          size={props.size ?? 'small'}
          icon={icon}
          onClick={() => void copy()}
        />
      )}
      <output className="visually-hidden">{copied ? 'Copied' : ''}</output>
    </>
  )
}
