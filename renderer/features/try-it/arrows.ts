import type { ExchangeView, Lane } from '#contract/playground.ts'

export const lanes: readonly { readonly lane: Lane; readonly name: string }[] = [
  { lane: 'browser', name: 'Browser' },
  { lane: 'client', name: 'Try it' },
  { lane: 'issuer', name: 'Issuer' },
  { lane: 'api', name: 'Sample API' },
]

/** One line of the diagram. */
export interface Arrow {
  readonly key: string
  readonly exchange: ExchangeView
  readonly isAnswer: boolean
  readonly from: Lane
  readonly to: Lane
  readonly label: string
  readonly outcome: ExchangeView['outcome']
}

/** Requests and answers in the order in which they went: answers of parallel requests come after both. */
export function arrowsOf(exchanges: readonly ExchangeView[]): readonly Arrow[] {
  return exchanges.flatMap((exchange) => [
    requestOf(exchange),
    ...exchanges.filter(({ answeredAfter }) => answeredAfter === exchange.id).map(answerOf),
  ])
}

function requestOf(exchange: ExchangeView): Arrow {
  const { id, from, to, title, answer, outcome } = exchange
  const arrow = { key: `${id}`, exchange, isAnswer: false, from, to } as const
  // What the browser brings is itself an answer: the issuer's, by way of the redirect URI.
  return to === 'client'
    ? { ...arrow, label: `Redirect: ${answer}`, outcome }
    : { ...arrow, label: title, outcome: 'sent' }
}

function answerOf(exchange: ExchangeView): Arrow {
  const { id, from, to, answer, response, outcome } = exchange
  const status = response === null ? '' : `${response.status} `
  const label = answer.startsWith('Status') ? answer : status + answer
  return { key: `${id}-answer`, exchange, isAnswer: true, from: to, to: from, label, outcome }
}

function nameOf(lane: Lane): string {
  return lanes.find((each) => each.lane === lane)?.name ?? lane
}

/** What the picture shows and the label does not, for who does not see it: before it and after it. */
export function unseenWords({ exchange, isAnswer, from, to, outcome }: Arrow): {
  readonly before: string
  readonly after: string
} {
  return {
    before: isAnswer ? `Answer to ${exchange.title}:` : '',
    after: `(${outcome === 'refused' ? 'refused, ' : ''}from ${nameOf(from)} to ${nameOf(to)})`,
  }
}
