import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inRoom, isJson, joined, reported, settle, snapshot } from './world.js'

const SHIPS = {
  entities: { ships: { 1: { owner: 2, x: 0, y: 0, heading: 0, hp: 100 } } },
  players: { 2: { name: 'Ann', seat: 0 } },
}

test('deltas build on the snapshot they name; each is acknowledged', async () => {
  const { line, room } = await inRoom()
  let changes = 0
  room.on('change', () => changes++)
  line.says(snapshot(11, SHIPS))
  assert.deepEqual(line.last('ack'), { type: 'ack', room: 1, epoch: 1, seen: 11, heard: 0 })
  line.says(snapshot(12, { entities: { ships: { 1: { x: 10 } } } }, { base: 11 }))
  line.says(snapshot(13, { entities: { ships: { 1: { hp: 90 } } } }, { base: 11 }))
  assert.deepEqual([room.state.ships[0].x, room.state.ships[0].hp], [0, 90], 'on 11, not on 12')
  assert.equal(line.last('ack').seen, 13)
  assert.equal(changes, 3)
  assert.deepEqual([room.me?.name, room.players.length, room.player(2)?.seat, room.player(9)], ['Ann', 1, 0, null])
  assert.equal(room.state.ships[0].mine, true)
})

test('a delta whose base is missing is thrown away, and whole state is asked for', async () => {
  const { line, room } = await inRoom()
  line.says(snapshot(11, SHIPS))
  line.says(snapshot(14, { entities: { ships: { 1: { x: 99 } } } }, { base: 13 }))
  assert.equal(room.tick, 11)
  assert.equal(line.last('ack').seen, 0, 'nothing')
  line.says(snapshot(15, { entities: { ships: { 1: { x: 7 } } } }, { base: 11 }))
  assert.equal(room.tick, 11, 'the states before are forgotten')
  line.says(snapshot(16, { entities: { ships: { 1: { x: 7 } } } }))
  assert.equal(room.state.ships[0].x, 7)
  assert.equal(line.last('ack').seen, 16)
})

test('steps count from the last snapshot, taken or not, and build on it', async () => {
  const { line, room } = await inRoom()
  const step = (/** @type {any} */ with_) => line.says({ type: 'step', room: 1, skipped: 0, undurable: 0, ...with_ })
  const x = (/** @type {number} */ x) => ({ state: { entities: { ships: { 1: { x } } } } })
  line.says(snapshot(11, SHIPS))
  step(x(10))
  step({ skipped: 2, undurable: 2, ...x(20) })
  assert.deepEqual([room.tick, room.state.ships[0].x, room.state.ships[0].hp], [15, 20, 100])
  assert.equal(line.last('ack').seen, 15)
  line.says(snapshot(17, x(99).state, { base: 16 }))
  step(x(98)) // on one that could not be taken
  assert.deepEqual([room.tick, room.net.dropped], [15, 2])
  line.says(snapshot(19, SHIPS))
  step(x(30))
  assert.deepEqual([room.tick, room.state.ships[0].x], [20, 30])
})

for (const [what, step] of /** @type {[string, any][]} */ ([
  ['beyond all ticks', { skipped: 2 ** 53 - 1 }],
  ['less durable than nothing', { skipped: 0, undurable: 13 }],
])) {
  test(`a step ${what} is refused`, async () => {
    const { line, session } = await inRoom()
    line.says(snapshot(11, SHIPS))
    const { readyState } = line
    const errors = await reported(() => line.says({ type: 'step', room: 1, undurable: 0, state: {}, ...step }))
    assert.deepEqual([readyState, line.readyState, errors], [1, 3, []], session.status)
  })
}

test('snapshots of another epoch, or older than the newest, are thrown away', async () => {
  const { line, room } = await inRoom()
  line.says(snapshot(12, SHIPS))
  line.says(snapshot(11, {}))
  line.says(snapshot(13, {}, { epoch: 2 }))
  assert.equal(room.tick, 12)
  assert.equal(room.state.ships.length, 1)
})

