import { Bits, bytesOf, check, isNamed, isObject, lie, signed, textOf } from './bits.js'
import { TaktError } from './errors.js'
import { DEPTH_MAX, GAP_MAX, MANY_MAX, MOVES_WIDTH_MIN, OLDER_MAX, PLAYER_ID_MAX, PLAYER_MAX, SLOTS } from './limits.js'
import { MovedRows, entering } from './moved.js'
import { State } from './state.js'

/** @typedef {import('./frames.js').Json} Json */
/** @typedef {import('./state.js').Row} Row */
/**
 * How a room's payloads are read and written.
 * @typedef {object} Layout
 * @property {(base: State, tick: number, sent: any, bytes: Map<string, number>, at: At) => State} state adds to
 *   `bytes` what each part took
 * @property {(name: string, sent: any) => {name: string, fields: Json}} event
 * @property {(command: string, sent: any) => Json} answer
 * @property {(values: Json) => any} input
 * @property {(name: string, fields: Json) => {name: string | number, fields: any}} command
 */

/** @typedef {(tick: number) => State | undefined} At the state of that tick, if it is known */

/**
 * A type of the schema document: docs/PROTOCOL.md 14, Values.
 * @typedef {object} Type
 * @property {(at: Bits, value?: any) => any} bits reads or writes a value, and throws something if it does not fit
 * @property {(from: Bits, base: number) => number} [moved] reads what was told as a move
 * @property {(from: Bits, base: any) => any} [edited] reads what became of a list, map or text
 * @property {boolean | null} [bare] true: without a value only where the document says so; null: it has its own none
 * @property {import('./moved.js').Points} [points] of a number that may be foreseen
 * @property {unknown} [absent] what is written where nothing is given
 */
/** @typedef {Type & {name: string, isOptional: boolean, isShared: boolean, json: Json}} Field */

const USES_MAX = 2 ** 37 - 1
/** Points of a grid on either side of 0. */
const POINTS_MAX = 2 ** 50
/** Ranges from here on are written as sign and magnitude: the distance to the first would not be exact. */
const WIDE = 2 ** 52
const ROUND = 2 * Math.PI

/** The bits of a number. @param {number} value */
const widthOf = value => value.toString(2).length

/** @param {Json} json @param {string} member @returns {any[]} */
function list(json, member) {
  return isObject(json) && Array.isArray(json[member]) ? json[member] : lie(`a schema document without '${member}'`)
}

/** @param {Json} json @returns {string} */
function nameOf(json) {
  return isNamed(json) ? json.name : lie()
}

// ---- types

/** @param {Json} json @param {number} depth @returns {Type} */
function typeOf(json, depth) {
  check(isObject(json) && depth <= DEPTH_MAX && Object.hasOwn(TYPES, json.type))
  return TYPES[json.type](json, depth)
}

