/** Hands a text to the browser as a file to keep. */
export function saveFile(name: string, type: string, parts: readonly string[]): void {
  const url = URL.createObjectURL(new Blob([...parts], { type }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The browser has taken the content once the click returns to the event loop.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
