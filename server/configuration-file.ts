import { readFileSync } from 'node:fs'

import { parse } from 'yaml'

import { configuration, type Configuration } from '#contract/configuration.ts'

/** A configuration file that cannot be used: names the file, the path in it, and the reason. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError'
}

/** A configuration, and the file that it came from. */
export interface ConfigurationFile {
  readonly file: string
  readonly configuration: Configuration
}

/**
 * Reads a YAML or JSON file (JSON is YAML) and puts `${NAME}` from the environment in.
 * @throws ConfigurationError
 */
export function readConfigurationFile(file: string, env: NodeJS.ProcessEnv): ConfigurationFile {
  const parsed = configuration.safeParse(fillIn(read(file), '', { file, env }))
  if (parsed.success) return { file, configuration: parsed.data }
  const reasons = parsed.error.issues.map(
    ({ path, message }) => `${file}: ${path.join('.') || 'the file'}: ${message}`,
  )
  throw new ConfigurationError(reasons.join('\n'))
}

function read(file: string): unknown {
  try {
    return parse(readFileSync(file, 'utf8')) ?? {}
  } catch (error) {
    throw new ConfigurationError(
      `${file}: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
}

/** Replaces the placeholders in every string of a value. */
function fillIn(
  value: unknown,
  path: string,
  source: { readonly file: string; readonly env: NodeJS.ProcessEnv },
): unknown {
  if (Array.isArray(value))
    return value.map((each, index) => fillIn(each, `${path}.${index}`, source))
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(
      Object.entries(value).map(([key, each]) => [key, fillIn(each, `${path}.${key}`, source)]),
    )
  if (typeof value !== 'string') return value
  return value.replaceAll(/\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g, (_, name: string) => {
    const found = source.env[name]
    if (found === undefined)
      throw new ConfigurationError(
        `${source.file}: ${path.slice(1)}: the environment has no variable ${name}.`,
      )
    return found
  })
}
