import { BadFrame } from './errors.js'
import { isObject } from './frames.js'

/** @typedef {import('./frames.js').Json} Json */
/** @typedef {Readonly<Record<string, any>>} Row the fields of one entity or player, as they were sent */

/** Entities and players of a state: a server that sends more is not ours. */
export const ROWS_MAX = 100_000

/**
 * A room's state at a tick, as this client was sent it. Immutable: what did not change is shared with the state before.
 */
export class State {
  /**
   * @param {number} tick
   * @param {Row} room the room's own fields
   * @param {ReadonlyMap<number, Row>} players everyone here, by number
   * @param {ReadonlyMap<string, ReadonlyMap<number, Row>>} entities by part and id
   */
  constructor(tick, room, players, entities) {
    this.tick = tick
    this.room = room
    this.players = players
    this.entities = entities
  }

  /**
   * This state changed by a delta: docs/PROTOCOL.md 5.
   *
   * @param {number} tick
   * @param {Json} delta
   * @returns {State}
   * @throws {BadFrame} if it is none
   */
  apply(tick, delta) {
    const gone = object(delta.gone, 'gone')
    const room = merged(this.room, delta.room, 'room')
    const players = rows(this.players, object(delta.players, 'players'), own(gone, 'players'))
    const entities = new Map(this.entities)
    const changed = object(delta.entities, 'entities')
    for (const part of new Set([...Object.keys(changed), ...Object.keys(gone)])) {
      if (part !== 'players' && part !== '__proto__')
        entities.set(part, rows(entities.get(part) ?? NONE, object(own(changed, part), part), own(gone, part)))
    }
    let count = players.size
    for (const part of entities.values()) count += part.size
    if (count > ROWS_MAX) throw new BadFrame(`a state of ${count} entities`)
    return new State(tick, room, players, entities)
  }
}

/** @type {ReadonlyMap<number, Row>} */
const NONE = new Map()
State.EMPTY = new State(0, {}, NONE, new Map())

/** A part may be called `constructor`. @param {Json} from @param {string} name */
const own = (from, name) => (Object.hasOwn(from, name) ? from[name] : undefined)

/**
 * @param {unknown} value
 * @param {string} name
 * @returns {Json}
 */
function object(value, name) {
  if (value === undefined) return {}
  if (!isObject(value)) throw new BadFrame(`'${name}' of a state is no object`)
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
  if (!Array.isArray(gone)) throw new BadFrame("'gone' of a state is no list")
  const ids = Object.keys(changes)
  if (!ids.length && !gone.length) return before
  const after = new Map(before)
  for (const id of gone) after.delete(id)
  for (const text of ids) {
    const id = Number(text)
    if (!Number.isSafeInteger(id) || id < 0) throw new BadFrame(`'${text.slice(0, 32)}' is no id`)
    after.set(id, merged(after.get(id), changes[text], text))
  }
  return after
}

/** States to build deltas on, and to draw between: the newest 128, of one epoch. */
export class StateRing {
  constructor() {
    /** @type {State[]} oldest first */
    this.states = []
  }

  /** @returns {State | undefined} */
  get newest() {
    return this.states.at(-1)
  }

  /** @param {number} tick */
  at(tick) {
    return this.states.find(s => s.tick === tick)
  }

  /** @param {State} state newer than all */
  add(state) {
    this.states.push(state)
    if (this.states.length > StateRing.MOST) this.states.shift()
  }

  clear() {
    this.states.length = 0
  }
}

/** What the server may still think we have last: it keeps 64. */
StateRing.MOST = 128