/** @type {Record<string, (json: Json, depth: number) => Type>} */
const TYPES = {
  flag: () => ({
    bare: true,
    bits(at, value = false) {
      check(typeof value === 'boolean')
      return at.bits(1, +value) > 0
    },
  }),

  whole({ min, max }) {
    check(Number.isSafeInteger(min) && Number.isSafeInteger(max) && min <= max)
    return points(min, max, n => n, n => (Number.isInteger(n) ? n : NaN), (n, by) => n + Math.floor(by + 0.5))
  },

  real({ min, max, step }) {
    if (step === undefined) return FULL
    check([min, max, step].every(Number.isFinite) && step > 0 && min <= max)
    check(Math.max(Math.abs(min), Math.abs(max)) / step <= POINTS_MAX)
    const rounded = Math.round(1 / step)
    const inverse = rounded >= 1 && Math.abs(rounded * step - 1) < 1e-12 ? rounded : 0
    const point = (/** @type {number} */ x) => Math.floor((inverse ? x * inverse : x / step) + 0.5)
    return points(point(min), point(max), n => (inverse ? n / inverse : n * step), point)
  },

  angle({ bits }) {
    check(Number.isInteger(bits) && bits >= 4 && bits <= 24)
    const all = 1 << bits
    const point = (/** @type {number} */ a) => Math.floor((a / ROUND - Math.floor(a / ROUND)) * all + 0.5) % all
    return points(0, all - 1, n => (n * ROUND) / all, point, undefined, 32 - bits)
  },

  text: json => text(most(json)),
  playerId: () => ({ bits: text(PLAYER_ID_MAX).bits }),

  choice(json) {
    const names = list(json, 'of')
    return { bits: place(names), absent: names[0] }
  },

  record(json, depth) {
    const of = fieldsOf(json, 'fields', depth + 1)
    return {
      bits(at, value = {}) {
        check(isObject(value) && (of.length || !at.bits(1)))
        return each(at, of, value)
      },
    }
  },

  oneOf(json, depth) {
    const names = list(json, 'of').map(record => record.class)
    const records = names.map((_, i) => TYPES.record(json.of[i], depth + 1))
    const which = place(names)
    return {
      bits(at, value) {
        const type = which(at, value?.type)
        return { type, ...records[names.indexOf(type)].bits(at, value) }
      },
    }
  },

  entity: () => ({
    bare: null,
    bits(at, id = 0) {
      const slot = at.number(3, id % SLOTS, SLOTS - 1)
      return slot ? at.number(3, Math.floor(id / SLOTS), USES_MAX) * SLOTS + slot : null
    },
  }),

  player: () => ({ bare: null, bits: (at, number) => at.number(3, number, PLAYER_MAX) || null }),

  list: (json, depth) => many(typeOf(json.of, depth + 1), most(json)),

  map(json, depth) {
    const key = typeOf(json.key, depth + 1)
    const of = typeOf(json.of, depth + 1)
    const isNumbered = ['whole', 'player', 'entity'].includes(json.key.type)
    const pairs = many({
      bits: (at, [name, value] = []) => [key.bits(at, isNumbered && name ? +name : name), of.bits(at, value)],
    }, most(json))
    if (!isNumbered && !['text', 'playerId', 'choice'].includes(json.key.type)) return pairs
    /** @type {Type['bits']} */
    const bits = (at, value) => {
      const all = pairs.bits(at, value && Object.entries(value))
      const named = Object.fromEntries(all)
      check(sizeOf(named) === all.length && all.every((/** @type {any[]} */ [name]) => name !== null))
      return named
    }
    return {
      bits,
      edited(from, base) {
        const left = new Map(Object.entries(base))
        for (let gone = from.number(3); gone > 0; gone--) check(left.delete(`${key.bits(from)}`))
        const set = bits(from)
        const named = { ...Object.fromEntries(left), ...set }
        from.keep(sizeOf(named) - sizeOf(set))
        check(sizeOf(named) <= most(json))
        return named
      },
    }
  },

  alarm: () => ({ bits: (at, ms) => at.number(3, ms) }),
}

/** A number in full. @type {Type} */
const FULL = {
  bare: true,
  bits(at, value) {
    const real = at.real(value)
    return Number.isFinite(real) ? real : at.isReading ? null : lie()
  },
}

/** @param {Json} json */
const most = json => Math.min(MANY_MAX, Math.max(0, Number(json.max) || 0))

/** @param {Json} named */
const sizeOf = named => Object.keys(named).length

/** @param {number} max @returns {Type} */
function text(max) {
  /** @param {string} text */
  const fit = text => {
    check(text.length <= max)
    return text
  }
  return {
    bits(at, value = '') {
      check(typeof value === 'string')
      return fit(at.text(3, value))
    },
    edited(from, base) {
      const bytes = pieces(from, bytesOf(base), () => from.number(3), () => from.bits(8), run => from.keepText(run))
      return fit(textOf(Uint8Array.from(bytes)))
    },
  }
}

/** @param {Type} of @param {number} max @returns {Type} */
function many(of, max) {
  return {
    bits(at, values = []) {
      check(Array.isArray(values))
      return Array.from({ length: at.things(values.length, max) }, (_, i) => of.bits(at, values[i]))
    },
    edited(from, base) {
      const all = pieces(from, base, () => from.things(), () => of.bits(from), run => from.keep(run))
      check(all.length <= max)
      return all
    },
  }
}

/**
 * A list that is put together of pieces: new elements, and a run of those it had.
 * @param {Bits} from
 * @param {ArrayLike<any>} base
 * @param {() => number} count reads how many are new
 * @param {() => any} read reads one
 * @param {(run: number) => void} keep
 */
