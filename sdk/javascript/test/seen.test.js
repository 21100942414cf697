import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { layoutOf } from '../src/layout.js'
import { State } from '../src/state.js'
import { bytesOf } from './world.js'

/** @param {string} name @returns {{layout: any, tickRateHz: number, frames: any[]}} */
function vectors(name) {
  const url = new URL(`../../../takt-protocol/src/main/resources/takt/golden/${name}.json`, import.meta.url)
  return JSON.parse(readFileSync(url, 'utf8'))
}

test('what is seen of a room is read as the server meant it', () => read(vectors('seen')))
test('as it is where the layout has habits', () => read(vectors('trained')))
test('as it is where snapshots got lost and overtook each other', () => read(vectors('datagrams')))

/** @param {ReturnType<typeof vectors>} golden */
function read(golden) {
  const layout = layoutOf(golden.layout, golden.tickRateHz)
  /** @type {Map<number, State>} */
  const states = new Map()
  let compared = 0
  for (const { base, tick, hex, room, entities } of golden.frames) {
    const before = base ? states.get(base) ?? assert.fail(`no state ${base}`) : State.EMPTY
    const state = layout.state(before, tick, bytesOf(hex), new Map(), at => states.get(at))
    states.set(tick, state)
    if (!entities) continue
    compared++
    const parts = [...state.entities].filter(([, rows]) => rows.size)
    // by way of JSON: what rows keep for themselves is not to be seen
    const plain = JSON.parse(JSON.stringify(Object.fromEntries(parts.map(([part, rows]) => [part, Object.fromEntries(rows)]))))
    assert.deepEqual(plain, entities)
    assert.deepEqual(state.room, room)
  }
  assert.ok(compared >= 5)
}

test('a habit that is none is refused', () => {
  const { layout, tickRateHz } = vectors('trained')
  const { habit } = layout.entities[0]
  const places = 35 + 390 * habit.how.length
  const [, ...others] = habit.how
  const lies = [
    7, {}, { how: habit.how }, { odds: [] }, { ...habit, how: others }, { ...habit, how: [7, ...others] },
    ...[[], [1], [0, 1], [1, 8193], [1, 'x'], [8], [8.5], [10, 1], [8 + 2 * habit.how.length], [-1], ['a'], [null]]
      .map(first => ({ ...habit, how: [first, ...others] })),
    ...[[0], [0, 8], [0, -8], [0.5, 0], ['a', 0], [-1, 0], [places + 99, 0], [2 ** 40, 0], [NaN, 0]]
      .map(odds => ({ ...habit, odds })),
  ]
  for (const lie of lies) {
    const document = structuredClone(layout)
    document.entities[0].habit = lie
    assert.throws(() => layoutOf(document, tickRateHz), { message: /'habit'/ }, JSON.stringify(lie))
  }
})
