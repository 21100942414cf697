import { check } from './bits.js'
import { Emitter, call } from './emitter.js'
import { TaktError } from './errors.js'
import { sizeOf } from './frames.js'
import { Hands } from './input.js'
import { ACK_MS, CATCH_UP_TICKS, COMMANDS_MAX, EVENTS_MAX, HIDDEN_HZ, ON_DEMAND_HZ, RELOAD_GAP } from './limits.js'
import { State, StateRing } from './state.js'
import { Timeline } from './timeline.js'
import { Smooth, View, entityOf } from './view.js'

/** @typedef {import('./frames.js').Json} Json */
/** @typedef {import('./frames.js').DownFrame} DownFrame */
/** @typedef {import('./view.js').RoomView} RoomView */
/** @typedef {import('./view.js').EntityView} EntityView */
/** @typedef {import('./session.js').Session} Session */
/**
 * Someone in a room. `seat` is −1 for a spectator, `team` 0 for none.
 * @typedef {{number: number, name: string, seat: number, team: number, bot: boolean, connected: boolean}} Player
 */
/** @typedef {{tick: number, name: string, x?: number, y?: number}} At where and when an event happened */
/** @typedef {'in' | 'away' | 'left'} RoomStatus */
/**
 * What a watch tells, each with a copy: `change` also with what it was before.
 * @template T
 * @typedef {{add?: (thing: T) => void, change?: (thing: T, before: T) => void, remove?: (thing: T) => void}} Told
 */
/** @typedef {{part: string, told: Told<any>, epoch: number, known: Map<number, {row: object, thing: any}>}} Watch */
/** @typedef {{resolve: (answer: Json) => void, reject: (e: TaktError) => void}} Promised */
/** @typedef {Promised & {name: string, fields: Json, sent: boolean}} Command */


/**
 * What takt-processor writes of a room type into a `.d.ts`; this one stands for any room.
 * @typedef {{view: RoomView, input: any, commands: Record<string, {fields: any, answer: any}>,
 *   events: Record<string, any>}} AnyGame
 */
/**
 * What a room tells by itself.
 * @typedef {{status: [status: RoomStatus, text: string], away: [], back: [{resumed: boolean, missed: number}],
 *   left: [{reason: string, text: string}], draining: [{graceMs: number, retryMs: number}], change: [],
 *   problem: [problem: TaktError]}} RoomEvents
 */
/**
 * What a room's listeners hear: of a room of any type anything.
 * @template {AnyGame} G
 * @typedef {string extends keyof G['events'] ? Record<string, any[]> : RoomEvents & {'*': [event: any, at: At]}
 *   & {[N in Exclude<keyof G['events'] & string, keyof RoomEvents>]: [event: G['events'][N], at: At]}
 *   & {[N in keyof G['events'] & string as `event:${N}`]: [event: G['events'][N], at: At]}} Heard
 */

/**
 * A room this player is in. What happens to the place itself is told by `on`:
 *
 * - `status` `(status, text)`: `in`, `away` or `left`; the text is a sentence for people, empty when all is well
 * - `away`: the connection broke, or the server restarts; the place is being taken up again
 * - `back` `({resumed, missed})`: it was; not `resumed` means a new seat, because the server had forgotten the old one
 * - `left` `({reason, text})`: for good
 * - `draining` `({graceMs, retryMs})`: the server will stop; the room is joined again when it is back
 * - `change`: a snapshot came, `state` is new
 * - `problem` `(TaktError)`: the server refused something that was no command, such as an input
 *
 * Any other name is an event of the game; `event:left` is one called like the above, `*` all of them.
 *
 * @template {AnyGame} [G=AnyGame]
 * @extends {Emitter<Heard<G>>}
 */
export class Room extends Emitter {
  /** @type {((held: any) => void) | null} */
  #hand = null
  /** @type {Hands | null} */
  #hands = null
  #inputSeq = 0
  #inputMs = -Infinity
  /** The last input of a room that ticks on demand. */
  #inputText = ''
  /** @type {() => void} */
  #stopInputs = () => {}

  /** Snapshots a second that are wanted, and that were asked for. */
  #wantedHz = 0
  #tunedHz = 0

  #commandSeq = 0
  /** @type {() => void} */
  #stopSending = () => {}

  /** What the server was last told of snapshots and letters. */
  #told = { epoch: 0, seen: 0, heard: 0 }
  #ackDue = false
  /** @type {() => void} */
  #stopAck = () => {}

