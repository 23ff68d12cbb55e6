import { Link } from '@tanstack/react-router'
import type { JSX } from 'react'

import { count, plural } from '#renderer/format.ts'
import { useOperation } from '#renderer/operations.ts'
import { Section } from '#renderer/ui/page.tsx'

const [width, height, gap] = [600, 96, 2]

/** The last hour, a bar a minute; said in words for those who cannot see it. */
export function TokensPerMinute(props: { readonly activeTokens: number }): JSX.Element {
  const query = useOperation('issuer', 'issuer.tokensPerMinute', {}, { keepPrevious: true })
  const counts = query.data?.counts ?? []
  const total = counts.reduce((sum, value) => sum + value, 0)
  const highest = Math.max(0, ...counts)
  const bars = counts.map((value, index) => ({ value, minutesAgo: counts.length - 1 - index }))
  return (
    <Section title="Tokens issued per minute">
      <div className="figures">
        <Figure value={count(total)} name="in the last hour" />
        <Figure value={count(highest)} name="in the busiest minute" />
        <div>
          <div className="figure-value tabular">{count(props.activeTokens)}</div>
          <Link to="/refresh-tokens" search={{ q: 'status:active' }}>
            active refresh tokens
          </Link>
        </div>
      </div>
      <figure>
        <svg
          className="chart"
          viewBox={`0 0 ${width} ${height}`}
          preserveAspectRatio="none"
          role="img"
          aria-label={`${plural(total, 'token')} issued in the last hour, at most ${count(highest)} in one minute`}
        >
          {bars.map((bar) => (
            <Bar key={bar.minutesAgo} {...bar} highest={highest} of={bars.length} />
          ))}
        </svg>
        <figcaption className="chart-axis" aria-hidden="true">
          <span>1 hour ago</span>
          <span>now</span>
        </figcaption>
      </figure>
    </Section>
  )
}

function Figure(props: { readonly value: string; readonly name: string }): JSX.Element {
  return (
    <div>
      <div className="figure-value tabular">{props.value}</div>
      <div className="secondary">{props.name}</div>
    </div>
  )
}

function Bar(props: {
  readonly value: number
  readonly minutesAgo: number
  readonly highest: number
  readonly of: number
}): JSX.Element {
  const { value, minutesAgo, highest, of } = props
  const step = width / of
  const barHeight = highest === 0 ? 1 : Math.max(1, (value / highest) * height)
  return (
    <rect
      className="chart-bar"
      data-empty={value === 0 ? '' : undefined}
      x={(of - 1 - minutesAgo) * step}
      y={height - barHeight}
      width={step - gap}
      height={barHeight}
    >
      <title>{`${plural(value, 'token')}, ${minutesAgo} min ago`}</title>
    </rect>
  )
}
