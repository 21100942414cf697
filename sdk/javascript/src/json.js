import { check, isObject, lie } from './bits.js'
import { FRAMES, isDown, isList, parse } from './frames.js'
import { FRAME_MAX_DOWN, ROOMS_MAX } from './limits.js'
import { State } from './state.js'

/** @typedef {import('./frames.js').Json} Json */
/** @typedef {import('./frames.js').DownFrame} DownFrame */
/** @typedef {import('./state.js').Row} Row */

const isWhole = (/** @type {any} */ value) => Number.isSafeInteger(value) && value >= 0

/** By letter. @type {Record<string, {absent: () => unknown, fits: (value: any) => boolean}>} */
const TYPES = {
  n: { absent: () => 0, fits: isWhole },
  r: { absent: () => 0, fits: value => isWhole(value) && value <= ROOMS_MAX },
  t: { absent: () => '', fits: value => typeof value === 'string' },
  b: { absent: () => false, fits: value => typeof value === 'boolean' },
  o: { absent: () => ({}), fits: isObject },
  d: { absent: () => undefined, fits: Number.isFinite },
}
TYPES.g = TYPES.t
TYPES.p = TYPES.o

/** @param {unknown} message @returns {DownFrame | null} */
function decode(message) {
  if (typeof message !== 'string') return lie('a message that is no text')
  check(message.length <= FRAME_MAX_DOWN, `a message of ${message.length} characters`)
  const json = parse(message)
  check(typeof json.type === 'string', 'a frame of no type')
  if (!Object.hasOwn(FRAMES, json.type) || !isDown(FRAMES[json.type].kind)) {
    return json.skip === true ? null : lie(`a frame of the unknown type '${json.type.slice(0, 32)}'`)
  }
  /** @type {DownFrame} */
  const frame = { type: json.type }
  for (const [name, letter] of FRAMES[json.type].members) {
    const { absent, fits } = TYPES[letter.toLowerCase()] ?? TYPES.n
    const value = (Object.hasOwn(json, name) ? json[name] : null) ?? (isList(letter) ? [] : absent())
    const good = isList(letter) ? Array.isArray(value) && value.every(fits) : value === undefined || fits(value)
    check(good, `'${name}' of '${json.type}'`)
    frame[name] = value
  }
  const { x, y, tick, durable, base } = frame
  check((x === undefined) === (y === undefined), `half a place in '${json.type}'`)
  if (base !== undefined) check(durable <= tick && (!base || base < tick), "'durable' or 'base' not before 'tick'")
  return frame
}

/** Payloads are what they are. @type {import('./layout.js').Layout} */
const PLAIN = {
  state: apply,
  event: (name, fields) => ({ name, fields }),
  answer: (_, fields) => fields,
  input: values => values,
  command: (name, fields) => ({ name, fields }),
}

/**
 * The JSON twin: everything can be read in the browser's tools. Loaded when it is asked for.
 * @type {import('./frames.js').Codec}
 */
export const json = {
  subprotocol: 'takt.json.v1',
  decode,
  encode: frame => JSON.stringify(frame),
  layoutOf: () => PLAIN,
}

/**
 * A state changed by a delta: docs/PROTOCOL.md 5.
 * @param {State} base
 * @param {number} tick
 * @param {Json} delta
 */
export function apply(base, tick, delta) {
  const gone = object(delta.gone, 'gone')
  const room = merged(base.room, delta.room, 'room')
  const players = rows(base.players, object(delta.players, 'players'), own(gone, 'players'))
  const entities = new Map(base.entities)
  const changed = object(delta.entities, 'entities')
  for (const part of new Set([...Object.keys(changed), ...Object.keys(gone)])) {
    if (part !== 'players' && part !== '__proto__')
      entities.set(part, rows(entities.get(part) ?? NONE, object(own(changed, part), part), own(gone, part)))
  }
  return new State(tick, room, players, entities)
}

/** @type {ReadonlyMap<number, Row>} */
const NONE = new Map()

/** A part may be called `constructor`. @param {Json} from @param {string} name */
const own = (from, name) => (Object.hasOwn(from, name) ? from[name] : undefined)

/**
 * @param {unknown} value
 * @param {string} name
 * @returns {Json}
 */
function object(value, name) {
  if (value === undefined) return {}
  if (!isObject(value)) lie(`'${name}' of a state is no object`)
  return value
}

/**
 * @param {Row | undefined} before
 * @param {unknown} changes
 * @param {string} name
 * @returns {Row}
 */
function merged(before, changes, name) {
  if (changes === undefined && before) return before
  const after = { ...before, ...object(changes, name) }
  // Of a server that would have it: what is copied from here must not get another prototype.
  if (Object.hasOwn(after, '__proto__')) delete after['__proto__']
  return after
}

/**
 * @param {ReadonlyMap<number, Row>} before
 * @param {Json} changes by id
 * @param {unknown} gone ids
 */
function rows(before, changes, gone = []) {
  if (!Array.isArray(gone)) lie("'gone' of a state is no list")
  const ids = Object.keys(changes)
  if (!ids.length && !gone.length) return before
  const after = new Map(before)
  for (const id of gone) after.delete(id)
  for (const text of ids) {
    const id = Number(text)
    if (!Number.isSafeInteger(id) || id < 0) lie(`'${text.slice(0, 32)}' is no id`)
    after.set(id, merged(after.get(id), changes[text], text))
  }
  return after
}
