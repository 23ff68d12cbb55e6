import type { ExchangeView } from '#contract/playground.ts'

export type Rule = ExchangeView['rules'][number]

/** A rule that was looked at: `wrong` says what is wrong, `undefined` that it holds. */
export function rule(name: string, expected: string, wrong: string | undefined): Rule {
  return wrong === undefined
    ? { name, outcome: 'passed', words: expected }
    : { name, outcome: 'refused', words: wrong }
}

/** Up to the one that refused; those after it were not looked at. */
export function inOrder(
  rules: readonly { readonly name: string; readonly words: string }[],
  refusal: { readonly name: string; readonly words: string } | undefined,
): Rule[] {
  const at =
    refusal === undefined ? rules.length : rules.findIndex(({ name }) => name === refusal.name)
  return rules.map(({ name, words }, index) => {
    if (index < at) return { name, outcome: 'passed', words }
    if (index === at && refusal) return { name, outcome: 'refused', words: refusal.words }
    return { name, outcome: 'not reached', words }
  })
}

export function firstRefusal(rules: readonly Rule[]): Rule | undefined {
  return rules.find(({ outcome }) => outcome === 'refused')
}
