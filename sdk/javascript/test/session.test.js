import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Takt, TaktError, connect } from '../src/takt.js'
import { SCHEMA, World, inRoom, isJson, joined, settle, snapshot } from './world.js'

test('says hello, joins, and is in', async () => {
  const world = new World()
  const session = world.connect({ name: 'Ann' })
  const join = session.join('arena', { where: { map: 2 }, options: { map: 2 }, sendRateHz: 20 })
  assert.equal(session.status, 'connecting')
  const line = await world.welcome({ playerId: 'guest:1', name: 'Ann' })
  assert.equal(/** @type {any} */ (line).url, 'ws://server.test/takt')
  assert.equal(/** @type {any} */ (line).protocol, isJson ? 'takt.json.v1' : 'takt.v1')
  assert.deepEqual(line.said[0], { type: 'hello', min: 1, max: 1, capabilities: 7, sdk: 'takt-js/0.1.0', name: 'Ann' })
  assert.deepEqual(line.last('join'), {
    type: 'join', room: 'arena', where: { map: 2 }, options: { map: 2 }, sendRateHz: 20, request: 1,
  })
  line.says(joined({ code: 'K7QF2M' }))
  const room = await join
  assert.equal(session.status, 'live')
  assert.equal(session.playerId, 'guest:1')
  assert.deepEqual([room.id, room.type, room.code, room.number, room.status], ['room-a', 'arena', 'K7QF2M', 2, 'in'])
  assert.equal(room.schema.room, 'Arena')
})

test('create, by id and by code ask what they mean', async () => {
  const world = new World()
  const session = world.connect()
  for (const ask of [
    session.create('cards', { private: true, options: { turnSeconds: 60 } }),
    session.joinById('room-b', { spectate: true }),
    session.joinByCode(' k7qf2m '),
  ]) ask.catch(() => {})
  const line = await world.welcome()
  assert.deepEqual(line.all('join'), [
    { type: 'join', room: 'cards', create: true, unlisted: true, options: { turnSeconds: 60 }, request: 1 },
    { type: 'join', id: 'room-b', spectate: true, request: 2 },
    { type: 'join', code: 'k7qf2m', request: 3 },
  ])
})

test('a refused join rejects with code, reason and params', async () => {
  const world = new World()
  const session = world.connect()
  const join = session.join('arena')
  const line = await world.welcome()
  line.says({ type: 'error', request: 1, code: 'room-full', text: 'the room is full', params: { seats: 8 } })
  await assert.rejects(join, e => {
    assert.ok(e instanceof TaktError)
    assert.deepEqual([e.code, e.reason, e.params], ['room-full', 'the room is full', { seats: 8 }])
    return true
  })
})

test('a server that is not there: the join fails after its time, the session goes on trying', async () => {
  const world = new World()
  const session = world.connect({ timeoutMs: 5000 })
  const join = session.join('arena')
  const failed = assert.rejects(join, { code: 'unreachable' })
  for (let i = 0; i < 5; i++) {
    world.line.cut()
    await world.pass(1500)
  }
  await failed
  assert.equal(session.status, 'connecting')
  assert.ok(world.lines.length > 3)
  const line = await world.welcome()
  assert.deepEqual(line.all('join'), [])
  line.says(joined()) // of a join given up
  await world.pass(100)
  assert.deepEqual(line.last('leave'), { type: 'leave', room: 1 })
})

test('waits longer from failure to failure, and anew after a welcome', async () => {
  const world = new World()
  world.random = 1
  world.connect()
  const waits = []
  for (let i = 0; i < 8; i++) {
    const count = world.lines.length
    const fromMs = world.nowMs
    world.line.cut()
    while (world.lines.length === count) await world.pass(10)
    waits.push(world.nowMs - fromMs)
  }
  assert.deepEqual(waits, [100, 200, 400, 800, 1600, 3200, 5000, 5000])
  const line = await world.welcome()
  line.cut()
  await world.pass(110)
  assert.notEqual(world.line, line)
})

test('a connection that does not come about is given up', async () => {
  const world = new World()
  world.connect()
  const line = world.line
  await world.pass(10_200)
  assert.equal(line.readyState, 3)
  assert.notEqual(world.line, line)
})

test('no more than four joins wait for an answer at a time', async () => {
  const world = new World()
  const session = world.connect()
  for (let i = 0; i < 6; i++) session.join('arena').catch(() => {})
  const line = await world.welcome()
  assert.deepEqual(line.all('join').map(f => f.request), [1, 2, 3, 4])
  line.says(joined({ request: 2 }))
  assert.deepEqual(line.all('join').map(f => f.request), [1, 2, 3, 4, 5])
})

