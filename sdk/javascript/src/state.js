import { BadFrame } from './errors.js'
import { ROWS_MAX } from './limits.js'

/** @typedef {Readonly<Record<string, any>>} Row the fields of one entity or player, as they were sent */


/**
 * A room's state at a tick, as this client was sent it. Immutable: what did not change is shared with the state before.
 */
export class State {
  /**
   * @param {number} tick
   * @param {Row} room the room's own fields
   * @param {ReadonlyMap<number, Row>} players everyone here, by number
   * @param {ReadonlyMap<string, ReadonlyMap<number, Row>>} entities by part and id
   * @param {ReadonlyMap<string, import('./moved.js').Habit>} [habits] by part: how its entities move, as the server told
   * @throws {BadFrame} if it is too large to be true
   */
  constructor(tick, room, players, entities, habits = new Map()) {
    this.tick = tick
    this.room = room
    this.players = players
    this.entities = entities
    this.habits = habits
    let count = players.size
    for (const rows of entities.values()) count += rows.size
    if (count > ROWS_MAX) throw new BadFrame(`a state of ${count} entities`)
  }
}

State.EMPTY = new State(0, {}, new Map(), new Map())

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
