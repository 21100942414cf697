// The workload "arena" on Colyseus, as its documentation would have it, and tuned where that is known to pay: one patch
// right after each step instead of a second interval beside it, numbers as small whole ones, no deflate.
//   node server.mjs PORT [HZ]      prints "listening on PORT"
// Precision: x, y in steps of 1000/65535 (0.0153 units), vx, vy, heading in hundredths.
import { Room, Server } from '@colyseus/core'
import { schema, t } from '@colyseus/schema'
import { WebSocketTransport } from '@colyseus/ws-transport'

const PORT = Number(process.argv[2] ?? 0)
const HZ = Number(process.argv[3] ?? 20)
const SIZE = 1000
const GRID = 65535 / SIZE

const Player = schema({
  name: t.string(),
  x: t.uint16(),
  y: t.uint16(),
  vx: t.int16(),
  vy: t.int16(),
  heading: t.uint16(),
  hp: t.uint8(),
  score: t.uint16()
}, 'Player')

const State = schema({ players: t.map(Player) }, 'State')

const r2 = v => Math.round(v * 100) / 100
const clamp = v => (v < -1 ? -1 : v > 1 ? 1 : v)
const wrap = v => (v < 0 ? v + SIZE : v >= SIZE ? v - SIZE : v)
const between = (min, max) => min + Math.floor(Math.random() * (max - min + 1))

/** What the simulation knows of a player, in full; `sent` is what others are sent of it. */
class Body {
  constructor(sent) {
    this.sent = sent
    this.x = r2(Math.random() * SIZE)
    this.y = r2(Math.random() * SIZE)
    this.vx = this.vy = this.heading = 0
    this.input = null
  }

  step() {
    const { sent, input } = this
    if (input !== null) {
      this.vx = r2(clamp(input.dx) * 100)
      this.vy = r2(clamp(input.dy) * 100)
      const turn = 2 * Math.PI
      this.heading = r2(((input.aim % turn) + turn) % turn)
      this.input = null
    }
    this.x = r2(wrap(this.x + this.vx / HZ))
    this.y = r2(wrap(this.y + this.vy / HZ))
    sent.x = Math.round(this.x * GRID)
    sent.y = Math.round(this.y * GRID)
    sent.vx = Math.round(this.vx * 100)
    sent.vy = Math.round(this.vy * 100)
    sent.heading = Math.round(this.heading * 100)
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

const server = new Server({ greet: false, transport: new WebSocketTransport({ perMessageDeflate: false }) })
server.define('arena', Arena)
await server.listen(PORT, '127.0.0.1')
const address = server.transport.server.address()
console.log(`listening on ${address.port}`)
