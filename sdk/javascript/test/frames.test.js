import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { BadFrame } from '../src/errors.js'
import { FRAME_MAX_DOWN } from '../src/frames.js'
import { json } from '../src/json.js'

const { decode } = json

const GOLDEN = new URL('../../../takt-protocol/src/main/resources/takt/golden/frames.json', import.meta.url)
/** @type {any[]} */
const vectors = JSON.parse(readFileSync(GOLDEN, 'utf8'))
const down = vectors.filter(v => v.way === 'down')

test('there are golden vectors of every frame a server sends', () => {
  const kinds = new Set(down.filter(v => v.expect === 'frame').map(v => v.kind))
  assert.deepEqual([...kinds].sort(), [
    'alive', 'draining', 'error', 'event', 'flash', 'joined', 'left', 'ponged', 'reply', 'rooms', 'snapshot', 'timeline',
    'welcome',
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
