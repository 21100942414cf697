import assert from 'node:assert/strict'
import { Bits } from '../src/bits.js'
import { FRAMES } from '../src/frames.js'
import { apply } from '../src/json.js'
import { fieldsOf, layoutOf } from '../src/layout.js'
import { firstOdds } from '../src/odds.js'
import { State } from '../src/state.js'
import { RangeWriter } from './range.js'

/** @typedef {Record<string, any>} Json */

const NOTHING = { state: [], entities: [], inputs: [], commands: [], events: [] }

/**
 * A server's end of the binary protocol: what a test says as JSON goes out in bits, what the client says in bits comes
 * in as JSON. Bits of state are written here, and nowhere in the library.
 */
export class Packer {
  constructor() {
    /** @type {Map<number, Json>} documents by room */
    this.documents = new Map()
    /** @type {Map<string, State>} by room, epoch and tick */
    this.states = new Map()
    /** @type {Map<number, Json>} the last snapshot of each room */
    this.last = new Map()
    /** @type {Map<number, string>} names of commands by seq */
    this.commands = new Map()
  }

  /** @param {Json} frame @returns {Uint8Array} */
  pack(frame) {
    const shape = FRAMES[frame.type]
    if (!shape) return Uint8Array.of(frame.skip ? 0xbe : 0x3e)
    const { kind, members } = shape
    const to = new Bits()
    to.bits(8, kind)
    if (frame.type === 'joined' && frame.schema) this.documents.set(frame.room, frame.schema)
    if ((kind & 0x1f) < 16) {
      members.forEach(([name, letter], i) => this.#field(to, i + 1, letter, frame[name]))
      return to.done()
    }
    const { room, tick = 0, epoch = 0, base = 0 } = frame
    to.number(7, room)
    if (frame.type === 'step') {
      const numbers = /** @type {const} */ ([['skipped', 2], ['undurable', 3], ['inputs', 3]])
        .map(([name, width]) => ({ n: frame[name] ?? 0, width, most: 2 ** width - 1 }))
      for (const { n, width, most } of numbers) to.bits(width, Math.min(n, most))
      for (const { n, most } of numbers) if (n >= most) to.number(7, n - most)
      const last = this.last.get(room) ?? assert.fail('no snapshot before a step')
      const step = { ...last, base: last.tick, tick: last.tick + 1 + (frame.skipped ?? 0), state: frame.state }
      this.last.set(room, step)
      return bytes(to, this.#state(step))
    }
    if (frame.type === 'snapshot') {
      this.last.set(room, frame)
      for (const n of [epoch, tick, tick - frame.durable, base && tick - base, frame.input ?? 0]) to.number(7, n)
      return bytes(to, this.#state(frame))
    }
    if (frame.type === 'reply') {
      to.number(7, frame.number)
      to.number(7, frame.seq)
      to.text(7, frame.code ?? '')
      to.text(7, frame.text ?? '')
      const name = this.commands.get(frame.seq)
      const command = this.#document(room).commands.find((/** @type {Json} */ c) => c.name === name)
      const answers = layoutOf({ ...NOTHING, commands: [{ name: 'answer', fields: command?.answers ?? [] }] })
      return bytes(to, frame.code ? new Uint8Array() : answers.command('answer', frame.fields ?? {}).fields)
    }
    if (frame.type === 'event') to.number(7, frame.number)
    to.number(7, tick)
    const event = layoutOf({ ...NOTHING, commands: this.#document(room).events }).command(frame.name, frame.fields ?? {})
    to.number(7, Number(event.name))
    to.number(7, frame.x === undefined ? 0 : 1)
    if (frame.x !== undefined) for (const at of [frame.x, frame.y]) to.real(at)
    return bytes(to, event.fields)
  }

  /** @param {Bits} to @param {number} number @param {string} letter @param {any} value */
  #field(to, number, letter, value) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (!one) continue
      const isNumber = 'nrb'.includes(letter)
      to.number(7, number * 8 + (isNumber ? 0 : 2))
      if (isNumber) to.number(7, Number(one))
      else to.text(7, typeof one === 'string' ? one : JSON.stringify(one))
    }
  }

  /** @param {number} room */
  #document(room) {
    return this.documents.get(room) ?? NOTHING
  }

  // ---- state

  /** @param {Json} frame */
  #state({ room, epoch, tick, base, state }) {
    const before = base ? this.states.get(`${room} ${epoch} ${base}`) ?? State.EMPTY : State.EMPTY
    this.states.set(`${room} ${epoch} ${tick}`, apply(before, tick, state))
    const to = new Bits()
    const document = this.#document(room)
    const { gone = {}, players = {}, entities = {} } = state
    if (base) to.bits(5) // no older ones: rows are new in the base
    to.bits(1, state.room ? 1 : 0)
    if (state.room) this.#changes(to, document.state, state.room, before.room)
    const left = (gone.players ?? []).filter((/** @type {number} */ number) => before.players.has(number))
    const told = Object.entries(players)
    to.bits(1, left.length + told.length ? 1 : 0)
    if (left.length + told.length) {
      to.things(left.length)
      for (const number of left) to.number(3, number)
      to.things(told.length)
      for (const [number, row] of told) this.#player(to, Number(number), { ...before.players.get(+number), ...row })
    }
    for (const { name, fields } of document.entities) {
      this.#rows(to, fields, tick, before.entities.get(name) ?? new Map(), gone[name] ?? [], entities[name] ?? {})
    }
    to.bits(1) // no more
    return to.done()
  }

  /** @param {Bits} to @param {number} number @param {Json} player */
  #player(to, number, { name = '', seat = -1, team = 0, bot = false, connected = false }) {
    to.number(3, number)
    to.bits(1, 1)
    to.text(3, name)
    to.number(3, seat + 1)
    to.number(3, team)
    to.bits(1, +bot)
    to.bits(1, +connected)
  }

