// A player of the arena on Takt, for effect.mjs: the JavaScript SDK as games use it.
import { setTimeout as sleep } from 'node:timers/promises'
import { connect } from '../../sdk/javascript/src/takt.js'

/** The SDK samples inputs on a grid of its own; left alone for longer than this it begins a new one. */
const NEW_PHASE_MS = 300
const TURNS_PER_PHASE = 4

/** What it and the server spoke. */
export let spoke = ''

/** Looks at what was agreed. */
class Socket extends WebSocket {
  constructor(url, protocols) {
    super(url, protocols)
    this.addEventListener('open', () => (spoke = this.protocol))
  }
}

export async function join(url, name) {
  const room = await connect(url, { name, WebSocket: Socket }).join('arena')
  return new Player(room)
}

class Player {
  constructor(room) {
    this.room = room
    this.onState = () => {}
    this.aim = 0
    this.turns = 0
    this.onSampled = () => {}
    this.hand = held => {
      held.dx = Math.round(100 * Math.cos(this.aim))
      held.dy = Math.round(100 * Math.sin(this.aim))
      held.aim = this.aim
      this.onSampled()
    }
    room.on('change', () => this.onState())
    room.input(this.hand)
  }

  heading() {
    return this.room.state.bodies.find(b => b.mine)?.heading ?? 0
  }

  /** Holds the aim from a sample on; when that was taken and sent. */
  async turn(aim) {
    if (this.turns++ % TURNS_PER_PHASE === 0) {
      this.room.input(null)
      await sleep(NEW_PHASE_MS + Math.random() * 100)
      this.room.input(this.hand)
    }
    await sleep(100 + Math.random() * 100) // some more of the old inputs, as in play
    this.aim = aim
    return new Promise(resolve => {
      this.onSampled = () => {
        this.onSampled = () => {}
        resolve(performance.now())
      }
    })
  }
}
