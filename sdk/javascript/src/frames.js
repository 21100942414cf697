import { Bits, WHOLE_MAX, bytesOf, check, isObject, lie } from './bits.js'
import { layoutOf } from './layout.js'
import { FRAME_MAX_DOWN, ROOMS_MAX } from './limits.js'

/**
 * The frames of docs/PROTOCOL.md 13, and how they are read and written in the binary protocol.
 *
 * A server may lie, or be another's: what is read here has the members and types that the rest relies on.
 */

export const VERSION = 1
/** DELTA, SCHEMA and LOSSY. */
export const CAPABILITIES = 7

/** @typedef {Record<string, any>} Json an object */
/**
 * A frame from the server: every member is there, with its default if it was absent. In the binary protocol payloads
 * are bytes, and an event's `name` is its tag, in digits.
 * @typedef {{type: string} & Record<string, any>} DownFrame
 */
/**
 * How a connection speaks.
 * @typedef {object} Codec
 * @property {string} subprotocol
 * @property {(message: any) => DownFrame | null} decode the frame in a message, or null if it is of a kind that may be
 *   skipped; throws a BadFrame if it is none
 * @property {(frame: Json) => string | Uint8Array} encode
 * @property {(document: Json, tickRateHz: number) => import('./layout.js').Layout} layoutOf how a room of that schema
 *   document is read
 */
/** @typedef {[name: string, letter: string][]} Members in the order of their protobuf numbers */

/**
 * Frames by type: `kind type members`. Each member has a letter: n whole (if there is none), r room's number, t text,
 * b flag, o object, T texts, O objects; of data frames also g name or tag, d a number or absent, p payload; w and
 * h a whole of two and three bits of a byte that several share: where they are all ones, the rest follows the byte.
 * @type {Record<string, {kind: number, members: Members}>}
 */
export const FRAMES = {}
for (const [, kind, type, listed] of `
  1 hello min max capabilities sdk.t name.t token.t reservation.t resume.t
  2 ping id rttMs lossPermille
  3 pong id
  4 join request room.t id.t code.t reservation.t create.b unlisted.b spectate.b where.o options.o layouts.T sendRateHz
  5 list request room.t where.o
  6 watch request room.t where.o
  7 unwatch request
  8 leave room
  9 tune room sendRateHz
  10 bye
  16 input room epoch seen heard seq values.p
  17 command room epoch seen heard seq name.g fields.p
  18 ack room epoch seen heard
  33 welcome version capabilities session.t resume.t resumed.b playerId.t name.t serverTimeMs aliveMs frameMax rooms.T
  34 error request code.t params.o text.t fatal.b
  35 joined request room.r id.t name.t code.t epoch tick tickRateHz player spectator.b layout.t schema.o resumed.b
     commandSeq missed inputSeq droppedTicks
  36 left room.r reason.t text.t
  37 rooms request rooms.O gone.T
  38 draining graceMs retryMs
  39 timeline room.r epoch tick lostTicks droppedTicks
  168 alive id
  41 ponged id serverTimeMs
  48 snapshot room.r epoch tick durable base input state.p
  49 event room.r number tick name.g x.d y.d fields.p
  52 step room.r skipped.w undurable.h inputs.h state.p
  50 reply room.r number seq code.t text.t fields.p
  179 flash room.r tick name.g x.d y.d fields.p`.matchAll(/(\d+) (\w+)(\D*)/g)) {
  const members = Array.from(listed.matchAll(/(\w+)\.?(\w?)/g), ([, name, letter]) => [name, letter || 'n'])
  FRAMES[type] = { kind: +kind, members: /** @type {Members} */ (members) }
}
/** A kind that may be skipped has this bit, in the JSON twin `"skip": true`. */
const SKIPPABLE = 0x80

/** In bytes, as JSON. @param {Json} json */
export const sizeOf = json => bytesOf(JSON.stringify(json)).length

/** Whether a member is several: a letter is then of each. @param {string} letter */
export const isList = letter => letter < 'a'
/** @param {number} kind */
export const isDown = kind => (kind & ~SKIPPABLE) > 31
/** @param {number} kind */
const isData = kind => (kind & 0x1f) > 15

/**
 * One value.
 * @param {Bits} at
 * @param {string} letter
 * @param {any} [value] to write
 */
