import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { Bits } from '../src/bits.js'
import { BadFrame, TaktError } from '../src/errors.js'
import { apply } from '../src/json.js'
import { layoutOf } from '../src/layout.js'
import { RangeReader } from '../src/range.js'
import { State } from '../src/state.js'
import { RangeWriter } from './range.js'
import { bytesOf, habitsOf, hexOf, stateOf, statesOf } from './world.js'

const GOLDEN = new URL('../../../takt-protocol/src/main/resources/takt/golden/packed.json', import.meta.url)
/** @type {{layouts: Record<string, any>, values: any[], payloads: any[], streams: any[], states: any[]}} */
const golden = JSON.parse(readFileSync(GOLDEN, 'utf8'))
const layouts = new Map(Object.entries(golden.layouts).map(([name, document]) => [name, layoutOf(document)]))
/** @param {string} name */
const layout = name => layouts.get(name) ?? assert.fail(name)

/** A state as vectors write it. @param {State} state */
function plain({ room, players, entities }) {
  const parts = [...entities].filter(([, rows]) => rows.size).map(([part, rows]) => [part, Object.fromEntries(rows)])
  return { room, players: Object.fromEntries(players), entities: Object.fromEntries(parts) }
}

for (const v of golden.values) {
  test(`value ${v.name}: ${v.meaning}`, () => {
    const fields = [v.field]
    const layout = layoutOf({
      state: [], entities: [], inputs: [], commands: [{ name: 'one', fields }], events: [{ name: 'one', fields }],
    })
    const read = () => layout.event('0', bytesOf(v.hex)).fields[v.field.name]
    const write = () => hexOf(layout.command('one', { [v.field.name]: v.json }).fields)
    if (v.expect === 'refused') assert.throws(read, BadFrame)
    if (v.expect === 'both' || v.expect === 'read') assert.deepEqual(read(), v.json)
    // what a page sends is told to be wrong, not changed; it has no version of its own
    if (v.name === 'whole-beyond') assert.throws(write, { code: 'command-invalid' })
    else if (v.name === 'map-of-wholes') assert.equal(write().length, v.hex.length) // JavaScript sorts such members
    else if (v.expect === 'both' || v.expect === 'write') assert.equal(write(), v.hex)
  })
}

// The bits that hold a range may hold more: what is a little above it must not come out as something else.
for (const [bounds, within, beyond] of /** @type {[Record<string, unknown>, number[], number[]][]} */ ([
  [{ type: 'whole', min: 7, max: 14 }, [7, 14], [6, 15, 99]],
  [{ type: 'real', min: -1, max: 1, step: 1 / 127 }, [-1, 0.5, 1], [-1.5, 1.5, 5]],
  [{ type: 'whole', min: -(2 ** 52), max: 2 ** 52 }, [-(2 ** 52), 2 ** 52], [2 ** 52 + 1, 2 ** 60]],
])) {
  test(`${JSON.stringify(bounds)}: what lies outside is refused before it is sent`, () => {
    const fields = [{ name: 'n', ...bounds }]
    const { command } = layoutOf({ state: [], entities: [], inputs: [], commands: [{ name: 'one', fields }], events: [] })
    for (const n of within) assert.ok(command('one', { n }).fields.length)
    for (const n of beyond) assert.throws(() => command('one', { n }), { code: 'command-invalid' })
  })
}

for (const v of golden.payloads) {
  test(`payload ${v.name}: ${v.meaning}`, () => {
    const { event, answer, input, command } = layout(v.layout)
    const isUp = v.kind === 'input' || v.kind === 'command'
    if (v.kind === 'input' && v.json?.length === 1) assert.equal(hexOf(input(v.json[0])), v.hex)
    if (v.kind === 'command' && v.json) {
      const { name, fields } = command(v.called, v.json)
      assert.deepEqual([name, hexOf(fields)], [v.tag, v.hex])
    }
    if (isUp) return // a server reads it
    const read = () => (v.kind === 'reply' ? answer(v.called, bytesOf(v.hex)) : event(`${v.tag}`, bytesOf(v.hex)).fields)
    if (v.expect === 'refused') assert.throws(read, BadFrame)
    else assert.deepEqual(read(), v.json)
  })
}

for (const v of golden.streams) {
  test(`stream ${v.name}: ${v.meaning}`, () => {
    const from = new Bits(bytesOf(v.hex))
    const reader = new RangeReader()
    const writer = new RangeWriter(v.odds)
    reader.begin(from, v.odds)
    for (const [at, value, width] of v.coded) {
      if (at === 'raw') assert.equal(reader.raw(width), value)
      else assert.equal(reader.bit(at), value === 1)
      if (at === 'raw') writer.raw(value, width)
      else writer.bit(at, value === 1)
    }
    reader.end()
    assert.equal(from.at, v.bits)
    from.end()
    assert.deepEqual(Array.from(reader.odds), v.learned)
    assert.deepEqual(writer.odds, v.learned)
    const to = new Bits()
    writer.end(to)
    assert.equal(hexOf(to.done()), v.hex)
  })
}

