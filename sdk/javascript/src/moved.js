import { check, lie, signed } from './bits.js'
import { RAW_MAX, RECENT_MAX, RESIDUAL_BITS_MAX, SEEN_GAP_MAX, SIZE_BITS_MAX, STEPS_MAX } from './limits.js'
import { COUNT, FIELDS, LEVELS, NOTED, OF_FIELD, PASSED, SIGN, SIZE, TOLD, TOP, UNARY, firstOdds } from './odds.js'
import { RangeReader } from './range.js'

/** @typedef {import('./bits.js').Bits} Bits */
/** @typedef {import('./state.js').Row} Row */
/** @typedef {import('./layout.js').Field} Field */
/** @typedef {ReadonlyMap<number, Row>} Rows */
/**
 * The whole numbers a field travels as.
 * @typedef {object} Points
 * @property {number} first
 * @property {number} last
 * @property {number} turn of directions, of which the last is beside the first, how many bits of 32 they leave; else 0
 * @property {(point: number) => number} value
 * @property {(value: number) => number} point
 * @property {(point: number, by: number) => number} past the point that is `by` in values away, maybe out of bounds
 */
/**
 * How the entities of a part use to move: how each field is guessed, a number and weights, and the odds a stream begins
 * with.
 * @typedef {{how: number[][], odds: Uint16Array}} Habit
 */
/**
 * What is told of a habit: pairs of how many odds are passed, and of what the next one becomes.
 * @typedef {{how: number[][], odds: number[]}} Told
 */
/**
 * A row of which more follows than numbers: its owner or a jump, and these fields.
 * @typedef {{id: number, isNoted: boolean, fields: Field[]}} Said
 */
/**
 * What a delta builds on: the rows of its base and of the states before it, and the ticks between them.
 * @typedef {{past: Rows[], dt: number, gaps: number[]}} Older
 */

/**
 * What a row that is told from what it was told last goes on from: when that was, the points it had in those before,
 * which are so many ticks apart, and whether it moved.
 * @typedef {[tick: number, gap: number, past: number[][], isAwake: boolean]} Last
 */

/** Where a row has its own; it is copied with the row, and nobody else sees it. */
const LAST = Symbol('last')

/** @param {any} row @returns {Last} */
const lastOf = row => row?.[LAST] ?? lie()

/** @param {Row} row @param {Last} last @returns {Row} */
const withLast = (row, last) => ({ ...row, [LAST]: last })

/** A row that enters. @param {Row} row @param {number} tick */
export const entering = (row, tick) => withLast(row, [tick, 0, [], true])

/** The first guess by another field. */
const BY_RATE = 8
/** What a weight is told in. */
const ONE = 1024
/** No guess goes that far, in points, so that sums stay exact. */
const FAR = 2 ** 52
const UNKNOWN = 2
/** @typedef {[ahead: number, steps: number, scales: number[]]} Way */
/** By the bits of the error. */
const CONTEXTS = [0, 1, 2, 3, 3, 4, 4, 4]

/** How far it is from one point to another; of directions the shorter way round. */
const apart = (/** @type {Points} */ { turn }, /** @type {number} */ from, /** @type {number} */ to) =>
  turn ? ((to - from) << turn) >> turn : to - from

/** A point that is so many further, within the bounds; of directions round and round. */
const onward = (/** @type {Points} */ { first, last, turn }, /** @type {number} */ point, /** @type {number} */ by) =>
  turn ? (point + (by & last)) & last : Math.min(last, Math.max(first, point + by))

/** The field a guess is by. @param {number} how */
const fieldOf = how => (how - BY_RATE) >> 1

/** The bits of a magnitude. @param {number} n */
const bitsOf = n => (n < 2 ** 32 ? 32 - Math.clz32(n) : 64 - Math.clz32(n / 2 ** 32))

/**
 * Reads the rows of a part that are not what they were, foreseen from older states: docs/PROTOCOL.md 14, Rows that
 * moved. A row is awake if it moved from the state before the base to the base, or is new since then. How wrong the same
 * guess was one state ago is the context of each number, and how much more wrong the numbers before it are its level.
 */
