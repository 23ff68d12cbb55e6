import { readCommand } from '#config'
import type { Configuration } from '#contract/configuration.ts'
import { startIssuer, testClock, type TestIssuer } from '#test/support/issuer.ts'

export const clientSecret = 'a-secret-of-the-sample-client'
export const machineSecret = 'a-secret-of-a-machine-client'
export const alice = { username: 'alice', password: 'correct horse' }

/**
 * An issuer with what the README puts into it, and a machine. The sample lives by the system's
 * clock, as any application does, so the issuer's clock starts there.
 */
export function startSampleIssuer(): Promise<TestIssuer> {
  const clock = testClock(Math.floor(Date.now() / 1000))
  return startIssuer(withMachine(sampleConfiguration()), { clock })
}

/** The file that the README tells to start the issuer with. */
function sampleConfiguration(): Configuration {
  const file = new URL('latchkey.yaml', import.meta.url).pathname
  const command = readCommand(['serve', '--ephemeral', '--config', file], {
    SAMPLE_CLIENT_SECRET: clientSecret,
    SAMPLE_PASSWORD: alice.password,
  })
  return (command.verb === 'serve' ? command.options.config?.configuration : undefined) ?? {}
}

/** A second API, a second scope value, and a client that gets tokens for either by itself. */
function withMachine(configuration: Configuration): Configuration {
  const [resource = { audience: 'missing' }] = configuration.resources ?? []
  return {
    ...configuration,
    resources: [
      { ...resource, scopes: [...(resource.scopes ?? []), { name: 'write' }] },
      { audience: 'urn:other', scopes: [{ name: 'other' }] },
    ],
    clients: [
      ...(configuration.clients ?? []),
      {
        clientId: 'machine',
        secret: machineSecret,
        flow: 'client_credentials',
        scopes: ['read', 'write', 'other'],
      },
    ],
  }
}
