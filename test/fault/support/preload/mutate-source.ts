import { registerHooks } from 'node:module'

import { readMutation } from '#test/fault/support/mutation.ts'

// Mutation: one file of the product says something else than it does.
const mutation = readMutation(process.env)

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context)
    if (!url.endsWith(`/${mutation.file}`)) return loaded
    const source =
      typeof loaded.source === 'string' ? loaded.source : new TextDecoder().decode(loaded.source)
    const mutated = source.replace(mutation.from, mutation.to)
    if (mutated === source) throw new Error(`${mutation.file} does not say: ${mutation.from}`)
    return { ...loaded, source: mutated }
  },
})