export class MovedRows {
  #stepped
  #points
  #others
  #coder = new RangeReader()
  #tickRateHz
  /** @type {number[][]} */
  #how = []
  /**
   * For now and for what the base should have been: ticks ahead, in how many steps, and what a difference of each gap
   * counts in one.
   * @type {Way[]}
   */
  #ways = []
  /** Places of the stepped fields: those that are guessed by others come last. @type {number[]} */
  #order = []
  /** Rows of the last states by id, as points. @type {{rows: Rows, points: Map<number, number[]>}[]} */
  #recent = []
  // Of one row: its points in the base and in states before it, and now; how wrong each guess was, in bits, and its sign.
  /** @type {number[][]} */
  #past = []
  /** @type {number[]} */
  #now = []
  /** @type {number[]} */
  #errors = []
  /** @type {number[]} */
  #contexts = []
  #worst = 0
  /** From 1 on, the newest first, each as it would be in a step. */
  #differences = new Float64Array(9)
  /** @type {Said[]} */
  #said = []

  /**
   * @param {Field[]} all of the part
   * @param {number} tickRateHz of the room, 0 for one that ticks on demand
   * @param {Told} [trained] what the layout says of how they move at first
   */
  constructor(all, tickRateHz, trained) {
    this.#stepped = all.filter(({ points }) => points)
    this.#points = this.#stepped.map(({ points }) => /** @type {Points} */ (points))
    this.#others = all.filter(({ points, isShared }) => isShared && !points)
    this.#tickRateHz = tickRateHz
    /** What is known of them before it is told. @type {Habit} */
    this.first = {
      how: this.#stepped.map(({ points, json }) => (points?.turn || json.role === 'position' ? [1, ONE] : [0])),
      odds: firstOdds(this.#stepped, this.#others.length),
    }
    try {
      if (trained !== undefined) this.first = this.#known(trained, this.first)
    } catch {
      lie("a schema document with a 'habit' that this version does not know")
    }
  }

  /** What is told of a habit over what was known. @param {Bits} from @param {Habit} known @returns {Habit} */
  habit(from, known) {
    const how = known.how.map(before => {
      if (from.bits(1)) return before
      const n = from.number(3, 0, BY_RATE + 2 * this.#points.length - 1)
      return [n, ...Array.from({ length: n < BY_RATE ? n : 0 }, () => signed(from.number(3, 0, 16 * ONE)))]
    })
    /** @type {number[]} */
    const odds = []
    for (let left = from.number(3, 0, known.odds.length); left > 0; left--) {
      odds.push(from.number(3, 0, known.odds.length), from.bits(4) - 7)
    }
    return this.#known({ how, odds }, known)
  }

  /** @param {Told} told @param {Habit} known @returns {Habit} */
  #known({ how, odds: told }, known) {
    const odds = known.odds.slice()
    check([how, told].flat(2).every(Number.isInteger) && how.length === this.#points.length && how.every(([n, ...weights], f) =>
      n < BY_RATE
        ? weights.length === n && weights.every(w => Math.abs(w) <= 8 * ONE)
        // by a field that is itself not foreseen by another
        : n < BY_RATE + 2 * how.length && !weights.length && fieldOf(n) !== f && how[fieldOf(n)][0] < BY_RATE))
    let place = 0
    for (let i = 0; i < told.length; i += 2) {
      const to = TOLD[told[i + 1] + 7]
      place += told[i]
      check(told[i] >= 0 && odds[place] && to)
      odds[place++] = to
    }
    return { how, odds }
  }

