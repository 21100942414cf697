import { Bits, check, lie } from './bits.js'

/**
 * The frames of docs/PROTOCOL.md 13 in both codecs, and the check that what came is one.
 *
 * A server may lie, or be another's: what is read here has the members and types that the rest relies on.
 */

export const VERSION = 1
export const SUBPROTOCOL = 'takt.v1'
/** The JSON twin. */
export const SUBPROTOCOL_JSON = 'takt.json.v1'
/** DELTA, SCHEMA and LOSSY. */
export const CAPABILITIES = 7
/** The largest frame taken, in bytes; in the JSON twin in UTF-16 units, at most as many. */
export const FRAME_MAX_DOWN = 1 << 20
export const ROOMS_MAX = 8

/** @typedef {Record<string, any>} Json an object */
/**
 * A frame from the server: every member is there, with its default if it was absent. In the binary protocol payloads
 * are bytes, and a `name` is a tag, in digits.
 * @typedef {{type: string} & Record<string, any>} DownFrame
 */
/** @typedef {[name: string, letter: string][]} Members in the order of their protobuf numbers */

/**
 * Frames by type: their kinds and members. A line is `kind type members`; each member has a letter: whole if there is
 * none, r room's number, t text, b flag, o object, T texts, O objects; of data frames also g name or tag, d a number or
 * absent, p payload.
 * @param {string} lines
 * @returns {Record<string, {kind: number, members: Members}>}
 */
const table = lines => Object.fromEntries(Array.from(lines.matchAll(/(\d+) (\w+)(\D*)/g), ([, kind, type, listed]) => {
  /** @type {Members} */
  const members = Array.from(listed.matchAll(/(\w+)\.?(\w?)/g), ([, name, letter]) => [name, letter || 'n'])
  return [type, { kind: +kind, members }]
}))

const DOWN = table(`
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
  50 reply room.r number seq code.t text.t fields.p
  179 flash room.r tick name.g x.d y.d fields.p`)
const UP = table(`
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
  18 ack room epoch seen heard`)
/** A kind that may be skipped has this bit, in the JSON twin `"skip": true`. */
const SKIPPABLE = 0x80

/** @param {unknown} value @returns {value is Json} */
export const isObject = value => typeof value === 'object' && value !== null && !Array.isArray(value)

/** In bytes, as JSON. @param {Json} json */
export const sizeOf = json => new TextEncoder().encode(JSON.stringify(json)).length

const isText = (/** @type {unknown} */ value) => typeof value === 'string'
const isWhole = (/** @type {any} */ value) => Number.isSafeInteger(value) && value >= 0

/**
 * By letter: the default, whether a value fits, and how it is read or written in binary.
 * @type {Record<string, [absent: () => unknown, fits: (value: any) => boolean, bits: (at: Bits, value: any) => unknown]>}
 */
const LETTERS = {
  n: [() => 0, isWhole, (at, n) => at.number(7, Math.trunc(n) || 0)],
  r: [() => 0, n => isWhole(n) && n <= ROOMS_MAX, (at, n) => at.number(7, n)],
  t: [() => '', isText, (at, text) => at.text(7, text)],
  g: [() => '', isText, (at, tag) => `${at.number(7, +tag, 2 ** 31 - 1)}`],
  b: [() => false, value => typeof value === 'boolean', (at, value) => at.number(7, +value, 1) > 0],
  o: [() => ({}), isObject, (at, value) => parse(at.text(7, JSON.stringify(value)) || '{}')],
  p: [() => ({}), isObject, (at, bytes) => at.bytes(bytes?.length ?? at.left / 8, bytes)],
  T: [() => [], value => Array.isArray(value) && value.every(isText), (at, text) => at.text(7, text)],
  O: [() => [], value => Array.isArray(value) && value.every(isObject), at => parse(at.text(7))],
  d: [() => undefined, Number.isFinite, at => at.real()],
}

/**
 * The frame in a message, or null if it is of a kind that may be skipped.
 *
 * @param {unknown} message
 * @param {boolean} [isJson]
 * @returns {DownFrame | null}
 * @throws {import('./errors.js').BadFrame} if it is none
 */