function bits(at, letter, value) {
  switch (letter.toLowerCase()) {
    case 't':
      return at.text(7, value)
    case 'o':
      return parse(at.text(7, JSON.stringify(value)) || '{}')
    case 'b':
      return at.number(7, value ? 1 : 0, 1) > 0
    case 'g':
      return `${at.number(7, value && +value, 2 ** 31 - 1)}`
    case 'p':
      return at.bytes(value?.length ?? at.left / 8, value)
    case 'r':
      return at.number(7, value, ROOMS_MAX)
    default:
      return at.number(7, Math.trunc(value) || 0)
  }
}

/** @param {string} text @returns {Json} */
export function parse(text) {
  let json
  try {
    json = JSON.parse(text)
  } catch {}
  check(isObject(json), 'no JSON object')
  return json
}

/** @param {unknown} message @returns {DownFrame | null} */
function decode(message) {
  const bytes = message instanceof ArrayBuffer ? new Uint8Array(message) : message
  check(bytes instanceof Uint8Array && bytes.length <= FRAME_MAX_DOWN, 'text, or too much')
  const from = new Bits(bytes)
  const kind = from.bits(8)
  for (const [type, frame] of Object.entries(FRAMES)) {
    if (frame.kind !== kind || !isDown(kind)) continue
    return { ...(isData(kind) ? readData : readControl)(from, frame.members), type }
  }
  return kind & SKIPPABLE ? null : lie(`a frame of the unknown kind ${kind}`)
}

/** A protobuf message: fields in any order, unknown ones passed over. @param {Bits} from @param {Members} all */
function readControl(from, all) {
  /** @type {Json} */
  const sent = {}
  const seen = new Set()
  const nothing = new Bits()
  for (const [name, letter] of all) sent[name] = isList(letter) ? [] : bits(nothing, letter)
  while (from.left) {
    const key = from.number(7, 0, 2 ** 32 - 1)
    const wire = key & 7
    check(key > 7)
    const [name, letter] = all[(key >>> 3) - 1] ?? []
    if (!name) {
      skip(from, wire)
      continue
    }
    check(wire === wireOf(letter) && (isList(letter) || seen.size < seen.add(name).size))
    const value = bits(from, letter)
    if (isList(letter)) sent[name].push(value)
    else sent[name] = value
  }
  return sent
}

/** Protobuf's: 0 a varint, 2 bytes behind their length. @param {string} letter */
const wireOf = letter => ('nrb'.includes(letter) ? 0 : 2)

/** @param {Bits} from @param {number} wire */
function skip(from, wire) {
  if (wire === 0) from.number(7, 0, 2 ** 64)
  else if (wire === 1 || wire === 5) from.bytes(wire === 1 ? 8 : 4)
  else if (wire === 2) from.bytes(from.number(7))
  else lie()
}

/** @type {Record<string, number>} */
const FEW = { w: 2, h: 3 }

/** A packed header and a payload. @param {Bits} from @param {Members} all */
function readData(from, all) {
  /** @type {Json} */
  const sent = {}
  /** @type {[string, number][]} */
  const more = []
  for (const [name, letter] of all) {
    const width = FEW[letter]
    if (width) {
      const most = 2 ** width - 1
      sent[name] = from.bits(width)
      if (sent[name] === most) more.push([name, most])
    } else if (letter !== 'd') {
      for (const [name, most] of more.splice(0)) sent[name] += from.number(7, 0, WHOLE_MAX - most)
      sent[name] = bits(from, letter)
    } else if (name === 'x' ? from.number(7, 0, 1) : 'x' in sent) {
      sent[name] = from.real()
      check(Number.isFinite(sent[name]))
    }
  }
  const { tick, durable, base } = sent
  if (base !== undefined) {
    check(durable <= tick && (!base || base < tick))
    sent.durable = tick - durable
    sent.base = base && tick - base
  }
  return sent
}

/** @param {Json} frame payloads are bytes, a command's `name` is its tag */
function encode(frame) {
  const { kind, members } = FRAMES[frame.type]
  const to = new Bits()
  to.bits(8, kind)
  members.forEach(([name, letter], i) => {
    for (const value of isList(letter) ? frame[name] ?? [] : [frame[name]]) {
      if (!isData(kind)) {
        if (!value) continue // its default is not written
        to.number(7, (i + 1) * 8 + wireOf(letter))
      }
      bits(to, letter, value)
    }
  })
  return to.done()
}

/** @type {Codec} */
export const binary = { subprotocol: 'takt.v1', decode, encode, layoutOf }
