import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { Bits } from '../src/bits.js'
import { BadFrame } from '../src/errors.js'
import { layoutOf } from '../src/layout.js'
import { State } from '../src/state.js'

/** Entities known by where they are, as a liar tells of them: each frame is a state or a bad frame, and takes its time. */
const GOLDEN = new URL('../../../takt-protocol/src/main/resources/takt/golden/packed.json', import.meta.url)
const { layouts } = JSON.parse(readFileSync(GOLDEN, 'utf8'))
const PARTS = 3
const FIELDS = 6

/** @param {Bits} out @param {...(boolean | number)} all flags, and counts */
function put(out, ...all) {
  for (const one of all) typeof one === 'boolean' ? out.bits(1, +one) : out.number(3, one)
  return out
}

/** @param {number} n */
const no = n => Array.from({ length: n }, () => false)

/** Up to what is seen of ships. @param {boolean} isDelta */
function seen(isDelta) {
  const out = new Bits()
  return isDelta ? put(out, false, 0, ...no(2 + PARTS), true, false, true, true, true)
    : put(out, ...no(2 + PARTS), true, false, true, true, true)
}

/** @param {Bits} out */
const end = out => put(out, ...no(PARTS - 1)).done()

/** @param {Bits} out @param {number} count */
function enter(out, count) {
  put(out, count)
  for (let i = 0; i < count; i++) put(out, false, 1, ...no(1 + FIELDS))
  return out
}

/** @param {number} count */
const crowd = count => end(enter(put(seen(false), 0, 0), count))

/** All are awake, and as foreseen. @param {number} count */
const foreseen = count => end(put(seen(true), 0, true, ...no(count).map(() => true), 0, 0))

class Reader {
  constructor() {
    this.layout = layoutOf(layouts.arena, 20)
    /** @type {Map<number, State>} */
    this.states = new Map()
  }

  /** The state, null for a bad frame. @param {number} base @param {number} tick @param {Uint8Array} bytes */
  read(base, tick, bytes) {
    const from = base ? (this.states.get(base) ?? assert.fail()) : State.EMPTY
    const before = JSON.stringify([...from.entities].map(([part, rows]) => [part, [...rows]]))
    try {
      return this.layout.state(from, tick, bytes, new Map(), tick => this.states.get(tick))
    } catch (e) {
      assert.ok(e instanceof BadFrame, `${e} for ${bytes}`)
      return null
    } finally {
      assert.equal(JSON.stringify([...from.entities].map(([part, rows]) => [part, [...rows]])), before)
    }
  }

  /** @param {number} base @param {number} tick @param {Uint8Array} bytes */
  know(base, tick, bytes) {
    const state = this.read(base, tick, bytes) ?? assert.fail('it is honest')
    this.states.set(tick, state)
    return state.entities.get('ships') ?? assert.fail()
  }
}

/** Ten ships that entered in tick 1 and are at rest since tick 2. */
function tenAtRest() {
  const reader = new Reader()
  assert.equal(reader.know(0, 1, crowd(10)).size, 10)
  assert.equal(reader.know(1, 2, foreseen(10)).size, 10)
  return reader
}

/** Bits by chance, the same in each run. */
function chance(seed = 7) {
  let state = seed
  return (/** @type {number} */ below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return (state >>> 8) % below
  }
}

/** A told row's stream may be any bits. @param {Bits} out @param {(below: number) => number} next @param {number} bytes */
function any(out, next, bytes) {
  for (let i = 0; i < bytes; i++) out.bits(8, next(1 << next(9)))
  return out
}

test('more are told than are at rest, or more passed than there are', () => {
  const next = chance()
  for (const [count, passed] of [[11, 0], [65_535, 0], [100_000, 0], [2 ** 31, 0], [2 ** 52, 0], [1, 10], [1, 2 ** 52]]) {
    const reader = tenAtRest()
    assert.equal(reader.read(2, 3, end(any(put(seen(true), 0, count, passed), next, 40))), null, `${count} ${passed}`)
  }
})

test('what everyone knows is not seen', () => {
  const reader = new Reader()
  const all = enter(put(new Bits(), ...no(2), true, true, 0, false), 10)
  reader.know(0, 1, put(all, ...no(PARTS)).done())
  assert.equal(reader.read(1, 2, foreseen(10)), null)
})

test('a slot enters once in a frame, and anew in the next', () => {
  const reader = tenAtRest()
  const twice = put(seen(false), 0, 0, 2, false, 1, ...no(1 + FIELDS), true, 3, 2, ...no(1 + FIELDS))
  assert.equal(reader.read(0, 3, end(twice)), null)
  assert.equal(reader.know(2, 3, end(enter(put(seen(true), 0, 0, 0), 10))).size, 10)
  assert.equal(reader.know(3, 4, foreseen(10)).size, 10) // they have entered anew, so they are awake
})

test('what is gone is not told, and nobody goes who is not there', () => {
  const reader = tenAtRest()
  assert.equal(reader.know(2, 3, end(put(seen(true), 10, ...no(10), 0, 0))).size, 0)
  assert.equal(reader.read(2, 4, end(put(seen(true), 10, ...no(10), 1, ...no(2 + FIELDS), 0))), null)
  assert.equal(reader.read(2, 4, end(put(seen(true), 1, true, 194, 0, 0, 0))), null)
  assert.equal(reader.read(3, 4, foreseen(10)), null)
})

test('no tick is told twice', () => {
  for (const tick of [2, 1, 0]) assert.equal(tenAtRest().read(2, tick, end(any(put(seen(true), 0, 1, 0), chance(), 9))), null)
})

test('every truncation, every flipped bit and bits by chance are a state or a bad frame', () => {
  const reader = tenAtRest()
  const next = chance()
  let [states, refused] = [0, 0]
  const answer = (/** @type {number} */ base, /** @type {Uint8Array} */ bytes) => {
    if (reader.read(base, 9, bytes)) states++
    else refused++
  }
  for (const honest of [crowd(10), foreseen(10), end(put(seen(true), 0, 0, 0, 0))]) {
    for (const base of [0, 1, 2]) {
      for (let bit = 0; bit < honest.length * 8; bit++) {
        const cut = honest.slice(0, (bit >> 3) + 1)
        cut[bit >> 3] &= (1 << (bit & 7)) - 1
        answer(base, cut)
        const flipped = honest.slice()
        flipped[bit >> 3] ^= 1 << (bit & 7)
        answer(base, flipped)
      }
    }
  }
  for (let i = 0; i < 5_000; i++) answer(next(3), any(put(seen(i % 3 > 0), 0), next, next(40)).done())
  assert.ok(refused > 2_000 && states > 20, `${states} states, ${refused} refused`)
})

test('a part that changes its mind has an answer', () => {
  const reader = tenAtRest()
  const next = chance()
  for (let i = 0; i < 500; i++) {
    const state = reader.read(2, 3, any(put(new Bits(), false, 0, ...no(2), true, true, 0, false), next, next(40)).done())
    if (!state) continue
    reader.states.set(3, state)
    reader.read(3, 4, foreseen(10))
    reader.read(3, 4, end(any(put(seen(true), 0, 5, 0), next, 40)))
  }
})

test('as many as there can be are told by a bit each', () => {
  const reader = new Reader()
  reader.know(0, 1, crowd(65_535))
  assert.equal(reader.know(1, 2, foreseen(65_535)).size, 65_535)
})
