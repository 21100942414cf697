// Prints both halves side by side and their ratio; exits 1 if the bar is missed.
//
// Both give when each tick began, and both are measured the same: how late a tick is against a steady beat, on which
// the most punctual one is on time. The beat's tempo is the one that the room itself kept: setInterval rounds a period
// down to whole milliseconds and counts it from when it came, so it drifts; that is told apart, as drift, and not held
// against each tick. Also told: how much the time from one tick to the next differs from the tempo.
import { readFileSync } from 'node:fs'

const WARM_UP_S = 5
const [takt, node] = process.argv.slice(2).map(file => JSON.parse(readFileSync(file, 'utf8')))

/** @param {{ rateHz: number, startsMs: number[] }[]} rooms */
const measure = rooms => {
  const late = [], uneven = []
  let driftMs = 0
  for (const { rateHz, startsMs } of rooms) {
    const starts = startsMs.slice(WARM_UP_S * rateHz)
    const n = starts.length - 1, tempo = (starts[n] - starts[0]) / n
    const off = starts.map((start, i) => start - i * tempo)
    const onTime = off.reduce((a, b) => Math.min(a, b))
    off.forEach(ms => late.push(ms - onTime))
    for (let i = 1; i <= n; i++) uneven.push(Math.abs(starts[i] - starts[i - 1] - tempo))
    const drift = n * (tempo - 1000 / rateHz)
    if (Math.abs(drift) > Math.abs(driftMs)) driftMs = drift
  }
  late.sort((a, b) => a - b)
  uneven.sort((a, b) => a - b)
  const at = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)]
  return { ticks: late.length, late: [0.5, 0.99, 0.999, 1].map(q => at(late, q)), uneven: at(uneven, 0.99), driftMs }
}

const halves = [
  ['takt 20 Hz', measure(takt.hz20)], ['node 20 Hz', measure(node.hz20)],
  ['takt 60 Hz', measure(takt.hz60)], ['node 60 Hz', measure(node.hz60)],
  ['takt 60 Hz pinned', measure(takt.pinned)],
]
const rows = [['lateness, ms', 'ticks', 'p50', 'p99', 'p99.9', 'max', 'p99 uneven', 'drift']]
for (const [name, { ticks, late, uneven, driftMs }] of halves) {
  rows.push([name, ticks, ...[...late, uneven, driftMs].map(ms => ms.toFixed(3))])
}
const widths = rows[0].map((_, i) => Math.max(...rows.map(row => String(row[i]).length)))
for (const row of rows) {
  console.log(row.map((cell, i) => i ? String(cell).padStart(widths[i]) : cell.padEnd(widths[i])).join('  '))
}
console.log(`ticks dropped: ${takt.dropped}`)
const by = Object.fromEntries(halves)
let met = true
for (const hz of ['20 Hz', '60 Hz']) {
  const ratio = by[`takt ${hz}`].late[1] / by[`node ${hz}`].late[1]
  const even = by[`takt ${hz}`].uneven / by[`node ${hz}`].uneven
  met &&= ratio <= 0.2
  console.log(`${hz}: p99 lateness is ${ratio.toFixed(3)} of Node's, p99 unevenness ${even.toFixed(3)}; bar for`
    + ` lateness 0.200: ${ratio <= 0.2 ? 'met' : 'MISSED'}`)
}
process.exit(met ? 0 : 1)
