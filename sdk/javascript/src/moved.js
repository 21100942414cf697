import { check } from './bits.js'
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
 * A row of which more follows than numbers: its owner or a jump, and these fields.
 * @typedef {{id: number, isNoted: boolean, fields: Field[]}} Said
 */
/**
 * What a delta builds on: two states older than its base, and the ticks between them.
 * @typedef {{before: Rows, earlier: Rows, dt: number, gap: number, gapBefore: number}} Older
 */

/** @type {Rows} */
const NONE = new Map()

// how a field is foreseen; the last, and what follows, by another field
/** @type {number} */
const HOLD = 0
/** @type {number} */
const LINEAR = 1
/** @type {number} */
const MEAN = 2
/** @type {number} */
const CURVE = 3
/** @type {number} */
const BY_RATE = 4

/** No guess goes further, in points: it would be at the edge anyway, and sums stay exact. */
const FAR = 2 ** 52
const CONTEXTS = 6
const UNKNOWN = 2
const UNARY = 14
const BITS_MAX = 52
const SIZE_BITS_MAX = 30
const RAW_MAX = 15
// odds
const NOTED = CONTEXTS
const COUNT = NOTED + 1
const PASSED = COUNT + UNARY
const FIELDS = PASSED + UNARY
// of each stepped field
const SIGN = 2 * CONTEXTS
const SIZE = SIGN + 3
const OF_FIELD = SIZE + CONTEXTS * UNARY

/** Odds of rows nobody has seen yet. @param {number} stepped @param {number} others @returns {number[]} */
export function firstOdds(stepped, others) {
  /** @type {number[]} */
  const odds = []
  const add = (/** @type {number} */ yes, count = 1) => {
    for (; count > 0; count--) odds.push(yes * 65536)
  }
  for (const yes of [0.95, 0.7, 0.5, 0.25, 0.15, 0.1, 1 / 256]) add(yes)
  add(0.5, UNARY)
  add(0.75, UNARY)
  for (; stepped > 0; stepped--) {
    for (const yes of [0.85, 0.5, 0.3, 0.2, 0.12, 0.08, 0.7, 0.35, 0.2, 0.12, 0.08, 0.05, 0.5, 0.5, 0.5]) add(yes)
    for (const usual of [UNARY, 0, 1, 3, 5, 8]) {
      add(usual < UNARY ? 0.85 : 0.75, usual)
      add(0.35, UNARY - usual)
    }
  }
  add(1 / 16, others)
  return odds
}

/** How far it is from one point to another; of directions the shorter way round. */
const apart = (/** @type {Points} */ { turn }, /** @type {number} */ from, /** @type {number} */ to) =>
  turn ? ((to - from) << turn) >> turn : to - from

/** A point that is so many further, within the bounds; of directions round and round. */
const onward = (/** @type {Points} */ { first, last, turn }, /** @type {number} */ point, /** @type {number} */ by) =>
  turn ? (point + (by & last)) & last : Math.min(last, Math.max(first, point + by))

/** The field a guess is by. @param {number} how */
const fieldOf = how => (how - BY_RATE) >> 1

/** How wrong a guess was, in six steps. @param {number} error at least 0 */
const contextOf = error => [1, 2, 4, 16, 128, Infinity].findIndex(end => error < end)

const rounded = (/** @type {number} */ x) => Math.max(-FAR, Math.min(FAR, Math.floor(x + 0.5)))

/**
 * Reads the rows of a part that are not what they were, foreseen from older states: docs/PROTOCOL.md 14, Foresight. A
 * row is awake if it moved from the state before the base to the base, or is new since then. How wrong the same guess
 * was one state ago is the context of each number.
 */
export class MovedRows {
  #names
  #points
  #others
  #coder
  #tickRateHz
  /** @type {number[]} */
  #how = []
  /** Places of the stepped fields: those that are guessed by others come last. @type {number[]} */
  #order = []
  /** @type {Older} */
  #older = { before: NONE, earlier: NONE, dt: 1, gap: 1, gapBefore: 1 }
  // Of one row: points of its stepped fields in the base and in the states before it, and now; how wrong each guess was.
  /** @type {number[]} */
  #base = []
  /** @type {number[]} */
  #before = []
  /** @type {number[]} */
  #earlier = []
  /** @type {number[]} */
  #now = []
  /** @type {number[]} */
  #errors = []
  /** @type {number[]} */
  #contexts = []
  #hasBefore = false
  #hasEarlier = false
  /** @type {Said[]} */
  #said = []

