// A player of the arena on Colyseus, for effect.mjs: its own SDK.
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from '@colyseus/sdk'

export const spoke = 'its own SDK'

export async function join(url, name) {
  const room = await new Client(url).joinOrCreate('arena', { name })
  return new Player(room)
}

class Player {
  constructor(room) {
    this.room = room
    this.onState = () => {}
    this.seq = 0
    room.onStateChange(() => this.onState())
  }

  heading() {
    return (this.room.state.players?.get(this.room.sessionId)?.heading ?? 0) / 100
  }

  /** Sends the aim at a random moment; when that was. */
  async turn(aim) {
    await sleep(150 + Math.random() * 100)
    const now = performance.now()
    this.room.send('input', { seq: ++this.seq, dx: Math.cos(aim), dy: Math.sin(aim), aim, buttons: 0 })
    return now
  }
}
