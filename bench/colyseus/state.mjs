// What others are sent of a player of the arena on Colyseus: numbers as small whole ones, as its documentation advises.
// Precision: x, y in steps of 1000/65535 (0.0153 units), vx, vy, heading in hundredths.
import { schema, t } from '@colyseus/schema'

const SIZE = 1000
const GRID = 65535 / SIZE

export const Player = schema({
  name: t.string(),
  x: t.uint16(),
  y: t.uint16(),
  vx: t.int16(),
  vy: t.int16(),
  heading: t.uint16(),
  hp: t.uint8(),
  score: t.uint16()
}, 'Player')

export const State = schema({ players: t.map(Player) }, 'State')

/** Assigns what moves; what is as it was, Colyseus does not send. */
export function put(player, x, y, vx, vy, heading) {
  player.x = Math.round(x * GRID)
  player.y = Math.round(y * GRID)
  player.vx = Math.round(vx * 100)
  player.vy = Math.round(vy * 100)
  player.heading = Math.round(heading * 100)
}
