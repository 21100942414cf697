// Between tries.
const FIRST_MS = 100
const MOST_MS = 5000
const LEAST_MS = 50

/** Lets through so much a second, and `burst` at once after a pause. Time comes in as an argument. */
export class TokenBucket {
  #perMs
  #tokens
  #lastMs = -Infinity

  /**
   * @param {number} perSecond
   * @param {number} burst
   */
  constructor(perSecond, burst) {
    this.#perMs = perSecond / 1000
    this.burst = burst
    this.#tokens = burst
  }

  /**
   * @param {number} nowMs
   * @returns {number} 0 if it may pass, and is counted; else how many milliseconds to wait
   */
  take(nowMs) {
    if (nowMs > this.#lastMs) {
      this.#tokens = Math.min(this.burst, this.#tokens + (nowMs - this.#lastMs) * this.#perMs)
      this.#lastMs = nowMs
    }
    if (this.#tokens >= 1) {
      this.#tokens--
      return 0
    }
    return Math.max(1, (1 - this.#tokens) / this.#perMs) // a timer has no finer grain
  }
}

/**
 * How long to wait before the next try: full jitter, so that a thousand clients do not come back in one moment.
 * See M. Brooker, "Exponential Backoff And Jitter" (2015).
 *
 * @param {number} failures tries that failed since the last success
 * @param {number} random from 0 to 1
 */
export function backoffMs(failures, random) {
  return Math.max(LEAST_MS, random * Math.min(MOST_MS, FIRST_MS * 2 ** failures))
}