function pieces(from, base, count, read, keep) {
  const all = []
  let at = 0
  for (let left = from.number(3); left > 0; left--) {
    for (let more = count(); more > 0; more--) all.push(read())
    at += signed(from.number(3))
    check(at >= 0)
    const end = at + (from.number(3, 0, base.length - at) || base.length - at)
    keep(end - at)
    while (at < end) all.push(base[at++])
  }
  return all
}

/** One of some names. @param {string[]} names @returns {Type['bits']} */
function place(names) {
  const width = widthOf(names.length - 1)
  check(names.length && names.every(name => typeof name === 'string'))
  return (at, name) => names[at.bits(width, at.isReading ? 0 : names.indexOf(name))] ?? lie()
}

/**
 * What travels as whole numbers.
 * @param {number} first
 * @param {number} last
 * @param {(point: number) => number} value
 * @param {(value: number) => number} point NaN for none
 * @param {(point: number, by: number) => number} [past]
 * @param {number} [turn] of directions
 * @returns {Type}
 */
function points(first, last, value, point, past = (n, by) => point(value(n) + by), turn = 0) {
  const isWide = last - first >= WIDE
  const width = widthOf(last - first)
  const small = width >> 1
  const absent = value(Math.min(last, Math.max(first, 0)))
  /** @param {number} n */
  const valueAt = n => {
    check(n >= first && n <= last)
    return value(n)
  }
  /** @type {Type['bits']} */
  const bits = (at, value = absent) => {
    const n = at.isReading ? first : point(value)
    valueAt(n)
    if (!isWide) return valueAt(first + at.bits(width, n - first))
    const isNegative = at.bits(1, +(n < 0))
    const size = at.bits(53, Math.abs(n))
    check(size || !isNegative)
    return valueAt(isNegative ? -size : size)
  }
  return {
    bare: true,
    bits,
    points: isWide ? undefined : { first, last, turn, value, point, past },
    moved: isWide || width < MOVES_WIDTH_MIN ? undefined : (from, base) => {
      const z = !from.bits(1) ? from.bits(small) : !from.bits(1) ? from.bits(small + 3) + 2 ** small : -1
      if (z < 0) return bits(from)
      const n = point(base) + signed(z)
      return valueAt(turn ? n & last : n)
    },
  }
}

// ---- fields

/** @param {Json} owner @param {string} [member] @param {number} [depth] @returns {Field[]} */
export function fieldsOf(owner, member = 'fields', depth = 0) {
  const names = new Set()
  return list(owner, member).map(json => {
    const name = nameOf(json)
    try {
      check(names.size < names.add(name).size)
      const { moved, edited, points, ...type } = typeOf(json, depth)
      const isBoxed = json.boxed === true
      const isShared = (json.to ?? 'EVERYONE') === 'EVERYONE'
      const isOptional = type.bare ? isBoxed || !isShared : type.bare === undefined
      const known = isBoxed ? {} : { moved, edited, points: isShared ? points : undefined }
      return { ...type, ...known, json, name, isOptional, isShared }
    } catch {
      return lie(`a schema document with a '${name}' that this version does not know`)
    }
  })
}

/**
 * All fields; where nothing is given a default is written.
 * @param {Bits} at
 * @param {Field[]} all
 * @param {Json} [values] to write
 * @param {string} [no] the code of the error if they do not fit
 */
function each(at, all, values = {}, no = 'command-invalid') {
  /** @type {Json} */
  const result = {}
  for (const field of all) {
    const { name, absent, json } = field
    const value = Object.hasOwn(values, name) ? values[name] : absent
    try {
      result[name] = one(at, field, value)
    } catch (e) {
      if (at.isReading || e instanceof TaktError) throw e
      throw new TaktError(no, `${name}=${String(value).slice(0, 99)}, expected ${JSON.stringify(json)}`)
    }
  }
  return result
}

/** @param {Bits} at @param {Field} field @param {unknown} value to write @param {any} [base] that was read */
function one(at, { isOptional, bits, moved, edited }, value, base) {
  if (isOptional && !at.bits(1, value == null ? 0 : 1)) return null
  if (base != null && moved) return moved(at, base)
  return base != null && edited && at.bits(1) ? edited(at, base) : bits(at, value ?? undefined)
}

