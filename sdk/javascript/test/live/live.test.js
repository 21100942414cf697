import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import ws from 'ws'
import { surroundings } from '../../src/host.js'
import { connect } from '../../src/takt.js'
import { Server, until } from './server.js'

const LIMIT = { timeout: 120_000 }
/** @type {Server} */
let server
/** @type {import('../../src/takt.js').Session[]} */
const sessions = []
before(async () => void (server = await Server.start()))
after(async () => {
  for (const session of sessions) session.close()
  await server.stop()
})

/** Sockets that tests can cut. @type {WebSocket[]} */
const sockets = []
class Cuttable extends WebSocket {
  /** @param {string} url @param {string} protocol */
  constructor(url, protocol) {
    super(url, protocol)
    sockets.push(this)
  }
}

/**
 * A page that can be left: it is told so, then its socket closes and its clock stops.
 * @param {import('../../src/host.js').Keep} storage
 */
function pageOf(storage) {
  const usual = surroundings({ storage })
  /** @type {WebSocket} */
  let socket
  let isGone = false
  let tell = (/** @type {'gone'} */ _) => {}
  const host = {
    ...usual,
    after: (/** @type {number} */ ms, /** @type {() => void} */ fn) => usual.after(ms, () => isGone || fn()),
    open: (/** @type {string} */ url, /** @type {string} */ protocol) => (socket = usual.open(url, protocol)),
    watch: (/** @type {(what: any) => void} */ listener) => {
      tell = listener
      return () => {}
    },
  }
  const leave = () => {
    tell('gone')
    isGone = true
    socket.onclose = null
    socket.close()
  }
  return { host, leave }
}

/** @typedef {'binary' | 'json'} Codec */
const CODECS = /** @type {Codec[]} */ (['binary', 'json'])

/** @param {string} name @param {Codec} [codec] */
function player(name, codec) {
  const session = connect(server.url, { name, codec, WebSocket: Cuttable })
  sessions.push(session)
  return session
}

for (const codec of CODECS) {
  test(`two players see each other move: ${codec}`, LIMIT, async () => {
    const ann = await player('Ann').create('arena')
    const bob = await player('Bob', codec).joinById(ann.id)
    ann.input(held => void (held.dx = 1))
    /** @type {number[]} */
    const xs = []
    bob.frame(view => {
      const ship = view.ships.find((/** @type {any} */ s) => s.owner === ann.number)
      if (ship) xs.push(ship.x)
    })
    await until(() => xs.at(-1) === 800)
    assert.ok(new Set(xs).size > 20, `${new Set(xs).size} places on the way`)
    assert.ok(xs.every((x, i) => i === 0 || x >= xs[i - 1]), 'never backwards')
    assert.deepEqual(bob.players.map(p => p.name), ['Ann', 'Bob'])
    assert.equal(ann.state.ships.filter((/** @type {any} */ s) => s.mine).length, 1)
    await until(() => bob.net.rttMs > 0 && bob.net.bytesPerSecond > 0)
    const { snapshots, snapshotBytes, receivedBytes, partBytes } = bob.net
    assert.ok(snapshots > 20 && snapshotBytes > snapshots && receivedBytes > snapshotBytes, JSON.stringify(bob.net))
    const told = Object.values(partBytes).reduce((sum, bytes) => sum + bytes, 0)
    assert.equal(partBytes.ships > 0 && told < snapshotBytes, codec === 'binary', JSON.stringify(bob.net))
  })
}

for (const codec of CODECS) {
  test(`events, presses, answers and refusals: ${codec}`, LIMIT, async () => {
    const room = await player('Cy', codec).create('arena')
    /** @type {any[]} */
    const heard = []
    room.on('said', (said, at) => heard.push([said.text, said.who, at.name]))
    room.on('beam', (beam, at) => heard.push([beam.length, at.x, at.y]))
    assert.deepEqual(await room.send('add', { a: 2, b: 40 }), { sum: 42 })
    await assert.rejects(room.send('say', { text: ' ' }), { code: 'refused', reason: 'say something' })
    await assert.rejects(room.send('say', { text: 7 }), { code: 'command-invalid' })
    await assert.rejects(room.send('dance'), { code: 'command-unknown' })
    await room.send('say', { text: 'hi' })
    await until(() => heard.length === 1)
    assert.deepEqual(heard[0], ['hi', room.number, 'said'])
    let fired = false
    room.input(held => {
      held.fire = !fired
      fired = true
    })
    await until(() => room.state.shots > 0 && heard.length === 2)
    assert.deepEqual(heard[1], [300, 400, 400])
  })
}

for (const codec of CODECS) {
  test(`lists, watches, options, codes and refused joins: ${codec}`, LIMIT, async () => {
    const session = player('Di', codec)
    const map = codec === 'binary' ? 3 : 2
    /** @type {any[]} */
    let rooms = []
    const stop = session.watch('arena', now => (rooms = now), { where: { map } })
    const room = await session.create('arena', { options: { map } })
    await until(() => rooms.some(r => r.id === room.id && r.players === 1))
    assert.deepEqual((await session.rooms('arena', { where: { map } })).map(r => r.id), [room.id])
    const hidden = await session.create('arena', { private: true, options: { map } })
    assert.match(hidden.code, /^[A-Z0-9]{6}$/)
    const friend = await player('Ed', codec).joinByCode(hidden.code.toLowerCase())
    assert.equal(friend.id, hidden.id)
    assert.equal((await session.rooms('arena', { where: { map } })).length, 1, 'not listed')
    await assert.rejects(session.join('nowhere'), { code: 'type-unknown', reason: /arena/ })
    await assert.rejects(session.joinById('no-such-room'), { code: 'room-unknown' })
    await assert.rejects(session.create('arena', { options: { map: 9 } }), { code: 'option-invalid' })
    await room.leave()
    await until(() => !rooms.some(r => r.id === room.id && r.players > 0))
    stop()
  })
}

