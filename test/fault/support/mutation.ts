/** A fault that is put into the product, so that a rig shows that it sees it. */
export interface Mutation {
  /** Such as `server/serve.ts`. */
  readonly file: string
  /** Text that the file has. */
  readonly from: string
  readonly to: string
}

const variable = 'LATCHKEY_FAULT_MUTATION'

/** How a process that preloads `mutate-source` is told. */
export function mutationEnv(mutation: Mutation | undefined): Record<string, string> {
  return mutation ? { [variable]: JSON.stringify(mutation) } : {}
}

export function readMutation(env: NodeJS.ProcessEnv): Mutation {
  // Written by `mutationEnv` alone.
  return JSON.parse(env[variable] ?? '') as Mutation
}
