import assert from 'node:assert/strict'
import { test } from 'node:test'
import { World, inRoom } from './world.js'

test('an alive is answered', async () => {
  const { line } = await inRoom()
  line.says({ type: 'alive', skip: true, id: 9 })
  assert.deepEqual(line.last('pong'), { type: 'pong', id: 9 })
})

test('measures the round trip and tells it', async () => {
  const { world, line, session, room } = await inRoom()
  line.says({ type: 'ponged', id: 77 }) // never asked
  assert.equal(session.net.rttMs, 0)
  for (let i = 0; i < 4; i++) {
    await world.pass(40)
    line.says({ type: 'ponged', id: line.last('ping').id })
    await world.pass(3000)
  }
  assert.ok(line.all('ping').length >= 4)
  assert.equal(session.net.rttMs > 0 && session.net.rttMs <= 1100, true)
  assert.equal(line.last('ping').rttMs, session.net.rttMs)
  assert.equal(session.net.lossPermille, 0)
  assert.equal(room.net.rttMs, session.net.rttMs)
})

test('pings that are not answered count as lost', async () => {
  const { world, line, session } = await inRoom()
  line.says({ type: 'ponged', id: 1 })
  for (let i = 0; i < 5; i++) {
    await world.pass(2000)
    line.says({ type: 'alive', id: i })
  }
  assert.ok(session.net.lossPermille >= 500 && session.net.lossPermille < 1000, `${session.net.lossPermille}`)
})

test('silence for twice the server\'s longest breaks the line', async () => {
  const { world, line, session } = await inRoom()
  await world.pass(9000)
  assert.equal(session.status, 'live')
  await world.pass(2100)
  assert.equal(line.readyState, 3)
  assert.notEqual(world.line, line)
})

test('after a sleep the line is asked, and lives if it answers', async () => {
  const { world, line, session } = await inRoom()
  await world.sleep(120_000)
  assert.equal(session.status, 'live', 'silence slept through is none')
  const ping = line.last('ping')
  await world.pass(1000)
  line.says({ type: 'ponged', id: ping.id })
  await world.pass(5000)
  assert.equal(session.status, 'live')
})

test('after a sleep the line is asked, and breaks after 3 s without an answer', async () => {
  const { world, line } = await inRoom()
  await world.sleep(120_000)
  await world.pass(2900)
  assert.equal(line.readyState, 1)
  await world.pass(200)
  assert.equal(line.readyState, 3)
  await world.welcome({ resumed: true, rooms: ['room-a'] })
})

for (const news of ['shown', 'awake']) {
  test(`a page that is ${news} asks at once, or tries at once`, async () => {
    const { world, line } = await inRoom()
    const pings = line.all('ping').length
    world.page(news)
    assert.equal(line.all('ping').length, pings + 1)
    world.random = 1
    for (let i = 0; i < 8; i++) {
      line.cut()
      const count = world.lines.length
      while (world.lines.length === count) await world.pass(50)
      world.line.cut()
    }
    const count = world.lines.length
    await world.pass(200)
    assert.equal(world.lines.length, count, 'waits long by now')
    world.page(news)
    await world.pass(110)
    assert.equal(world.lines.length, count + 1)
  })
}

test('a closed session has no timers left', async () => {
  const world = new World()
  const session = world.connect()
  session.join('arena').catch(() => {})
  await world.welcome()
  session.close()
  assert.deepEqual(world.timers, [])
})
