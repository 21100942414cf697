import { TaktError } from './errors.js'
import { Room } from './room.js'
import { Session } from './session.js'

/**
 * Takt for browsers and Node: joins rooms of a Takt server, sends what a player holds, draws what the room tells.
 *
 *     import { Takt } from '/takt/takt.js'
 *     const room = await Takt.join('hello')
 *     room.input(keys => { keys.dx = 1 })
 *     room.frame(view => { for (const s of view.squares) draw(s.x, s.y) })
 *
 * @module takt
 */

export { Room, Session, TaktError }
/** @typedef {import('./room.js').Player} Player */
/** @typedef {import('./room.js').At} At */
/** @typedef {import('./room.js').AnyGame} AnyGame */
/** @typedef {import('./view.js').RoomView} RoomView */
/** @typedef {import('./view.js').EntityView} EntityView */
/** @typedef {import('./session.js').SessionOptions} SessionOptions */
/** @typedef {import('./session.js').JoinOptions} JoinOptions */
/** @typedef {import('./session.js').Listing} Listing */
/** @typedef {SessionOptions & JoinOptions & {url?: string}} Options */

/**
 * A session with a server. It connects at once, and again whenever the connection breaks.
 *
 * @param {string} [url] such as `wss://play.example.org/takt`; the page's own server if it is left out
 * @param {SessionOptions} [options]
 */
export function connect(url, options = {}) {
  return new Session(address(url), options)
}

/** @param {string} [url] */
function address(url = '') {
  const page = globalThis.location?.href
  const expected = `url='${url}', expected one like wss://play.example.org/takt`
  if (!url && !page) throw new TaktError('usage', `${expected} outside of a page`)
  let parsed
  try {
    parsed = new URL(url || '/takt', page)
  } catch {
    throw new TaktError('usage', expected)
  }
  parsed.protocol = parsed.protocol.replace('http', 'ws')
  parsed.hash = ''
  if (!/^wss?:$/.test(parsed.protocol)) {
    throw new TaktError('usage', expected)
  }
  return parsed.href
}

/** One session for each server that a page speaks to. @type {Map<string, Session>} */
const sessions = new Map()

/** @param {Options} options */
function shared(options) {
  const url = address(options.url)
  let session = sessions.get(url)
  if (!session || session.status === 'closed') sessions.set(url, (session = new Session(url, options)))
  return session
}

/**
 * The short way, for a page with one player: a session for each server is opened when it is first needed. Who the
 * player is (`name`, `token`) is read then.
 */
export const Takt = {
  connect,

  /**
   * See {@link Session.join}.
   * @template {AnyGame} [G=AnyGame]
   * @param {string} type
   * @param {Options} [options]
   * @returns {Promise<Room<G>>}
   */
  join: async (type, options = {}) => shared(options).join(type, options),

  /**
   * See {@link Session.create}.
   * @template {AnyGame} [G=AnyGame]
   * @param {string} type
   * @param {Options} [options]
   * @returns {Promise<Room<G>>}
   */
  create: async (type, options = {}) => shared(options).create(type, options),

  /**
   * See {@link Session.joinById}.
   * @template {AnyGame} [G=AnyGame]
   * @param {string} id
   * @param {Options} [options]
   * @returns {Promise<Room<G>>}
   */
  joinById: async (id, options = {}) => shared(options).joinById(id, options),

  /**
   * See {@link Session.joinByCode}.
   * @template {AnyGame} [G=AnyGame]
   * @param {string} code
   * @param {Options} [options]
   * @returns {Promise<Room<G>>}
   */
  joinByCode: async (code, options = {}) => shared(options).joinByCode(code, options),

  /** See {@link Session.rooms}. @param {string} type @param {Options} [options] */
  rooms: async (type, options = {}) => shared(options).rooms(type, options),

  /**
   * See {@link Session.watch}.
   * @param {string} type
   * @param {(rooms: Listing[]) => void} listener
   * @param {Options} [options]
   */
  watch: (type, listener, options = {}) => shared(options).watch(type, listener, options),

  /** Leaves every room and ends these sessions for good; the next call opens a new one. */
  close() {
    for (const session of sessions.values()) session.close()
    sessions.clear()
  },
}
