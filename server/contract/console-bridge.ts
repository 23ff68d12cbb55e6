import type { ChangeEvent } from './events.ts'
import type { OperationName, Output } from './operations.ts'
import type { Reply } from './reply.ts'

/** What reaches the renderer, whichever transport carries it. */
export interface ConsoleBridge {
  call<Name extends OperationName>(operation: Name, input: unknown): Promise<Reply<Output<Name>>>
  /** Returns how to stop listening. */
  subscribe(listener: (event: ChangeEvent) => void): () => void
}
