import { useModKey } from './use-mod-key.ts'

/** Ctrl/⌘S saves. */
export function useSaveKey(save: () => void): void {
  useModKey('s', save)
}