for (const codec of CODECS) {
  test(`a cut connection gets the same seat back, and no command twice: ${codec}`, LIMIT, async () => {
    const session = player('Flo', codec)
    const room = await session.create('arena')
    /** @type {string[]} */
    const said = []
    room.on('said', s => said.push(s.text))
    /** @type {any[]} */
    const back = []
    room.on('back', news => back.push(news))
    const number = room.number
    const answers = []
    for (let i = 0; i < 40; i++) {
      answers.push(room.send('say', { text: `${i}` }))
      if (i % 10 === 5) {
        sockets.at(-1)?.close()
        await until(() => room.status === 'away')
        if (i % 20 === 5) await until(() => room.status === 'in')
      }
    }
    await Promise.all(answers)
    await until(() => said.length >= 40)
    assert.deepEqual(said, Array.from({ length: 40 }, (_, i) => `${i}`))
    assert.equal(room.number, number)
    assert.ok(back.length >= 2 && back.every(news => news.resumed && news.missed === 0), JSON.stringify(back))
  })
}

for (const codec of CODECS) {
  test(`a reloaded page gets the same seat back: ${codec}`, LIMIT, async () => {
    /** @type {Map<string, string>} */
    const kept = new Map()
    const storage = {
      getItem: (/** @type {string} */ key) => kept.get(key) ?? null,
      setItem: (/** @type {string} */ key, /** @type {string} */ value) => void kept.set(key, value),
      removeItem: (/** @type {string} */ key) => void kept.delete(key),
    }
    const page = pageOf(storage)
    const before = connect(server.url, { name: 'Gil', codec, host: page.host })
    const was = await before.join('arena', { where: { map: 2 }, options: { map: 2 } })
    await was.send('say', { text: 'before' })
    page.leave()
    const after = connect(server.url, { name: 'Gil', codec, storage })
    sessions.push(after)
    const room = await after.join('arena', { where: { map: 2 }, options: { map: 2 } })
    assert.deepEqual([room.id, room.number], [was.id, was.number])
    assert.deepEqual(await room.send('add', { a: 1, b: 1 }), { sum: 2 })
    room.input(held => void (held.dx = -1))
    await until(() => room.state.ships.some((/** @type {any} */ s) => s.mine && s.x < 400))
  })
}

for (const codec of CODECS) {
  test(`another WebSocket than the platform's: ${codec}`, LIMIT, async () => {
    const session = connect(server.url, { name: 'Kim', codec, WebSocket: ws })
    sessions.push(session)
    const room = await session.create('arena')
    assert.deepEqual(await room.send('add', { a: 2, b: 40 }), { sum: 42 })
    await until(() => room.state.ships.length === 1)
  })
}

test('another page takes the session: this one stops and says so', LIMIT, async () => {
  let resume = ''
  class Heard extends WebSocket {
    /** @param {string} url @param {string} protocol */
    constructor(url, protocol) {
      super(url, protocol)
      this.addEventListener('message', e => (resume ||= JSON.parse(e.data).resume))
    }
  }
  const first = connect(server.url, { name: 'Hal', codec: 'json', WebSocket: Heard })
  sessions.push(first)
  await first.create('arena')
  const thief = new WebSocket(server.url, 'takt.json.v1')
  thief.onopen = () => thief.send(JSON.stringify({ type: 'hello', min: 1, max: 1, resume }))
  await until(() => first.status === 'closed')
  assert.equal(first.error?.code, 'taken-over')
  thief.close()
})

test('a server that stops tells; the page is back in when it is back', LIMIT, async () => {
  const old = await Server.start()
  const session = connect(old.url, { name: 'Ida' })
  sessions.push(session)
  const room = await session.join('arena')
  /** @type {string[]} */
  const told = []
  room.on('status', (status, text) => told.push(`${status}: ${text}`))
  room.on('left', () => told.push('left'))
  const id = room.id
  await old.stop()
  await until(() => room.status === 'away')
  const next = await Server.start(old.port)
  try {
    await until(() => room.status === 'in')
    assert.deepEqual(told, [
      'in: The server is about to restart. You will be taken back in.',
      'away: The server is restarting. You will be taken back in.',
      'in: ',
    ])
    assert.notEqual(room.id, id)
    assert.deepEqual(await room.send('add', { a: 1, b: 2 }), { sum: 3 })
  } finally {
    session.close()
    await next.stop()
  }
})

test('a server that dies is waited for', LIMIT, async () => {
  const old = await Server.start()
  const session = connect(old.url, { name: 'Jo' })
  sessions.push(session)
  const room = await session.join('arena')
  old.kill()
  await until(() => room.status === 'away')
  assert.equal(room.text, 'The connection broke. Trying again…')
  const next = await Server.start(old.port)
  try {
    await until(() => room.status === 'in')
  } finally {
    session.close()
    await next.stop()
  }
})
