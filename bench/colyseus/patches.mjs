// How many bytes Colyseus' own encoder makes of the motion of a room: its patches, one a tick, as a room sends them.
//   node patches.mjs TRACE
// TRACE has a line per tick, of numbers: of each player x, y, vx, vy, heading, hp, score. Prints a line of JSON. All
// that is written is read again by its own decoder and compared.
import { readFileSync } from 'node:fs'
import { Decoder, Encoder } from '@colyseus/schema'
import { Player, State, put } from './state.mjs'

const FIELDS = 7
const KIND_BYTES = 1 // what the room puts before a patch
const ticks = readFileSync(process.argv[2], 'utf8').trim().split('\n').map(line => line.split(' ').map(Number))
const count = ticks[0].length / FIELDS

const state = new State()
const players = []
for (let i = 0; i < count; i++) {
  const player = new Player()
  player.name = `p${i}`
  players.push(player)
  state.players.set(`session${i}`.padEnd(9, '-'), player)
}

function assign(values) {
  players.forEach((player, i) => {
    const [x, y, vx, vy, heading, hp, score] = values.slice(i * FIELDS, (i + 1) * FIELDS)
    put(player, x, y, vx, vy, heading)
    player.hp = hp
    player.score = score
  })
}

assign(ticks[0])
const encoder = new Encoder(state)
const seen = new State()
const decoder = new Decoder(seen)
decoder.decode(encoder.encodeAll())
encoder.discardChanges()

const sizes = []
for (const values of ticks.slice(1)) {
  assign(values)
  const patch = encoder.encode()
  sizes.push(KIND_BYTES + patch.length)
  decoder.decode(patch)
  encoder.discardChanges()
  for (const [id, player] of state.players) {
    const other = seen.players.get(id)
    for (const name of ['x', 'y', 'vx', 'vy', 'heading', 'hp', 'score', 'name']) {
      if (other[name] === player[name]) continue
      throw new Error(`${name} of ${id} was read as ${other[name]}, is ${player[name]}`)
    }
  }
}
const mean = sizes.reduce((a, b) => a + b, 0) / sizes.length
console.log(JSON.stringify({ patches: sizes.length, bytes: Number(mean.toFixed(2)) }))