test('after a restore everything comes from whole state, and what was heard counts anew', async () => {
  const { line, room } = await inRoom()
  /** @type {string[]} */
  const heard = []
  room.on('said', f => heard.push(f.text))
  line.says({ type: 'event', room: 1, number: 1, tick: 20, name: 'said', fields: { text: 'a' } })
  line.says(snapshot(20, SHIPS))
  line.says(joined({ epoch: 2, tick: 15, resumed: true }))
  line.says(snapshot(21, { entities: { ships: { 1: { x: 9 } } } }, { epoch: 2, base: 20 })) // of the old timeline
  assert.equal(room.tick, 20)
  line.says(snapshot(16, SHIPS, { epoch: 2 }))
  assert.equal(room.tick, 16)
  line.says({ type: 'event', room: 1, number: 1, tick: 16, name: 'said', fields: { text: 'b' } })
  assert.deepEqual(heard, ['a', 'b'])
})

test('inputs: one a tick, with the newest snapshot and letter', async () => {
  const { world, line, room } = await inRoom()
  line.says(snapshot(11, SHIPS))
  let asked = 0
  room.input(keys => {
    keys.dx = 1
    keys.fire = ++asked === 1
  })
  await world.pass(1000)
  const inputs = line.all('input')
  assert.ok(inputs.length >= 20 && inputs.length <= 21, `${inputs.length}`)
  assert.deepEqual(inputs[0], {
    type: 'input', room: 1, epoch: 1, seen: 11, heard: 0, seq: 1, values: { dx: 1, fire: true, gear: 'LOW' },
  })
  assert.deepEqual(inputs[1].values.fire, false)
  assert.deepEqual(inputs.map(f => f.seq), inputs.map((_, i) => i + 1))
  line.says(snapshot(12, {}, { base: 11 }))
  await world.pass(60)
  assert.equal(line.last('input').seen, 12)
  assert.equal(line.all('ack').length, 1, 'acks ride on inputs')
  room.input(null)
  await world.pass(500)
  assert.ok(line.all('input').length <= 22)
})

test('after a hiccup only a few inputs are sent late', async () => {
  const { world, line, room } = await inRoom()
  line.says(snapshot(11, SHIPS))
  room.input(() => {})
  await world.pass(100)
  const before = line.all('input').length
  await world.sleep(2000)
  assert.ok(line.all('input').length - before <= 4)
})

test('a line that takes nothing gets no inputs on top', async () => {
  const { world, line, room } = await inRoom()
  line.says(snapshot(11, SHIPS))
  room.input(() => {})
  await world.pass(100)
  line.bufferedAmount = 100_000
  const before = line.all('input').length
  await world.pass(1000)
  assert.equal(line.all('input').length, before)
  line.bufferedAmount = 0
  await world.pass(100)
  assert.ok(line.all('input').length > before)
})

test('a room that ticks on demand gets inputs when they change', async () => {
  const { world, line, room } = await inRoom({}, { tickRateHz: 0 })
  line.says(snapshot(11, SHIPS))
  let dx = 0
  room.input(keys => void (keys.dx = dx))
  await world.pass(1000)
  dx = 1
  await world.pass(1000)
  assert.deepEqual(line.all('input').map(f => f.values.dx), [0, 1])
})

test('an input that throws is asked again the next tick', async () => {
  const { world, line, room } = await inRoom()
  line.says(snapshot(11, SHIPS))
  const errors = await reported(() => {
    room.input(() => {
      throw new Error("the game's own mistake")
    })
    return world.pass(110)
  })
  assert.ok(line.all('input').length >= 2)
  assert.equal(errors[0], "Error: the game's own mistake")
})

test('commands are answered with yes, no, or an error', async () => {
  const { line, room } = await inRoom()
  const yes = room.send('buy', { kind: 'SWORD' })
  const no = room.send('say', { text: 'x' })
  const busy = room.send('say', { text: 'y' })
  assert.deepEqual(line.all('command').map(f => [f.seq, f.name, f.fields]), [
    [1, 'buy', { kind: 'SWORD' }], [2, 'say', { text: 'x' }], [3, 'say', { text: 'y' }],
  ])
  const refused = [
    assert.rejects(no, { code: 'refused', reason: 'not your turn' }),
    assert.rejects(busy, { code: 'room-busy' }),
  ]
  line.says({ type: 'reply', room: 1, number: 1, seq: 2, code: 'refused', text: 'not your turn' })
  line.says({ type: 'reply', room: 1, number: 2, seq: 1, fields: { gold: 5 } })
  line.says({ type: 'error', code: 'room-busy', params: { room: 1, command: 3 } })
  assert.deepEqual(await yes, { gold: 5 })
  await Promise.all(refused)
  assert.equal(room.net.waitingCommands, 0)
})

