import { expect, test } from 'vitest'

import { familyNodes } from '#renderer/features/refresh-tokens/family-tree-nodes.ts'
import type { FamilyNode } from '#renderer/features/refresh-tokens/family-tree-nodes.ts'
import type { TestIssuer } from '#test/support/issuer.ts'

import { act, runCodeFlow, startSample } from './try-it.ts'

/** What the console would draw of the only family there is. */
async function onlyFamily(issuer: TestIssuer): Promise<readonly FamilyNode[]> {
  const { rows } = await issuer.admin('refreshTokens.search', {
    filter: {},
    sort: { by: 'issued', direction: 'descending' },
    limit: 2,
  })
  const id = rows[0]?.id ?? ''
  const detail = await issuer.admin('refreshTokens.get', { id })
  const { records } = await issuer.admin('activity.list', { filter: { family: id }, limit: 100 })
  return familyNodes(detail, records, issuer.clock.now())
}

function told(nodes: readonly FamilyNode[]): string[] {
  return nodes.map((node) => {
    const name = node.kind === 'request' ? `${node.endpoint} ${node.outcome}` : node.kind
    return 'generation' in node ? `${name} ${node.generation}` : name
  })
}

test('what a client, an API and a thief did to a family is all in its tree', async () => {
  await using issuer = await startSample()
  const run = await runCodeFlow(issuer, 'codeflowclient')
  issuer.clock.advance(10)
  await act(issuer, run.id, { kind: 'userinfo' })
  issuer.clock.advance(10)
  await act(issuer, run.id, { kind: 'introspect', token: '$ACCESS_TOKEN_1' })
  issuer.clock.advance(90)
  await act(issuer, run.id, { kind: 'refresh' })
  issuer.clock.advance(90)
  await act(issuer, run.id, { kind: 'replay' })
  const visit = /^(authorize|sign-in|consent)/
  const tree = async (): Promise<string[]> =>
    told(await onlyFamily(issuer)).filter((name) => !visit.test(name))
  await expect
    .poll(tree)
    .toEqual([
      'generation 1',
      'access 1',
      'userinfo passed',
      'introspect passed',
      'generation 2',
      'access 2',
      'replay 1',
      'revocation',
    ])
  const nodes = await onlyFamily(issuer)
  const ends = nodes.flatMap((node) => (node.kind === 'generation' ? [node.end] : []))
  expect(ends).toEqual(['rotated', 'replayed'])
})