/**
 * A field of a row is told. What comes next builds on its value, so a page that sorts a list in place is stopped.
 * @param {Bits} from
 * @param {Field} field
 * @param {Json} row
 */
function tell(from, field, row) {
  row[field.name] = frozen(one(from, field, null, row[field.name]))
}

/** @param {any} value */
function frozen(value) {
  if (!Object.isFrozen(value)) Object.values(Object.freeze(value)).forEach(frozen)
  return value
}

/** What is told, over what was before. @param {Bits} from @param {Field[]} all @param {Row} [before] @returns {Row} */
function readChanges(from, all, before) {
  /** @type {Json} */
  const after = { ...before }
  let isOut = false
  const told = all.filter((_, i) => {
    if (i % 8 === 0) isOut = all.length > 8 && !from.bits(1)
    return !isOut && from.bits(1)
  })
  for (const field of told) tell(from, field, after)
  return after
}

// ---- a room

/**
 * The layout of a schema document, which may come from a server that lies.
 * @param {Json} document
 * @param {number} [tickRateHz] of the room, 0 for one that ticks on demand
 * @returns {Layout}
 * @throws {import('./errors.js').BadFrame} if it is none
 */
export function layoutOf(document, tickRateHz = 0) {
  const own = fieldsOf(document, 'state')
  const parts = list(document, 'entities').map(part => {
    const all = fieldsOf(part)
    return { name: nameOf(part), all, moved: new MovedRows(all, tickRateHz, part.habit) }
  })
  const inputs = list(document, 'inputs').map(input => fieldsOf(input))
  const events = list(document, 'events').map(event => ({ name: nameOf(event), all: fieldsOf(event) }))
  const commands = list(document, 'commands').map(command => ({
    name: nameOf(command),
    all: fieldsOf(command),
    answers: command.answers === undefined ? [] : fieldsOf(command, 'answers'),
  }))

  return {
    state(base, tick, sent, bytes, at) {
      const from = new Bits(sent)
      const entities = new Map(base.entities)
      const habits = new Map(base.habits)
      let { room, players } = base
      let begin = 0
      /** Reads what is told of a part. @type {<T>(name: string, before: T, read: () => T) => T} */
      const part = (name, before, read) => {
        const after = from.bits(1) ? read() : before
        bytes.set(name, (bytes.get(name) ?? 0) + (from.at - begin) / 8)
        begin = from.at
        return after
      }
      const layer = (/** @type {boolean} */ isPublic) => {
        room = part('room', room, () => readChanges(from, own, room))
        if (isPublic) players = part('players', players, () => readPlayers(from, players))
        for (const { name, all, moved } of parts) {
          const before = entities.get(name) ?? NONE
          let habit = (before.size && habits.get(name)) || moved.first
          const after = part(name, before, () => readRows(from, all, tick, before, isPublic && (rows => {
            if (from.bits(1)) habit = moved.habit(from, habit)
            return rows.size ? moved.read(from, rows, older(name), habit) : []
          }), !isPublic && from.bits(1) ? moved : undefined))
          entities.set(name, after)
          habits.set(name, habit)
        }
      }
      const older = readOlder(from, base, tick, at)
      layer(true)
      if (from.bits(1)) layer(false)
      from.end()
      return new State(tick, room, players, entities, habits)
    },

    event(tag, sent) {
      const event = events[Number(tag)] ?? lie()
      return { name: event.name, fields: whole(sent, event.all) }
    },

    answer: (name, sent) => whole(sent, commands.find(command => command.name === name)?.answers ?? []),

    input(values) {
      const to = new Bits()
      to.bits(2) // no older ones
      each(to, inputs[0] ?? [], values, 'input-invalid')
      return to.done()
    },

    command(name, values) {
      const tag = commands.findIndex(command => command.name === name)
      if (tag < 0) throw new TaktError('command-unknown', `This room takes no command '${name}'.`)
      const to = new Bits()
      each(to, commands[tag].all, values)
      return { name: tag, fields: to.done() }
    },
  }
}

/** A payload that is fields and nothing else. @param {Uint8Array} sent @param {Field[]} all */
function whole(sent, all) {
  const from = new Bits(sent)
  const values = each(from, all)
  from.end()
  return values
}