test('after a break commands that were not taken are sent again, in order, with their numbers', async () => {
  const { world, line, room } = await inRoom()
  const answers = ['a', 'b', 'c'].map(text => room.send('say', { text }))
  line.cut()
  answers.push(room.send('say', { text: 'd' }))
  const again = await world.welcome({ resumed: true, rooms: ['room-a'] })
  again.says(joined({ resumed: true, commandSeq: 1 }))
  assert.deepEqual(again.all('command').map(f => [f.seq, f.fields.text]), [[2, 'b'], [3, 'c'], [4, 'd']])
  for (const [number, seq] of [[1, 1], [2, 3], [3, 2], [4, 4]]) {
    again.says({ type: 'reply', room: 1, number, seq, fields: { seq } })
  }
  assert.deepEqual(await Promise.all(answers), [{ seq: 1 }, { seq: 2 }, { seq: 3 }, { seq: 4 }])
})

test('commands keep their pace, and there is an end to them', async () => {
  const { world, line, room } = await inRoom()
  /** @type {string[]} */
  const codes = []
  for (let i = 0; i < 300; i++) room.send('say', { text: `${i}` }).catch(e => codes.push(e.code))
  await settle()
  assert.deepEqual([codes.length, codes[0]], [44, 'pending'])
  assert.equal(line.all('command').length, 45)
  await world.pass(1000)
  assert.ok(line.all('command').length <= 91)
  await world.pass(5000)
  assert.deepEqual(line.all('command').map(f => f.seq), Array.from({ length: 256 }, (_, i) => i + 1))
})

test('a command that no frame can hold is refused here', async () => {
  const { line, room } = await inRoom()
  await assert.rejects(room.send('say', { text: 'x'.repeat(20_000) }), { code: 'too-large' })
  assert.deepEqual(line.all('command'), [])
})

test('letters that come again after a break are heard once, and acknowledged', async () => {
  const { world, line, room } = await inRoom()
  /** @type {string[]} */
  const heard = []
  room.on('said', f => heard.push(f.text))
  const letter = (/** @type {number} */ number) =>
    ({ type: 'event', room: 1, number, tick: 11, name: 'said', fields: { text: `${number}` } })
  line.says(letter(1))
  line.says(letter(2))
  await world.pass(110)
  assert.equal(line.last('ack').heard, 2)
  line.cut()
  const again = await world.welcome({ resumed: true, rooms: ['room-a'] })
  again.says(joined({ resumed: true }))
  for (const number of [1, 2, 3]) again.says(letter(number))
  assert.deepEqual(heard, ['1', '2', '3'])
})

test('events wait for the drawn time to reach their tick; without drawing they do not', async () => {
  const { world, line, room } = await inRoom()
  /** @type {any[]} */
  const heard = []
  room.on('said', (fields, at) => heard.push([fields.text, at.tick, at.x]))
  line.says({ type: 'event', room: 1, number: 1, tick: 11, name: 'said', x: 3, y: 4, fields: { text: 'now' } })
  assert.deepEqual(heard, [['now', 11, 3]])
  let tick = 0
  const stop = room.frame(view => void (tick = view.tick))
  for (let t = 11; t < 40; t++) {
    line.says(snapshot(t, SHIPS))
    await world.pass(50)
  }
  line.says({ type: 'flash', room: 1, tick: 40, name: 'said', fields: { text: 'then' } })
  assert.equal(heard.length, 1)
  assert.ok(tick < 40)
  for (let t = 40; heard.length < 2 && t < 60; t++) {
    line.says(snapshot(t, SHIPS))
    await world.pass(50)
  }
  assert.ok(tick >= 40 && tick < 44, `${tick}`)
  line.says({ type: 'flash', room: 1, tick: 99, name: 'said', fields: { text: 'at the end' } })
  stop()
  assert.deepEqual(heard.map(h => h[0]), ['now', 'then', 'at the end'])
})

test("a game's event that is called like one of the room's own is heard by its long name", async () => {
  const { line, room } = await inRoom()
  /** @type {any[]} */
  const heard = []
  room.on('left', () => heard.push('left'))
  room.on('event:left', f => heard.push(f))
  room.on('*', (_, at) => heard.push(at.name))
  line.says({ type: 'event', room: 1, number: 1, tick: 1, name: 'left', fields: { who: 3 } })
  assert.deepEqual(heard, [{ who: 3 }, 'left'])
})

