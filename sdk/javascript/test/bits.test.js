import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { Bits } from '../src/bits.js'
import { BadFrame } from '../src/errors.js'
import { binary } from '../src/frames.js'
import { apply } from '../src/json.js'
import { layoutOf } from '../src/layout.js'
import { FRAME_MAX_DOWN } from '../src/limits.js'
import { State } from '../src/state.js'
import { Packer } from './packer.js'
import { SCHEMA, bytesOf, hexOf, joined, seeded, snapshot, statesOf } from './world.js'

const GOLDEN = new URL('../../../takt-protocol/src/main/resources/takt/golden/packed.json', import.meta.url)
/** @type {any} */
const golden = JSON.parse(readFileSync(GOLDEN, 'utf8'))

test('numbers of all widths are read as they were written', () => {
  const { next } = seeded()
  const to = new Bits()
  const numbers = [0, 1, 2 ** 31, 2 ** 32 - 1, 2 ** 52, 2 ** 53 - 1]
  for (let i = 0; i < 2000; i++) numbers.push(Math.floor(2 ** (next(5300) / 100)) - 1)
  const widths = numbers.map(n => Math.min(53, n.toString(2).length + next(4)))
  numbers.forEach((n, i) => {
    to.bits(widths[i], n)
    to.number(3, n)
    to.number(7, n)
    to.real(n / 3)
    to.text(3, `${n} ✓`)
  })
  const from = new Bits(to.done())
  numbers.forEach((n, i) => {
    const read = [from.bits(widths[i]), from.number(3), from.number(7), from.real(), from.text(3)]
    assert.deepEqual(read, [n, n, n, n / 3, `${n} ✓`])
  })
  from.end()
})

test('all counts of a frame together are bounded', () => {
  const counts = (/** @type {number[]} */ ...all) => {
    const to = new Bits()
    for (const count of all) to.number(3, count)
    for (let i = 0; i < 2 ** 17; i++) to.bits(1, 1)
    const from = new Bits(to.done())
    return () => all.forEach(() => from.things())
  }
  counts(2 ** 16, 2 ** 16)()
  assert.throws(counts(2 ** 16, 2 ** 16, 1), BadFrame)
})

test('half a surrogate is written as U+FFFD', () => {
  const to = new Bits()
  to.text(7, 'a\ud83cb')
  assert.equal(hexOf(to.done()), '0561efbfbd62')
})

/** A thousand snapshots of a room in which much happens, as frames and as JSON. */
function game() {
  const { seed, next } = seeded()
  const packer = new Packer()
  packer.pack(joined())
  /** @type {{frame: any, bytes: Uint8Array}[]} */
  const frames = []
  const states = [State.EMPTY]
  let uses = 0
  for (let tick = 1; tick <= 1000; tick++) {
    const base = tick % 50 === 1 ? 0 : tick - 1 - next(Math.min(3, (tick - 2) % 50 + 1))
    const before = states[base]
    /** @type {any} */
    const ships = {}
    /** @type {number[]} */
    const gone = []
    for (const id of before.entities.get('ships')?.keys() ?? []) {
      if (next(20) === 0) gone.push(id)
      else if (next(3)) ships[id] = { x: next(80_000) / 100, heading: (next(1024) * 2 * Math.PI) / 1024 }
    }
    const used = new Set([...(before.entities.get('ships')?.keys() ?? [])].map(id => id % 65536))
    for (let slot = 1; slot <= 8; slot++) {
      if (used.has(slot) || next(3)) continue
      const jump = tick - next(tick)
      ships[++uses * 65536 + slot] = { owner: next(9), x: next(800), y: 0.57, heading: 0, hp: next(101), jump }
    }
    const zoe = { name: `Zoë ${tick}`, seat: next(8) - 1, team: next(3), bot: !next(2), connected: true }
    const players = next(4) ? {} : { [1 + next(5)]: zoe }
    const left = [...before.players.keys()].filter(number => !(number in players) && !next(9))
    /** @type {any} */
    const state = { players, entities: { ships }, gone: { ships: gone, players: left } }
    if (!next(3)) state.room = { round: next(2) ? next(100_000) : null }
    const frame = snapshot(tick, state, { base, durable: tick - next(tick) })
    frames.push({ frame, bytes: packer.pack(frame) })
    states.push(apply(before, tick, state))
  }
  return { seed, frames, states }
}

