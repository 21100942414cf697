// Prints both halves side by side and their ratio; exits 1 if the bar is missed.
import { readFileSync } from 'node:fs'
const [takt, node] = process.argv.slice(2).map(f => JSON.parse(readFileSync(f, 'utf8')))
const ms = v => v === undefined ? '' : v.toFixed(3)
const rows = [['', 'ticks', 'p50 ms', 'p99 ms', 'p99.9 ms', 'max ms', 'drift ms']]
const row = (name, s) => rows.push([name, s.ticks, ms(s['p0.5']), ms(s['p0.99']), ms(s['p0.999']), ms(s['p1.0']), s.driftMs === undefined ? '0' : ms(s.driftMs)])
row('takt 20 Hz', takt.hz20); row('node 20 Hz', node.hz20)
row('takt 60 Hz', takt.hz60); row('node 60 Hz', node.hz60)
row('takt 60 Hz pinned', takt.pinned)
const widths = rows[0].map((_, i) => Math.max(...rows.map(r => String(r[i]).length)))
for (const r of rows) console.log(r.map((c, i) => i ? String(c).padStart(widths[i]) : String(c).padEnd(widths[i])).join('  '))
console.log(`ticks dropped: ${takt.dropped}`)
let met = true
for (const hz of ['hz20', 'hz60']) {
  const ratio = takt[hz]['p0.99'] / node[hz]['p0.99']
  met &&= ratio <= 0.2
  console.log(`${hz}: p99 lateness is ${ratio.toFixed(3)} of Node's; bar 0.200: ${ratio <= 0.2 ? 'met' : 'MISSED'}`)
}
process.exit(met ? 0 : 1)
