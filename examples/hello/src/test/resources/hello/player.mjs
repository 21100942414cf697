// Plays hello by what docs/PROTOCOL.md says, on the ws package: moves a square, loses its network, takes its session up
// again, moves the same square back, leaves. Prints what it saw, as JSON.
import assert from 'node:assert/strict'
import { createRequire } from 'node:module'

const [packages, url] = process.argv.slice(2)
const { WebSocket } = createRequire(packages + '/')('ws')

const open = () => new Promise((resolve, reject) => {
  const socket = new WebSocket(url, 'takt.json.v1')
  const frames = []
  let wake = () => {}
  socket.on('message', text => { frames.push(JSON.parse(text)); wake() })
  socket.on('error', reject)
  const closed = new Promise(done => socket.on('close', done))
  const say = frame => socket.send(JSON.stringify(frame))
  const next = async type => {
    for (;;) {
      while (!frames.length) await new Promise(done => { wake = done })
      const frame = frames.shift()
      assert.notEqual(frame.type, 'error', JSON.stringify(frame))
      if (frame.type === type) return frame
    }
  }
  socket.on('open', () => resolve({ say, next, closed, cut: () => socket.terminate() }))
})

// State by tick, as chapter 5 says: a delta is applied to the state of its base.
let states = new Map(), deltas = 0
const apply = ({ tick, base, state }) => {
  const old = base ? states.get(base) : {}
  assert.ok(old, `the server built on ${base}, which was never acknowledged`)
  if (base) deltas++
  const squares = { ...old.squares }
  for (const id of state.gone?.squares ?? []) delete squares[id]
  for (const [id, fields] of Object.entries(state.entities?.squares ?? {})) squares[id] = { ...squares[id], ...fields }
  states.set(tick, { squares })
  return squares
}

/** Holds a key until the own square has moved by 100. */
const move = async (connection, joined) => {
  const { room, epoch, player } = joined
  let seq = joined.inputSeq ?? 0, start, dx
  for (;;) {
    const snapshot = await connection.next('snapshot')
    const mine = Object.values(apply(snapshot)).filter(square => square.owner === player)
    assert.equal(mine.length, 1)
    const [{ x }] = mine
    start ??= x
    dx ??= x < 400 ? 1 : -1
    if (Math.abs(x - start) >= 100) return { start, x }
    connection.say({ type: 'input', room, epoch, seen: snapshot.tick, seq: ++seq, values: { dx } })
  }
}

const first = await open()
first.say({ type: 'hello', min: 1, max: 1, name: 'Bob', capabilities: 1 })
const welcome = await first.next('welcome')
assert.equal(welcome.capabilities, 1)
first.say({ type: 'join', request: 1, room: 'hello' })
const joined = await first.next('joined')
const there = await move(first, joined)
first.cut()

const second = await open()
second.say({ type: 'hello', min: 1, max: 1, capabilities: 1, resume: welcome.resume })
const again = await second.next('welcome')
assert.ok(again.resumed)
assert.deepEqual(again.rooms, [joined.id])
const rejoined = await second.next('joined')
assert.ok(rejoined.resumed)
assert.equal(rejoined.player, joined.player)
states = new Map()
const back = await move(second, rejoined)
second.say({ type: 'leave', room: rejoined.room })
assert.equal((await second.next('left')).reason, 'left')
second.say({ type: 'bye' })
const closed = await second.closed
console.log(JSON.stringify({ start: there.start, there: back.start, back: back.x, deltas, closed }))