const layout = layoutOf(SCHEMA)

test('a thousand snapshots are read as the JSON twin has them', () => {
  const { seed, frames, states } = game()
  const got = [State.EMPTY]
  for (const { frame, bytes } of frames) {
    const f = binary.decode(bytes)
    assert.ok(f)
    assert.deepEqual({ ...f, state: 0 }, { ...frame, state: 0, input: 0 })
    got.push(layout.state(got[f.base], f.tick, f.state, new Map(), () => undefined))
    const { room, players, entities } = states[f.tick]
    assert.deepEqual(got[f.tick].room, room, `seed ${seed} tick ${f.tick}`)
    assert.deepEqual(got[f.tick].players, players, `seed ${seed} tick ${f.tick}`)
    assert.deepEqual(got[f.tick].entities.get('ships'), entities.get('ships'), `seed ${seed} tick ${f.tick}`)
  }
})

test('every truncation and every flipped bit of a thousand snapshots: a state, skipped or refused', () => {
  const { seed, frames, states } = game()
  let refused = 0
  /** @param {Uint8Array} bytes */
  const read = bytes => {
    try {
      const f = binary.decode(bytes)
      if (f?.type === 'snapshot') layout.state(states[f.base] ?? State.EMPTY, f.tick, f.state, new Map(), () => undefined)
    } catch (e) {
      assert.ok(e instanceof BadFrame, `seed ${seed} ${hexOf(bytes)}: ${/** @type {Error} */ (e).stack}`)
      refused++
    }
  }
  for (const { bytes } of frames) {
    for (let length = 0; length < bytes.length; length++) read(bytes.subarray(0, length))
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      bytes[bit >> 3] ^= 1 << (bit & 7)
      read(bytes)
      bytes[bit >> 3] ^= 1 << (bit & 7)
    }
  }
  assert.ok(refused > 10_000, `${refused}`)
})

test('golden payloads with any bit flipped or any end, and random ones, by any layout: read or refused', () => {
  const { seed, next } = seeded()
  const layouts = Object.values(golden.layouts).map(document => layoutOf(/** @type {any} */ (document)))
  /** @param {(bytes: Uint8Array) => unknown} read @param {Uint8Array} bytes */
  const tried = (read, bytes) => {
    try {
      read(bytes)
    } catch (e) {
      assert.ok(e instanceof BadFrame, `seed ${seed} ${hexOf(bytes)}: ${/** @type {Error} */ (e).stack}`)
    }
  }
  /** @param {(bytes: Uint8Array) => unknown} read @param {string} hex */
  const all = (read, hex) => {
    const bytes = bytesOf(hex)
    for (let length = 0; length < bytes.length; length++) tried(read, bytes.subarray(0, length))
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      bytes[bit >> 3] ^= 1 << (bit & 7)
      tried(read, bytes)
      bytes[bit >> 3] ^= 1 << (bit & 7)
    }
    for (let i = 0; i < 100; i++) tried(read, Uint8Array.from({ length: next(80) }, () => next(256)))
  }
  for (const { field, hex } of golden.values) {
    const document = { state: [], entities: [], inputs: [], commands: [], events: [{ name: 'one', fields: [field] }] }
    all(bytes => layoutOf(document).event('0', bytes), hex)
  }
  for (const { hex } of golden.states) {
    for (const { state } of layouts) all(bytes => state(State.EMPTY, 9, bytes, new Map(), () => undefined), hex)
  }
})

