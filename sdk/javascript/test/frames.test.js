import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { BadFrame } from '../src/errors.js'
import { binary } from '../src/frames.js'
import { json } from '../src/json.js'
import { FRAME_MAX_DOWN } from '../src/limits.js'
import { bytesOf, hexOf, seeded } from './world.js'

const { decode } = json

const GOLDEN = new URL('../../../takt-protocol/src/main/resources/takt/golden/frames.json', import.meta.url)
/** @type {any[]} */
const vectors = JSON.parse(readFileSync(GOLDEN, 'utf8'))
const down = vectors.filter(v => v.way === 'down')

test('there are golden vectors of every frame a server sends', () => {
  const kinds = new Set(down.filter(v => v.expect === 'frame').map(v => v.kind))
  assert.deepEqual([...kinds].sort(), [
    'alive', 'draining', 'error', 'event', 'flash', 'joined', 'left', 'ponged', 'reply', 'rooms', 'snapshot', 'step',
    'timeline', 'welcome',
  ])
})

for (const v of down) {
  test(`golden: ${v.name}: ${v.meaning}`, () => {
    if (v.expect === 'refused') {
      assert.throws(() => decode(v.json), BadFrame)
    } else if (v.expect === 'skipped') {
      assert.equal(decode(v.json), null)
    } else {
      const frame = decode(v.json)
      const { skip: _, ...sent } = JSON.parse(v.json)
      assert.ok(frame)
      for (const [name, value] of Object.entries(sent)) assert.deepEqual(frame[name], value, name)
    }
  })
}

/** What an event's frame has in binary instead of its name and object. @param {any} v @param {any} frame */
function twin(v, frame) {
  const { tag, payload } = v
  for (const name of ['state', 'fields', 'values']) if (name in frame) frame[name] = bytesOf(payload ?? '')
  if (tag !== undefined) frame.name = `${tag}`
  return frame
}

for (const v of down) {
  test(`golden in binary: ${v.name}: ${v.meaning}`, () => {
    const read = () => binary.decode(bytesOf(v.hex))
    if (v.expect === 'refused') return assert.throws(read, BadFrame)
    if (v.expect === 'skipped') return assert.equal(read(), null)
    const frame = read()
    const expected = twin(v, decode(v.json))
    for (const name of ['x', 'y']) if (expected[name] === undefined) delete expected[name]
    assert.deepEqual(frame, expected)
  })
}

for (const v of vectors.filter(v => v.way === 'up' && v.expect === 'frame')) {
  test(`golden in binary, said: ${v.name}: ${v.meaning}`, () => {
    const frame = { ...(v.payload === undefined ? {} : { values: '', fields: '' }), ...JSON.parse(v.json) }
    assert.equal(hexOf(/** @type {Uint8Array} */ (binary.encode(twin(v, frame)))), v.hex)
  })
}

test('what a later version adds to a frame is passed over', () => {
  const more = '780a' + '7a03616263' + '8101' + '0102030405060708' + '8d01' + '01020304' + '78ffffffffffffffffff01'
  assert.deepEqual(binary.decode(bytesOf(`a80809${more}`)), { type: 'alive', id: 9 })
})

for (const [what, hex] of [
  ['nothing', ''],
  ['a frame that goes up', '030807'],
  ['an early end', '2908'],
  ['a number too long', '29088700'],
  ['a number beyond 2^53', '2908ffffffffffffff1f'],
  ['a number without end', `2908${'80'.repeat(1000)}`],
  ['a field twice', '2908070807'],
  ['a field of another wire type', '290a0107'],
  ['a field of number 0', '290007'],
  ['a field of no type', '297b'],
  ['a flag of 2', '212802'],
  ['a text beyond the end', '241205616263'],
  ['a text that is no UTF-8', '241202c328'],
  ['an object that is a list', '221a025b5d'],
  ['an object that is no JSON', '221a027b7b'],
  ['a room of a number that there is not', '240809'],
  ['half a place', '310101010001000000000000'],
  ['a place that is neither there nor not', '310101010002'],
  ['an endless place', '310101010001000000000000f07f0000000000000000'],
  ['a base before the first tick', '30010105000500'],
  ['durable before the first tick', '30010105060000'],
  ['a tag beyond 2^31', '31010101ffffffff0f00'],
]) {
  test(`refused in binary: ${what}`, () => assert.throws(() => binary.decode(bytesOf(hex)), BadFrame))
}

