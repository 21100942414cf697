import { BadFrame } from './errors.js'

/**
 * The frames a server sends, as docs/PROTOCOL.md 13 lists them, and the check that what came is one.
 *
 * A server may lie, or be another's: what is read here has the members and types that the rest relies on.
 */

export const VERSION = 1
export const SUBPROTOCOL = 'takt.json.v1'
/** DELTA, SCHEMA and LOSSY. */
export const CAPABILITIES = 7
/** The largest frame taken, in UTF-16 units: at most as many bytes. */
export const FRAME_MAX_DOWN = 1 << 20
export const ROOMS_MAX = 8

/** @typedef {Record<string, any>} Json an object */
/**
 * A frame from the server: every member is there, with its default if it was absent.
 * @typedef {{type: string} & Record<string, any>} DownFrame
 */

/**
 * Members by type of frame: n whole, r room's number, t text, b flag, o object, T texts, O objects, d a number or
 * absent.
 * @type {Record<string, Record<string, string>>}
 */
const DOWN = {
  welcome: {
    version: 'n', capabilities: 'n', session: 't', resume: 't', resumed: 'b', playerId: 't', name: 't',
    serverTimeMs: 'n', aliveMs: 'n', frameMax: 'n', rooms: 'T',
  },
  error: { request: 'n', code: 't', params: 'o', text: 't', fatal: 'b' },
  joined: {
    request: 'n', room: 'r', id: 't', name: 't', code: 't', epoch: 'n', tick: 'n', tickRateHz: 'n', player: 'n',
    spectator: 'b', layout: 't', schema: 'o', resumed: 'b', commandSeq: 'n', missed: 'n', inputSeq: 'n',
    droppedTicks: 'n',
  },
  left: { room: 'r', reason: 't', text: 't' },
  rooms: { request: 'n', rooms: 'O', gone: 'T' },
  draining: { graceMs: 'n', retryMs: 'n' },
  timeline: { room: 'r', epoch: 'n', tick: 'n', lostTicks: 'n', droppedTicks: 'n' },
  alive: { id: 'n' },
  ponged: { id: 'n', serverTimeMs: 'n' },
  snapshot: { room: 'r', epoch: 'n', tick: 'n', durable: 'n', base: 'n', input: 'n', state: 'o' },
  event: { room: 'r', number: 'n', tick: 'n', name: 't', x: 'd', y: 'd', fields: 'o' },
  reply: { room: 'r', number: 'n', seq: 'n', code: 't', text: 't', fields: 'o' },
  flash: { room: 'r', tick: 'n', name: 't', x: 'd', y: 'd', fields: 'o' },
}

/** @param {unknown} value @returns {value is Json} */
export const isObject = value => typeof value === 'object' && value !== null && !Array.isArray(value)

/** @type {Record<string, {absent: () => unknown, fits: (value: any) => boolean}>} */
const TYPES = {
  n: { absent: () => 0, fits: value => Number.isSafeInteger(value) && value >= 0 },
  r: { absent: () => 0, fits: value => Number.isInteger(value) && value >= 0 && value <= ROOMS_MAX },
  t: { absent: () => '', fits: value => typeof value === 'string' },
  b: { absent: () => false, fits: value => typeof value === 'boolean' },
  o: { absent: () => ({}), fits: isObject },
  T: { absent: () => [], fits: value => Array.isArray(value) && value.every(v => typeof v === 'string') },
  O: { absent: () => [], fits: value => Array.isArray(value) && value.every(isObject) },
  d: { absent: () => undefined, fits: Number.isFinite },
}

/**
 * The frame in a message, or null if it is of a kind that may be skipped.
 *
 * @param {unknown} message
 * @returns {DownFrame | null}
 * @throws {BadFrame} if it is none
 */
export function decode(message) {
  if (typeof message !== 'string') throw new BadFrame('a message that is no text')
  if (message.length > FRAME_MAX_DOWN) throw new BadFrame(`a message of ${message.length} characters`)
  let json
  try {
    json = JSON.parse(message)
  } catch (e) {
    throw new BadFrame(`no JSON: ${e instanceof Error ? e.message : e}`)
  }
  if (!isObject(json) || typeof json.type !== 'string') throw new BadFrame('a frame is an object with a type')
  if (!Object.hasOwn(DOWN, json.type)) {
    if (json.skip === true) return null
    throw new BadFrame(`a frame of the unknown type '${json.type.slice(0, 32)}'`)
  }
  /** @type {DownFrame} */
  const frame = { type: json.type }
  for (const [name, letter] of Object.entries(DOWN[json.type])) {
    const type = TYPES[letter]
    const value = Object.hasOwn(json, name) ? json[name] : null
    if (value !== null && !type.fits(value)) throw new BadFrame(`'${name}' of '${json.type}'`)
    frame[name] = value === null ? type.absent() : value
  }
  if ((frame.x === undefined) !== (frame.y === undefined)) throw new BadFrame(`half a place in '${json.type}'`)
  if (json.type === 'snapshot' && (frame.durable > frame.tick || (frame.base && frame.base >= frame.tick))) {
    throw new BadFrame("'durable' or 'base' not before 'tick'")
  }
  return frame
}
