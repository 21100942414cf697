// From an input to its visible effect: real clients that decode everything, beside the generator's load. Each turns to
// an aim of its own choice at a random phase of the tick, and waits for a state in which its own heading shows it.
//   node effect.mjs takt|colyseus URL CLIENTS SAMPLES
// Prints "joined", waits for a line on standard input, and prints one line of JSON: milliseconds.
import { once } from 'node:events'

const [kind, url, clientsText, samplesText] = process.argv.slice(2)
const CLIENTS = Number(clientsText)
const SAMPLES = Number(samplesText)
const TURN = 2 * Math.PI
const NEAR = 0.03 // radians: beyond every server's precision, and below the least turn asked for
const GIVE_UP_MS = 5000

const kindOf = await import(kind === 'takt' ? './player.mjs' : '../colyseus/player.mjs')
const players = []
for (let i = 0; i < CLIENTS; i++) players.push(await kindOf.join(url, `e${i}`))
console.log('joined')
await once(process.stdin, 'data')

const tookMs = []
let missed = 0

const apart = (a, b) => Math.abs(((((a - b) % TURN) + TURN + Math.PI) % TURN) - Math.PI)

/** When a state shows the player's heading at `aim`; NaN if none does in time. */
function shown(player, aim) {
  return new Promise(resolve => {
    const late = setTimeout(() => done(NaN), GIVE_UP_MS)
    const done = ms => {
      clearTimeout(late)
      player.onState = () => {}
      resolve(ms)
    }
    player.onState = () => {
      if (apart(player.heading(), aim) < NEAR) done(performance.now())
    }
  })
}

async function sample(player) {
  while (tookMs.length < SAMPLES && missed <= SAMPLES / 10) {
    const aim = (player.heading() + 0.5 + Math.random() * (TURN - 1)) % TURN
    const sent = player.turn(aim) // at a random phase: each kind of player sees to that
    const [sentMs, shownMs] = await Promise.all([sent, shown(player, aim)])
    if (Number.isNaN(shownMs)) missed++
    else tookMs.push(shownMs - sentMs)
  }
}

await Promise.all(players.map(sample))
tookMs.sort((a, b) => a - b)
const at = share => Number((tookMs[Math.floor(share * (tookMs.length - 1))] ?? NaN).toFixed(2))
const shares = { p5: at(0.05), p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) }
console.log(JSON.stringify({ n: tookMs.length, missed, ...shares, spoke: kindOf.spoke }))
process.exit(0)
