import { Emitter, call } from './emitter.js'
import { BadFrame, TaktError } from './errors.js'
import { CAPABILITIES, VERSION, binary, sizeOf } from './frames.js'
import { Heartbeat } from './heartbeat.js'
import { surroundings } from './host.js'
import { Keepsake } from './keepsake.js'
import {
  ASKS_MAX, BACKLOG_BYTES, BAD_FRAMES_MAX, COMMANDS_PER_SECOND, CONNECT_MS, HELD_MS, JOINS_AT_ONCE, LISTED_MAX,
  PROMISED_MS, REQUESTS_PER_SECOND, RETRY_MAX_MS, SCHEMAS_MAX, TIMEOUT_MS, WARNINGS_MAX,
} from './limits.js'
import { TokenBucket, backoffMs } from './pace.js'
import { Room } from './room.js'

/** @typedef {import('./frames.js').Json} Json */
/** @typedef {import('./frames.js').DownFrame} DownFrame */
/** @typedef {import('./host.js').Host} Host */
/** @typedef {import('./host.js').Socket} Socket */
/**
 * @typedef {object} SessionOptions
 * @property {string} [name] what a guest would like to be called
 * @property {string | (() => string | Promise<string>)} [token] credentials; a function is asked anew for each session
 * @property {string} [reservation] a seat promised by `POST /takt/join`; used once
 * @property {number} [timeoutMs] how long a join or a list may take until it fails as `unreachable`, 15 s if left out
 * @property {'binary' | 'json' | import('./frames.js').Codec} [codec] `json` speaks the JSON twin, which the browser's
 *   tools show
 * @property {any} [WebSocket] a class to use instead of the global one
 * @property {import('./host.js').Keep | null} [storage] where a reload finds the session again; null for nowhere
 * @property {Host} [host] the world around, for tests
 */
/**
 * @typedef {object} JoinOptions
 * @property {Json} [where] listed fields that an open room must have
 * @property {Json} [options] option fields of a new room
 * @property {boolean} [private] a new room is not listed, and gets a code
 * @property {boolean} [spectate] only to look on
 * @property {number} [sendRateHz] most snapshots a second
 * @property {string} [reservation] a seat promised by `POST /takt/join`
 */
/**
 * A room in a list.
 * @typedef {object} Listing
 * @property {string} id
 * @property {string} room its type
 * @property {number} players who sits there, bots too
 * @property {number} seats
 * @property {number} free seats that a person could have
 * @property {boolean} locked
 * @property {Json} listed
 */
/** @typedef {'connecting' | 'live' | 'away' | 'closed'} SessionStatus */
/**
 * Something asked, until it is answered; a watch for as long as it is one.
 * @typedef {object} Ask
 * @property {number} request
 * @property {Json} frame
 * @property {boolean} sent
 * @property {boolean} begun a watch that had its first answer
 * @property {Room} [room] that it leads to
 * @property {boolean} [again] the room was in it before the server forgot it
 * @property {(answer: any, first: boolean) => void} answer
 * @property {(e: TaktError) => void} refuse
 * @property {() => void} stop its deadline
 */


/** Errors that end a session for good: docs/PROTOCOL.md 11. */
const FINAL = new Set(['bad-frame', 'unauthenticated', 'forbidden', 'taken-over', 'too-large', 'version'])
/** Errors that do not, and close codes between 4400 and 4499 that do not. */
const AGAIN = new Set([
  'handshake-timeout', 'too-fast', 'silent', 'too-slow', 'server-error', 'busy', 'stopping', 4408, 4429, 4430, 4431,
])
/** Answers to a room's asking in again that mean: later. */
const LATER = new Set(['stopping', 'busy', 'too-fast', 'rooms-full'])

/**
 * A player's logical connection to a server; it outlives sockets, and with a page's storage a reload. What happens to
 * it is told by `on`:
 *
 * - `status` `(status, text)`: `connecting`, `live`, `away` while a broken connection is taken up again, or `closed`
 *   for good; the text is a sentence for people, empty when there is nothing to say
 * - `draining` `({graceMs, retryMs})`: the server will stop; rooms are joined again when it is back
 * - `problem` `(TaktError)`: the server refused something that nobody waits for
 */
