import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { layoutOf } from '../src/layout.js'
import { State } from '../src/state.js'
import { bytesOf } from './world.js'

const GOLDEN = new URL('../../../takt-protocol/src/main/resources/takt/golden/seen.json', import.meta.url)
/** @type {{layout: any, tickRateHz: number, frames: any[]}} */
const golden = JSON.parse(readFileSync(GOLDEN, 'utf8'))

test('what is seen of a room is read as the server meant it', () => {
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
})
