import { config } from 'zod'

// The contract's schemas come along with its constants. Left alone, zod probes for `new Function`
// while they are made, which the policy reports as a violation; so this is imported first.
config({ jitless: true })