export class Session extends Emitter {
  /** @type {Socket | null} */
  #socket = null
  #stopConnect = () => {}
  #stopRetry = () => {}
  /** Tries to connect that failed since the last welcome. */
  #failures = 0
  #badFrames = 0
  /** What the server asked to wait before coming back. */
  #retryMs = 0
  /** By request, in order. @type {Map<number, Ask>} */
  #asks = new Map()
  /** By the session's number for it. @type {Map<number, Room>} */
  #places = new Map()
  #stopPump = () => {}

  /** Who the server says the player is. */
  playerId = ''
  /** @type {SessionStatus} */
  status = 'connecting'
  /** A sentence for people about the status. */
  text = 'Connecting…'
  /** @type {TaktError | null} why it is closed */
  error = null

  /** @type {SessionOptions} */
  #options
  /** @internal @type {Host} */
  host
  /** @internal @type {boolean} */
  hidden
  /** @type {import('./frames.js').Codec} */
  #codec
  /** @internal the largest frame the server takes */
  frameMax = 16_384
  /** @internal */
  commandPace = new TokenBucket(COMMANDS_PER_SECOND, COMMANDS_PER_SECOND)
  #requestPace = new TokenBucket(REQUESTS_PER_SECOND, REQUESTS_PER_SECOND)
  /** @internal @type {Heartbeat} */
  heartbeat
  /** @type {Keepsake} */
  #keepsake
  /** Shows that this connection's hello was answered */
  #welcomed = false
  /** @internal @type {Set<string>} each is shown once */
  warned = new Set()
  /** @internal */
  receivedBytes = 0
  #receivedFrames = 0
  /** @type {string} */
  #resume
  /** @type {number} */
  #lastRequest
  /** @type {Map<string, import('./keepsake.js').KeptRoom>} what the page before a reload was in, until it is
   * known what became of it */
  #before
  /** @internal @type {Set<Room>} in the order they were asked for */
  joined = new Set()
  /** @type {Set<Room>} from before a reload, nobody's yet */
  #held = new Set()
  /** @internal @type {Json[]} frames about rooms that wait for their turn */
  turns = []
  /** @internal @type {Map<string, Json>} by layout */
  schemas = new Map()
  /** @type {() => void} */
  #stopWatching

  /**
   * @param {string} url
   * @param {SessionOptions} [options]
   */
  constructor(url, options = {}) {
    super()
    this.url = url
    /** What the server calls them. */
    this.name = options.name ?? ''
    this.#options = options
    this.host = options.host ?? surroundings(options)
    this.hidden = this.host.hidden()
    this.#codec = typeof options.codec === 'object' ? options.codec : binary
    this.heartbeat = new Heartbeat(this)
    this.#keepsake = new Keepsake(this.host.storage, url, this.name)
    const before = this.#keepsake.take()
    this.#resume = before.resume
    this.#lastRequest = before.request
    this.#before = before.rooms
    this.#stopWatching = this.host.watch(what => this.#onPage(what))
    if (options.codec === 'json') void this.#openJson()
    else this.open()
  }

  // ---- what it does

  /**
   * Joins an open room of a type; if there is none that fits, a new one is opened.
   * @template {import('./room.js').AnyGame} [G=import('./room.js').AnyGame]
   * @param {string} type
   * @param {JoinOptions} [options]
   * @returns {Promise<Room<G>>} rejected with a {@link TaktError}
   */
  join(type, options = {}) {
    return this.#ask({ room: type, where: options.where }, options)
  }

  /**
   * Opens a room and joins it.
   * @template {import('./room.js').AnyGame} [G=import('./room.js').AnyGame]
   * @param {string} type
   * @param {JoinOptions} [options]
   * @returns {Promise<Room<G>>}
   */
  create(type, options = {}) {
    return this.#ask({ room: type, create: true }, options)
  }

