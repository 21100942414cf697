import assert from 'node:assert/strict'
import { json } from '../src/json.js'
import { fieldsOf } from '../src/layout.js'
import { MovedRows } from '../src/moved.js'
import { State } from '../src/state.js'
import { connect } from '../src/takt.js'
import { Packer } from './packer.js'

/** Both codecs run the same tests: `binary.test.js` sets it. */
export const isJson = process.env.TAKT_CODEC !== 'binary'

/**
 * A world for one session: a clock that moves when told, sockets whose other end the test plays, a page that can be
 * hidden.
 * @typedef {Record<string, any>} Json
 */
export class World {
  constructor() {
    this.nowMs = 1000
    /** @type {{atMs: number, id: number, fn: () => void}[]} */
    this.timers = []
    this.lastId = 0
    /** @type {Line[]} oldest first */
    this.lines = []
    this.random = 0.5
    this.isHidden = false
    /** @type {Map<string, string>} */
    this.kept = new Map()
    /** @type {(what: any) => void} */
    this.page = () => {}
    const world = this
    this.packer = new Packer()
    this.codec = isJson ? json : /** @type {const} */ ('binary')
    this.host = {
      now: () => this.nowMs,
      after: (/** @type {number} */ ms, /** @type {() => void} */ fn) => this.after(ms, fn),
      frame: (/** @type {() => void} */ fn) => this.after(16, fn),
      random: () => this.random,
      open: (/** @type {string} */ url, /** @type {string} */ protocol) => {
        const line = new Line(url, protocol, this.packer)
        this.lines.push(line)
        return line
      },
      storage: {
        getItem: (/** @type {string} */ key) => world.kept.get(key) ?? null,
        setItem: (/** @type {string} */ key, /** @type {string} */ value) => void world.kept.set(key, value),
        removeItem: (/** @type {string} */ key) => void world.kept.delete(key),
      },
      hidden: () => this.isHidden,
      watch: (/** @type {any} */ listener) => {
        this.page = listener
        return () => (this.page = () => {})
      },
    }
  }

  /** @param {number} ms @param {() => void} fn */
  after(ms, fn) {
    const timer = { atMs: this.nowMs + ms, id: ++this.lastId, fn }
    this.timers.push(timer)
    return () => void (this.timers = this.timers.filter(t => t !== timer))
  }

  /** Lets time pass; what is due happens in order. @param {number} ms */
  async pass(ms) {
    const endMs = this.nowMs + ms
    for (;;) {
      await settle()
      const due = this.timers.filter(t => t.atMs <= endMs).sort((a, b) => a.atMs - b.atMs || a.id - b.id)[0]
      if (!due) break
      this.timers.splice(this.timers.indexOf(due), 1)
      this.nowMs = Math.max(this.nowMs, due.atMs)
      due.fn()
    }
    this.nowMs = endMs
  }

  /** Sleeps as a phone does: the clock goes on, timers are all late. @param {number} ms */
  async sleep(ms) {
    this.nowMs += ms
    await this.pass(0)
  }

  /** @param {Json} [options] */
  connect(options = {}) {
    return connect('ws://server.test/takt', { host: this.host, codec: this.codec, ...options })
  }

  get line() {
    return /** @type {Line} */ (this.lines.at(-1))
  }

  /** Waits for the next try to connect and answers its hello. @param {Json} [welcome] */
  async welcome(welcome = {}) {
    for (let i = 0; i < 200 && this.line.readyState !== 0; i++) await this.pass(50)
    assert.equal(this.line.readyState, 0, 'a try to connect')
    this.line.open()
    await settle()
    assert.equal(this.line.said[0]?.type, 'hello')
    const usual = { type: 'welcome', version: 1, capabilities: 7, resume: 'token-1', aliveMs: 5000, frameMax: 16384 }
    this.line.says({ ...usual, ...welcome })
    await settle()
    return this.line
  }

  /** Hides the page, or shows it. @param {boolean} hidden */
  hide(hidden) {
    this.isHidden = hidden
    this.page(hidden ? 'hidden' : 'shown')
  }
}

/** One connection, and the server's end of it. */
export class Line {
  /** @param {string} url @param {string} protocol @param {Packer} packer */
  constructor(url, protocol, packer) {
    this.url = url
    this.protocol = protocol
    this.readyState = 0
    this.bufferedAmount = 0
    /** @type {Json[]} frames of the client */
    this.said = []
    this.packer = packer
    this.onopen = this.onmessage = this.onclose = this.onerror = /** @type {((e: any) => void) | null} */ (null)
  }

  /** @param {string | Uint8Array} data */
  send(data) {
    assert.equal(this.readyState, 1, 'sent on an open socket')
    this.said.push(typeof data === 'string' ? JSON.parse(data) : this.packer.unpack(data))
  }

  close() {
    this.readyState = 3
  }

  // ---- the server's end

  open() {
    this.readyState = 1
    this.onopen?.({})
  }

  /** @param {Json | string | Uint8Array} frame */
  says(frame) {
    const isReady = typeof frame === 'string' || frame instanceof Uint8Array
    const data = isReady ? frame : this.protocol === json.subprotocol ? JSON.stringify(frame) : this.packer.pack(frame)
    if (this.readyState === 1) this.onmessage?.({ data })
  }

  /** @param {number} [code] @param {string} [reason] */
  cut(code = 1006, reason = '') {
    this.readyState = 3
    this.onclose?.({ code, reason })
  }

