import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { SCHEMA, World, bytesOf, inRoom, joined, reported, snapshot } from './world.js'

const GOLDEN = new URL('../../../takt-protocol/src/main/resources/takt/golden/frames.json', import.meta.url)

for (const [what, message] of /** @type {[string, any][]} */ ([
  ['no JSON', 'hello?'],
  ['a frame of another protocol', '{"event":"joined"}'],
  ['an unknown frame that may not be skipped', '{"type":"riddle"}'],
  ['a second welcome', '{"type":"welcome","version":1}'],
  ['a state that is none', JSON.stringify(snapshot(11, { entities: [] }))],
  ['a delta that is none', JSON.stringify(snapshot(12, { entities: { ships: { x: 1 } } }, { base: 0 }))],
  ['a room number 0', JSON.stringify(joined({ room: 0, request: 0, id: 'x' }))],
])) {
  test(`${what}: the line is taken anew, at the third time given up with a status`, async () => {
    const { world, session, line, room } = await inRoom()
    /** @type {string[]} */
    const told = []
    session.on('status', status => told.push(status))
    line.says(message)
    assert.equal(line.readyState, 3)
    for (let i = 0; i < 2; i++) {
      const next = await world.welcome({ resumed: true, rooms: ['room-a'] })
      next.says(joined({ resumed: true }))
      next.says(message)
    }
    assert.deepEqual(told, ['away', 'live', 'away', 'live', 'closed'])
    assert.equal(session.error?.code, 'bad-frame')
    assert.equal(room.status, 'left')
    await world.pass(60_000)
    assert.equal(world.lines.length, 3)
  })
}

test('a server that speaks before its welcome, or another version, is none', async () => {
  for (const frame of [joined(), { type: 'welcome', version: 2 }]) {
    const world = new World()
    const session = world.connect()
    for (let i = 0; i < 3; i++) {
      while (world.line.readyState !== 0) await world.pass(50)
      world.line.open()
      world.line.says(frame)
    }
    assert.equal(session.error?.code, 'bad-frame')
  }
})

test('frames of rooms and requests that are not ours do nothing', async () => {
  const { world, session, line, room } = await inRoom()
  line.says(snapshot(11, {}, { room: 7 }))
  line.says({ type: 'left', room: 3, reason: 'kicked' })
  line.says({ type: 'reply', room: 1, number: 1, seq: 999 })
  line.says({ type: 'reply', room: 5, number: 1, seq: 1 })
  line.says({ type: 'rooms', request: 55, rooms: [{}] })
  line.says({ type: 'rooms', request: 1, rooms: [{}] })
  line.says({ type: 'timeline', room: 6, epoch: 1 })
  line.says({ type: 'ponged', id: 12345 })
  line.says({ type: 'sparkle', skip: true, hue: 7 })
  await world.pass(100)
  assert.deepEqual([session.status, room.status], ['live', 'in'])
})

test('seats that nobody asked for are given back, at a pace, with an end', async () => {
  const { world, line, session } = await inRoom()
  for (let i = 0; i < 5000; i++) line.says(joined({ request: 9, room: 2 + (i % 7), id: `room-${i}` }))
  assert.ok(line.all('leave').length <= 15)
  assert.ok(session.turns.length <= 7)
  assert.equal(session.joined.size, 1)
  await world.pass(5000)
  assert.ok(line.all('leave').length < 60)
})

test('nothing grows without end, whatever is sent how often', async () => {
  const { world, line, session, room } = await inRoom()
  room.frame(() => {})
  room.on('problem', () => {})
  session.watch('arena', () => {})
  const silent = console.warn
  console.warn = () => {}
  try {
    for (let i = 1; i <= 3000; i++) {
      line.says({ type: 'event', room: 1, number: i, tick: 2 ** 50, name: 'said', fields: {} })
      line.says({ type: 'flash', room: 1, tick: 2 ** 50, name: `flash-${i}`, fields: {} })
      line.says({ type: 'rooms', request: 2, rooms: [{ id: `r${i}` }] })
      line.says({ type: 'error', code: `code-${i}`, text: `text ${i}` })
      line.says(joined({ layout: `layout-${i}`, resumed: true }))
      line.says(snapshot(i + 100, { players: { [i]: {} }, gone: {} }, { base: i > 1 ? i + 99 : 0 }))
      if (i % 100 === 0) await world.pass(10)
    }
  } finally {
    console.warn = silent
  }
  assert.equal(session.status, 'live')
  assert.ok(room.events.length <= 1024, `${room.events.length}`)
  assert.ok(room.ring.states.length <= 128)
  assert.ok(session.schemas.size <= 16)
  assert.ok(session.warned.size <= 100)
  assert.ok(session.heartbeat.pings.length <= 32)
  assert.ok(world.timers.length < 20, `${world.timers.length} timers`)
})