/** @param {Bits} from @param {ReadonlyMap<number, Row>} before @returns {ReadonlyMap<number, Row>} */
function readPlayers(from, before) {
  const players = new Map(before)
  for (let left = from.things(); left > 0; left--) check(players.delete(from.number(3)))
  for (let left = from.things(); left > 0; left--) {
    const number = from.number(3, 0, PLAYER_MAX)
    const name = from.bits(1) ? from.text(3) : players.get(number)?.name
    check(number && name !== undefined)
    const [seat, team] = [from.number(3) - 1, from.number(3)]
    players.set(number, { name, seat, team, bot: from.bits(1) > 0, connected: from.bits(1) > 0 })
  }
  return players
}

/** @type {ReadonlyMap<number, Row>} */
const NONE = new Map()

/**
 * The states that a delta builds on, of each part.
 * @param {Bits} from
 * @param {State} base
 * @param {number} tick
 * @param {At} at
 * @returns {(part: string) => import('./moved.js').Older}
 */
function readOlder(from, base, tick, at) {
  const dt = Math.min(tick - base.tick, PLAYER_MAX)
  const isEven = base.tick && from.bits(1)
  const states = [base]
  /** @type {number[]} */
  const gaps = []
  let before = base.tick
  for (let left = isEven ? OLDER_MAX : base.tick && from.number(3, 0, OLDER_MAX); left > 0; left--) {
    const gap = isEven ? dt : from.number(3, 0, GAP_MAX)
    check(gap && gap <= GAP_MAX)
    gaps.push(gap)
    states.push(at((before -= gap)) ?? lie())
  }
  return part => ({ past: states.map(({ entities }) => entities.get(part) ?? NONE), dt, gaps })
}

/**
 * The rows of a part: first they go, then they move, then they enter.
 * @param {Bits} from
 * @param {Field[]} all
 * @param {number} tick
 * @param {ReadonlyMap<number, Row>} before
 * @param {((rows: Map<number, Row>) => import('./moved.js').Said[]) | false} move moves what everyone may see of them;
 *   without it, rows are told of which this client sees more
 * @param {MovedRows} [seen] moves what this client sees of them, each row from what it was told last
 * @returns {ReadonlyMap<number, Row>}
 */
function readRows(from, all, tick, before, move, seen) {
  const rows = new Map(before)
  /** By slot, when they are needed. @type {Map<number, number> | undefined} */
  let ids
  /** @param {(slot: number, id?: number) => void} each with what was there */
  const list = each => {
    let slot = 0
    const seen = new Set()
    for (let left = from.things(); left > 0; left--) {
      slot += from.bits(1) ? signed(from.number(3)) + 2 : 1
      check(slot > 0 && slot < SLOTS && seen.size < seen.add(slot).size)
      ids ??= new Map([...rows.keys()].map(id => [id % SLOTS, id]))
      each(slot, ids.get(slot))
    }
  }
  const note = () => {
    /** @type {Json} */
    const told = {}
    if (from.bits(1)) told.owner = from.number(3, 0, PLAYER_MAX)
    if (from.bits(1)) told.jump = tick - from.number(3, 0, tick)
    return told
  }
  /** @param {Row} [row] @returns {Row} */
  const read = row => {
    const told = from.bits(1) && note()
    return { ...readChanges(from, all, row), ...told }
  }
  const say = (/** @type {import('./moved.js').Said} */ { id, isNoted, fields }) => {
    /** @type {Json} */
    const row = { ...rows.get(id), ...(isNoted && note()) }
    for (const field of fields) tell(from, field, row)
    rows.set(id, row)
  }
  const hasTurnover = (!move && !seen) || from.bits(1)
  if (hasTurnover) list((_, id = lie()) => check(rows.delete(id)))
  seen?.seen(from, rows, tick, say)
  if (move) move(rows).forEach(say)
  else if (hasTurnover) list((_, id = lie()) => void rows.set(id, read(rows.get(id) ?? lie())))
  if (hasTurnover) list((slot, old = 0) => {
    rows.delete(old)
    const id = from.number(3, 0, USES_MAX) * SLOTS + slot
    rows.set(id, seen ? entering(read(), tick) : read())
  })
  return rows
}