  /** What `state` last was, and of which state. @type {RoomView | null} */
  #truth = null
  /** @type {State | null} */
  #truthOf = null
  /** @type {() => void} */
  #stopFrames = () => {}
  /** @type {Set<Watch>} */
  #watches = new Set()
  /** Of the last snapshot that came on this connection, taken or not: what a step counts from. */
  #sentTick = 0
  /** Of snapshots, for `net`. */
  #figures = { snapshots: 0, snapshotBytes: 0, late: 0, dropped: 0 }
  /** By part, with its name. @type {Map<string, number>} */
  #partBytes = new Map()

  /** The room's id anywhere: what `joinById` takes. */
  id = ''
  /** Its type. */
  type = ''
  /** What friends type to join; empty for a listed room. */
  code = ''
  /** Ticks a second, 0 for a room that ticks on demand. */
  tickRateHz = 0
  /** This player's number in the room. */
  number = 0
  spectator = false
  /** @type {Json} what the room sends and takes: docs/PROTOCOL.md 15 */
  schema = {}
  /** @type {RoomStatus} */
  status = 'away'
  /** A sentence for people about the status, empty when all is well. */
  text = ''
  /** Ticks the server has dropped because it was late. */
  droppedTicks = 0

  /** @internal @type {Session} */
  session
  /** @internal @type {Json} */
  ask
  /** @internal @type {string} */
  key
  /** @internal the request that led here */
  request = 0
  /** @internal left here, and the server does not know yet */
  isLeaving = false
  /** @internal ended by a server that stops: to be joined anew */
  isLost = false
  /** @internal from before a reload: nobody listens yet */
  isHeld = false
  /** @internal the session's number for it */
  place = 0
  /** @internal */
  epoch = 0
  /** from the first joined on */
  #layout = /** @type {import('./layout.js').Layout} */ (/** @type {unknown} */ (null))
  #heard = 0
  /** @internal */
  ring = new StateRing()
  /** the newest state, kept while away */
  #newest = State.EMPTY
  #timeline = new Timeline(this.#periodMs)
  #smooth = new Smooth({})
  /** @type {View | null} */
  #view = null
  /** @type {Map<number, Player>} */
  #people = new Map()
  /** @type {Map<number, Command>} by seq, in order */
  #commands = new Map()
  /** @internal @type {{name: string, fields: Json, at: At}[]} in order */
  events = []
  /** @type {Set<(view: RoomView) => void>} */
  #frames = new Set()

  /**
   * @param {Session} session
   * @param {Json} ask how it was asked for
   * @param {string} key the same, to compare
   * @internal
   */
  constructor(session, ask, key) {
    super()
    this.session = session
    this.ask = ask
    this.key = key
    this.#wantedHz = this.#tunedHz = Number(ask.sendRateHz) || 0
  }

  // ---- what it is

  /** The newest tick known. */
  get tick() {
    return this.#newest.tick
  }

  /**
   * What was sent last, unsmoothed: the room's own fields, and an array of entities for each part.
   * @returns {G['view']}
   */
  get state() {
    if (this.#truthOf !== this.#newest || !this.#truth) {
      this.#truth = new View(this.#smooth, this.number).draw(this.#newest, undefined, 0, this.#newest.tick)
      this.#truthOf = this.#newest
    }
    return this.#truth
  }

