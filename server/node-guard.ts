/** better-sqlite3 13 does not fail on an old Node, it crashes it: so this is asked before its import. */
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 14)) {
  process.stderr.write(
    `Latchkey needs Node 22.14 or newer; this is ${process.versions.node}. ` +
      'Start it through npm, which brings the right one: npm run -s latchkey -- serve\n',
  )
  process.exit(1)
}
