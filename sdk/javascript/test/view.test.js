import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Hands } from '../src/input.js'
import { TokenBucket, backoffMs } from '../src/pace.js'
import { apply } from '../src/json.js'
import { State } from '../src/state.js'
import { Timeline } from '../src/timeline.js'
import { Smooth, View, angle } from '../src/view.js'
import { SCHEMA } from './world.js'

/** @param {number} tick @param {Record<string, any>} ships @param {State} [on] */
const state = (tick, ships, on = State.EMPTY) => apply(on, tick, { room: { kills: tick }, entities: { ships } })

test('positions and angles glide between two states, all else steps', () => {
  const from = state(10, { 1: { owner: 2, x: 0, y: 10, heading: 6.2, hp: 100 } })
  const to = state(12, { 1: { x: 100, heading: 0.1, hp: 50 } }, from)
  const view = new View(new Smooth(SCHEMA), 2).at([from, to], 11)
  const [ship] = view.ships
  assert.equal(view.tick, 11)
  assert.equal(view.kills, 10)
  assert.deepEqual({ ...ship, heading: 0 }, { id: 1, owner: 2, mine: true, x: 50, y: 10, heading: 0, hp: 100 })
  assert.ok(Math.abs(ship.heading - (6.2 + 0.1 - 2 * Math.PI) / 2) < 1e-9, `the shorter way round: ${ship.heading}`)
})

test('an entity that was put somewhere else does not glide there', () => {
  const from = state(10, { 1: { x: 0, y: 0 } })
  const to = state(12, { 1: { x: 700, jump: 11 } }, from)
  const view = new View(new Smooth(SCHEMA), 2)
  assert.equal(view.at([from, to], 11).ships[0].x, 0)
  assert.equal(view.at([from, to], 12).ships[0].x, 700)
  const later = state(14, { 1: { x: 710 } }, to)
  assert.equal(view.at([from, to, later], 13).ships[0].x, 705, 'an old jump is over')
})

test('what is gone is gone when its tick is drawn; the newest state stands while nothing newer is there', () => {
  const from = state(10, { 1: { x: 0, y: 0 }, 2: { x: 5, y: 5 } })
  const to = apply(from, 12, { gone: { ships: [2] } })
  const view = new View(new Smooth(SCHEMA), 2)
  assert.equal(view.at([from, to], 11.9).ships.length, 2)
  assert.equal(view.at([from, to], 12).ships.length, 1)
  assert.equal(view.at([from, to], 99).ships.length, 1)
})

test('a part is an array before anything came, and the same array always', () => {
  const view = new View(new Smooth(SCHEMA), 2)
  const { ships } = view.view
  assert.deepEqual(ships, [])
  assert.equal(view.at([state(1, { 1: { x: 1, y: 1 } })], 1).ships, ships)
})

test('the shorter way between two angles, within a turn', () => {
  assert.ok(Math.abs(Number(angle(0.1, 2 * Math.PI - 0.1, 0.5)) % (2 * Math.PI)) < 1e-9)
  assert.equal(angle(1, null, 0.5), 1)
})

test('what is drawn lies an interval in the past, runs evenly, and never backwards', () => {
  const timeline = new Timeline(50)
  const jitter = [0, 8, 3, 30, 1, 12, 0, 5]
  let before = -1
  for (let tick = 1; tick <= 200; tick++) {
    timeline.arrived(tick, 1000 + tick * 50 + jitter[tick % 8])
    for (let part = 0; part < 3; part++) {
      const drawn = timeline.advance(1000 + tick * 50 + 30 + part * 16)
      assert.ok(drawn >= before, `${drawn} after ${before}`)
      if (tick > 50) assert.ok(tick - drawn > 0.2 && tick - drawn < 3, `tick ${tick} draws ${drawn}`)
      before = drawn
    }
  }
  assert.ok(timeline.jitterMs >= 12 && timeline.jitterMs <= 30, `${timeline.jitterMs}`)
})

test('after a long pause the drawn time is where it should be at once', () => {
  const timeline = new Timeline(50)
  for (let tick = 1; tick <= 20; tick++) timeline.arrived(tick, tick * 50)
  timeline.advance(1000)
  assert.ok(timeline.advance(61_000) > 1200)
})

test('dropped ticks move what is drawn later, gently', () => {
  const timeline = new Timeline(50)
  for (let tick = 1; tick <= 20; tick++) timeline.arrived(tick, tick * 50)
  const before = timeline.advance(1000)
  timeline.dropped(4)
  const after = timeline.advance(1016)
  assert.ok(after >= before && after < before + 0.4)
})

test('inputs begin neutral, keep what was held, forget presses, stay within bounds', () => {
  const hands = new Hands(SCHEMA)
  assert.deepEqual(hands.sample(() => {}), { dx: 0, fire: false, gear: 'LOW' })
  assert.deepEqual(hands.sample(h => Object.assign(h, { dx: 1.0000002, fire: true })), { dx: 1, fire: true, gear: 'LOW' })
  assert.deepEqual(hands.sample(() => {}), { dx: 1, fire: false, gear: 'LOW' })
  assert.deepEqual(hands.sample(h => void (h.dx = NaN)), { dx: 0, fire: false, gear: 'LOW' })
  assert.deepEqual(hands.sample(h => void (h.dx = -Infinity)), { dx: -1, fire: false, gear: 'LOW' })
  assert.deepEqual(hands.sample(h => void (h.dx = true)), { dx: 1, fire: false, gear: 'LOW' })
})

const NO_FIELDS = [null, 7, {}, { name: '__proto__' }]
for (const schema of [{}, { inputs: 7 }, { inputs: [null] }, { inputs: [{ fields: NO_FIELDS }] }]) {
  test(`a schema that is none gives empty hands and empty views: ${JSON.stringify(schema)}`, () => {
    assert.deepEqual(new Hands(schema).sample(() => {}), {})
    new View(new Smooth(schema), 1).at([state(1, { 1: { x: 1 } })], 1)
  })
}

test('backoff is random below a bound that doubles up to 5 s, and at least 50 ms', () => {
  assert.equal(backoffMs(0, 0), 50)
  assert.equal(backoffMs(0, 1), 100)
  assert.equal(backoffMs(3, 0.5), 400)
  assert.equal(backoffMs(50, 1), 5000)
})

test('a bucket lets its burst through, then its rate', () => {
  const bucket = new TokenBucket(10, 3)
  assert.deepEqual([1, 2, 3].map(() => bucket.take(0)), [0, 0, 0])
  assert.equal(Math.round(bucket.take(0)), 100)
  assert.equal(bucket.take(101), 0)
  assert.ok(bucket.take(101) > 0)
})
