/** @typedef {import('./session.js').Session} Session */

/** How often it is looked after. */
const BEAT_MS = 1000
/** A beat that comes this late was slept through: nothing can be said about the time before. */
const SLEPT_MS = 3000
/** How long a dead line may take to answer after waking up. */
const PROBE_MS = 3000
const PING_MS = 3000
/** Hidden pages are woken for it. */
const PING_HIDDEN_MS = 15_000
/** Pings looked back on for the share of lost ones. */
const PINGS = 32
/** What is answered later than this counts as lost. */
const LOST_MS = 2000

/**
 * Whether the line is alive, and how good it is. Silence is counted only while timers can be trusted: a hidden page
 * or a phone that slept asks first, with a ping, and gives the answer a moment.
 */
export class Heartbeat {
  #session
  #host
  #aliveMs = 5000
  #lastId = 0
  #beatMs = 0
  #heardMs = 0
  #pingMs = -Infinity
  /** Received until the last beat. */
  #bytesBefore = 0
  #stopBeat = () => {}
  #stopProbe = () => {}
  rttMs = 0
  jitterMs = 0
  /** Received, between the last two beats. */
  bytesPerSecond = 0
  /** @type {{id: number, atMs: number, lost: boolean | null}[]} oldest first; null: not known yet */
  pings = []

  /** @param {Session} session */
  constructor(session) {
    this.#session = session
    this.#host = session.host
  }

  /** @param {number} aliveMs the server's longest silence */
  start(aliveMs) {
    this.#aliveMs = Math.min(60_000, Math.max(1000, aliveMs || 5000))
    this.#beatMs = this.#heardMs = this.#host.now()
    this.#ping()
    this.#stopBeat()
    this.#stopBeat = this.#host.after(BEAT_MS, () => this.#beat())
  }

  stop() {
    this.#stopBeat()
    this.#stopProbe()
    for (const ping of this.pings) ping.lost ??= true
  }

  /** Something came. */
  heard() {
    this.#heardMs = this.#host.now()
  }

  #beat() {
    const nowMs = this.#host.now()
    const slept = nowMs - this.#beatMs > SLEPT_MS
    const { receivedBytes } = this.#session
    this.bytesPerSecond = Math.round(((receivedBytes - this.#bytesBefore) * 1000) / Math.max(1, nowMs - this.#beatMs))
    this.#bytesBefore = receivedBytes
    this.#beatMs = nowMs
    this.#stopBeat = this.#host.after(BEAT_MS, () => this.#beat())
    if (slept) this.probe()
    else if (nowMs - this.#heardMs > 2 * this.#aliveMs) return this.#session.broke()
    for (const ping of this.pings) if (nowMs - ping.atMs > LOST_MS) ping.lost ??= true
    if (nowMs - this.#pingMs >= (this.#session.hidden ? PING_HIDDEN_MS : PING_MS)) this.#ping()
  }

  /** Asks whether anybody is there, and breaks the line if nobody answers. */
  probe() {
    const atMs = this.#host.now()
    this.#heardMs = Math.max(this.#heardMs, atMs - this.#aliveMs) // the silence before says nothing
    this.#ping()
    this.#stopProbe()
    this.#stopProbe = this.#host.after(PROBE_MS, () => {
      if (this.#heardMs >= atMs) return
      if (this.#host.now() - atMs > 2 * PROBE_MS) this.probe() // slept again; the answer may be on the way
      else this.#session.broke()
    })
  }

  #ping() {
    this.#pingMs = this.#host.now()
    this.pings.push({ id: ++this.#lastId, atMs: this.#pingMs, lost: null })
    if (this.pings.length > PINGS) this.pings.shift()
    const rttMs = Math.min(60_000, Math.round(this.rttMs))
    this.#session.say({ type: 'ping', id: this.#lastId, rttMs, lossPermille: this.lossPermille })
  }

  /** @param {number} id */
  onPonged(id) {
    const ping = this.pings.find(p => p.id === id)
    if (!ping || ping.lost !== null) return
    const tookMs = this.#host.now() - ping.atMs
    ping.lost = tookMs > LOST_MS
    if (this.rttMs) this.jitterMs += (Math.abs(tookMs - this.rttMs) - this.jitterMs) / 4
    this.rttMs = tookMs
  }

  get lossPermille() {
    const known = this.pings.filter(p => p.lost !== null)
    return known.length ? Math.round((known.filter(p => p.lost).length / known.length) * 1000) : 0
  }
}
