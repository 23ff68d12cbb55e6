/** Whether keys go into a text: letters are no shortcuts there, and it has an undo of its own. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target instanceof HTMLInputElement) return !['checkbox', 'radio'].includes(target.type)
  return target.matches('textarea, select, [contenteditable]')
}
