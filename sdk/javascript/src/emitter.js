/** @typedef {(...args: any[]) => void} Listener */

/**
 * Calls listeners by name. A listener that throws harms nobody else: its error is thrown where browsers report it.
 * @template {Record<string, any[]>} [M=Record<string, any[]>] what is heard under each name
 */
export class Emitter {
  /** @type {Map<string, Set<Listener>>} */
  #listeners = new Map()

  /**
   * Hears `name` from now on.
   * @template {keyof M & string} N
   * @param {N} name
   * @param {(...args: M[N]) => void} listener
   * @returns {() => void} ends it
   */
  on(name, listener) {
    let all = this.#listeners.get(name)
    if (!all) this.#listeners.set(name, (all = new Set()))
    all.add(listener)
    return () => void all.delete(listener)
  }

  /**
   * @param {string} name
   * @param {...unknown} args
   * @returns {boolean} whether anybody heard it
   * @internal
   */
  emit(name, ...args) {
    const all = this.#listeners.get(name)
    if (!all?.size) return false
    for (const listener of [...all]) call(listener, ...args)
    return true
  }
}

/**
 * Calls somebody else's code. What it throws is reported as if nobody had been in between: in a page by its `error`
 * event, in Node as an uncaught exception.
 * @param {Listener} fn
 * @param {...unknown} args
 */
export function call(fn, ...args) {
  try {
    fn(...args)
  } catch (e) {
    if (globalThis.reportError) return globalThis.reportError(e)
    queueMicrotask(() => {
      throw e
    })
  }
}