test('requests keep their pace, and there is an end to them', async () => {
  const world = new World()
  const session = world.connect()
  let refused = 0
  for (let i = 0; i < 100; i++) session.rooms('arena').catch(e => (refused += e.code === 'pending' ? 1 : 0))
  const line = await world.welcome()
  assert.equal(line.all('list').length, 15)
  assert.equal(refused, 36)
  await world.pass(1000)
  assert.ok(line.all('list').length <= 31, `${line.all('list').length}`)
  await world.pass(5000)
  assert.equal(line.all('list').length, 64)
})

test('lists rooms, and watches them across a break', async () => {
  const world = new World()
  const session = world.connect()
  const list = session.rooms('arena', { where: { map: 1 } })
  /** @type {string[][]} */
  const seen = []
  const stop = session.watch('arena', rooms => seen.push(rooms.map(r => r.id)))
  let line = await world.welcome()
  assert.deepEqual(line.last('list'), { type: 'list', room: 'arena', where: { map: 1 }, request: 1 })
  line.says({ type: 'rooms', request: 1, rooms: [{ id: 'a' }] })
  assert.deepEqual(await list, [{ id: 'a' }])
  line.says({ type: 'rooms', request: 2, rooms: [{ id: 'a' }, { id: 'b' }] })
  line.says({ type: 'rooms', request: 2, rooms: [{ id: 'c' }], gone: ['a'] })
  line.cut()
  line = await world.welcome({ resumed: true })
  assert.deepEqual(line.last('watch'), { type: 'watch', room: 'arena', request: 2 })
  line.says({ type: 'rooms', request: 2, rooms: [{ id: 'd' }] })
  assert.deepEqual(seen, [['a', 'b'], ['b', 'c'], ['d']])
  stop()
  assert.deepEqual(line.last('unwatch'), { type: 'unwatch', request: 2 })
  line.says({ type: 'rooms', request: 2, rooms: [{ id: 'e' }] })
  assert.equal(seen.length, 3)
})

test('takes the session up again after a break: same seat, same room object', async () => {
  const { world, session, line, room } = await inRoom()
  /** @type {any[]} */
  const told = []
  room.on('status', (status, text) => told.push([status, text]))
  room.on('back', news => told.push(news))
  line.says(snapshot(11, { entities: { ships: { 1: { owner: 2, x: 1, y: 2 } } } }))
  line.cut()
  assert.equal(session.status, 'away')
  assert.equal(room.state.ships.length, 1, 'what was there is still drawn')
  const again = await world.welcome({ resumed: true, resume: 'token-2', rooms: ['room-a'] })
  assert.equal(again.said[0].resume, 'token-1')
  assert.equal(again.said[0].name, undefined)
  again.says(joined({ resumed: true, tick: 20, missed: 3 }))
  assert.deepEqual(again.all('join'), [], 'nothing is asked again')
  assert.deepEqual(told, [['away', 'The connection broke. Trying again…'], ['in', ''], { resumed: true, missed: 3 }])
  again.cut()
  const third = await world.welcome({ resumed: true, rooms: ['room-a'] })
  assert.equal(third.said[0].resume, 'token-2', 'the newest token')
})

test('a room that the resumed session has no place in any more was left', async () => {
  const { world, line, room } = await inRoom()
  /** @type {any} */
  let left
  room.on('left', news => (left = news))
  line.cut()
  await world.welcome({ resumed: true, rooms: [] })
  assert.equal(left.reason, 'disconnected')
  assert.equal(room.status, 'left')
})

test('a join without an answer before a break is asked again with its number', async () => {
  const world = new World()
  const session = world.connect()
  const join = session.join('arena')
  const line = await world.welcome()
  line.cut()
  const again = await world.welcome({ resumed: true })
  assert.equal(again.last('join').request, 1)
  again.says(joined())
  assert.equal((await join).status, 'in')
})

