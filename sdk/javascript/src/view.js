import { isObject } from './bits.js'

/** @typedef {import('./state.js').State} State */
/** @typedef {import('./state.js').Row} Row */
/** @typedef {import('./frames.js').Json} Json */
/**
 * An entity as it is drawn: `id`, `owner` (a player's number, 0 for none), `mine`, and the fields it was sent.
 * @typedef {{id: number, owner: number, mine: boolean} & Record<string, any>} EntityView
 */
/**
 * A room as it is drawn: `tick`, the room's own fields, and for each of its parts an array of entities.
 * @typedef {{tick: number} & Record<string, any>} RoomView
 */

const ROUND = 2 * Math.PI

/** Which parts a room has and which of their fields glide: positions and angles, as its schema says. */
export class Smooth {
  /** @param {Json} schema */
  constructor(schema) {
    /** @type {Map<string, {lines: string[], angles: string[]}>} */
    this.parts = new Map()
    for (const part of list(schema.entities)) {
      const fields = list(part.fields)
      this.parts.set(String(part.name), {
        lines: fields.filter(f => f.role === 'position' && f.type === 'real').map(f => String(f.name)),
        angles: fields.filter(f => f.type === 'angle').map(f => String(f.name)),
      })
    }
  }
}

/** @param {unknown} value @returns {Json[]} */
const list = value => (Array.isArray(value) ? value.filter(isObject) : [])

/**
 * Draws a room between two of its states. The view and its entities are the same objects from frame to frame, so
 * that drawing makes no garbage: who wants to keep one copies it.
 */
export class View {
  #smooth
  #me
  /** @type {Map<string, Map<number, {row: Row, entity: EntityView}>>} */
  #known = new Map()
  /** @type {RoomView} */
  view = { tick: 0 }

  /**
   * @param {Smooth} smooth
   * @param {number} me the own player's number
   */
  constructor(smooth, me) {
    this.#smooth = smooth
    this.#me = me
    for (const part of smooth.parts.keys()) this.view[part] = []
  }

  /**
   * The room at a tick: between the last state before it and the first after.
   * @param {readonly State[]} states at least one, oldest first
   * @param {number} tick with its fraction
   */
  at(states, tick) {
    let i = states.length - 1
    while (i > 0 && states[i].tick > tick) i--
    const from = states[i]
    const to = states[i + 1]
    const part = to ? Math.min(1, Math.max(0, (tick - from.tick) / (to.tick - from.tick))) : 0
    return this.draw(from, part > 0 ? to : undefined, part, tick)
  }

  /**
   * @param {State} from
   * @param {State | undefined} to
   * @param {number} share how far towards it
   * @param {number} tick
   */
  draw(from, to, share, tick) {
    Object.assign(this.view, from.room)
    this.view.tick = tick
    for (const name of this.#known.keys()) {
      if (!from.entities.has(name)) this.#part(name, new Map(), undefined, from, to, 0)
    }
    for (const [name, rows] of from.entities) this.#part(name, rows, to?.entities.get(name), from, to, share)
    return this.view
  }

  /**
   * @param {string} name
   * @param {ReadonlyMap<number, Row>} rows
   * @param {ReadonlyMap<number, Row> | undefined} next
   * @param {State} from
   * @param {State | undefined} to
   * @param {number} share
   */
  #part(name, rows, next, from, to, share) {
    let known = this.#known.get(name)
    if (!known) this.#known.set(name, (known = new Map()))
    /** @type {EntityView[]} */
    const all = Array.isArray(this.view[name]) ? this.view[name] : (this.view[name] = [])
    const glides = this.#smooth.parts.get(name)
    all.length = 0
    for (const [id, row] of rows) {
      let drawn = known.get(id)
      if (!drawn) known.set(id, (drawn = { row: EMPTY, entity: { id, owner: 0, mine: false } }))
      const entity = drawn.entity
      if (drawn.row !== row) {
        Object.assign(entity, entityOf(id, row, this.#me))
        drawn.row = row
      }
      if (glides) {
        const after = next?.get(id)
        const jumps = after !== undefined && after.jump > from.tick && to !== undefined && after.jump <= to.tick
        const towards = after && !jumps ? after : row
        for (const f of glides.lines) entity[f] = line(row[f], towards[f], share)
        for (const f of glides.angles) entity[f] = angle(row[f], towards[f], share)
      }
      all.push(entity)
    }
    if (known.size > rows.size) for (const id of known.keys()) if (!rows.has(id)) known.delete(id)
  }
}

/** @param {number} id @param {Row} row @param {number} me @returns {EntityView} */
export const entityOf = (id, row, me) => ({ ...row, id, owner: row.owner ?? 0, mine: row.owner === me })

/** @type {Row} */
const EMPTY = {}

/**
 * @param {unknown} a
 * @param {unknown} b
 * @param {number} share
 */
export function line(a, b, share) {
  return typeof a === 'number' && typeof b === 'number' ? a + (b - a) * share : a
}

/**
 * Between two angles the shorter way round, from 0 up to, not including, 2π.
 * @param {unknown} a
 * @param {unknown} b
 * @param {number} share
 */
export function angle(a, b, share) {
  if (typeof a !== 'number' || typeof b !== 'number') return a
  const turn = ((((b - a + Math.PI) % ROUND) + ROUND) % ROUND) - Math.PI
  const at = (a + turn * share) % ROUND
  return at < 0 ? at + ROUND : at
}