for (const v of golden.states) {
  test(`state ${v.name}: ${v.meaning}`, () => {
    const states = statesOf(v, golden.layouts[v.layout])
    const before = structuredClone(states.map(plain))
    const at = (/** @type {number} */ tick) => states.find(state => state.tick === tick)
    const base = v.base ? states[0] : State.EMPTY
    const { state } = layoutOf(golden.layouts[v.layout], v.tickRateHz)
    const read = () => state(base, v.tick, bytesOf(v.hex), new Map(), at)
    if (v.baseTick) {
      assert.equal(at(v.baseTick), undefined) // a room does not get this far: see its tests
    } else if (v.expect === 'refused') {
      assert.throws(read, BadFrame)
    } else {
      const after = read()
      const expected = plain(stateOf(v.after))
      assert.deepEqual(plain(after), expected)
      assert.deepEqual(plain(apply(base, v.tick, v.state)), expected, 'as the JSON twin')
      for (const [part, habit] of Object.entries(habitsOf(golden.layouts[v.layout], v.habits))) {
        assert.deepEqual(after.habits.get(part), habit)
      }
    }
    assert.deepEqual(states.map(plain), before, 'older states are as they were')
  })
}

test('what a page sends that does not fit is refused with its name, what it leaves out has its default', () => {
  const { command } = layout('arena')
  assert.throws(() => command('dance', {}), { code: 'command-unknown', reason: /dance/ })
  for (const fields of [{ a: 101 }, { a: -101 }, { a: 1.5 }, { a: '7' }, { a: NaN }, { a: [] }, { a: {} }, { a: true }]) {
    assert.throws(() => command('add', fields), { code: 'command-invalid', reason: /^a=.*"max":100/ })
  }
  for (const text of [7, {}, [], true, 'x'.repeat(201)]) {
    assert.throws(() => command('say', { text }), e => e instanceof TaktError && e.code === 'command-invalid')
  }
  assert.deepEqual(command('add', {}), command('add', { a: 0, b: null, unknown: 7 }))
})

const NO_LAYOUT = { state: [], entities: [], inputs: [], commands: [], events: [] }
const deep = (/** @type {number} */ depth) => {
  /** @type {any} */
  let type = { type: 'flag' }
  for (let i = 0; i < depth; i++) type = { type: 'list', of: type, max: 3 }
  return type
}
for (const [what, field] of /** @type {[string, any][]} */ ([
  ['no object', 7],
  ['null', null],
  ['no name', { type: 'flag' }],
  ['a name that is a prototype', { name: '__proto__', type: 'flag' }],
  ['a type that a later version may have', { name: 'x', type: 'matrix' }],
  ['a type that every object has', { name: 'x', type: 'constructor' }],
  ['no bounds', { name: 'x', type: 'whole' }],
  ['bounds the wrong way round', { name: 'x', type: 'whole', min: 1, max: 0 }],
  ['bounds beyond 2^53', { name: 'x', type: 'whole', min: 0, max: 2 ** 60 }],
  ['bounds that are fractions', { name: 'x', type: 'whole', min: 0.5, max: 2 }],
  ['no step', { name: 'x', type: 'real', min: 0, max: 1, step: 0 }],
  ['a step that is text', { name: 'x', type: 'real', min: 0, max: 1, step: '1' }],
  ['a grid too fine', { name: 'x', type: 'real', min: 0, max: 1e9, step: 1e-9 }],
  ['an angle of 3 bits', { name: 'x', type: 'angle', bits: 3 }],
  ['an angle of 25 bits', { name: 'x', type: 'angle', bits: 25 }],
  ['a choice of none', { name: 'x', type: 'choice', of: [] }],
  ['a choice of numbers', { name: 'x', type: 'choice', of: [1] }],
  ['one of no records', { name: 'x', type: 'oneOf', of: [] }],
  ['a record without fields', { name: 'x', type: 'record', class: 'X' }],
  ['a list of nothing', { name: 'x', type: 'list', max: 3 }],
  ['a map without keys', { name: 'x', type: 'map', of: { type: 'flag' }, max: 3 }],
  ['17 lists in each other', { name: 'x', ...deep(17) }],
  ['100,000 lists in each other', { name: 'x', ...deep(100_000) }],
])) {
  test(`a document with a field of ${what} is refused`, () => {
    assert.throws(() => layoutOf({ ...NO_LAYOUT, state: [field] }), BadFrame)
    assert.throws(() => layoutOf({ ...NO_LAYOUT, entities: [{ name: 'ships', fields: [field] }] }), BadFrame)
  })
}

test('documents of any other shape are refused', () => {
  layoutOf(NO_LAYOUT)
  layoutOf({ ...NO_LAYOUT, state: [{ name: 'x', ...deep(16) }] })
  const flag = { name: 'x', type: 'flag' }
  assert.throws(() => layoutOf({ ...NO_LAYOUT, state: [flag, flag] }), BadFrame)
  for (const member of Object.keys(NO_LAYOUT)) {
    for (const other of [undefined, null, 7, {}, [null], [7]]) {
      assert.throws(() => layoutOf({ ...NO_LAYOUT, [member]: other }), BadFrame, `${member} ${other}`)
    }
  }
  for (const document of [{}, null, 7, []]) assert.throws(() => layoutOf(/** @type {any} */ (document)), BadFrame)
})
