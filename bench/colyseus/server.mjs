// The workload "arena" on Colyseus, as its documentation would have it, and tuned where that is known to pay: one patch
// right after each step instead of a second interval beside it, numbers as small whole ones, no deflate.
//   node server.mjs PORT [HZ [SPIN [idle]]]      prints "listening on PORT"
// SPIN: microseconds of busy work in each step for each player who holds button 8. idle: rooms fill, no step runs. For
// each line on standard input it prints process.memoryUsage(), after a full collection if node runs with --expose-gc.
// Precision: see state.mjs.
import { Room, Server } from '@colyseus/core'
import { WebSocketTransport } from '@colyseus/ws-transport'
import { Player, State, put } from './state.mjs'

const PORT = Number(process.argv[2] ?? 0)
const HZ = Number(process.argv[3] ?? 20)
const SPIN_MICROS = Number(process.argv[4] ?? 0)
const IDLE = process.argv[5] === 'idle'
const WORK_BUTTON = 8
const SIZE = 1000

const r2 = v => Math.round(v * 100) / 100
const clamp = v => (v < -1 ? -1 : v > 1 ? 1 : v)
const wrap = v => (v < 0 ? v + SIZE : v >= SIZE ? v - SIZE : v)
const between = (min, max) => min + Math.floor(Math.random() * (max - min + 1))

/** So many rounds of sums, each of which needs the one before; bench/arena/Work.java has the same. */
function work(rounds) {
  let x = 0x12345678
  for (let i = 0; i < rounds; i++) {
    x ^= x << 13
    x ^= x >>> 17
    x ^= x << 5
  }
  return x
}

/** Rounds that take SPIN_MICROS. */
function calibrated() {
  const trial = 5_000_000
  let least = Infinity
  for (let i = 0; i < 20 && SPIN_MICROS > 0; i++) {
    const since = performance.now()
    if (work(trial) === 0) throw new Error('the sums came to nothing')
    least = Math.min(least, performance.now() - since)
  }
  return Math.floor(SPIN_MICROS / 1000 * trial / least)
}

const ROUNDS = calibrated()
let worked = 0 // a compiler leaves out what nobody looks at

/** What the simulation knows of a player, in full; `sent` is what others are sent of it. */
class Body {
  constructor(sent) {
    this.sent = sent
    this.x = r2(Math.random() * SIZE)
    this.y = r2(Math.random() * SIZE)
    this.vx = this.vy = this.heading = 0
    this.input = null
    this.busy = false
  }

  step() {
    const { sent, input } = this
    if (input !== null) {
      this.busy = (input.buttons & WORK_BUTTON) !== 0
      this.vx = r2(clamp(input.dx) * 100)
      this.vy = r2(clamp(input.dy) * 100)
      const turn = 2 * Math.PI
      this.heading = r2(((input.aim % turn) + turn) % turn)
      this.input = null
    }
    if (this.busy) worked ^= work(ROUNDS)
    this.x = r2(wrap(this.x + this.vx / HZ))
    this.y = r2(wrap(this.y + this.vy / HZ))
    put(sent, this.x, this.y, this.vx, this.vy, this.heading)
    if (Math.random() < 0.25 / HZ) sent.hp = between(1, 100)
    if (Math.random() < 0.2 / HZ) sent.score += between(1, 10)
  }
}

class Arena extends Room {
  maxClients = 20
  patchRate = null
  state = new State()
  bodies = new Map()
  messages = {
    input: (client, input) => {
      const body = this.bodies.get(client.sessionId)
      const { dx, dy, aim } = input ?? {}
      if (body && Number.isFinite(dx) && Number.isFinite(dy) && Number.isFinite(aim)) body.input = input
    }
  }

  onCreate() {
    if (IDLE) return
    this.setTimestep(() => {
      for (const body of this.bodies.values()) body.step()
      this.broadcastPatch()
    }, 1000 / HZ)
  }

  onJoin(client, options) {
    const player = new Player()
    player.name = String(options?.name ?? '').slice(0, 16)
    player.hp = 100
    player.score = 0
    const body = new Body(player)
    body.step()
    this.bodies.set(client.sessionId, body)
    this.state.players.set(client.sessionId, player)
  }

  onLeave(client) {
    this.bodies.delete(client.sessionId)
    this.state.players.delete(client.sessionId)
  }
}

process.stdin.on('data', () => {
  globalThis.gc?.()
  console.log(JSON.stringify(process.memoryUsage()))
})

const server = new Server({ greet: false, transport: new WebSocketTransport({ perMessageDeflate: false }) })
server.define('arena', Arena)
await server.listen(PORT, '127.0.0.1')
const address = server.transport.server.address()
console.log(`listening on ${address.port}`)
