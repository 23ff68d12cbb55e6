/** The one stylesheet of the issuer's pages: the console's tokens, one column, from 320 px on. */
export const stylesheet = /* css */ `
:root {
  color-scheme: light dark;
  --ground: light-dark(#f6f5f3, #1b1a18);
  --surface: light-dark(#ffffff, #242220);
  --line: light-dark(#dcd9d4, #3b3835);
  --control-line: light-dark(#8a857d, #7d7871);
  --text: light-dark(#24211d, #ece9e4);
  --quiet: light-dark(#625d55, #aaa49b);
  --brass: light-dark(#7d5a10, #d0a24c);
  --on-brass: light-dark(#ffffff, #1f1a10);
  --notice: light-dark(#fbf3df, #342b18);
  --red: light-dark(#b3261e, #f2877e);
}
* { box-sizing: border-box }
body {
  margin: 0;
  min-height: 100vh;
  display: grid;
  grid-template-columns: minmax(0, 1fr);
  place-items: center;
  padding: 1.5rem 1rem;
  background: var(--ground);
  color: var(--text);
  font: 0.9375rem/1.45 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
}
main { width: 100%; max-width: 25rem }
main > form, main > section {
  background: var(--surface);
  border: 1px solid var(--line);
  border-radius: 0.5rem;
  padding: 1.25rem;
}
.issuer { display: flex; align-items: center; gap: 0.5rem; margin: 0 0 0.75rem; color: var(--quiet); font-weight: 600 }
.mark { width: 0.875rem; height: 0.875rem; border-radius: 50%; border: 0.25rem solid var(--brass) }
h1 { font-size: 1.125rem; line-height: 1.35; margin: 0 0 0.5rem; overflow-wrap: anywhere }
h2 { font-size: 0.9375rem; margin: 0 0 0.25rem }
p { margin: 0 0 0.75rem; overflow-wrap: anywhere }
.quiet { color: var(--quiet) }
label { display: block; font-weight: 600; margin-top: 0.75rem }
input[type=text], input[type=password], select {
  width: 100%;
  font: inherit;
  color: inherit;
  background: var(--ground);
  border: 1px solid var(--control-line);
  border-radius: 0.375rem;
  padding: 0.5rem 0.625rem;
  margin-top: 0.25rem;
}
:focus-visible { outline: 2px solid var(--brass); outline-offset: 2px }
.actions { display: flex; flex-wrap: wrap; gap: 0.75rem; margin-top: 1.25rem }
button {
  flex: 1;
  font: inherit;
  font-weight: 600;
  min-height: 2.5rem;
  border-radius: 0.375rem;
  border: 1px solid var(--control-line);
  background: transparent;
  color: inherit;
  cursor: pointer;
}
button.primary { background: var(--brass); border-color: var(--brass); color: var(--on-brass) }
button.link {
  min-height: 0;
  border: 0;
  padding: 0 0.125rem;
  color: var(--brass);
  text-decoration: underline;
}
.error { color: var(--red); font-weight: 600 }
ul { list-style: none; margin: 0 0 0.75rem; padding: 0 }
li { border-top: 1px solid var(--line); padding: 0.5rem 0 }
li label, .offline label.check { display: flex; gap: 0.625rem; margin: 0; font-weight: 400; align-items: flex-start }
li label strong, li label span { display: block }
label span { min-width: 0; overflow-wrap: anywhere }
input[type=checkbox] { width: 1.125rem; height: 1.125rem; margin: 0.125rem 0 0; accent-color: var(--brass); flex: none }
.offline select + p { margin: 0.5rem 0 0 }
.offline { background: var(--notice); border-radius: 0.375rem; padding: 0.75rem; margin: 0 0 0.75rem }
dl { display: grid; grid-template-columns: auto 1fr; gap: 0.25rem 0.75rem; margin: 0 0 0.75rem }
dt { color: var(--quiet) }
dd { margin: 0; overflow-wrap: anywhere }
code { font: 0.8125rem ui-monospace, "SF Mono", Menlo, Consolas, monospace }
`