  /**
   * @param {Bits} from
   * @param {Map<number, Row>} rows of the base that are still there, in the order in which they entered: they move
   * @param {Older} older
   * @param {Habit} habit
   * @returns {Said[]}
   */
  read(from, rows, { past, dt, gaps }, habit) {
    this.#begin(habit)
    this.#goes(dt, gaps)
    const coder = this.#coder
    const states = past.map(rows => this.#pointsOf(rows))
    /** @type {number[]} */
    const asleep = []
    coder.begin(from, habit.odds)
    for (const [id, row] of rows) {
      if (row === past[1]?.get(id) || !this.#load(id, states)) {
        asleep.push(id)
      } else if (coder.bit(this.#worst)) {
        this.#foreseen(id, row, rows)
      } else {
        this.#told(id, row, rows)
      }
    }
    let i = 0
    for (let left = this.#size(COUNT); left > 0; left--) {
      i += this.#size(PASSED)
      check(i < asleep.length)
      const id = asleep[i++]
      this.#load(id, states)
      this.#told(id, /** @type {Row} */ (rows.get(id)), rows)
    }
    coder.end()
    return this.#said
  }

  // ---- rows that are each told from what they were told last

  /**
   * Reads those that are told: docs/PROTOCOL.md 14, Seen.
   * @param {Bits} from
   * @param {Map<number, Row>} rows that are still there, in the order in which they entered: they move
   * @param {number} tick
   * @param {(said: Said) => void} say reads what follows a row
   */
  seen(from, rows, tick, say) {
    this.#begin(this.first)
    /** @type {[number[], number[]]} */
    const [asleep, awake] = [[], []]
    rows.forEach((row, id) => (lastOf(row)[3] ? awake : asleep).push(id))
    const isEvery = awake.length && from.bits(1)
    for (const id of awake) if (isEvery || from.bits(1)) this.#seenRow(from, id, rows, tick, say)
    let i = 0
    for (let left = asleep.length && from.things(); left > 0; left--) {
      i += from.number(3)
      this.#seenRow(from, asleep[i++], rows, tick, say)
    }
  }

  /** @param {Bits} from @param {number} id @param {Map<number, Row>} rows @param {number} tick @param {(said: Said) => void} say */
  #seenRow(from, id, rows, tick, say) {
    const row = rows.get(id) ?? {}
    const [told, gap, past, isAwake] = lastOf(row)
    const base = this.#pointsIn(row)
    const dt = tick - told
    const isNear = dt <= SEEN_GAP_MAX
    this.#goes(isAwake ? dt : 1, isAwake ? [gap, gap] : [1])
    this.#weigh([base, ...(!isAwake ? [base] : isNear ? past : [])])
    if (isAwake && from.bits(1)) {
      this.#foreseen(id, row, rows)
    } else {
      this.#coder.begin(from, this.first.odds)
      this.#told(id, row, rows)
      this.#coder.end()
      this.#said.splice(0).forEach(say)
    }
    const older = isNear ? [base, past[0]].slice(0, gap === dt ? 2 : 1) : []
    const moved = !isNear || this.#now.some((now, f) => now !== base[f])
    rows.set(id, withLast(rows.get(id) ?? row, [tick, dt, older, moved]))
  }

  // ---- a row

  /** @param {Habit} habit */
  #begin({ how }) {
    this.#how = how
    this.#order = how.map((_, f) => f).sort((f, g) => +(how[f][0] >= BY_RATE) - +(how[g][0] >= BY_RATE))
    this.#said = []
  }

