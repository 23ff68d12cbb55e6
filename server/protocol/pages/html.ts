/** Text that is safe inside HTML, because this module made it. */
export interface Html {
  readonly markup: string
}

type Part = string | number | Html | readonly Html[] | null

/** Escapes whatever is put in; only other `html` values go in as they are. */
export function html(texts: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return {
    markup: texts.reduce((all, text, index) => all + toMarkup(parts[index - 1] ?? null) + text),
  }
}

function toMarkup(part: Part): string {
  if (part === null) return ''
  if (typeof part === 'string' || typeof part === 'number') return escape(String(part))
  return 'markup' in part ? part.markup : part.map(({ markup }) => markup).join('')
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escape(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? '')
}
