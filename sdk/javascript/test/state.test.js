import assert from 'node:assert/strict'
import { test } from 'node:test'
import { BadFrame } from '../src/errors.js'
import { apply } from '../src/json.js'
import { State, StateRing } from '../src/state.js'

const WHOLE = {
  room: { round: 1000, kills: 3 },
  players: { 2: { name: 'Bob', seat: 1 }, 3: { name: 'Cy', seat: 2 } },
  entities: { ships: { 65537: { x: 1, y: 2, hp: 100 }, 65538: { x: 5, y: 6, hp: 50, tags: [1, 2] } } },
}

test('a delta changes what it names and shares the rest', () => {
  const before = apply(State.EMPTY, 10, WHOLE)
  const after = apply(before, 11, {
    room: { kills: 4 },
    entities: { ships: { 65537: { x: 1.5 }, 70000: { x: 0, y: 0, hp: 100 } } },
    gone: { ships: [65538], players: [3] },
  })
  assert.deepEqual(after.room, { round: 1000, kills: 4 })
  assert.deepEqual([...after.players.keys()], [2])
  assert.deepEqual(after.entities.get('ships')?.get(65537), { x: 1.5, y: 2, hp: 100 })
  assert.deepEqual([...(after.entities.get('ships')?.keys() ?? [])], [65537, 70000])
  assert.equal(after.players.get(2), before.players.get(2), 'not copied')
  assert.deepEqual([...(before.entities.get('ships')?.keys() ?? [])], [65537, 65538], 'the state before is as it was')
  assert.deepEqual(before.room, { round: 1000, kills: 3 })
})

test('lists are replaced whole, null is a value', () => {
  const after = apply(apply(State.EMPTY, 10, WHOLE), 11, { entities: { ships: { 65538: { tags: [3], hp: null } } } })
  assert.deepEqual(after.entities.get('ships')?.get(65538), { x: 5, y: 6, hp: null, tags: [3] })
})

test('an empty delta is the same state at another tick', () => {
  const before = apply(State.EMPTY, 10, WHOLE)
  const after = apply(before, 12, {})
  assert.equal(after.tick, 12)
  assert.equal(after.entities.get('ships'), before.entities.get('ships'))
})

for (const [what, delta] of /** @type {[string, any][]} */ ([
  ['a list of entities', { entities: [] }],
  ['a part that is a number', { entities: { ships: 7 } }],
  ['an entity that is a text', { entities: { ships: { 1: 'x' } } }],
  ['an id that is none', { entities: { ships: { abc: {} } } }],
  ['a negative id', { entities: { ships: { '-1': {} } } }],
  ['gone that is no list', { gone: { ships: 7 } }],
  ['a room that is a list', { room: [] }],
])) {
  test(`refused: ${what}`, () => assert.throws(() => apply(State.EMPTY, 1, delta), BadFrame))
}

test('more entities than there can be are refused, also when they come bit by bit', () => {
  let state = State.EMPTY
  let id = 0
  assert.throws(() => {
    for (let tick = 1; tick < 30; tick++) {
      const ships = Object.fromEntries(Array.from({ length: 5000 }, () => [++id, {}]))
      state = apply(state, tick, { entities: { ships } })
    }
  }, BadFrame)
  assert.ok(id <= 105_000)
})

test('a prototype sent is no prototype here', () => {
  const state = apply(State.EMPTY, 1, JSON.parse('{"room":{"__proto__":{"hurt":1}},"entities":{"__proto__":{"1":{}}}}'))
  assert.equal(/** @type {any} */ (state.room).hurt, undefined)
  assert.equal(/** @type {any} */ ({}).hurt, undefined)
  assert.equal(state.entities.size, 0)
})

test('the newest 128 states are kept', () => {
  const ring = new StateRing()
  for (let tick = 1; tick <= 200; tick++) ring.add(apply(State.EMPTY, tick, {}))
  assert.equal(ring.at(72), undefined)
  assert.equal(ring.at(73)?.tick, 73)
  assert.equal(ring.newest?.tick, 200)
})