test('documents, options and states of any shape make no exception', async () => {
  const { world, line, room, session } = await inRoom()
  room.frame(() => {})
  room.input(() => {})
  const junk = [
    null, 7, 'x', [], [null], {}, { name: 'ships' }, { fields: [{ name: 'x' }] }, { name: '__proto__', fields: 7 },
  ]
  const strange = { room: { ships: 7, tick: 'x', id: null }, entities: { ships: { 1: { x: 'a', owner: {}, jump: [] } } } }
  const stranger = { entities: { ships: { 1: { x: 3, mine: 'yes' } }, toString: { 1: {} } } }
  let tick = 100
  for (const entities of junk) {
    for (const inputs of junk) {
      const schema = { entities: [entities], inputs: [inputs, 3], state: inputs }
      line.says(joined({ resumed: true, schema, layout: `${++tick}` }))
      line.says(snapshot(++tick, strange))
      line.says(snapshot(++tick, stranger, { base: tick - 1 }))
      await world.pass(60)
      void room.state
      void room.players
    }
  }
  assert.equal(session.status, 'live')
})

test('golden frames with one member changed to something else: a status, never an exception', async () => {
  const seed = Number(process.env.TAKT_SEED ?? 7)
  let state = seed
  const next = (/** @type {number} */ below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return (state >>> 8) % below
  }
  /** @type {any[]} */
  const vectors = JSON.parse(readFileSync(GOLDEN, 'utf8'))
  const frames = vectors.filter(v => v.way === 'down' && v.expect === 'frame')
  const values = [
    0, 1, 2, -1, 1.5, 2 ** 53 - 1, 1e300, true, false, null, '', 'x', [], {}, [{}], [1], { ships: 1 }, { 1: {} },
  ]
  const errors = console.error
  /** @type {unknown[]} */
  const own = []
  console.error = (/** @type {unknown[]} */ ...args) => own.push(args)
  const warn = console.warn
  console.warn = () => {}
  try {
    for (let run = 0; run < 60; run++) {
      const { world, line, room } = await inRoom()
      room.frame(() => {})
      room.input(() => {})
      line.says(snapshot(11, { entities: { ships: { 1: { x: 1, y: 1 } } } }))
      for (let i = 0; i < 40 && line.readyState === 1; i++) {
        const frame = JSON.parse(frames[next(frames.length)].json)
        const names = Object.keys(frame).filter(name => name !== 'type')
        if (names.length) frame[names[next(names.length)]] = values[next(values.length)]
        if ('room' in frame && typeof frame.room === 'number') frame.room = 1
        line.says(frame)
        await world.pass(20)
      }
    }
  } finally {
    console.error = errors
    console.warn = warn
  }
  assert.deepEqual(own, [], `seed ${seed}`)
})

test('a handler that throws harms nobody else', async () => {
  const { session, line, room } = await inRoom()
  let others = 0
  room.on('said', () => {
    throw new Error("the page's own mistake")
  })
  room.on('said', () => others++)
  const errors = await reported(() => line.says({ type: 'event', room: 1, number: 1, tick: 1, name: 'said', fields: {} }))
  assert.equal(others, 1)
  assert.equal(session.status, 'live')
  assert.deepEqual(errors, ["Error: the page's own mistake"])
})

const LATER = { ...SCHEMA, state: [{ name: 'x', type: 'matrix' }] }

for (const [what, message] of /** @type {[string, any][]} */ ([
  ['text', '{"type":"alive"}'],
  ['an unknown kind', bytesOf('3e')],
  ['a state that ends early', bytesOf('3001010b000000ff')],
  ['a state that goes on', bytesOf('3001010b0000000000')],
  ['an event of an unknown tag', bytesOf('b3010b7f00')],
  ['a document that is none', joined({ schema: { state: 7 } })],
  ['a document of a type that a later version may have', joined({ schema: LATER })],
])) {
  test(`in binary ${what}: the line is taken anew, at the third time given up with a status`, async () => {
    const { world, session, line, room } = await inRoom({ codec: 'binary' })
    line.says(message)
    assert.equal(line.readyState, 3)
    for (let i = 0; i < 2; i++) {
      const next = await world.welcome({ resumed: true, rooms: ['room-a'] })
      next.says(joined({ resumed: true }))
      next.says(message)
    }
    assert.equal(session.error?.code, 'bad-frame')
    assert.equal(room.status, 'left')
  })
}

test('a join that is answered with a document that is none is refused', async () => {
  const world = new World()
  const session = world.connect({ codec: 'binary' })
  const join = assert.rejects(session.join('arena'), { code: 'bad-frame', reason: /'x' that this version does not know/ })
  for (let i = 0; i < 3; i++) {
    const line = await world.welcome()
    line.says(joined({ request: line.last('join').request, schema: LATER }))
  }
  await join
})

test('of a room that is not ours, and of commands that are not, nothing is read', async () => {
  const { line, session } = await inRoom({ codec: 'binary' })
  line.says(bytesOf('3007010b000000ff')) // a snapshot of room 7
  line.says(bytesOf('320102630000ff')) // the reply to command 99
  assert.equal(session.status, 'live')
})