  /** Everyone here, in the order they came. */
  get players() {
    return [...this.#people.values()].sort((a, b) => a.number - b.number)
  }

  /** This player; null before the first snapshot. */
  get me() {
    return this.#people.get(this.number) ?? null
  }

  /**
   * The player of that number, as events and entities name them.
   * @param {number} number
   */
  player(number) {
    return this.#people.get(number) ?? null
  }

  /**
   * The network as this client sees it. Of snapshots: how many came and their bytes, how many came too `late` to be
   * drawn in time, and how many were `dropped` because they built on a state that is not there. `partBytes` is what
   * `room`, `players` and each part took of them; empty with the JSON twin.
   */
  get net() {
    return {
      ...this.session.net,
      ...this.#figures,
      jitterMs: Math.round(this.#timeline.jitterMs),
      delayMs: Math.round(this.#timeline.delayMs),
      waitingCommands: this.#commands.size,
      partBytes: Object.fromEntries(this.#partBytes),
    }
  }

  // ---- what it does

  /**
   * Asks `hand` once a tick what the player holds: it writes into the object it is given, which keeps its values, but
   * for presses. Of several calls the last counts; null ends it.
   * @param {((held: G['input']) => void) | null} hand
   */
  input(hand) {
    this.#hand = hand
    this.#stopInputs()
    if (hand) this.#sampleSoon()
  }

  /**
   * Calls `draw` for each frame of the screen with the room smoothed between two snapshots. In Node 60 times a second.
   * @param {(view: G['view']) => void} draw
   * @returns {() => void} ends it
   */
  frame(draw) {
    this.#frames.add(draw)
    if (this.#frames.size === 1) this.#nextFrame()
    return () => {
      this.#frames.delete(draw)
      if (!this.#frames.size) {
        this.#stopFrames()
        this.#tellEvents(Infinity)
      }
    }
  }

  /**
   * Tells what comes, changes and goes in a part of the room, or among its `players`, as snapshots come: first what is
   * there. After a restore of the room everything goes and comes again.
   * @template {(keyof G['view'] & string) | 'players'} P
   * @param {P} part
   * @param {Told<P extends 'players' ? Player : G['view'][P] extends {[i: number]: infer E} ? E : any>} told
   * @returns {() => void} ends it
   */
  watch(part, told) {
    /** @type {Watch} */
    const watch = { part, told, epoch: 0, known: new Map() }
    this.#watches.add(watch)
    this.#tellWatch(watch)
    return () => void this.#watches.delete(watch)
  }

  /**
   * Sends a command; the promise is its answer. It is sent again after a break, and taken once.
   * @template {keyof G['commands'] & string} N
   * @param {N} name
   * @param {G['commands'][N]['fields']} [fields]
   * @returns {Promise<G['commands'][N]['answer']>} rejected with a TaktError: `reason` is the game's, `code` says what
   *   kind of no
   */
  send(name, fields = {}) {
    return new Promise((resolve, reject) => {
      const problem = this.#unsendable(name, fields)
      if (problem) return reject(problem)
      this.#commands.set(++this.#commandSeq, { name, fields, sent: false, resolve, reject })
      this.#sendCommands()
    })
  }

  /**
   * Asks for at most so many snapshots a second, 0 for all there are.
   * @param {number} hz
   */
  sendRate(hz) {
    this.#wantedHz = hz
    this.#tune()
  }

  /** Leaves for good. The promise is kept when the server has confirmed it, or can be thought to know. */
  leave() {
    if (this.status === 'left') return Promise.resolve()
    /** @type {Promise<void>} */
    const left = new Promise(resolve => this.on('left', () => resolve()))
    this.session.leave(this)
    return left
  }

  /**
   * @param {string} name
   * @param {Json} fields
   */
  #unsendable(name, fields) {
    if (this.status === 'left') return new TaktError('left', 'This room was left.')
    if (this.#commands.size >= COMMANDS_MAX) {
      return new TaktError('pending', `${COMMANDS_MAX} commands wait for an answer.`)
    }
    const size = sizeOf({ name, fields }) + 200
    return size > this.session.frameMax ? new TaktError('too-large', `That is a command of ${size} bytes.`) : null
  }

  // ---- sending

  /** Between ticks, or looks at the input. */
  get #periodMs() {
    return 1000 / (this.tickRateHz || ON_DEMAND_HZ)
  }

  /** The newest tick to build on. */
  get #seen() {
    return this.ring.newest?.tick ?? 0
  }

  /** @internal */
  get isLive() {
    return this.status === 'in' && this.session.isLive
  }

  /**
   * @returns {{room: number, epoch: number, seen: number, heard: number}}
   * @internal
   */
  #acked() {
    this.#stopAck()
    this.#told = { epoch: this.epoch, seen: this.#seen, heard: this.#heard }
    return { room: this.place, ...this.#told }
  }

  /** Acknowledges, unless an input will do so within a tick. @internal */
  #ackSoon() {
    const rides = this.#hand && !this.session.hidden && this.tickRateHz > 0 && !this.spectator
    if (!rides) this.#ack()
  }

  /** @internal */
  #ack() {
    if (!this.isLive) return
    const { seen, heard, epoch } = this.#told
    if (seen !== this.#seen || heard !== this.#heard || epoch !== this.epoch) {
      this.session.say({ type: 'ack', ...this.#acked() })
    }
  }

  /** A hidden page wants little. @internal */
  #tune() {
    const hz = this.session.hidden ? HIDDEN_HZ : this.#wantedHz
    if (!this.isLive || hz === this.#tunedHz) return
    this.#tunedHz = hz
    this.session.later({ type: 'tune', room: this.place, sendRateHz: hz })
  }

  /** The page was hidden or shown. @internal */
  visibility() {
    this.#tune()
    this.#timeline = new Timeline(this.#periodMs) // what comes next has nothing to do with what came before
    this.#tellEvents(Infinity)
    this.#stopInputs()
    if (!this.session.hidden && this.#hand) this.#sampleSoon()
  }

  /** @internal */
  #sampleSoon() {
    const host = this.session.host
    if (this.status === 'left' || !this.#hand || this.session.hidden) return
    const periodMs = this.#periodMs
    const nowMs = host.now()
    if (nowMs - this.#inputMs > CATCH_UP_TICKS * periodMs) this.#inputMs = nowMs - periodMs
    while (nowMs - this.#inputMs >= periodMs - 0.5) {
      this.#inputMs += periodMs
      this.#sample()
    }
    this.#stopInputs()
    this.#stopInputs = host.after(Math.max(1, this.#inputMs + periodMs - host.now()), () => this.#sampleSoon())
  }

  /** @internal */
  #sample() {
    if (!this.#hand || !this.isLive || this.spectator || !this.ring.newest || this.session.isClogged) return
    this.#hands ??= new Hands(this.schema)
    const values = this.#hands.sample(this.#hand)
    const text = this.tickRateHz ? '' : JSON.stringify(values)
    if (text && text === this.#inputText) return
    this.#inputText = text
    try {
      const packed = this.#layout.input(values)
      this.session.say({ type: 'input', ...this.#acked(), seq: ++this.#inputSeq, values: packed })
    } catch (e) {
      this.onProblem(/** @type {TaktError} */ (e))
    }
  }

  /** Sends what is not yet sent, in order, no faster than the server likes. @internal */
  #sendCommands() {
    this.#stopSending()
    for (const [seq, command] of this.#commands) {
      if (command.sent) continue
      if (!this.isLive) return
      const waitMs = this.session.commandPace.take(this.session.host.now())
      if (waitMs > 0) {
        this.#stopSending = this.session.host.after(waitMs, () => this.#sendCommands())
        return
      }
      command.sent = true
      try {
        const { name, fields } = this.#layout.command(command.name, command.fields)
        this.session.say({ type: 'command', ...this.#acked(), seq, name, fields })
      } catch (e) {
        this.#commands.delete(seq) // it does not fit the layout
        command.reject(/** @type {TaktError} */ (e))
      }
    }
  }

  // ---- what comes

  /**
   * In, or in again.
   * @param {DownFrame} f
   * @param {Json} schema
   * @param {import('./layout.js').Layout} layout
   * @internal
   */
  onJoined(f, schema, layout) {
    const first = this.id === ''
    const reloaded = first && f.resumed // a page before this one had the seat
    const again = !first && f.id === this.id && f.room === this.place
    if (!first && !again) this.#forget(new TaktError('session-unknown', 'The server has forgotten this session.'))
    if (f.epoch !== this.epoch || !again) {
      this.#tellEvents(Infinity)
      this.#heard = 0
    }
    this.#hands = null
    this.#inputText = ''
    Object.assign(this, { id: f.id, type: f.name, code: f.code, place: f.room, epoch: f.epoch, spectator: f.spectator })
    this.tickRateHz = f.tickRateHz
    this.number = f.player
    this.schema = schema
    this.#layout = layout
    this.#smooth = new Smooth(this.schema)
    this.#view = new View(this.#smooth, this.number)
    this.#timeline = new Timeline(this.#periodMs)
    this.ring.clear()
    this.#sentTick = 0
    this.#told = { epoch: 0, seen: 0, heard: 0 }
    this.droppedTicks = f.droppedTicks
    const gap = reloaded ? RELOAD_GAP : 0
    this.#commandSeq = Math.max(this.#commandSeq, f.commandSeq + gap)
    this.#inputSeq = Math.max(this.#inputSeq, f.inputSeq + gap)
    for (const [seq, command] of this.#commands) command.sent = seq <= f.commandSeq
    this.#tunedHz = Number(this.ask.sendRateHz) || 0
    this.#setStatus('in', '')
    this.#tune()
    this.#sendCommands()
    if (!first) this.emit('back', { resumed: again, missed: f.missed })
    if (this.#hand) this.#sampleSoon()
    if (this.#frames.size) this.#nextFrame()
  }

  /**
   * @param {DownFrame} f
   * @param {number} bytes of it
   * @internal
   */
  onSnapshot(f, bytes) {
    const figures = this.#figures
    figures.snapshots++
    figures.snapshotBytes += bytes
    this.#sentTick = f.tick
    const base = f.base === 0 ? State.EMPTY : this.ring.at(f.base)
    const late = f.epoch !== this.epoch || f.tick <= this.#seen
    if (late || !base) {
      figures.dropped++
      if (late) return
      this.ring.clear() // to have nothing asks for whole state
      return this.#ackSoon()
    }
    this.#newest = this.#layout.state(base, f.tick, f.state, this.#partBytes, tick => this.ring.at(tick))
    this.ring.add(this.#newest)
    if (this.#timeline.arrived(f.tick, this.session.host.now())) figures.late++
    this.#meet(this.#newest)
    this.#ackSoon()
    for (const watch of this.#watches) this.#tellWatch(watch)
    this.emit('change')
    if (!this.#isDrawn) this.#tellEvents(Infinity)
  }

  /**
   * A snapshot that counts from the last one.
   * @param {DownFrame} f
   * @param {number} bytes of it
   * @internal
   */
  onStep(f, bytes) {
    const tick = this.#sentTick + 1 + f.skipped
    check(Number.isSafeInteger(tick) && f.undurable <= tick)
    this.onSnapshot({ ...f, epoch: this.epoch, tick, base: this.#sentTick }, bytes)
  }

  /** @param {State} state @internal */
  #meet(state) {
    for (const number of this.#people.keys()) if (!state.players.has(number)) this.#people.delete(number)
    for (const [number, row] of state.players) {
      const known = this.#people.get(number)
      const fields = personOf(number, row)
      if (known) Object.assign(known, fields)
      else this.#people.set(number, fields)
    }
  }

  /**
   * Tells the difference between what was told and the newest state. What it was told is compared, not the rows: a
   * delta to an older base tells again what is known.
   * @param {Watch} watch
   * @internal
   */
  #tellWatch(watch) {
    const { part, told, known, epoch } = watch
    const isPeople = part === 'players'
    const rows = isPeople ? this.#newest.players : this.#newest.entities.get(part) ?? new Map()
    watch.epoch = this.epoch
    for (const [id, { thing }] of known) {
      if (rows.has(id) && epoch === this.epoch) continue
      known.delete(id)
      if (told.remove) call(told.remove, thing)
    }
    for (const [id, row] of rows) {
      const was = known.get(id)
      if (was?.row === row) continue
      const thing = isPeople ? personOf(id, row) : entityOf(id, row, this.number)
      known.set(id, { row, thing })
      if (!was) told.add && call(told.add, thing)
      else if (told.change && JSON.stringify(was.thing) !== JSON.stringify(thing)) call(told.change, thing, was.thing)
    }
  }

  /**
   * An event or a flash.
   * @param {DownFrame} f
   * @internal
   */
  onEvent(f) {
    if (f.number !== undefined && !this.#isNew(f.number)) return
    const { name, fields } = this.#layout.event(f.name, f.fields)
    /** @type {At} */
    const at = { tick: f.tick, name }
    if (f.x !== undefined) Object.assign(at, { x: f.x, y: f.y })
    this.events.push({ name, fields, at })
    if (!this.#isDrawn) this.#tellEvents(Infinity)
    if (this.events.length > EVENTS_MAX) this.#tellEvents(this.events[0].at.tick)
    if (this.events.length > EVENTS_MAX) this.events.shift() // nobody listens yet
  }

  /**
   * @param {DownFrame} f
   * @internal
   */
  onReply(f) {
    if (!this.#isNew(f.number)) return
    const command = this.#takeCommand(f.seq)
    if (!command) return
    if (f.code) command.reject(new TaktError(f.code, f.text || f.code))
    else command.resolve(this.#layout.answer(command.name, f.fields))
  }

  /** One that is answered. @param {number} seq */
  #takeCommand(seq) {
    const command = this.#commands.get(seq)
    this.#commands.delete(seq)
    return command
  }

  /**
   * Whether a letter is new: after a break the unheard ones come again.
   * @param {number} number
   * @internal
   */
  #isNew(number) {
    if (number <= this.#heard) return false
    this.#heard = number
    if (this.#ackDue) return true
    this.#ackDue = true
    const stop = this.session.host.after(ACK_MS, () => this.#ack())
    this.#stopAck = () => {
      this.#ackDue = false
      stop()
    }
    return true
  }

  /**
   * @param {DownFrame} f
   * @internal
   */
  onTimeline(f) {
    if (f.epoch === this.epoch) this.#timeline.dropped(Math.max(0, f.droppedTicks - this.droppedTicks))
    this.droppedTicks = f.droppedTicks
  }

  /**
   * Something was refused: a command by its number, or else something.
   * @param {TaktError} problem
   * @internal
   */
  onProblem(problem) {
    const command = this.#takeCommand(Number(problem.params.command))
    if (command) command.reject(problem)
    else if (!this.emit('problem', problem)) this.session.warn(`${this.type}: ${problem.code}: ${problem.reason}`)
  }

  /**
   * The connection broke, or the server ended the room because it stops.
   * @param {string} text
   * @internal
   */
  onAway(text) {
    if (this.status !== 'in') return
    this.#stopAck()
    this.#stopSending()
    this.#setStatus('away', text)
    this.emit('away')
  }

  /**
   * @param {{graceMs: number, retryMs: number}} news
   * @param {string} text
   * @internal
   */
  onDraining(news, text) {
    this.#setStatus(this.status, text)
    this.emit('draining', news)
  }

  /**
   * @param {RoomStatus} status
   * @param {string} text
   */
  #setStatus(status, text) {
    if (this.status === status && this.text === text) return
    this.status = status
    this.text = text
    this.emit('status', status, text)
  }

  /** Somebody asked for this seat from before a reload, and hears what was told since. @internal */
  taken() {
    this.session.host.after(0, () => {
      this.isHeld = false
      this.#tellEvents(Infinity)
    })
  }

  /**
   * @param {string} reason
   * @param {string} text
   * @internal
   */
  onLeft(reason, text) {
    if (this.status === 'left') return
    this.#forget(new TaktError('left', text || reason, { reason }))
    this.#tellEvents(Infinity)
    this.#stopFrames()
    this.#stopInputs()
    this.#setStatus('left', text || LEFT[reason] || `You are out of the room: ${reason}.`)
    this.emit('left', { reason, text })
  }

  /**
   * What was said in this seat leads nowhere any more.
   * @param {TaktError} why
   * @internal
   */
  #forget(why) {
    this.#stopAck()
    this.#stopSending()
    const waiting = [...this.#commands.values()]
    this.#commands.clear()
    this.#commandSeq = 0
    this.#inputSeq = 0
    this.#heard = 0
    for (const command of waiting) command.reject(why)
  }

  // ---- drawing

  /** Whether there is a drawn time for events to wait for. @internal */
  get #isDrawn() {
    return this.#frames.size > 0 && !this.session.hidden && this.tickRateHz > 0 && this.status !== 'left'
  }

  /** @internal */
  #nextFrame() {
    this.#stopFrames()
    if (this.status !== 'left') this.#stopFrames = this.session.host.frame(() => this.#drawFrame())
  }

  /** @internal */
  #drawFrame() {
    this.#nextFrame()
    if (!this.ring.newest || !this.#view) return
    const tick = this.#timeline.advance(this.session.host.now())
    const drawn = this.tickRateHz && tick >= 0 ? tick : this.ring.newest.tick
    this.#tellEvents(drawn)
    const view = this.#view.at(this.ring.states, drawn)
    for (const draw of [...this.#frames]) call(draw, view)
  }

  /**
   * Tells the events that happened up to a tick.
   * @param {number} tick
   * @internal
   */
  #tellEvents(tick) {
    if (this.isHeld) return
    while (this.events.length && this.events[0].at.tick <= tick) {
      const event = /** @type {{name: string, fields: Json, at: At}} */ (this.events.shift())
      if (!OWN.has(event.name)) this.emit(event.name, event.fields, event.at)
      this.emit(`event:${event.name}`, event.fields, event.at)
      this.emit('*', event.fields, event.at)
    }
  }
}

/** @param {number} number @param {import('./state.js').Row} row @returns {Player} */
const personOf = (number, row) => ({ name: '', seat: -1, team: 0, bot: false, connected: false, ...row, number })

/** Names that are not the game's. */
const OWN = new Set(['status', 'away', 'back', 'left', 'draining', 'change', 'problem', '*'])
/** Why one is out of a room, for people. @type {Record<string, string>} */
const LEFT = {
  left: 'You have left the room.',
  disconnected: 'You were away for too long.',
  kicked: 'You were sent away.',
  'taken-over': 'You have entered this room from somewhere else.',
  'room-closed': 'The room has ended.',
}
