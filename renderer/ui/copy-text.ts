import { showToast } from './toast.tsx'

/** Copies; says so where it could not. Answers whether it did. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    showToast({
      title: 'Not copied',
      description: 'The system did not allow it. Select the text and copy it by hand.',
      tone: 'error',
    })
    return false
  }
}