test('golden states on their bases with any bit flipped or any end, and random ones: read or refused', () => {
  const { seed, next } = seeded()
  let read = 0
  let refused = 0
  for (const v of golden.states) {
    const { state } = layoutOf(golden.layouts[v.layout], v.tickRateHz)
    const older = new Map(statesOf(v, golden.layouts[v.layout]).map(state => [state.tick, state]))
    const base = older.get(v.base?.tick) ?? State.EMPTY
    const tried = (/** @type {Uint8Array} */ bytes) => {
      try {
        state(base, v.tick, bytes, new Map(), tick => older.get(tick))
        read++
      } catch (e) {
        assert.ok(e instanceof BadFrame, `seed ${seed} ${v.name} ${hexOf(bytes)}: ${/** @type {Error} */ (e).stack}`)
        refused++
      }
    }
    const bytes = bytesOf(v.hex)
    for (let length = 0; length < bytes.length; length++) tried(bytes.subarray(0, length))
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      bytes[bit >> 3] ^= 1 << (bit & 7)
      tried(bytes)
      bytes[bit >> 3] ^= 1 << (bit & 7)
    }
    for (let i = 0; i < 100; i++) {
      const random = Uint8Array.from({ length: next(80) }, () => next(256))
      random.set(bytes.subarray(0, Math.min(random.length, next(4))))
      tried(random)
    }
  }
  assert.ok(read > 1000 && refused > 10_000, `${read} ${refused}`)
})

test('what takes a bit and much memory has an end', () => {
  const empty = { type: 'record', class: 'Nothing', fields: [] }
  const fields = [{ name: 'much', type: 'list', max: 1 << 20, of: { type: 'list', max: 1 << 20, of: empty } }]
  const { event } = layoutOf({ state: [], entities: [], inputs: [], commands: [], events: [{ name: 'one', fields }] })
  const many = (/** @type {number} */ lists, /** @type {number} */ each) => {
    const to = new Bits()
    to.bits(1, 1)
    to.number(3, lists)
    for (let i = 0; i < lists; i++) {
      to.number(3, each)
      for (let k = 0; k < each; k++) to.bits(1)
    }
    return to.done()
  }
  assert.equal(event('0', many(10, 1000)).fields.much.length, 10)
  assert.throws(() => event('0', many(2, 200_000)), BadFrame)
  assert.throws(() => event('0', many(1000, 1000)), BadFrame)
})

test('what is kept of lists and texts counts as what comes', () => {
  const fields = [
    { name: 'list', type: 'list', max: 1 << 20, of: { type: 'flag' } },
    { name: 'text', type: 'text', max: 1 << 20 },
  ]
  const { state } = layoutOf({ state: fields, entities: [], inputs: [], commands: [], events: [] })
  const was = { list: Array.from({ length: 70_000 }, () => true), text: 'x'.repeat(600_000) }
  /** All of one of them, so many times. @param {'list' | 'text'} name @param {number} times */
  const kept = (name, times) => {
    const to = new Bits()
    to.bits(6, 0b100000) // no older states; the room changed
    to.bits(2, name === 'list' ? 1 : 2)
    to.bits(2, 3)
    to.number(3, times)
    for (let i = 0; i < times; i++) for (const n of [0, i && 2 * was[name].length - 1, 0]) to.number(3, n)
    to.bits(2)
    return state(new State(1, was, new Map(), new Map()), 2, to.done(), new Map(), () => undefined).room[name]
  }
  assert.deepEqual(kept('list', 1), was.list)
  assert.equal(kept('text', 1), was.text)
  assert.throws(() => kept('list', 2), BadFrame)
  assert.throws(() => kept('text', 2), BadFrame)
})