  /**
   * Joins the room of that id.
   * @template {import('./room.js').AnyGame} [G=import('./room.js').AnyGame]
   * @param {string} id
   * @param {JoinOptions} [options]
   * @returns {Promise<Room<G>>}
   */
  joinById(id, options = {}) {
    return this.#ask({ id }, options)
  }

  /**
   * Joins the private room of that code.
   * @template {import('./room.js').AnyGame} [G=import('./room.js').AnyGame]
   * @param {string} code
   * @param {JoinOptions} [options]
   * @returns {Promise<Room<G>>}
   */
  joinByCode(code, options = {}) {
    return this.#ask({ code: code.trim() }, options)
  }

  /**
   * The rooms of a type that are open to everyone.
   * @param {string} type
   * @param {{where?: Json}} [options]
   * @returns {Promise<Listing[]>}
   */
  rooms(type, { where } = {}) {
    return new Promise((answer, refuse) => {
      this.request({ type: 'list', room: type, where }, { answer: f => answer(f.rooms), refuse })
    })
  }

  /**
   * Tells the rooms of a type now, and anew after each change.
   * @param {string} type
   * @param {(rooms: Listing[]) => void} listener
   * @param {{where?: Json, refused?: (e: TaktError) => void}} [options]
   * @returns {() => void} ends it
   */
  watch(type, listener, { where, refused } = {}) {
    /** @type {Map<string, Json>} */
    let known = new Map()
    const answer = (/** @type {DownFrame} */ f, /** @type {boolean} */ first) => {
      if (first) known = new Map()
      for (const id of f.gone) known.delete(id)
      for (const room of f.rooms) if (known.size < LISTED_MAX || known.has(room.id)) known.set(room.id, room)
      call(listener, [...known.values()])
    }
    const refuse = (/** @type {TaktError} */ e) => (refused ? call(refused, e) : this.trouble(e))
    const ask = this.request({ type: 'watch', room: type, where }, { answer, refuse })
    return () => {
      if (!ask || this.#asks.get(ask.request) !== ask) return
      this.#asks.delete(ask.request)
      if (ask.sent) this.later({ type: 'unwatch', request: ask.request })
    }
  }

  /** Leaves every room and ends the session for good. */
  close() {
    if (this.status === 'closed') return
    if (this.isLive) this.say({ type: 'bye' })
    this.#end(new TaktError('closed', 'This session was closed.'))
  }

  /** The network as this client sees it; `lossPermille` of the pings of late were answered too late or not at all. */
  get net() {
    const { rttMs, jitterMs, lossPermille, bytesPerSecond } = this.heartbeat
    const [receivedBytes, receivedFrames] = [this.receivedBytes, this.#receivedFrames]
    return { rttMs, jitterMs, lossPermille, receivedBytes, receivedFrames, bytesPerSecond }
  }

  // ---- asking

  /**
   * @param {Json} place
   * @param {JoinOptions} options
   * @returns {Promise<Room>}
   */
  #ask(place, options) {
    /** @type {Json} */
    const wishes = { ...options, unlisted: options.private }
    const ask = { ...place }
    for (const name of ['unlisted', 'spectate', 'options', 'sendRateHz', 'reservation']) {
      if (wishes[name]) ask[name] = wishes[name]
    }
    const key = JSON.stringify(ask)
    for (const room of this.#held) {
      if (!means(ask, key, room)) continue
      this.#held.delete(room)
      room.taken()
      return Promise.resolve(room)
    }
    return new Promise((resolve, refuse) => {
      const room = new Room(this, ask, key)
      const answer = () => resolve(room)
      if (this.request({ type: 'join', ...ask }, { answer, refuse, room })) this.joined.add(room)
    })
  }

  /**
   * @param {Json} frame
   * @param {Pick<Ask, 'answer' | 'refuse' | 'room' | 'again'>} how
   * @returns {Ask | null}
   * @internal
   */
  request(frame, { answer, refuse, room, again }) {
    const problem = this.#unaskable(frame)
    if (problem) {
      refuse(problem)
      return null
    }
    /** @type {Ask} */
    const ask = { request: 0, frame, sent: false, begun: false, room, again, answer, refuse, stop() {} }
    ask.request = ++this.#lastRequest
    this.#asks.set(ask.request, ask)
    if (frame.type !== 'watch' && !again) {
      const timeoutMs = this.#options.timeoutMs ?? TIMEOUT_MS
      if (timeoutMs !== Infinity) ask.stop = this.host.after(timeoutMs, () => this.#onTimeout(ask, timeoutMs))
    }
    this.#pump()
    return ask
  }

  /** @param {Json} frame @returns {TaktError | null} */
  #unaskable(frame) {
    if (this.error) return this.error
    if (this.#asks.size >= ASKS_MAX) return new TaktError('pending', `${ASKS_MAX} requests wait for an answer.`)
    const size = sizeOf(frame) + 512
    return size > this.frameMax ? new TaktError('too-large', `That is a request of ${size} bytes.`) : null
  }

  /** @param {Ask} ask @param {number} timeoutMs */
  #onTimeout(ask, timeoutMs) {
    this.#drop(ask)
    const why = this.isLive ? 'The server has not answered' : 'The server could not be reached'
    ask.refuse(new TaktError('unreachable', `${why} within ${timeoutMs / 1000} s.`))
  }

  /**
   * It is answered, or waited for no longer.
   * @param {Ask} ask
   */
  #drop(ask) {
    ask.stop()
    if (this.#asks.get(ask.request) === ask) this.#asks.delete(ask.request)
    if (ask.room && ask.room.status !== 'in' && !ask.again) this.joined.delete(ask.room)
    this.#pump()
  }

  /** Sends what waits, in order, no faster than the server likes. @internal */
  #pump() {
    this.#stopPump()
    if (!this.isLive) return
    if (this.#before.size) this.#promise()
    let joins = 0
    for (const ask of this.#asks.values()) if (ask.sent && ask.frame.type === 'join') joins++
    for (const ask of this.#asks.values()) {
      const isJoin = ask.frame.type === 'join'
      if (ask.sent || (isJoin && joins >= JOINS_AT_ONCE)) continue
      if (!this.#isTurn()) return
      if (isJoin) joins++
      ask.sent = true
      /** @type {Json} */
      const frame = { ...ask.frame, request: ask.request }
      if (isJoin && this.schemas.size) frame.layouts = [...this.schemas.keys()]
      this.say(frame)
    }
    while (this.turns.length && this.#isTurn()) this.say(/** @type {Json} */ (this.turns.shift()))
  }

  #isTurn() {
    const waitMs = this.#requestPace.take(this.host.now())
    if (waitMs > 0) this.#stopPump = this.host.after(waitMs, () => this.#pump())
    return waitMs === 0
  }

  /**
   * Says something about a room or a list when it is its turn; of several about the same the last.
   * @param {Json} frame
   * @internal
   */
  later(frame) {
    this.turns = this.turns.filter(f => f.type !== frame.type || f.room !== frame.room || f.request !== frame.request)
    if (this.turns.length < ASKS_MAX) this.turns.push(frame)
    this.#pump()
  }

  /**
   * Leaves a room. While the connection is broken that is said when the seat comes back.
   * @param {Room} room
   * @internal
   */
  leave(room) {
    room.isLeaving = true
    if (room.isLive) this.later({ type: 'leave', room: room.place })
    else this.#onGone(room, 'left', '')
  }

  // ---- the connection

  /** @internal */
  get isLive() {
    return this.#welcomed
  }

  /** @internal whether the line takes nothing for the moment */
  get isClogged() {
    return (this.#socket?.bufferedAmount ?? 0) > BACKLOG_BYTES
  }

  /**
   * @param {Json} frame
   * @internal
   */
  say(frame) {
    if (this.#socket?.readyState === 1) this.#socket.send(this.#codec.encode(frame))
  }

  async #openJson() {
    try {
      this.#codec = (await import('./json.js')).json
    } catch (e) {
      return this.#end(new TaktError('unreachable', `${e}`))
    }
    if (this.status !== 'closed') this.open()
  }

  /** @internal */
  open() {
    this.#stopRetry()
    let socket
    try {
      socket = this.host.open(this.url, this.#codec.subprotocol)
      socket.binaryType = 'arraybuffer'
    } catch (e) {
      this.#end(new TaktError('unreachable', `${this.url} cannot be opened: ${messageOf(e)}`))
      return
    }
    this.#socket = socket
    this.#stopConnect = this.host.after(CONNECT_MS, () => this.broke())
    const ours = (/** @type {(e: any) => void} */ fn) => (/** @type {any} */ e) => {
      if (this.#socket === socket) fn(e)
    }
    socket.onopen = ours(() => void this.#greet(socket))
    socket.onmessage = ours(e => this.#onMessage(e.data))
    socket.onclose = ours(e => this.#onClose(Number(e?.code) || 1006, String(e?.reason ?? '')))
    socket.onerror = () => {} // a close follows
  }

  /** @param {Socket} socket */
  async #greet(socket) {
    /** @type {Json} */
    const hello = { type: 'hello', min: VERSION, max: VERSION, capabilities: CAPABILITIES, sdk: 'takt-js/0.1.0' }
    if (this.#options.name) hello.name = this.#options.name
    const { token, reservation } = this.#options
    if (this.#resume) {
      hello.resume = this.#resume
    } else if (reservation && !this.playerId) {
      hello.reservation = reservation
    } else if (token) {
      try {
        hello.token = typeof token === 'function' ? await token() : token
      } catch (e) {
        if (this.#socket === socket) this.#end(new TaktError('unauthenticated', `No token: ${messageOf(e)}`))
        return
      }
    }
    if (this.#socket === socket) this.say(hello)
  }

  /** @param {any} data */
  #onMessage(data) {
    this.heartbeat.heard()
    try {
      const frame = this.#codec.decode(data)
      const bytes = data.byteLength ?? data.length
      this.#receivedFrames++
      this.receivedBytes += bytes
      if (frame) this.#onFrame(frame, bytes)
    } catch (e) {
      if (!(e instanceof BadFrame)) console.error('Takt:', e) // a mistake of this library's own
      // What is no frame is not guessed at: the line is taken anew, and after a few of them given up.
      if (++this.#badFrames < BAD_FRAMES_MAX) this.broke()
      else this.#end(new TaktError('bad-frame', `This is no Takt server: it sent ${messageOf(e)}.`))
    }
  }

  /** @param {DownFrame} f @param {number} bytes of it */
  #onFrame(f, bytes) {
    if (f.type === 'welcome') return this.#onWelcome(f)
    if (f.type === 'error' && f.fatal) return this.#onFatal(f.code, f.text, 0)
    if (!this.#welcomed) throw new BadFrame(`a '${f.type}' before the welcome`)
    const room = this.#places.get(f.room)
    switch (f.type) {
      case 'alive':
        return this.say({ type: 'pong', id: f.id })
      case 'ponged':
        return this.heartbeat.onPonged(f.id)
      case 'joined':
        return this.#onJoined(f)
      case 'rooms':
        return this.#onRooms(f)
      case 'error':
        return this.#onError(f)
      case 'draining':
        return this.#onDraining(f)
      case 'left':
        return room && this.#onLeft(room, f)
      case 'snapshot':
        return room?.onSnapshot(f, bytes)
      case 'step':
        return room?.onStep(f, bytes)
      case 'event':
      case 'flash':
        return room?.onEvent(f)
      case 'reply':
        return room?.onReply(f)
      case 'timeline':
        return room?.onTimeline(f)
    }
  }

  /**
   * @param {string} code
   * @param {string} text
   * @param {number} close its close code, 0 if it is not known
   */
  #onFatal(code, text, close) {
    if (code === 'session-unknown' || close === 4404) {
      this.#resume = ''
      this.broke()
    } else if (FINAL.has(code) || (close >= 4400 && close < 4500 && !AGAIN.has(close) && !AGAIN.has(code))) {
      const name = code || `close-${close}`
      this.#end(new TaktError(name, text || `The server has ended the connection: ${name}.`))
    } else if (close || AGAIN.has(code)) {
      if (code === 'too-fast' || close === 4429) this.#failures += 3
      this.broke(code === 'stopping' || close === 4504)
    } // else the close code will tell
  }

  /** @param {number} code @param {string} reason */
  #onClose(code, reason) {
    this.#onFatal(code >= 4000 ? reason : '', '', code)
  }

  /**
   * The connection is gone, or as good as.
   * @param {boolean} [stopping]
   * @internal
   */
  broke(stopping = false) {
    if (this.status === 'closed') return
    const wasLive = this.#detach()
    if (wasLive) this.#tell('away', stopping || this.#retryMs ? RESTARTING : 'The connection broke. Trying again…')
    for (const room of [...this.joined]) {
      if (room.isLeaving) this.#onGone(room, 'left', '')
      else room.onAway(this.text)
    }
    for (const ask of this.#asks.values()) ask.sent = ask.begun = false
    this.turns = []
    const waitMs = this.#retryMs + backoffMs(this.#failures++, this.host.random())
    this.#retryMs = 0
    this.#stopRetry()
    this.#stopRetry = this.host.after(waitMs, () => this.open())
  }

  /** Lets go of the socket. @returns {boolean} whether it was of use */
  #detach() {
    const socket = this.#socket
    const welcomed = this.#welcomed
    this.#socket = null
    this.#welcomed = false
    this.#stopConnect()
    this.#stopPump()
    this.heartbeat.stop()
    if (socket) {
      socket.onopen = socket.onmessage = socket.onclose = null
      try {
        socket.close(1000)
      } catch {
        // one that never opened
      }
    }
    return welcomed
  }

  /**
   * For good.
   * @param {TaktError} why
   */
  #end(why) {
    if (this.status === 'closed') return
    this.error = why
    this.#detach()
    this.#stopRetry()
    this.#stopWatching()
    this.#keepsake.clear()
    this.#resume = ''
    const [rooms, asks] = [[...this.joined, ...this.#held], [...this.#asks.values()]]
    this.#asks.clear()
    this.#held.clear()
    this.turns = []
    this.#tell('closed', why.reason)
    for (const ask of asks) {
      ask.stop()
      ask.refuse(why)
    }
    for (const room of rooms) this.#onGone(room, why.code, why.reason)
  }

  /** @param {SessionStatus} status @param {string} text */
  #tell(status, text) {
    if (this.status === status && this.text === text) return
    this.status = status
    this.text = text
    this.emit('status', status, text)
  }

  // ---- what comes

  /** @param {DownFrame} f */
  #onWelcome(f) {
    if (this.#welcomed || f.version !== VERSION) throw new BadFrame(`a welcome of version ${f.version}`)
    this.#stopConnect()
    this.#welcomed = true
    this.#failures = 0
    this.#resume = f.resume
    this.playerId = f.playerId
    this.name = f.name
    if (f.frameMax) this.frameMax = f.frameMax
    this.#requestPace = new TokenBucket(REQUESTS_PER_SECOND, REQUESTS_PER_SECOND)
    this.heartbeat.start(f.aliveMs)
    if (!f.resumed) {
      this.#before.clear()
      this.#places.clear()
    }
    for (const id of this.#before.keys()) if (!f.rooms.includes(id)) this.#before.delete(id)
    for (const room of [...this.joined]) {
      if (!room.id) continue // its join is still asked for
      if (f.resumed && !room.isLost && f.rooms.includes(room.id)) continue // a joined follows
      if (f.resumed && !room.isLost) this.#onGone(room, 'disconnected', 'You were away for too long.')
      else this.#rejoin(room)
    }
    this.#tell('live', '')
    this.#keep()
    this.#pump()
  }

  /** After a reload: seats that the page asks for again are on their way. */
  #promise() {
    for (const ask of [...this.#asks.values()]) {
      const found = [...this.#before].find(([, was]) => means(ask.frame, ask.room?.key, was))
      if (!found || ask.sent || !ask.room) continue
      const [id, was] = found
      this.#before.delete(id)
      this.#asks.delete(ask.request)
      ask.sent = true
      ask.request = was.request
      this.#asks.set(ask.request, ask)
      this.host.after(PROMISED_MS, () => this.#renew(ask))
    }
  }

  /** A promise that was not kept, or a refusal that will pass: asks under a new number. @param {Ask} ask */
  #renew(ask) {
    if (this.#asks.get(ask.request) !== ask) return
    this.#asks.delete(ask.request)
    ask.request = ++this.#lastRequest
    ask.sent = false
    this.#asks.set(ask.request, ask)
    this.#pump()
  }

  /** The server has forgotten the seat: asks as at first. @param {Room} room */
  #rejoin(room) {
    if ([...this.#asks.values()].some(ask => ask.room === room)) return
    this.#places.delete(room.place)
    room.place = 0
    const { reservation: _, ...ask } = room.ask // was used
    const refuse = (/** @type {TaktError} */ e) => this.#onGone(room, e.code, e.reason)
    this.request({ type: 'join', ...ask }, { answer: () => {}, refuse, room, again: true })
  }

  /** @param {DownFrame} f */
  #onJoined(f) {
    const ask = this.#asks.get(f.request)
    const isKnown = [...this.joined, ...this.#held].find(room => room.id === f.id && room.place > 0)
    const room = isKnown ?? ask?.room ?? this.#hold(f)
    if (f.room === 0) throw new BadFrame("'room' of 'joined'")
    if (!room) return this.later({ type: 'leave', room: f.room }) // nobody waits for it any more
    const schema = this.#schemaOf(f)
    const layout = this.#codec.layoutOf(schema, f.tickRateHz)
    const other = this.#places.get(f.room)
    if (other && other !== room) this.#onGone(other, 'disconnected', '')
    this.#places.set(f.room, room)
    if (ask?.room === room) {
      room.request = ask.request
      this.#asks.delete(ask.request)
      ask.stop()
    }
    room.isLost = false
    room.onJoined(f, schema, layout)
    if (ask?.room === room) ask.answer(room, true)
    this.#keep()
    this.#pump()
  }

  /** A seat from before a reload that nobody has asked for yet. @param {DownFrame} f @returns {Room | null} */
  #hold(f) {
    const was = this.#before.get(f.id)
    if (!was) return null
    this.#before.delete(f.id)
    const room = new Room(this, was.ask, was.key)
    room.request = was.request
    room.isHeld = true
    this.joined.add(room)
    this.#held.add(room)
    this.host.after(HELD_MS, () => {
      if (!this.#held.delete(room)) return
      this.leave(room)
    })
    return room
  }

  /** @param {Room} room @param {DownFrame} f */
  #onLeft(room, f) {
    if (f.reason !== 'server-stopping' || room.isLeaving) return this.#onGone(room, f.reason, f.text)
    this.#places.delete(room.place)
    room.isLost = true
    room.onAway(RESTARTING)
  }

  /** @param {Room} room @param {string} reason @param {string} text */
  #onGone(room, reason, text) {
    this.joined.delete(room)
    this.#held.delete(room)
    if (this.#places.get(room.place) === room) this.#places.delete(room.place)
    for (const ask of [...this.#asks.values()]) if (ask.room === room) this.#drop(ask)
    room.onLeft(reason, text)
    this.#keep()
  }

  /** @param {DownFrame} f */
  #onRooms(f) {
    const ask = this.#asks.get(f.request)
    if (!ask || !ask.sent || ask.room) return
    const first = !ask.begun
    ask.begun = true
    if (ask.frame.type !== 'watch') this.#drop(ask)
    ask.answer(f, first)
  }

  /** @param {DownFrame} f */
  #onError(f) {
    const problem = new TaktError(f.code, f.text || f.code, f.params)
    const ask = this.#asks.get(f.request)
    if (!ask) {
      const room = this.#places.get(Number(f.params.room))
      if (room) room.onProblem(problem)
      else this.trouble(problem)
    } else if (ask.room && (f.code === 'stopping' || (ask.again && LATER.has(f.code)))) {
      this.host.after(1000 + this.host.random() * 2000, () => this.#renew(ask))
    } else {
      this.#drop(ask)
      ask.refuse(problem)
    }
  }

  /** @param {DownFrame} f */
  #onDraining(f) {
    const news = { graceMs: f.graceMs, retryMs: f.retryMs }
    this.#retryMs = Math.min(Math.max(1, f.retryMs), RETRY_MAX_MS)
    this.#tell('live', 'The server is about to restart. You will be taken back in.')
    this.emit('draining', news)
    for (const room of [...this.joined]) room.onDraining(news, this.text)
  }

  /** @param {TaktError} problem @internal */
  trouble(problem) {
    if (!this.emit('problem', problem)) this.warn(`${problem.code}: ${problem.reason}`)
  }

  /** @param {string} text @internal */
  warn(text) {
    if (this.warned.has(text) || this.warned.size >= WARNINGS_MAX) return
    this.warned.add(text)
    console.warn(`Takt: ${text}`)
  }

  /**
   * The document of a room; servers leave out what was named in the join.
   * @param {DownFrame} f
   * @returns {Json}
   * @internal
   */
  #schemaOf(f) {
    if (Object.keys(f.schema).length) {
      this.schemas.delete(f.layout)
      this.schemas.set(f.layout, f.schema)
      if (this.schemas.size > SCHEMAS_MAX) this.schemas.delete(/** @type {string} */ (this.schemas.keys().next().value))
    }
    return this.schemas.get(f.layout) ?? {}
  }

  // ---- the page

  /** @param {import('./host.js').PageNews} what */
  #onPage(what) {
    const hidden = this.host.hidden()
    if (hidden !== this.hidden) {
      this.hidden = hidden
      for (const room of this.joined) room.visibility()
    }
    this.#keepsake.isOpen = hidden || what === 'hidden' || what === 'gone'
    this.#keep()
    if (what === 'awake' || what === 'shown') this.#wake()
  }

  /** After a sleep, or a change of network: is the line still there? A wait for the next try is over. */
  #wake() {
    if (this.#welcomed) {
      this.heartbeat.probe()
    } else if (!this.#socket && this.status !== 'closed') {
      this.#stopRetry()
      this.#stopRetry = this.host.after(backoffMs(0, this.host.random()), () => this.open())
    }
  }

  /** Writes down what a reload of the page needs. @internal */
  #keep() {
    if (this.status === 'closed') return
    const rooms = [...this.joined].filter(room => room.id && room.status !== 'left')
    this.#keepsake.put({
      resume: this.#resume,
      request: this.#lastRequest,
      rooms: new Map(rooms.map(({ id, code, request, ask, key }) => [id, { id, code, request, ask, key }])),
    })
  }
}

/** What was thrown, for people. @param {unknown} e */
const messageOf = e => (e instanceof Error ? e.message : e)

const RESTARTING = 'The server is restarting. You will be taken back in.'

/**
 * Whether who asks so means a room they were in: they ask as they did then, or for it by its id or code.
 * @param {Json} ask
 * @param {string | undefined} key
 * @param {{id: string, code: string, key: string}} room
 */
function means(ask, key, { id, code, key: then }) {
  return key === then || ask.id === id || (Boolean(code) && ask.code?.toUpperCase() === code)
}