test('a forgotten session begins anew and joins anew', async () => {
  const { world, line, room } = await inRoom()
  const sent = room.send('say', { text: 'hi' })
  const lost = assert.rejects(sent, { code: 'session-unknown' })
  /** @type {any} */
  let back
  room.on('back', news => (back = news))
  line.cut()
  await world.pass(200)
  world.line.open()
  assert.equal(world.line.said[0].resume, 'token-1')
  world.line.says({ type: 'error', code: 'session-unknown', fatal: true })
  world.line.cut(4404, 'session-unknown')
  const again = await world.welcome({ resume: 'token-9' })
  assert.equal(again.said[0].resume, undefined)
  const join = again.last('join')
  assert.deepEqual([join.room, join.request], ['arena', 2])
  assert.deepEqual(join.layouts, ['l1'])
  again.says(joined({ request: 2, id: 'room-z', player: 1, schema: {} }))
  await lost
  assert.deepEqual(back, { resumed: false, missed: 0 })
  assert.deepEqual([room.id, room.number, room.status], ['room-z', 1, 'in'])
  assert.equal(room.schema.room, 'Arena', 'the document it still had')
})

test('a server that stops says so; the room is joined again when it is back', async () => {
  const { world, session, line, room } = await inRoom()
  /** @type {any[]} */
  const told = []
  room.on('draining', news => told.push(news))
  room.on('status', (status, text) => told.push([status, text]))
  room.on('left', () => told.push('left'))
  line.says({ type: 'draining', graceMs: 10_000, retryMs: 1000 })
  line.says({ type: 'left', room: 1, reason: 'server-stopping' })
  line.says({ type: 'error', code: 'stopping', fatal: true })
  line.cut(4504, 'stopping')
  assert.equal(session.status, 'away')
  assert.deepEqual(told, [
    ['in', 'The server is about to restart. You will be taken back in.'],
    { graceMs: 10_000, retryMs: 1000 },
    ['away', 'The server is restarting. You will be taken back in.'],
  ])
  await world.pass(1000)
  assert.equal(world.line, line, 'not before the server wants it')
  await world.pass(200)
  assert.notEqual(world.line, line)
  world.line.cut() // not there yet
  await world.pass(200)
  world.line.open()
  world.line.says({ type: 'error', code: 'session-unknown', fatal: true })
  const again = await world.welcome({ resume: 'token-9' })
  again.says({ type: 'error', request: again.last('join').request, code: 'stopping' }) // a late one
  await world.pass(3000)
  again.says(joined({ request: again.last('join').request, id: 'room-z' }))
  assert.equal(room.status, 'in')
  assert.equal(room.text, '')
  assert.ok(!told.includes('left'))
})

test('a room that cannot be joined again was left, with the reason', async () => {
  const { world, line, room } = await inRoom()
  line.cut(4404, 'session-unknown')
  const again = await world.welcome({})
  again.says({ type: 'error', request: again.last('join').request, code: 'room-unknown', text: 'there is no such room' })
  assert.deepEqual([room.status, room.text], ['left', 'there is no such room'])
})

for (const [code, close] of /** @type {[string, number][]} */ ([
  ['bad-frame', 4400], ['unauthenticated', 4401], ['forbidden', 4403], ['taken-over', 4409], ['too-large', 4413],
  ['version', 4426], ['of-the-future', 4477],
])) {
  test(`${code} is final`, async () => {
    const { world, session, line, room } = await inRoom()
    line.says({ type: 'error', code, text: 'no', fatal: true })
    line.cut(close, code)
    await world.pass(60_000)
    assert.equal(world.lines.length, 1)
    assert.equal(session.status, 'closed')
    assert.equal(session.error?.code, code)
    assert.deepEqual(room.status, 'left')
    await assert.rejects(session.join('arena'), { code })
  })
}

for (const [code, close] of /** @type {[string, number][]} */ ([
  ['handshake-timeout', 4408], ['too-fast', 4429], ['silent', 4430], ['too-slow', 4431], ['server-error', 4500],
  ['busy', 4503], ['of-the-future', 4577], ['', 1001], ['', 1006], ['', 1000],
])) {
  test(`${code || close} means again`, async () => {
    const { world, session, line } = await inRoom()
    if (code) line.says({ type: 'error', code, fatal: true })
    line.cut(close, code)
    await world.welcome({ resumed: true, rooms: ['room-a'] })
    assert.equal(session.status, 'live')
  })
}

test('leave gives the seat back; the promise waits for the confirmation', async () => {
  const { line, room, session } = await inRoom()
  let left = false
  const leaving = room.leave().then(() => (left = true))
  assert.deepEqual(line.last('leave'), { type: 'leave', room: 1 })
  await settle()
  assert.equal(left, false)
  line.says({ type: 'left', room: 1, reason: 'left' })
  await leaving
  assert.equal(room.status, 'left')
  assert.equal(session.status, 'live')
  line.says(snapshot(12, {})) // late
  assert.equal(room.tick, 0)
})