  /** How far a guess goes, and by which gaps. @param {number} dt @param {number[]} gaps */
  #goes(dt, gaps) {
    this.#ways = [dt, gaps[0]].map((ahead, back) => {
      const steps = Math.min(STEPS_MAX, Math.max(1, Math.floor(ahead / gaps[back] + 0.5)))
      return [ahead, steps, gaps.map(gap => ahead / steps / gap)]
    })
  }

  /** @param {Rows} rows of a state */
  #pointsOf(rows) {
    let known = this.#recent.find(state => state.rows === rows)
    if (!known) {
      known = { rows, points: new Map() }
      if (this.#recent.push(known) > RECENT_MAX) this.#recent.shift()
    }
    return known
  }

  /**
   * Looks what a row was, and how wrong each guess was; answers whether it is awake.
   * @param {number} id
   * @param {{rows: Rows, points: Map<number, number[]>}[]} states
   */
  #load(id, states) {
    /** @type {number[][]} */
    const past = []
    for (const { rows, points } of states) {
      let known = points.get(id)
      if (!known) {
        const row = rows.get(id)
        if (!row) break
        points.set(id, (known = this.#pointsIn(row)))
      }
      past.push(known)
    }
    return this.#weigh(past)
  }

  /** @param {Row} row */
  #pointsIn(row) {
    return this.#points.map(({ first, point }, f) => {
      const value = row[this.#stepped[f].name]
      return typeof value === 'number' ? point(value) : first // what the row has not
    })
  }

  /** Takes what a row was, and how wrong each guess was; answers whether it moved. @param {number[][]} past */
  #weigh(past) {
    this.#past = past
    const [base, before] = past
    let isAwake = !before
    this.#worst = 0
    for (let f = 0; f < base.length; f++) {
      const error = before ? apart(this.#points[f], this.#guess(f, 1), base[f]) : 0
      const bits = bitsOf(Math.abs(error))
      this.#errors[f] = error < 0 ? -bits : bits
      this.#contexts[f] = before ? CONTEXTS[bits] ?? 5 : UNKNOWN
      this.#worst = Math.max(this.#worst, this.#contexts[f])
      isAwake ||= base[f] !== before[f]
    }
    return isAwake
  }

  /** @param {number} id @param {Row} row @param {Map<number, Row>} rows */
  #store(id, row, rows) {
    /** @type {Record<string, any> | undefined} */
    let moved
    for (let f = 0; f < this.#points.length; f++) {
      const now = this.#now[f]
      if (now !== this.#past[0][f]) (moved ??= { ...row })[this.#stepped[f].name] = this.#points[f].value(now)
    }
    if (moved) rows.set(id, moved)
  }

  /** @param {number} id @param {Row} row @param {Map<number, Row>} rows */
  #foreseen(id, row, rows) {
    for (const f of this.#order) this.#now[f] = this.#guess(f, 0)
    this.#store(id, row, rows)
  }

  /** @param {number} id @param {Row} row @param {Map<number, Row>} rows */
  #told(id, row, rows) {
    const coder = this.#coder
    const isNoted = coder.bit(NOTED)
    let worse = -Infinity
    for (const f of this.#order) {
      const { first, last, turn } = this.#points[f]
      const guess = this.#guess(f, 0)
      const residual = this.#residual(f, worse === -Infinity ? 0 : worse <= 0 ? 1 : worse <= 2 ? 2 : 3)
      const now = turn ? onward(this.#points[f], guess, residual) : guess + residual
      check(now >= first && now <= last)
      this.#now[f] = now
      if (residual) worse = Math.max(worse, bitsOf(Math.abs(residual)) - Math.abs(this.#errors[f]))
    }
    const at = FIELDS + this.#points.length * OF_FIELD
    const fields = this.#others.filter((_, o) => coder.bit(at + o))
    this.#store(id, row, rows)
    if (isNoted || fields.length) this.#said.push({ id, isNoted, fields })
  }

  // ---- numbers

  /** @param {number} f @param {number} level */
  #residual(f, level) {
    const at = FIELDS + f * OF_FIELD
    const which = this.#contexts[f] * LEVELS + level
    if (this.#coder.bit(at + which)) return 0
    const bits = this.#unary(at + SIZE + which * UNARY, RESIDUAL_BITS_MAX)
    const isNegative = this.#coder.bit(at + SIGN + 3 * Math.min(bits, 5) + 1 + Math.sign(this.#errors[f]))
    const size = bits ? this.#rest(this.#coder.bit(at + TOP + Math.min(bits, 12) - 1) ? 3 : 2, bits - 1) : 1
    return isNegative ? -size : size
  }

  /** @param {number} at */
  #size(at) {
    return this.#rest(1, this.#unary(at, SIZE_BITS_MAX)) - 1
  }

  /** @param {number} at @param {number} max */
  #unary(at, max) {
    let bits = 0
    while (bits < max && this.#coder.bit(at + Math.min(bits, UNARY - 1))) bits++
    return bits
  }

  /** A number of which the highest bits are known. @param {number} sum @param {number} left */
  #rest(sum, left) {
    for (; left > 0; left -= RAW_MAX) {
      const width = Math.min(left, RAW_MAX)
      sum = sum * 2 ** width + this.#coder.raw(width)
    }
    return sum
  }

  // ---- guesses

  /** The point a field is expected at. @param {number} f @param {number} back 0 for now, 1 for what the base was to be */
  #guess(f, back) {
    const how = this.#how[f]
    const p = this.#points[f]
    const past = this.#past
    const from = past[back][f]
    if (how[0] >= BY_RATE) {
      const [ahead] = this.#ways[back]
      const by = fieldOf(how[0])
      const rate = this.#points[by].value((back ? past[0] : this.#now)[by])
      const times = how[0] % 2 ? ahead : this.#tickRateHz && ahead / this.#tickRateHz
      return onward(p, p.past(from, rate * times), 0)
    }
    const known = past.length - 1 - back
    if (!how[0] || known < 1) return from
    const weights = known < how[0] ? [1, ONE] : how
    const [, steps, scales] = this.#ways[back]
    const d = this.#differences
    for (let k = 1; k < weights.length; k++) {
      d[k] = apart(p, past[back + k][f], past[back + k - 1][f]) * scales[back + k - 1]
    }
    let sum = 0
    for (let step = 0; step < steps; step++) {
      let x = 0
      for (let k = 1; k < weights.length; k++) x += weights[k] * d[k]
      x /= ONE
      d.copyWithin(2, 1)
      d[1] = x
      sum += x
    }
    return Math.abs(sum) < FAR ? onward(p, from, Math.floor(sum + 0.5)) : from
  }
}