test('what others hold is drawn smoothly', async () => {
  const { world, line, room } = await inRoom()
  /** @type {number[]} */
  const xs = []
  room.frame(view => void (view.ships.length && xs.push(view.ships[0].x)))
  for (let t = 11; t < 60; t++) {
    line.says(snapshot(t, { entities: { ships: { 1: { x: t * 10, y: 0 } } } }))
    await world.pass(50)
  }
  const steps = xs.slice(20).map((x, i) => x - xs[19 + i])
  assert.ok(steps.every(step => step > 1.5 && step < 5), `${steps}`) // 3.2 a frame of 16 ms
})

test('a hidden page wants little, and sends nothing held; shown again it begins at now', async () => {
  const { world, line, room } = await inRoom()
  line.says(snapshot(11, SHIPS))
  room.input(() => {})
  room.frame(() => {})
  await world.pass(200)
  world.hide(true)
  assert.deepEqual(line.last('tune'), { type: 'tune', room: 1, sendRateHz: 1 })
  const before = line.all('input').length
  await world.pass(5000)
  assert.equal(line.all('input').length, before)
  line.says(snapshot(111, SHIPS))
  assert.equal(line.last('ack').seen, 111, 'acknowledged at once')
  let heard = 0
  room.on('said', () => heard++)
  line.says({ type: 'event', room: 1, number: 1, tick: 500, name: 'said', fields: {} })
  assert.equal(heard, 1, 'nobody looks: no waiting')
  world.hide(false)
  assert.equal(line.last('tune').sendRateHz, 0)
  await world.pass(200)
  assert.ok(line.all('input').length - before <= 6, 'no backlog')
})

test('a hidden page tunes again after a resume', async () => {
  const { world, line } = await inRoom()
  world.hide(true)
  line.cut()
  const again = await world.welcome({ resumed: true, rooms: ['room-a'] })
  again.says(joined({ resumed: true }))
  assert.equal(again.last('tune').sendRateHz, 1)
})

test('refused inputs are told as a problem', async () => {
  const { line, room } = await inRoom()
  /** @type {any} */
  let problem
  room.on('problem', e => (problem = e))
  line.says({ type: 'error', code: 'input-invalid', text: 'dx=7, expected -1 to 1', params: { room: 1 } })
  assert.equal(problem.code, 'input-invalid')
})

test('several rooms on one session', async () => {
  const { session, line, room } = await inRoom()
  const second = session.join('lobby')
  line.says(joined({ request: 2, room: 2, id: 'room-b', name: 'lobby' }))
  const lobby = await second
  line.says(snapshot(50, SHIPS, { room: 2 }))
  assert.deepEqual([room.tick, lobby.tick], [0, 50])
  line.says({ type: 'left', room: 1, reason: 'kicked', text: 'no cheating' })
  assert.deepEqual([room.status, room.text, lobby.status], ['left', 'no cheating', 'in'])
})

test('a watch tells what is there, what comes, changes and goes', async () => {
  const { line, room } = await inRoom()
  /** @type {any[]} */
  const told = []
  const watch = {
    add: (/** @type {any} */ ship) => told.push(['add', ship.id, ship.owner, ship.mine]),
    change: (/** @type {any} */ ship, /** @type {any} */ before) => told.push(['change', ship.id, before.x, ship.x]),
    remove: (/** @type {any} */ ship) => told.push(['remove', ship.id, ship.x]),
  }
  const took = () => told.splice(0)
  line.says(snapshot(11, { entities: { ships: { 1: { owner: 2, x: 1 }, 2: { x: 5 } } } }))
  const stop = room.watch('ships', watch)
  assert.deepEqual(took(), [['add', 1, 2, true], ['add', 2, 0, false]])
  line.says(snapshot(12, { entities: { ships: { 1: { x: 2 }, 65539: { x: 9 } } } }, { base: 11 }))
  assert.deepEqual(took(), [['change', 1, 1, 2], ['add', 65539, 0, false]])
  line.says(snapshot(13, { entities: { ships: { 1: { x: 2 }, 65539: { x: 9 } } } }, { base: 11 }))
  assert.deepEqual(took(), [], 'told again by a delta to an older base: no change')
  line.says(snapshot(14, { entities: { ships: { 65539: { x: 9 } } }, gone: { ships: [1] } }, { base: 11 }))
  assert.deepEqual(took(), [['remove', 1, 2]])
  line.says(snapshot(15, { entities: { ships: { 65538: { x: 5 } } }, gone: { ships: [2] } }, { base: 14 }))
  assert.deepEqual(took(), [['remove', 2, 5], ['add', 65538, 0, false]], 'a slot used again')
  stop()
  line.says(snapshot(16, { gone: { ships: [65538, 65539] } }, { base: 15 }))
  assert.deepEqual(took(), [])
  room.watch('ships', watch)
  room.watch('rocks', watch)
  room.watch('__proto__', watch)
  assert.deepEqual(took(), [], 'a part that is empty, and one that there is not')
})

