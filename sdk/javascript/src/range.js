import { Bits, check } from './bits.js'

const HALF = 2 ** 31
/** What the reader has taken beyond the end of a stream: the last two bits name what is left of its range. */
const AHEAD = 30

/**
 * Reads yes and no, each from as many bits as it was unlikely: docs/PROTOCOL.md 14, after G. N. N. Martin's range coder.
 * Every bit string is some stream, and behind the last bit there are zeros; a stream longer than the bits there are is
 * told at its end. All numbers are whole and less than 2^53 as long as a stream is good; of another they only grow.
 */
export class RangeReader {
  #code = 0
  #range = 0
  odds = new Uint16Array()
  #from = new Bits()

  /**
   * A stream that begins where `from` stands; what was learned is forgotten.
   * @param {Bits} from
   * @param {ArrayLike<number>} odds how likely each yes is at first, of 65536
   */
  begin(from, odds) {
    this.#from = from
    if (this.odds.length !== odds.length) this.odds = new Uint16Array(odds.length)
    this.odds.set(odds) // into the same: there is a stream for each row that is told alone
    this.#code = 0
    this.#range = 2 ** 32 - 1
    this.#take(32)
  }

  /** One yes or no; its odds learn from it. @param {number} at which odds */
  bit(at) {
    const odds = this.odds[at]
    const part = (this.#range >>> 16) * odds
    const yes = this.#code < part
    if (yes) {
      this.#range = part
      this.odds[at] = odds + ((65536 - odds) >> 6)
    } else {
      this.#code -= part
      this.#range -= part
      this.odds[at] = odds - (odds >> 6)
    }
    if (this.#range < HALF) this.#shift()
    return yes
  }

  /** A number of which every value is as likely. @param {number} width its bits, up to 15 */
  raw(width) {
    this.#range >>>= width
    const value = Math.min(Math.floor(this.#code / this.#range), (1 << width) - 1)
    this.#code -= value * this.#range
    if (this.#range < HALF) this.#shift()
    return value
  }

  #shift() {
    const more = Math.clz32(this.#range)
    this.#range *= 2 ** more
    this.#take(more)
  }

  /** @param {number} count */
  #take(count) {
    const from = this.#from
    for (; count > 0; count--) this.#code = this.#code * 2 + ((from.all[from.at >> 3] >> (from.at++ & 7)) & 1)
  }

  /** Puts `from` behind the stream. */
  end() {
    const from = this.#from
    from.at -= AHEAD
    check(from.left >= 0 && this.#code < this.#range)
  }
}
