import { isNamed } from './bits.js'
import { call } from './emitter.js'

/** @typedef {import('./frames.js').Json} Json */

/**
 * What a player holds, by the schema of the room's input: neutral at first, presses cleared after each tick, numbers
 * kept within their bounds. A stick's 1.0000000002 must not get the whole tick refused.
 */
export class Hands {
  /** @type {Json[]} */
  #fields
  /** @type {Json} what the game writes to */
  #held = {}

  /** @param {Json} schema of the room */
  constructor(schema) {
    const input = Array.isArray(schema.inputs) ? schema.inputs[0] : undefined
    this.#fields = Array.isArray(input?.fields) ? input.fields.filter(isNamed) : []
    for (const f of this.#fields) this.#held[f.name] = Object.hasOwn(NEUTRAL, f.type) ? NEUTRAL[f.type](f) : null
  }

  /**
   * The values of this tick.
   * @param {(held: any) => void} ask the game
   * @returns {Json}
   */
  sample(ask) {
    for (const f of this.#fields) if (f.role === 'press') this.#held[f.name] = false
    call(ask, this.#held)
    /** @type {Json} */
    const values = {}
    for (const f of this.#fields) values[f.name] = fit(f, this.#held[f.name])
    return values
  }
}

/** What is held at first, by type: nothing of the others. @type {Record<string, (f: Json) => unknown>} */
const NEUTRAL = {
  flag: () => false,
  whole: f => fit(f, 0),
  real: f => fit(f, 0),
  angle: f => fit(f, 0),
  text: () => '',
  choice: f => f.of?.[0],
  list: () => [],
}

/**
 * @param {Json} f
 * @param {unknown} value
 */
function fit(f, value) {
  if (f.type === 'flag') return Boolean(value)
  if (typeof value === 'boolean') value = +value
  if (typeof value !== 'number') return value
  const number = Number.isNaN(value) ? 0 : value
  const bounded = f.min === undefined ? number : Math.min(f.max, Math.max(f.min, number))
  return f.type === 'whole' ? Math.round(bounded) : Number.isFinite(bounded) ? bounded : 0
}
