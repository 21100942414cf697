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
