import type { JSX } from 'react'

import type { ConsentPromptView } from '#contract/clients.ts'
import { absoluteTime } from '#renderer/format.ts'

import type { ConsentPreviewState } from './use-consent-preview.ts'

/** The consent page as users will see it; a drawing, so nothing in it can be pressed. */
export function ConsentPreview(props: { readonly preview: ConsentPreviewState }): JSX.Element {
  const { prompt, reason } = props.preview
  return (
    <aside className="consent-preview" aria-label="Consent preview">
      <h2 className="section-title">Consent preview</h2>
      {prompt === null || prompt === undefined ? (
        <p className="secondary">{reason === '' ? 'No consent page.' : reason}</p>
      ) : (
        <>
          <Prompt prompt={prompt} />
          {reason === '' ? null : <p className="field-help">{reason}</p>}
        </>
      )}
    </aside>
  )
}

function Prompt(props: { readonly prompt: ConsentPromptView }): JSX.Element {
  const { prompt } = props
  const scopes = prompt.scopes.toSorted((a, b) => Number(b.emphasize) - Number(a.emphasize))
  return (
    <div className="prompt">
      <p className="prompt-title">
        <strong>{prompt.clientName}</strong> asks for access
      </p>
      <p className="secondary small">
        Answers go to <strong>{prompt.redirectHost}</strong>
        <br />
        Signed in as {prompt.userName}
      </p>
      <ul className="prompt-scopes">
        {scopes.map((scope) => (
          <li
            key={scope.value}
            className="prompt-scope"
            data-emphasize={scope.emphasize || undefined}
          >
            <span className="prompt-check" aria-hidden="true" />
            <span>
              <span>{scope.displayName === '' ? scope.value : scope.displayName}</span>
              {scope.required ? <span className="secondary small"> required</span> : null}
              {scope.description === '' ? null : (
                <span className="prompt-description secondary small">{scope.description}</span>
              )}
            </span>
          </li>
        ))}
      </ul>
      {prompt.offline === null ? null : <Offline offline={prompt.offline} />}
      <div className="prompt-buttons" aria-hidden="true">
        <span className="prompt-button">Deny</span>
        <span className="prompt-button" data-primary="">
          Allow
        </span>
      </div>
    </div>
  )
}

/** Only where a refresh token will really be issued. */
function Offline(props: {
  readonly offline: NonNullable<ConsentPromptView['offline']>
}): JSX.Element {
  const { offline } = props
  return (
    <div className="prompt-offline">
      <p>
        <strong>It can act while you are away</strong>, until{' '}
        <time dateTime={new Date(offline.until * 1000).toISOString()}>
          {absoluteTime(offline.until)}
        </time>{' '}
        at most.
      </p>
      <p className="secondary small">The user chooses how long:</p>
      <ul className="prompt-durations small">
        {offline.durations.map((duration) => (
          <li key={duration.seconds}>{duration.label}</li>
        ))}
      </ul>
    </div>
  )
}
