import { readFileSync } from 'node:fs'

// A seam: the system's time, set forward or back by as many seconds as a file says. The monotonic
// clock and timers go on as they are.
const file = process.env['LATCHKEY_FAULT_CLOCK'] ?? ''
const { now } = Date

Date.now = () => now() + Number(readFileSync(file, 'utf8')) * 1000