  /** @param {Field[]} all of the part @param {number} tickRateHz of the room, 0 for one that ticks on demand */
  constructor(all, tickRateHz) {
    const stepped = all.filter(({ points }) => points)
    this.#names = stepped.map(({ name }) => name)
    this.#points = stepped.map(({ points }) => /** @type {Points} */ (points))
    this.#others = all.filter(({ points, isShared }) => isShared && !points)
    this.#coder = new RangeReader(firstOdds(stepped.length, this.#others.length))
    this.#tickRateHz = tickRateHz
    /** How each is foreseen as long as nothing better is known. */
    this.first = stepped.map(({ points, json }) => (points?.turn || json.role === 'position' ? LINEAR : HOLD))
  }

  /** How the fields are foreseen: by a field that is there, and itself not foreseen by another. @param {Bits} from */
  foresights(from) {
    const told = this.first.map(() => from.number(3, 0, BY_RATE + 2 * this.first.length))
    told.forEach((how, f) => {
      const by = fieldOf(how)
      check(how < BY_RATE || (by !== f && told[by] < BY_RATE))
    })
    return told
  }

  /**
   * @param {Bits} from
   * @param {Map<number, Row>} rows of the base that are still there, in the order in which they entered: they move
   * @param {Older} older
   * @param {number[]} how they are foreseen
   * @returns {Said[]}
   */
  read(from, rows, older, how) {
    this.#how = how
    this.#older = older
    const coder = this.#coder
    const places = this.#points.map((_, f) => f)
    this.#order = [...places.filter(f => how[f] < BY_RATE), ...places.filter(f => how[f] >= BY_RATE)]
    this.#said = []
    /** @type {number[]} */
    const asleep = []
    coder.begin(from)
    for (const [id, row] of rows) {
      if (!this.#isAwake(row, older.before.get(id))) {
        asleep.push(id)
      } else if (coder.bit(this.#load(id, row))) {
        for (const f of this.#order) this.#now[f] = this.#guess(f)
        this.#store(id, row, rows)
      } else {
        this.#told(id, row, rows)
      }
    }
    let i = 0
    for (let left = this.#size(COUNT); left > 0; left--) {
      i += this.#size(PASSED)
      check(i < asleep.length)
      const id = asleep[i++]
      const row = /** @type {Row} */ (rows.get(id))
      this.#load(id, row)
      this.#told(id, row, rows)
    }
    coder.end()
    return this.#said
  }

  /** @param {Row} row @param {Row | undefined} was */
  #isAwake(row, was) {
    if (row === was) return false
    for (let f = 0; f < this.#points.length; f++) {
      if (!was || this.#point(row, f) !== this.#point(was, f)) return true
    }
    return !was
  }

  /** What the row has not counts as the first. @param {Row} row @param {number} f */
  #point(row, f) {
    const value = row[this.#names[f]]
    const { first, point } = this.#points[f]
    return typeof value === 'number' ? point(value) : first
  }

  /** Looks how wrong each guess was at the base; answers the context of the worst. @param {number} id @param {Row} row */
  #load(id, row) {
    const before = this.#older.before.get(id)
    const earlier = this.#older.earlier.get(id)
    this.#hasBefore = !!before
    this.#hasEarlier = !!earlier
    for (let f = 0; f < this.#points.length; f++) {
      this.#base[f] = this.#point(row, f)
      if (before) this.#before[f] = this.#point(before, f)
      if (earlier) this.#earlier[f] = this.#point(earlier, f)
    }
    let worst = 0
    for (let f = 0; f < this.#points.length; f++) {
      const error = before ? this.#error(f) : 0
      this.#errors[f] = error
      this.#contexts[f] = before ? contextOf(Math.abs(error)) : UNKNOWN
      worst = Math.max(worst, this.#contexts[f])
    }
    return worst
  }

  /** @param {number} id @param {Row} row @param {Map<number, Row>} rows */
  #store(id, row, rows) {
    /** @type {Record<string, any> | undefined} */
    let moved
    for (let f = 0; f < this.#points.length; f++) {
      const now = this.#now[f]
      if (now !== this.#base[f]) (moved ??= { ...row })[this.#names[f]] = this.#points[f].value(now)
    }
    if (moved) rows.set(id, moved)
  }

  /** @param {number} id @param {Row} row @param {Map<number, Row>} rows */
  #told(id, row, rows) {
    const coder = this.#coder
    const isNoted = coder.bit(NOTED)
    let surprised = 0
    for (const f of this.#order) {
      const { first, last, turn } = this.#points[f]
      const guess = this.#guess(f)
      const residual = this.#residual(f, surprised)
      const now = turn ? onward(this.#points[f], guess, residual) : guess + residual
      check(now >= first && now <= last)
      this.#now[f] = now
      if (residual) surprised = CONTEXTS
    }
    const at = FIELDS + this.#points.length * OF_FIELD
    const fields = this.#others.filter((_, o) => coder.bit(at + o))
    this.#store(id, row, rows)
    if (isNoted || fields.length) this.#said.push({ id, isNoted, fields })
  }

  // ---- numbers

  /** @param {number} f @param {number} surprised CONTEXTS if a field of this row was not as foreseen, else 0 */
  #residual(f, surprised) {
    const at = FIELDS + f * OF_FIELD
    const context = this.#contexts[f]
    if (this.#coder.bit(at + surprised + context)) return 0
    const isNegative = this.#coder.bit(at + SIGN + 1 + Math.sign(this.#errors[f]))
    const size = this.#number(at + SIZE + context * UNARY, BITS_MAX)
    return isNegative ? -size : size
  }

  /** @param {number} at */
  #size(at) {
    return this.#number(at, SIZE_BITS_MAX) - 1
  }

  /** A number from 1 on: its bits but one in unary, then those below its highest. @param {number} at @param {number} max */
  #number(at, max) {
    let bits = 0
    while (bits < max && this.#coder.bit(at + Math.min(bits, UNARY - 1))) bits++
    let sum = 1
    for (let left = bits; left > 0; left -= RAW_MAX) {
      const width = Math.min(left, RAW_MAX)
      sum = sum * 2 ** width + this.#coder.raw(width)
    }
    return sum
  }

  // ---- guesses

  /** The point a field is expected at. @param {number} f */
  #guess(f) {
    const how = this.#how[f]
    const p = this.#points[f]
    const base = this.#base[f]
    const { dt, gap, gapBefore } = this.#older
    if (how >= BY_RATE) return this.#byField(f, base, this.#now[fieldOf(how)], dt)
    if (how === HOLD || !this.#hasBefore) return base
    if (how === MEAN && this.#hasEarlier) {
      return onward(p, base, rounded(apart(p, this.#earlier[f], base) * (dt / (gap + gapBefore))))
    }
    const last = apart(p, this.#before[f], base)
    const guess = onward(p, base, rounded(last * (dt / gap)))
    return how === CURVE && this.#hasEarlier
      ? onward(p, guess, last - apart(p, this.#earlier[f], this.#before[f]))
      : guess
  }

  /** How far the base is from where the same guess would have had it. @param {number} f */
  #error(f) {
    const how = this.#how[f]
    const p = this.#points[f]
    const [base, before] = [this.#base[f], this.#before[f]]
    const { gap, gapBefore } = this.#older
    if (how >= BY_RATE) return apart(p, this.#byField(f, before, this.#base[fieldOf(how)], gap), base)
    const last = apart(p, before, base)
    if (how === HOLD || !this.#hasEarlier) return last
    return last - rounded(apart(p, this.#earlier[f], before) * (gap / gapBefore))
  }

  /** @param {number} f @param {number} point @param {number} rate the other's point @param {number} ticks */
  #byField(f, point, rate, ticks) {
    const how = this.#how[f]
    const times = how % 2 ? ticks : this.#tickRateHz && ticks / this.#tickRateHz
    return onward(this.#points[f], this.#points[f].past(point, this.#points[fieldOf(how)].value(rate) * times), 0)
  }
}