test('refused in binary: text, and too much', () => {
  for (const message of ['{"type":"alive"}', null, new Uint8Array(FRAME_MAX_DOWN + 1)]) {
    assert.throws(() => binary.decode(message), BadFrame)
  }
})

test('every truncation and every flipped bit of golden frames: a frame, skipped or refused', () => {
  for (const { hex } of down) {
    const bytes = bytesOf(hex)
    for (let length = 0; length < bytes.length; length++) reads(bytes.subarray(0, length))
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      bytes[bit >> 3] ^= 1 << (bit & 7)
      reads(bytes)
      bytes[bit >> 3] ^= 1 << (bit & 7)
    }
  }
})

test('random bytes: a frame, skipped or refused', () => {
  const { seed, next } = seeded()
  const kinds = [...new Set(down.map(v => parseInt(v.hex.slice(0, 2), 16)))]
  for (let i = 0; i < 30_000; i++) {
    const bytes = Uint8Array.from({ length: 1 + next(60) }, () => next(256))
    bytes[0] = kinds[next(kinds.length)]
    reads(bytes, `seed ${seed}`)
  }
})

/** @param {Uint8Array} bytes @param {string} [how] */
function reads(bytes, how = '') {
  try {
    binary.decode(bytes)
  } catch (e) {
    assert.ok(e instanceof BadFrame, `${how} ${hexOf(bytes)}: ${e}`)
  }
}

test('what is absent or null has its default', () => {
  assert.deepEqual(decode('{"type":"rooms","request":3,"gone":null}'), { type: 'rooms', request: 3, rooms: [], gone: [] })
  assert.deepEqual(decode('{"type":"left","room":1}'), { type: 'left', room: 1, reason: '', text: '' })
})

for (const [what, message] of /** @type {[string, unknown][]} */ ([
  ['bytes', new ArrayBuffer(4)],
  ['nothing', ''],
  ['half a document', '{"type":"alive"'],
  ['a list', '[]'],
  ['a number', '7'],
  ['null', 'null'],
  ['no type', '{"id":1}'],
  ['a type that is a number', '{"type":7}'],
  ['a type every object has', '{"type":"constructor"}'],
  ['a type that is a prototype', '{"type":"__proto__"}'],
  ['a fraction for a whole', '{"type":"alive","id":1.5}'],
  ['a negative whole', '{"type":"alive","id":-1}'],
  ['a whole beyond 2^53', '{"type":"alive","id":9007199254740993}'],
  ['a number for a text', '{"type":"left","room":1,"reason":7}'],
  ['a room of a number that there is not', '{"type":"left","room":9}'],
  ['a list for an object', '{"type":"error","code":"x","params":[]}'],
  ['a text among objects', '{"type":"rooms","rooms":["r"]}'],
  ['half a place', '{"type":"flash","room":1,"name":"beam","x":1}'],
  ['an endless place', '{"type":"flash","room":1,"name":"beam","x":1e999,"y":1}'],
  ['a base that is not before', '{"type":"snapshot","room":1,"epoch":1,"tick":5,"durable":5,"base":5,"state":{}}'],
  ['durable beyond the tick', '{"type":"snapshot","room":1,"epoch":1,"tick":5,"durable":6,"state":{}}'],
  ['too much', `{"type":"left","text":"${'x'.repeat(FRAME_MAX_DOWN)}"}`],
])) {
  test(`refused: ${what}`, () => assert.throws(() => decode(message), BadFrame))
}

test('whatever bits flip in a frame, it is a frame, skipped or refused', () => {
  const seed = Number(process.env.TAKT_SEED ?? 20)
  let state = seed
  const next = (/** @type {number} */ below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state % below
  }
  for (let i = 0; i < 20_000; i++) {
    const text = down[next(down.length)].json
    const at = next(text.length)
    const broken = next(2)
      ? text.slice(0, at) + String.fromCharCode(32 + next(95)) + text.slice(at + 1)
      : text.slice(0, at) + text.slice(at + 1 + next(8))
    try {
      decode(broken)
    } catch (e) {
      assert.ok(e instanceof BadFrame, `seed ${seed}, ${broken}: ${e}`)
    }
  }
})
