import {
  DataFolderInUseError,
  ForeignStoreError,
  PortTakenError,
  type Issuer,
  type IssuerOptions,
} from '#issuer'

export interface Question {
  readonly message: string
  readonly detail: string
  /** The first one goes on, the last one quits. */
  readonly buttons: readonly string[]
}

export interface Surroundings {
  readonly open: (options: IssuerOptions) => Promise<Issuer>
  /** Answers whether to go on. */
  readonly ask: (question: Question) => Promise<boolean>
}

/** Opens the issuer; `undefined` when the administrator would rather quit. */
export async function startIssuer(
  options: IssuerOptions,
  surroundings: Surroundings,
): Promise<Issuer | undefined> {
  try {
    return await surroundings.open(options)
  } catch (error) {
    if (error instanceof PortTakenError) {
      const goOn = await surroundings.ask(portTaken(error))
      // That one may be taken by now as well; then the next is offered.
      return goOn ? startIssuer({ ...options, port: error.nextFree }, surroundings) : undefined
    }
    if (error instanceof DataFolderInUseError) {
      await surroundings.ask(folderInUse(options.data))
      return undefined
    }
    if (error instanceof ForeignStoreError) {
      await surroundings.ask(foreignStore(options.data, error))
      return undefined
    }
    throw error
  }
}

function portTaken(error: PortTakenError): Question {
  return {
    message: `Port ${error.port} is in use by another program.`,
    detail: `Latchkey can listen on port ${error.nextFree} this time. Clients that know this issuer by port ${error.port} will not find it there.`,
    buttons: [`Use port ${error.nextFree}`, 'Quit'],
  }
}

function folderInUse(folder: string): Question {
  return {
    message: 'Another Latchkey is running on the same data.',
    detail: `It has opened ${folder}. Close it, or start this one with --data=DIR.`,
    buttons: ['Quit'],
  }
}

function foreignStore(folder: string, error: ForeignStoreError): Question {
  return {
    message: 'The data is not for this version of Latchkey.',
    detail: `${error.message} Nothing in ${folder} was changed.`,
    buttons: ['Quit'],
  }
}
