import { isObject } from './bits.js'

/** @typedef {import('./frames.js').Json} Json */
/** @typedef {import('./host.js').Keep} Keep */
/** @typedef {{id: string, code: string, request: number, ask: Json, key: string}} KeptRoom how a room was asked for */
/** @typedef {{resume: string, request: number, rooms: Map<string, KeptRoom>}} Kept rooms by id */

/** What a page may have asked after it wrote this down: those numbers are not used again. */
const REQUEST_GAP = 1000

/**
 * What a page leaves behind for its reload: the session's token and how its rooms were asked for.
 *
 * It lies in the page's storage only while the page is hidden or going: a browser copies that storage to a tab that
 * is duplicated or opened by this one, and two tabs would take the session from each other for ever.
 */
export class Keepsake {
  #storage
  #key
  #name
  /** Whether what is put is written. */
  isOpen = false

  /**
   * @param {Keep | null} storage
   * @param {string} url
   * @param {string} name the player's: another one does not get this one's seat
   */
  constructor(storage, url, name) {
    this.#storage = storage
    this.#key = `takt:${url}`
    this.#name = name
  }

  /** @returns {Kept} what was left behind; it is there no more */
  take() {
    /** @type {Kept} */
    const kept = { resume: '', request: 0, rooms: new Map() }
    try {
      const json = JSON.parse(this.#storage?.getItem(this.#key) ?? 'null')
      this.clear()
      if (!isObject(json) || json.name !== this.#name || typeof json.resume !== 'string') return kept
      if (Number.isSafeInteger(json.request)) kept.request = json.request + REQUEST_GAP
      kept.resume = json.resume
      for (const room of json.rooms) kept.rooms.set(room.id, room)
    } catch {
      // written by somebody else, or storage is forbidden: begin anew
    }
    return kept
  }

  /** @param {Kept} kept */
  put(kept) {
    if (!this.isOpen || !kept.resume) return this.clear()
    try {
      this.#storage?.setItem(this.#key, JSON.stringify({ ...kept, rooms: [...kept.rooms.values()], name: this.#name }))
    } catch {
      // full, or forbidden: a reload begins anew
    }
  }

  clear() {
    try {
      this.#storage?.removeItem(this.#key)
    } catch {
      // forbidden
    }
  }
}
