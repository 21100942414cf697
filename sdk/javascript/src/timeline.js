/** Snapshots looked back on: three seconds at 20 Hz. */
const WINDOW = 64
/** The share of snapshots that should be there when they are drawn. */
const MOST = 0.95
/** Less certain lines are drawn with gaps rather than later still. */
const JITTER_MAX_MS = 250
/** The grain of timers and frames. */
const MARGIN_MS = 4
/** How much faster or slower drawn time may run: nobody sees a tenth. */
const SLEW_MAX = 0.1
/** Beyond this the drawn time goes there at once, or stands until it is true. */
const SNAP_MS = 500

/**
 * When to draw what: maps this machine's monotonic clock to the room's ticks, a little in the past.
 *
 * Each snapshot tells `arrival − tick · period`. The smallest of the last WINDOW is when tick 0 would have arrived on
 * a free line; how much later the others came is the jitter. What is drawn lags by the interval between snapshots, so
 * that there is one on either side, and by nearly all of the jitter. The drawn time never jumps for that: it runs up
 * to a tenth faster or slower until it is where it should be, and never backwards. After Mirror's snapshot
 * interpolation, with the window in place of its averages: one late snapshot moves a minimum and a quantile by
 * nothing.
 */
export class Timeline {
  #periodMs
  /** @type {number[]} when tick 0 would have come, by each of the last snapshots */
  #origins = []
  #lastTick = 0
  #intervalMs = 0
  #originMs = 0
  #lastMs = 0
  /** The tick that is drawn, with its fraction; −1 before the first snapshot. */
  #drawn = -1
  jitterMs = 0
  delayMs = 0

  /** @param {number} periodMs between ticks */
  constructor(periodMs) {
    this.#periodMs = periodMs
  }

  /**
   * A snapshot came.
   * @param {number} tick
   * @param {number} nowMs
   * @returns {boolean} whether it should have been drawn already
   */
  arrived(tick, nowMs) {
    const isLate = this.#origins.length > 1 && nowMs - this.#originMs - this.delayMs > tick * this.#periodMs
    const gapMs = (tick - this.#lastTick) * this.#periodMs
    if (this.#origins.length === 1) this.#intervalMs = gapMs
    else if (this.#origins.length > 1) this.#intervalMs += (gapMs - this.#intervalMs) * 0.1
    this.#lastTick = tick
    this.#origins.push(nowMs - tick * this.#periodMs)
    if (this.#origins.length > WINDOW) this.#origins.shift()
    const sorted = [...this.#origins].sort((a, b) => a - b)
    this.#originMs = sorted[0]
    this.jitterMs = sorted[Math.floor((sorted.length - 1) * MOST)] - sorted[0]
    this.delayMs = Math.max(this.#intervalMs, this.#periodMs) + Math.min(this.jitterMs, JITTER_MAX_MS) + MARGIN_MS
    return isLate
  }

  /**
   * The server dropped ticks from wall time: from now on each comes that much later.
   * @param {number} ticks
   */
  dropped(ticks) {
    this.#origins = this.#origins.map(origin => origin + ticks * this.#periodMs)
    this.#originMs += ticks * this.#periodMs
  }

  /**
   * The tick to draw now.
   * @param {number} nowMs
   */
  advance(nowMs) {
    if (!this.#origins.length) return this.#drawn
    const aim = (nowMs - this.#originMs - this.delayMs) / this.#periodMs
    const passedMs = Math.max(0, nowMs - this.#lastMs)
    this.#lastMs = nowMs
    if (this.#drawn < 0 || passedMs > SNAP_MS) {
      this.#drawn = Math.max(aim, this.#drawn, 0)
      return this.#drawn
    }
    const wouldBe = this.#drawn + passedMs / this.#periodMs
    const lagMs = (aim - wouldBe) * this.#periodMs
    const slew = Math.min(SLEW_MAX, Math.max(-SLEW_MAX, lagMs / 1000))
    if (lagMs > SNAP_MS) this.#drawn = aim
    else if (lagMs > -SNAP_MS) this.#drawn += (passedMs / this.#periodMs) * (1 + slew)
    return this.#drawn
  }
}
