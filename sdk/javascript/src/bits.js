import { BadFrame } from './errors.js'
import { FRAME_MAX_DOWN, THINGS_MAX } from './limits.js'

/** The largest number that is exact, as are all below it. */
export const WHOLE_MAX = 2 ** 53 - 1

const fromUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const toUtf8 = new TextEncoder()

/** @param {string} text */
export const bytesOf = text => toUtf8.encode(text)

/** @param {Uint8Array} bytes */
export function textOf(bytes) {
  try {
    return fromUtf8.decode(bytes)
  } catch {
    return lie()
  }
}
const real = new DataView(new ArrayBuffer(8))

/**
 * What came, or is to be sent, is not as it must be.
 * @param {string} [what]
 * @returns {never}
 */
export function lie(what = 'a frame that is none') {
  throw new BadFrame(what)
}

/** @param {unknown} so @param {string} [what] @returns {asserts so} */
export function check(so, what) {
  if (!so) lie(what)
}

/** A number of either sign. @param {number} zigzagged */
export const signed = zigzagged => (zigzagged % 2 ? -(zigzagged + 1) / 2 : zigzagged / 2)

/** @param {unknown} value @returns {value is Record<string, any>} */
export const isObject = value => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Whether it has a name that a member may have. @param {unknown} json @returns {json is {name: string} & Record<string, any>} */
export const isNamed = json => isObject(json) && typeof json.name === 'string' && json.name !== '__proto__'

/**
 * Bits, low ones first, as docs/PROTOCOL.md 14 has them; bytes and varints are bits too. The same calls read and write:
 * each is given what to write, and answers what was read or written. So what goes both ways is said once. After
 * Quake III's msg.c.
 *
 * What is read comes from nobody who could be trusted: whatever is not there or not well formed is a {@link BadFrame}.
 */
export class Bits {
  #thingsLeft = THINGS_MAX
  #textLeft = FRAME_MAX_DOWN

  /** @param {Uint8Array} [bytes] to read; without them it writes */
  constructor(bytes) {
    this.isReading = bytes !== undefined
    /** @type {Uint8Array | number[]} */
    this.all = bytes ?? []
    /** In bits. */
    this.at = 0
  }

  /** Bits left to read. */
  get left() {
    return this.isReading ? this.all.length * 8 - this.at : Infinity
  }

  /**
   * A number of so many bits, up to 53.
   * @param {number} width
   * @param {number} [value]
   */
  bits(width, value = 0) {
    check(width <= this.left)
    const { all } = this
    if (this.isReading && width < 25) {
      const i = this.at >> 3
      const skip = this.at & 7
      this.at += width
      return ((all[i] | (all[i + 1] << 8) | (all[i + 2] << 16) | (all[i + 3] << 24)) >>> skip) & ((1 << width) - 1)
    }
    let sum = 0
    for (let done = 0; done < width; ) {
      const i = this.at >> 3
      const skip = this.at & 7
      const taken = Math.min(8 - skip, width - done)
      const unit = 1 << taken
      /** @type {number} */
      const piece = this.isReading ? (all[i] >> skip) % unit : value % unit
      if (!this.isReading) all[i] = (all[i] ?? 0) + (piece << skip)
      value = (value - piece) / unit
      sum += piece * 2 ** done
      done += taken
      this.at += taken
    }
    return sum
  }

  /**
   * A whole number in groups of so many bits, low ones first, each with a bit that says that more follow; the shortest
   * form only.
   * @param {3 | 7} width 3 of a count, 7 of a varint
   * @param {number} [value]
   * @param {number} [max]
   */
  number(width, value = 0, max = WHOLE_MAX) {
    const more = 1 << width
    let sum = 0
    for (let unit = 1; unit <= max + 1; unit *= more) {
      const group = this.bits(width + 1, (value % more) + (value >= more ? more : 0))
      value = Math.floor(value / more)
      sum += (group % more) * unit
      if (group >= more) continue
      check(sum >= 0 && sum <= max && sum % 1 === 0 && (group || unit === 1))
      return sum
    }
    return lie()
  }

  /**
   * A count of things that take a bit each at least.
   * @param {number} [count]
   * @param {number} [max]
   */
  things(count, max) {
    const things = this.number(3, count, max)
    check(things <= this.left)
    this.keep(things)
    return things
  }

  /** Things that are known and kept count as if they had come. @param {number} things */
  keep(things) {
    check((this.#thingsLeft -= things) >= 0)
  }

  /** As bytes of texts do. @param {number} bytes */
  keepText(bytes) {
    check((this.#textLeft -= bytes) >= 0)
  }

  /**
   * @param {number} length
   * @param {ArrayLike<number>} [bytes]
   * @returns {Uint8Array}
   */
  bytes(length, bytes = []) {
    check(length * 8 <= this.left)
    if (!this.isReading || this.at & 7) return Uint8Array.from({ length }, (_, i) => this.bits(8, bytes[i]))
    this.at += length * 8
    return /** @type {Uint8Array} */ (this.all).subarray(this.at / 8 - length, this.at / 8)
  }

  /**
   * A text behind its length in bytes.
   * @param {3 | 7} width of the length
   * @param {string} [text]
   */
  text(width, text = '') {
    const bytes = bytesOf(text)
    return textOf(this.bytes(this.number(width, bytes.length), bytes))
  }

  /**
   * 64 bits: a double, which may be no number.
   * @param {number} [value]
   */
  real(value = 0) {
    real.setFloat64(0, value)
    for (const at of [4, 0]) real.setUint32(at, this.bits(32, real.getUint32(at)))
    return real.getFloat64(0)
  }

  /** Nothing is left to read but zeros that fill the last byte. */
  end() {
    check(this.left < 8 && !this.bits(this.left))
  }

  /** What was written. */
  done() {
    return Uint8Array.from(this.all)
  }
}