export function decode(message, isJson) {
  const sent = isJson ? fromJson(message) : fromBytes(message)
  if (!sent) return null
  /** @type {DownFrame} */
  const frame = { type: sent.type }
  for (const [name, letter] of DOWN[sent.type].members) {
    const [absent, fits] = LETTERS[letter]
    const value = Object.hasOwn(sent, name) ? sent[name] : null
    check(value === null || fits(value), `'${name}' of '${sent.type}'`)
    frame[name] = value ?? absent()
  }
  const { x, y, tick, durable = 0, base } = frame
  check((x === undefined) === (y === undefined), `half a place in '${sent.type}'`)
  check(durable <= (tick ?? 0) && (!base || base < tick), "'durable' or 'base' not before 'tick'")
  return frame
}

/** @param {unknown} message @returns {Json | null} */
function fromJson(message) {
  if (typeof message !== 'string') return lie('a message that is no text')
  check(message.length <= FRAME_MAX_DOWN, `a message of ${message.length} characters`)
  const json = parse(message)
  check(isText(json.type), 'a frame of no type')
  if (Object.hasOwn(DOWN, json.type)) return json
  return json.skip === true ? null : lie(`a frame of the unknown type '${json.type.slice(0, 32)}'`)
}

/** @param {string} text @returns {Json} */
function parse(text) {
  let json
  try {
    json = JSON.parse(text)
  } catch (e) {
    lie(`no JSON: ${e instanceof Error ? e.message : e}`)
  }
  return isObject(json) ? json : lie('JSON that is no object')
}

/** @param {unknown} message @returns {Json | null} */
function fromBytes(message) {
  const bytes = message instanceof ArrayBuffer ? new Uint8Array(message) : message
  if (!(bytes instanceof Uint8Array)) return lie('a message that is no bytes')
  check(bytes.length <= FRAME_MAX_DOWN, `a message of ${bytes.length} bytes`)
  const from = new Bits(bytes)
  const kind = from.bits(8)
  for (const type in DOWN) {
    const { members } = DOWN[type]
    if (DOWN[type].kind === kind) return { ...(isData(kind) ? readData : readControl)(from, members), type }
  }
  return kind & SKIPPABLE ? null : lie(`a frame of the unknown kind ${kind}`)
}

/** @param {number} kind */
const isData = kind => (kind & 0x1f) > 15

/** A protobuf message: fields in any order, unknown ones passed over. @param {Bits} from @param {Members} all */
function readControl(from, all) {
  /** @type {Json} */
  const sent = {}
  while (from.left) {
    const key = from.number(7, 0, 2 ** 32 - 1)
    const wire = key & 7
    check(key > 7, 'a field of no number')
    const [name, letter] = all[(key >>> 3) - 1] ?? []
    if (!name) {
      skip(from, wire)
      continue
    }
    const isList = 'TO'.includes(letter)
    check(wire === wireOf(letter) && (isList || !(name in sent)), `'${name}' twice, or of another type`)
    const value = LETTERS[letter][2](from, undefined)
    if (isList) (sent[name] ??= []).push(value)
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
  else lie('a field of no type')
}

/** A packed header and a payload. @param {Bits} from @param {Members} all */
function readData(from, all) {
  /** @type {Json} */
  const sent = {}
  for (const [name, letter] of all) {
    const isThere = letter !== 'd' || (name === 'x' ? from.number(7, 0, 1) : 'x' in sent)
    if (isThere) sent[name] = LETTERS[letter][2](from, undefined)
  }
  const { tick, durable, base } = sent
  if (isWhole(durable)) Object.assign(sent, { durable: tick - durable, base: base && (tick - base || -1) })
  return sent
}

/**
 * A frame to the server in the binary protocol. Payloads are bytes, a `name` is a tag.
 * @param {Json} frame
 */
export function encode(frame) {
  const { kind, members } = UP[frame.type]
  const to = new Bits()
  to.bits(8, kind)
  members.forEach(([name, letter], i) => {
    for (const value of letter === 'T' ? frame[name] ?? [] : [frame[name]]) {
      if (!isData(kind)) {
        if (!value) continue // its default is not written
        to.number(7, (i + 1) * 8 + wireOf(letter))
      }
      LETTERS[letter][2](to, value)
    }
  })
  return to.done()
}