test('a room left while away is given back when the seat comes', async () => {
  const { world, line, room } = await inRoom()
  line.cut()
  await room.leave()
  const again = await world.welcome({ resumed: true, rooms: ['room-a'] })
  again.says(joined({ resumed: true }))
  assert.deepEqual(again.last('leave'), { type: 'leave', room: 1 })
})

test('close says bye and is the end', async () => {
  const { world, session, line, room } = await inRoom()
  const sent = assert.rejects(room.send('say'), { code: 'left' })
  session.close()
  assert.deepEqual(line.said.at(-1), { type: 'bye' })
  await sent
  await world.pass(60_000)
  assert.equal(world.lines.length, 1)
  assert.deepEqual([session.status, room.status], ['closed', 'left'])
})

test('a token comes from a function, anew for a new session', async () => {
  const world = new World()
  let tokens = 0
  world.connect({ token: async () => `jwt-${++tokens}` })
  const line = await world.welcome()
  assert.equal(line.said[0].token, 'jwt-1')
  line.cut()
  const again = await world.welcome({ resumed: true })
  assert.equal(again.said[0].token, undefined)
  again.cut(4404, 'session-unknown')
  assert.equal((await world.welcome()).said[0].token, 'jwt-2')
})

test('a token that cannot be had closes the session', async () => {
  const world = new World()
  const session = world.connect({ token: () => Promise.reject(new Error('logged out')) })
  world.line.open()
  await settle()
  assert.deepEqual([session.status, session.text], ['closed', 'No token: logged out'])
})

test('a reservation is shown once', async () => {
  const world = new World()
  const session = world.connect({ reservation: 'r1.x' })
  session.join('', { reservation: 'r1.x' }).catch(() => {})
  const line = await world.welcome({ playerId: 'p' })
  assert.equal(line.said[0].reservation, 'r1.x')
  assert.equal(line.last('join').reservation, 'r1.x')
  line.cut(4404, 'session-unknown')
  assert.equal((await world.welcome({ playerId: 'p' })).said[0].reservation, undefined)
})

test('addresses: http is taken as ws, others are refused with what was expected', () => {
  const host = new World().host
  assert.equal(connect('https://play.test/takt#x', { host }).url, 'wss://play.test/takt')
  assert.throws(() => connect('ftp://play.test'), { code: 'usage' })
  assert.throws(() => connect('no address'), { code: 'usage' })
  assert.throws(() => connect(), /outside of a page/)
})

test('the short way: one session for each server, a new one after its end', async () => {
  const world = new World()
  const options = { url: 'ws://short.test/takt', host: world.host, codec: world.codec, name: 'Ann' }
  const first = Takt.join('arena', options)
  const second = Takt.join('lobby', { ...options, spectate: true })
  await settle()
  assert.equal(world.lines.length, 1)
  const line = await world.welcome()
  assert.deepEqual(line.all('join').map(f => f.room), ['arena', 'lobby'])
  line.says(joined())
  const { session } = await first
  const failed = assert.rejects(second, { code: 'closed' })
  session.close()
  await failed
  void Takt.rooms('arena', options).catch(() => {})
  await settle()
  assert.equal(world.lines.length, 2)
  await assert.rejects(Takt.join('arena'), { code: 'usage' })
})

test('the JSON twin is loaded when it is asked for; a session closed meanwhile opens nothing', async () => {
  const world = new World()
  const session = world.connect({ codec: 'json' })
  const closed = new World()
  closed.connect({ codec: 'json' }).close()
  assert.deepEqual([world.lines, session.status], [[], 'connecting'])
  await import('../src/json.js')
  await settle()
  assert.equal(world.line.protocol, 'takt.json.v1')
  const line = await world.welcome()
  assert.equal(line.said[0].type, 'hello')
  assert.equal(session.status, 'live')
  assert.deepEqual(closed.lines, [])
})

// ---- reload

/** Leaves the page and comes back: another session with the same storage. @param {World} world @param {any} [options] */
function reload(world, options) {
  world.hide(true)
  world.page('gone')
  world.line.cut()
  const after = new World()
  after.kept = world.kept
  after.nowMs = world.nowMs
  return { world: after, session: after.connect(options) }
}

