import { HEIGHT, WIDTH } from './scene.js'

/** What passes behind the start page: ships that chase each other round a few rocks. No room, no server. */

const ROCKS = [[-430, -150, 90], [470, 190, 110], [60, -330, 60], [-660, 330, 74]]
const SHIPS = 5
const SPEED = 760
const LIFE_S = 0.8

export class Preview {
  constructor() {
    const [x, y] = [WIDTH / 2, HEIGHT / 2]
    this.view = { tick: 0, supplies: [], bolts: [], pilots: [] }
    this.view.rocks = ROCKS.map(([dx, dy, radius], id) => ({ id: id + 3, x: x + dx, y: y + dy, radius }))
    this.view.ships = Array.from({ length: SHIPS }, (_, i) => ({ id: i, owner: i, health: 100, x, y, heading: 0 }))
    this.lastShot = 0
  }

  /** The same at the same time. */
  at(seconds) {
    const { view } = this
    view.tick = seconds * 30
    for (const ship of view.ships) {
      const before = place(ship.id, seconds - 0.02)
      Object.assign(ship, place(ship.id, seconds))
      ship.heading = Math.atan2(ship.y - before.y, ship.x - before.x)
    }
    if (seconds - this.lastShot > 0.17) {
      this.lastShot = seconds
      const by = view.ships[Math.floor(seconds * 2.3) % SHIPS]
      view.bolts.push({ id: seconds, owner: by.owner, x: by.x, y: by.y, heading: by.heading, born: seconds, from: { ...by } })
    }
    view.bolts = view.bolts.filter(b => seconds - b.born < LIFE_S)
    for (const b of view.bolts) {
      b.x = b.from.x + Math.cos(b.heading) * SPEED * (seconds - b.born)
      b.y = b.from.y + Math.sin(b.heading) * SPEED * (seconds - b.born)
    }
    return view
  }
}

function place(i, seconds) {
  const t = seconds * (0.55 + 0.04 * i) + i * 1.26
  return { x: WIDTH / 2 + 620 * Math.sin(t), y: HEIGHT / 2 + 330 * Math.sin(1.62 * t + i) }
}
