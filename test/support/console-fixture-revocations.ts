import type { RefreshTokenRow, RevocationTarget } from '#contract/refresh-tokens.ts'
import { FixtureRefusal, now } from '#test/support/console-fixture-world.ts'
import type {
  Announce,
  FixtureAct,
  FixtureHandlers,
  World,
} from '#test/support/console-fixture-world.ts'

type Handled = 'revoke' | 'undo' | 'cancelRevocation' | 'listActs'
type RevocationHandlers = Pick<FixtureHandlers, `refreshTokens.${Handled}`>

/** As with the real one, an act of more than this is answered at once, and goes on. */
const awaited = 1000

export function revocationHandlers(
  world: World,
  announce: Announce,
  isTarget: (token: RefreshTokenRow, target: RevocationTarget) => boolean,
): RevocationHandlers {
  const begin = (act: FixtureAct): FixtureAct['view'] => {
    world.acts = [...world.acts.filter(({ id }) => id !== act.id), act]
    const { planned } = act.view
    reach(world, act, planned > awaited ? Math.floor(planned / 4) : planned)
    announce('revocations', 'refreshTokens', 'issuer')
    return act.view
  }
  return {
    'refreshTokens.revoke': ({ target, mode, reason }) => {
      const taken = world.tokens.filter((token) => isTarget(token, target))
      const id = world.acts.length + 1
      const revocation = { id, at: now(), by: 'console', reason, undoUntil: null }
      const [reached, planned, tokens] = [0, taken.length, 0]
      const view = { revocation, kind: mode, state: 'running', reached, planned, tokens } as const
      return begin({ id, ids: taken.map((token) => token.id), before: world.tokens, view })
    },
    'refreshTokens.undo': ({ revocationId }) => {
      const act = actOf(world, revocationId)
      const planned = act.view.tokens
      const view = { ...act.view, kind: 'undo', state: 'running', reached: 0, planned } as const
      return begin({ ...act, ids: act.ids.slice(0, planned), view })
    },
    'refreshTokens.cancelRevocation': ({ revocationId }) => {
      const act = actOf(world, revocationId)
      act.view = { ...ended(act.view), state: 'cancelled' }
      announce('revocations', 'refreshTokens', 'issuer')
      return act.view
    },
    'refreshTokens.listActs': () => ({ acts: world.acts.map(({ view }) => view) }),
  }
}

/** Lets every act that goes on reach another quarter of its tokens. */
export function proceed(world: World, announce: Announce): void {
  for (const act of world.acts) {
    const { state, reached, planned } = act.view
    if (state === 'running') reach(world, act, Math.min(planned, reached + Math.ceil(planned / 4)))
  }
  announce('revocations', 'refreshTokens', 'issuer')
}

function actOf(world: World, revocationId: number): FixtureAct {
  const act = world.acts.find(({ id }) => id === revocationId)
  if (act === undefined)
    throw new FixtureRefusal({ code: 'too_late', message: 'This can no longer be undone.' })
  return act
}

function reach(world: World, act: FixtureAct, reached: number): void {
  const { kind, planned } = act.view
  const view = { ...act.view, reached, tokens: reached }
  act.view = reached === planned ? { ...ended(view), state: 'finished' } : view
  const taken = new Set(kind === 'undo' ? act.ids.slice(reached) : act.ids.slice(0, reached))
  world.tokens = act.before
    .filter(({ id }) => kind !== 'delete' || !taken.has(id))
    .map((token) => (taken.has(token.id) ? { ...token, status: 'revoked' } : token))
}

function ended(view: FixtureAct['view']): FixtureAct['view'] {
  const undoUntil = view.kind === 'undo' ? null : now() + 30
  return { ...view, revocation: { ...view.revocation, undoUntil } }
}