test('a reloaded page takes its seat up again, above the numbers used before', async () => {
  const { world: before, room: was } = await inRoom()
  was.send('say').catch(() => {})
  const { world, session } = reload(before)
  const join = session.join('arena')
  const line = await world.welcome({ resumed: true, resume: 'token-2', rooms: ['room-a'] })
  assert.equal(line.said[0].resume, 'token-1')
  assert.deepEqual(line.all('join'), [], 'the seat is on its way')
  line.says(joined({ resumed: true, commandSeq: 1, inputSeq: 7 }))
  const room = await join
  assert.equal(room.id, 'room-a')
  room.send('say').catch(() => {})
  assert.ok(line.last('command').seq > 1)
  session.join('other').catch(() => {})
  assert.ok(line.last('join').request > 1000)
})

test('a seat that the reloaded page asks for later is held, with what was told meanwhile', async () => {
  const { world: before } = await inRoom()
  const { world, session } = reload(before)
  const line = await world.welcome({ resumed: true, rooms: ['room-a'] })
  line.says(joined({ resumed: true }))
  line.says({ type: 'event', room: 1, number: 1, tick: 11, name: 'said', fields: { text: 'psst' } })
  await world.pass(2000)
  const room = await session.join('arena')
  assert.equal(room.id, 'room-a')
  /** @type {any[]} */
  const heard = []
  room.on('said', fields => heard.push(fields.text))
  await world.pass(20_000)
  assert.deepEqual(heard, ['psst'])
  assert.deepEqual(line.all('leave'), [])
})

test('a reloaded page may ask for its room by id, whenever it does', async () => {
  for (const waitMs of [0, 100]) {
    const { world: before } = await inRoom()
    const { world, session } = reload(before)
    if (waitMs) await world.welcome({ resumed: true, rooms: ['room-a'] })
    const join = session.joinById('room-a')
    const line = waitMs ? world.line : await world.welcome({ resumed: true, rooms: ['room-a'] })
    line.says(joined({ resumed: true }))
    assert.equal((await join).id, 'room-a')
    assert.deepEqual(line.all('join'), [])
  }
})

test('a seat that the reloaded page does not ask for is given back', async () => {
  const { world: before } = await inRoom()
  const { world, session } = reload(before)
  session.join('lobby').catch(() => {})
  const line = await world.welcome({ resumed: true, rooms: ['room-a'] })
  assert.equal(line.last('join').room, 'lobby')
  line.says(joined({ resumed: true }))
  await world.pass(10_100)
  assert.deepEqual(line.last('leave'), { type: 'leave', room: 1 })
})

test('a promised seat that does not come is asked for', async () => {
  const { world: before } = await inRoom()
  const { world, session } = reload(before)
  session.join('arena').catch(() => {})
  const line = await world.welcome({ resumed: true, rooms: ['room-a'] })
  await world.pass(3100)
  assert.equal(line.last('join').room, 'arena')
})

test('a shown page leaves nothing in the storage: a duplicated tab gets a session of its own', async () => {
  const { world } = await inRoom()
  assert.equal(world.kept.size, 0)
  world.hide(true)
  assert.equal(world.kept.size, 1)
  world.hide(false)
  assert.equal(world.kept.size, 0)
})

test('another name does not get the seat, and what others wrote there is nothing', async () => {
  const { world: before } = await inRoom({ name: 'Ann' })
  const { world } = reload(before, { name: 'Bob' })
  assert.equal((await world.welcome()).said[0].resume, undefined)
  for (const text of ['', '{', '[]', '{"resume":7}', '{"name":"","resume":"t","rooms":7}']) {
    const world = new World()
    world.kept.set('takt:ws://server.test/takt', text)
    world.connect()
    await world.welcome({ resumed: false })
  }
})

test('a storage that throws is none', async () => {
  const world = new World()
  const no = () => {
    throw new Error('denied')
  }
  world.connect({ host: { ...world.host, storage: { getItem: no, setItem: no, removeItem: no } } })
  world.hide(true)
  await world.welcome()
  world.hide(false)
})

test('a machine without WebSocket says what to do', () => {
  const { WebSocket } = globalThis
  try {
    // @ts-expect-error
    delete globalThis.WebSocket
    const session = connect('ws://127.0.0.1:1/takt')
    assert.deepEqual([session.status, session.error?.code], ['closed', 'unreachable'])
    assert.match(session.text, /Node 22/)
  } finally {
    globalThis.WebSocket = WebSocket
  }
})

test('the schema is what the server sent', async () => {
  const { room } = await inRoom()
  assert.deepEqual(room.schema, SCHEMA)
})
