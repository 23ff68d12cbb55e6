/** One line for whoever started the application from a terminal. */
export function report(sentence: string): void {
  process.stderr.write(`latchkey: ${sentence}\n`)
}