test('a watch goes on after a break, and begins anew after a restore', async () => {
  const { world, line, room } = await inRoom()
  /** @type {any[]} */
  const told = []
  room.watch('ships', {
    add: s => told.push(['add', s.id]),
    change: s => told.push(['change', s.id]),
    remove: s => told.push(['remove', s.id]),
  })
  const ships = { entities: { ships: { 1: { x: 1 }, 2: { x: 2 } } } }
  line.says(snapshot(11, ships))
  line.cut()
  const again = await world.welcome({ resumed: true, rooms: ['room-a'] })
  again.says(joined({ resumed: true }))
  again.says(snapshot(20, { entities: { ships: { 2: { x: 2 }, 3: { x: 3 } } } }))
  assert.deepEqual(told.splice(0), [['add', 1], ['add', 2], ['remove', 1], ['add', 3]])
  again.says(joined({ resumed: true, epoch: 2, tick: 15 }))
  assert.deepEqual(told, [], 'not before there is a state')
  again.says(snapshot(16, { entities: { ships: { 2: { x: 2 } } } }, { epoch: 2 }))
  assert.deepEqual(told, [['remove', 2], ['remove', 3], ['add', 2]])
})

test('players are watched as everything else; what a watcher throws harms nobody', async () => {
  const { line, room } = await inRoom()
  /** @type {any[]} */
  const told = []
  room.watch('players', { add: () => assert.fail("the page's own mistake") })
  room.watch('players', {
    add: p => told.push(['add', p.number, p.name, p.seat]),
    change: (p, before) => told.push(['change', p.number, before.connected, p.connected]),
    remove: p => told.push(['remove', p.name]),
  })
  const bob = { name: 'Bob', seat: 1, team: 0, bot: false, connected: true }
  const errors = await reported(() => line.says(snapshot(11, { players: { 3: bob } })))
  assert.equal(errors.length, 1)
  line.says(snapshot(12, { players: { 3: { connected: false } } }, { base: 11 }))
  line.says(snapshot(13, { gone: { players: [3] } }, { base: 12 }))
  assert.deepEqual(told, [['add', 3, 'Bob', 1], ['change', 3, true, false], ['remove', 'Bob']])
})

test('figures: what came, what was late or of no use, and what of it was whose', async () => {
  const { world, line, room, session } = await inRoom()
  assert.deepEqual([room.net.snapshots, room.net.late, room.net.dropped], [0, 0, 0])
  for (let tick = 11; tick < 71; tick++) {
    line.says(snapshot(tick, SHIPS))
    await world.pass(50)
  }
  const { snapshots, snapshotBytes, late, dropped, partBytes, bytesPerSecond, receivedBytes } = room.net
  assert.deepEqual([snapshots, late, dropped], [60, 0, 0])
  assert.ok(snapshotBytes > 0 && snapshotBytes < receivedBytes)
  assert.ok(Math.abs(bytesPerSecond / (snapshotBytes / 3) - 1) < 0.2, `${bytesPerSecond} B/s of ${snapshotBytes} B in 3 s`)
  if (isJson) {
    assert.deepEqual(partBytes, {})
  } else {
    assert.deepEqual(Object.keys(partBytes), ['room', 'players', 'ships'])
    assert.equal(partBytes.room, 60 / 8, 'a bit each')
    const headers = 60 * 7 // kind, room, epoch, tick, durable, base, input
    const told = partBytes.room + partBytes.players + partBytes.ships
    assert.ok(told <= snapshotBytes - headers && told > snapshotBytes - headers - 60, `${told} of ${snapshotBytes}`)
  }
  line.says(snapshot(70, SHIPS)) // again
  line.says(snapshot(72, {}, { base: 7 })) // of a base that there never was
  assert.equal(room.net.dropped, 2)
  await world.pass(1000)
  line.says(snapshot(73, SHIPS))
  assert.equal(room.net.late, 1)
  assert.equal(session.net.receivedFrames, 65)
})