  /**
   * @param {Bits} to
   * @param {Json[]} fields
   * @param {number} tick
   * @param {ReadonlyMap<number, Json>} before
   * @param {number[]} gone
   * @param {Json} rows
   */
  #rows(to, fields, tick, before, gone, rows) {
    const ids = Object.keys(rows).map(Number)
    const went = gone.filter(id => before.has(id))
    to.bits(1, ids.length + went.length ? 1 : 0)
    if (!ids.length && !went.length) return
    to.bits(1, 1) // perhaps there are others
    this.#slots(to, went, () => {})
    to.bits(1) // habits as they were
    const rest = [...before.keys()].filter(id => !went.includes(id))
    if (rest.length) this.#moved(to, fields, tick, rest, before, rows)
    this.#slots(to, ids.filter(id => !before.has(id)), id => {
      to.number(3, Math.floor(id / 65536))
      this.#row(to, fields, tick, rows[id])
    })
  }

  /** @param {Bits} to @param {number[]} ids @param {(id: number) => void} each */
  #slots(to, ids, each) {
    to.things(ids.length)
    let last = 0
    for (const id of ids) {
      const slot = id % 65536
      to.bits(1, slot === last + 1 ? 0 : 1)
      const far = slot - last - 2
      if (slot !== last + 1) to.number(3, far < 0 ? -2 * far - 1 : 2 * far)
      last = slot
      each(id)
    }
  }

  /**
   * Rows that are new in the base, so that they are awake and expected where they were.
   * @param {Bits} to
   * @param {Json[]} fields
   * @param {number} tick
   * @param {number[]} ids
   * @param {ReadonlyMap<number, Json>} before
   * @param {Json} rows
   */
  #moved(to, fields, tick, ids, before, rows) {
    const stepped = fieldsOf({ fields }).filter(({ points }) => points)
    const others = fieldsOf({ fields }).filter(({ points }) => !points)
    const out = new RangeWriter(firstOdds(stepped, others.length))
    for (const id of ids) {
      const row = rows[id]
      out.bit(stepped.length ? 2 : 0, !row)
      if (!row) continue
      out.bit(6, row.owner !== undefined || row.jump !== undefined)
      let worst = 0
      stepped.forEach(({ name, points }, f) => {
        const p = points ?? assert.fail()
        const base = before.get(id)?.[name]
        const now = row[name] ?? base
        let move = now === undefined ? 0 : p.point(now) - (base === undefined ? p.first : p.point(base))
        if (p.turn) move = (move << p.turn) >> p.turn
        const at = 35 + 390 * f
        const which = 4 * 2 + (worst && (worst <= 2 ? 2 : 3)) // nobody knows how wrong the guess was
        out.bit(at + which, move === 0)
        if (!move) return
        const binary = Math.abs(move).toString(2)
        const bits = binary.length - 1
        worst = Math.max(worst, bits + 1)
        out.unary(at + 24 + 14 * which, bits)
        out.bit(at + 360 + 3 * Math.min(bits, 5) + 1, move < 0)
        if (bits) out.bit(at + 378 + Math.min(bits, 12) - 1, binary[1] === '1')
        out.rest(binary.slice(2))
      })
      others.forEach(({ name }, o) => out.bit(35 + 390 * stepped.length + o, row[name] !== undefined))
    }
    out.number(7, 1) // and no sleepers
    out.end(to)
    for (const id of ids) {
      const row = rows[id] ?? {}
      const was = before.get(id) ?? {}
      if (row.owner !== undefined || row.jump !== undefined) this.#note(to, tick, row)
      for (const field of others) {
        if (row[field.name] !== undefined) this.#value(to, field, row[field.name], was[field.name])
      }
    }
  }

  /** @param {Bits} to @param {Json[]} fields @param {number} tick @param {Json} row */
  #row(to, fields, tick, row) {
    const isNoted = row.owner !== undefined || row.jump !== undefined
    to.bits(1, isNoted ? 1 : 0)
    if (isNoted) this.#note(to, tick, row)
    this.#changes(to, fields, row)
  }

  /** @param {Bits} to @param {number} tick @param {Json} row */
  #note(to, tick, { owner, jump }) {
    to.bits(1, owner === undefined ? 0 : 1)
    if (owner !== undefined) to.number(3, owner)
    to.bits(1, jump === undefined ? 0 : 1)
    if (jump !== undefined) to.number(3, tick - jump)
  }

  /** What was there is always written anew. @param {Bits} to @param {Json[]} fields @param {Json} row @param {Json} [before] */
  #changes(to, fields, row, before = {}) {
    assert.ok(fields.length <= 8, 'groups are for the golden vectors')
    for (const { name } of fields) to.bits(1, row[name] === undefined ? 0 : 1)
    for (const field of fieldsOf({ fields })) {
      if (row[field.name] !== undefined) this.#value(to, field, row[field.name], before[field.name])
    }
  }

  /** @param {Bits} to @param {import('../src/layout.js').Field} field @param {any} value @param {any} [base] */
  #value(to, field, value, base) {
    if (field.isOptional) to.bits(1, value === null ? 0 : 1)
    if (value === null) return
    if (field.moved && base != null) to.bits(2, 3)
    if (field.edited && base != null) to.bits(1)
    field.bits(to, value)
  }

  // ---- what the client says

  /** @param {Uint8Array} message @returns {Json} */
  unpack(message) {
    const from = new Bits(message)
    const kind = from.bits(8)
    const [type, { members }] = Object.entries(FRAMES).find(([, shape]) => shape.kind === kind) ?? assert.fail(`${kind}`)
    /** @type {Json} */
    const frame = { type }
    if (kind < 16) {
      while (from.left) {
        const key = from.number(7)
        const [name, letter] = members[(key >> 3) - 1]
        if (letter === 'T') (frame[name] ??= []).push(from.text(7))
        else if (letter === 'o') frame[name] = JSON.parse(from.text(7))
        else if (letter === 't') frame[name] = from.text(7)
        else frame[name] = letter === 'b' ? from.number(7) > 0 : from.number(7)
      }
      if (type === 'tune') frame.sendRateHz ??= 0
      return frame
    }
    for (const [name, letter] of members) if (letter !== 'p') frame[name] = from.number(7)
    const document = this.#document(frame.room)
    const payload = from.bytes(from.left / 8)
    if (type === 'input') {
      const older = { name: 'older', type: 'whole', min: 0, max: 3 }
      const fields = [older, ...(document.inputs[0]?.fields ?? [])]
      const inputs = layoutOf({ ...NOTHING, events: [{ name: 'input', fields }] })
      const { older: _, ...values } = inputs.event('0', payload).fields
      frame.values = values
    }
    if (type === 'command') {
      const { name, fields } = layoutOf({ ...NOTHING, events: document.commands }).event(`${frame.name}`, payload)
      Object.assign(frame, { name, fields })
      this.commands.set(frame.seq, name)
    }
    return frame
  }
}

/** @param {Bits} header @param {Uint8Array} payload */
function bytes(header, payload) {
  header.bytes(payload.length, payload)
  return header.done()
}