test('a page cannot change what the next snapshot builds on', () => {
  const card = { type: 'record', class: 'Card', fields: [{ name: 'rank', type: 'whole', min: 0, max: 12 }] }
  const fields = [{ name: 'cards', type: 'list', max: 9, of: card }]
  const { state } = layoutOf({ state: fields, entities: [], inputs: [], commands: [], events: [] })
  const to = new Bits()
  to.bits(3, 7) // the room changed, its only field, to something
  to.things(2)
  for (const rank of [7, 3]) to.bits(4, rank)
  to.bits(2)
  const { cards } = state(State.EMPTY, 1, to.done(), new Map(), () => undefined).room
  assert.throws(() => cards.sort(), TypeError)
  assert.throws(() => (cards[0].rank = 1), TypeError)
  assert.deepEqual([...cards].sort((a, b) => a.rank - b.rank), [{ rank: 3 }, { rank: 7 }])
})

test('the largest frames of one byte end', () => {
  for (const byte of [0, 1, 0x11, 0x55, 0x80, 0x88, 0xff]) {
    const payload = new Uint8Array(FRAME_MAX_DOWN - 1).fill(byte)
    for (const document of [SCHEMA, ...Object.values(golden.layouts)]) {
      assert.throws(() => layoutOf(document).state(State.EMPTY, 9, payload, new Map(), () => undefined), BadFrame)
    }
    for (const kind of [33, 37, 48, 49]) {
      const frame = Uint8Array.of(kind, ...payload.subarray(0, 100_000))
      try {
        binary.decode(frame)
      } catch (e) {
        assert.ok(e instanceof BadFrame)
      }
    }
  }
})

test('a page of another version plays on: what it does not know is passed over, what it lacks has its default', () => {
  const next = structuredClone(SCHEMA)
  next.state.unshift(/** @type {any} */ ({ name: 'weather', type: 'choice', of: ['SUN', 'RAIN'] }))
  next.entities[0].fields.unshift(/** @type {any} */ ({ name: 'shield', type: 'whole', min: 0, max: 50 }))
  const x = { name: 'x', type: 'real', min: 0, max: 9, step: 1 }
  next.entities.unshift(/** @type {any} */ ({ name: 'drones', fields: [x] }))
  next.commands.unshift(/** @type {any} */ ({ name: 'dance', fields: [] }))
  next.commands[1].fields.push(/** @type {any} */ ({ name: 'loud', type: 'flag' }))
  next.events.unshift(/** @type {any} */ ({ name: 'rained', fields: [] }))
  next.inputs[0].fields.unshift(/** @type {any} */ ({ name: 'boost', type: 'whole', min: 1, max: 3 }))
  const [older, newer] = [layoutOf(SCHEMA), layoutOf(next)]
  const read = (/** @type {typeof SCHEMA} */ document, /** @type {any} */ { name, fields }) =>
    layoutOf({ ...document, events: document.commands }).event(`${name}`, fields)

  const say = { text: 'hi', loud: true, unheard: 7 }
  assert.deepEqual(read(SCHEMA, older.command('say', say)), { name: 'say', fields: { text: 'hi' } })
  const quiet = { name: 'say', fields: { text: 'hi', loud: false } }
  assert.deepEqual(read(next, newer.command('say', { text: 'hi' })), quiet)
  const held = { dx: 1, fire: true, gear: 'HIGH', brake: true }
  assert.equal(hexOf(newer.input(held)), hexOf(newer.input({ ...held, boost: 1 })), 'the smallest that may be')
  assert.deepEqual(newer.event('1', older.command('say', say).fields).name, 'said')

  const packer = new Packer()
  packer.pack(joined({ schema: next }))
  const told = { ships: { 65537: { shield: 3, x: 5 } }, drones: { 65537: { x: 2 } } }
  const frame = snapshot(1, { room: { weather: 'RAIN' }, entities: told })
  const { entities, room } = newer.state(State.EMPTY, 1, binary.decode(packer.pack(frame))?.state, new Map(), () => undefined)
  assert.deepEqual(room, { weather: 'RAIN' })
  assert.deepEqual(entities.get('ships')?.get(65537), { shield: 3, x: 5 })
  assert.deepEqual(entities.get('drones')?.get(65537), { x: 2 })
})