  /** What the client said of a type. @param {string} type */
  all(type) {
    return this.said.filter(f => f.type === type)
  }

  /** The last thing the client said of a type. @param {string} type */
  last(type) {
    const last = this.all(type).at(-1)
    return last ?? assert.fail(`no '${type}' was said: ${JSON.stringify(this.said)}`)
  }
}

/** A state as golden vectors write it. @param {Record<string, any>} json */
export function stateOf({ tick, room = {}, players = {}, entities = {}, habits = {} }) {
  const rows = (/** @type {any} */ from) => new Map(Object.entries(from).map(([id, row]) => [Number(id), row]))
  const parts = new Map(Object.entries(entities).map(([part, from]) => [part, rows(from)]))
  return new State(tick, room, rows(players), parts, new Map(Object.entries(habits)))
}

const ODDS = [60, 162, 439, 1179, 3108, 7812, 17625, 32768, 47911, 57724, 62428, 64357, 65097, 65374, 65476]

/**
 * Habits by part, as vectors write them: guesses as they are, odds as pairs of a place and a `z`.
 * @param {Json} document
 * @param {Json} [told]
 */
export function habitsOf(document, told = {}) {
  return Object.fromEntries(Object.entries(told).map(([part, { foresights, odds = [] }]) => {
    const { fields } = document.entities.find((/** @type {Json} */ entity) => entity.name === part)
    const all = new MovedRows(fieldsOf({ fields }), 0).first.odds
    for (const [place, z] of odds) all[place] = ODDS[z + 7]
    return [part, { how: foresights, odds: all }]
  }))
}

/** The states that a vector builds on, its base first. @param {Json} vector @param {Json} document */
export function statesOf({ base, older = [] }, document) {
  const states = base ? [base, ...older] : []
  return states.map(state => stateOf({ ...state, habits: habitsOf(document, state.habits) }))
}

/** @param {string} hex */
export const bytesOf = hex => Uint8Array.from(hex.match(/../g) ?? [], byte => parseInt(byte, 16))
/** @param {Uint8Array} bytes */
export const hexOf = bytes => Buffer.from(bytes).toString('hex')

/** Chance that can be had again: TAKT_SEED. */
export function seeded() {
  const seed = Number(process.env.TAKT_SEED ?? 20)
  let state = seed
  return {
    seed,
    /** @param {number} below */
    next(below) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0
      return (state >>> 8) % below
    },
  }
}

/** Lets promises run. */
export async function settle() {
  for (let i = 0; i < 20; i++) await null
}

const WHOLE = { type: 'whole', min: 0, max: 1000 }

/** The schema of a room with ships, keys and chat. */
export const SCHEMA = {
  room: 'Arena',
  state: [{ name: 'round', type: 'alarm' }],
  entities: [
    {
      name: 'ships',
      fields: [
        { name: 'x', type: 'real', min: 0, max: 800, step: 0.01, role: 'position' },
        { name: 'y', type: 'real', min: 0, max: 800, step: 0.01, role: 'position' },
        { name: 'heading', type: 'angle', bits: 10 },
        { name: 'hp', type: 'whole', min: 0, max: 100 },
      ],
    },
  ],
  inputs: [
    {
      name: 'keys',
      fields: [
        { name: 'dx', type: 'real', min: -1, max: 1, step: 2 / 254 },
        { name: 'fire', type: 'flag', role: 'press' },
        { name: 'gear', type: 'choice', of: ['LOW', 'HIGH'] },
      ],
    },
  ],
  commands: [
    { name: 'say', fields: [{ name: 'text', type: 'text', max: 200 }], answers: [{ name: 'seq', ...WHOLE }] },
    {
      name: 'buy',
      fields: [{ name: 'kind', type: 'choice', of: ['BOW', 'SWORD'] }],
      answers: [{ name: 'gold', ...WHOLE }],
    },
  ],
  events: [
    { name: 'said', fields: [{ name: 'text', type: 'text', max: 200 }] },
    { name: 'left', fields: [{ name: 'who', type: 'player' }] },
  ],
}

/** @param {Json} [with_] */
export const joined = (with_ = {}) => ({
  type: 'joined', request: 1, room: 1, id: 'room-a', name: 'arena', epoch: 1, tick: 10, tickRateHz: 20, player: 2,
  layout: 'l1', schema: SCHEMA, ...with_,
})

/** @param {number} tick @param {Json} state @param {Json} [with_] */
export const snapshot = (tick, state, with_ = {}) => ({
  type: 'snapshot', room: 1, epoch: 1, tick, durable: tick, state, ...with_,
})

/** A world with a session in a room. @param {Json} [options] of the session @param {Json} [answer] the joined */
export async function inRoom(options = {}, answer = {}) {
  const world = new World()
  const session = world.connect(options)
  const join = session.join('arena')
  const line = await world.welcome()
  line.says(joined(answer))
  return { world, session, line, room: await join }
}

/**
 * Runs `body` and gives back what was reported meanwhile, as the `error` event of a page does.
 * @param {() => unknown} body
 */
export async function reported(body) {
  /** @type {string[]} */
  const errors = []
  globalThis.reportError = e => void errors.push(String(e))
  try {
    await body()
  } finally {
    Reflect.deleteProperty(globalThis, 'reportError')
  }
  return errors
}
