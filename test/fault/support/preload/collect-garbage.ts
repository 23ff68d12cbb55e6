import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

// Not a mutation: each thread collects its garbage again and again. How much of it V8 lets lie is
// its own choice; what stays after that is what the product keeps.
setFlagsFromString('--expose-gc')
// What the flag above has put there.
const collect = runInNewContext('gc') as () => void

setInterval(collect, 500).unref()
