/** @typedef {import('../src/bits.js').Bits} Bits */

/** Writes what a RangeReader reads; its low end is one large number, so a carry goes wherever it must. */
export class RangeWriter {
  /** @param {ArrayLike<number>} odds */
  constructor(odds) {
    this.odds = Array.from(odds)
    this.low = 0n
    this.range = 2 ** 32 - 1
    this.shifts = 0
  }

  /** @param {number} at @param {boolean} yes */
  bit(at, yes) {
    const odds = this.odds[at]
    const part = (this.range >>> 16) * odds
    if (!yes) this.low += BigInt(part)
    this.range = yes ? part : this.range - part
    this.odds[at] += yes ? (65536 - odds) >> 6 : -(odds >> 6)
    this.#shift()
  }

  /** @param {number} value @param {number} width */
  raw(value, width) {
    this.range >>>= width
    this.low += BigInt(value * this.range)
    this.#shift()
  }

  /** @param {number} at @param {number} value */
  unary(at, value) {
    for (let i = 0; i <= value; i++) this.bit(at + Math.min(i, 13), i < value)
  }

  /** The last bits of a number, as it is in binary. @param {string} binary */
  rest(binary) {
    for (const raw of binary.match(/.{1,15}/g) ?? []) this.raw(parseInt(raw, 2), raw.length)
  }

  /** A number from 1 on: its bits but one in unary, then those below its highest. @param {number} at @param {number} n */
  number(at, n) {
    const binary = n.toString(2).slice(1)
    this.unary(at, binary.length)
    this.rest(binary)
  }

  #shift() {
    const more = Math.clz32(this.range)
    this.low <<= BigInt(more)
    this.range *= 2 ** more
    this.shifts += more
  }

  /** @param {Bits} to */
  end(to) {
    const quarter = (this.low + 2n ** 30n - 1n) >> 30n
    for (let i = this.shifts + 1; i >= 0; i--) to.bits(1, Number((quarter >> BigInt(i)) & 1n))
  }
}
