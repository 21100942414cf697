/**
 * The world around a session: clock, timers, chance, sockets and the page. Everything else in this library takes it
 * from here, so that tests can hand in a world of their own.
 *
 * @typedef {object} Host
 * @property {() => number} now milliseconds on a monotonic clock
 * @property {(ms: number, fn: () => void) => () => void} after calls once, later; what it returns prevents that
 * @property {(fn: () => void) => () => void} frame calls once, before the screen is drawn next
 * @property {() => number} random from 0 to 1
 * @property {(url: string, protocol: string) => Socket} open
 * @property {Keep | null} storage outlives a reload of the page, and no more
 * @property {() => boolean} hidden whether nobody sees the page
 * @property {(listener: (what: PageNews) => void) => () => void} watch
 */
/** @typedef {'hidden' | 'shown' | 'awake' | 'gone'} PageNews */
/** @typedef {Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>} Keep */
/**
 * The part of a WebSocket that is used.
 *
 * @typedef {object} Socket
 * @property {number} readyState
 * @property {number} bufferedAmount
 * @property {string} [binaryType]
 * @property {(data: string | Uint8Array) => void} send
 * @property {(code?: number, reason?: string) => void} close
 * @property {((e: any) => void) | null} onopen
 * @property {((e: any) => void) | null} onmessage
 * @property {((e: any) => void) | null} onclose
 * @property {((e: any) => void) | null} onerror
 */

/**
 * The browser or Node around us.
 *
 * @param {{WebSocket?: any, storage?: Keep | null}} options
 * @returns {Host}
 */
export function surroundings(options) {
  const { document, performance, requestAnimationFrame, cancelAnimationFrame } = globalThis
  /** @type {Host['after']} */
  const after = (ms, fn) => {
    const id = setTimeout(fn, Math.min(ms, 2 ** 31 - 1))
    return () => clearTimeout(id)
  }
  return {
    now: () => performance.now(),
    after,
    frame(fn) {
      if (!requestAnimationFrame) return after(16, fn)
      const id = requestAnimationFrame(fn)
      return () => cancelAnimationFrame(id)
    },
    random: Math.random,
    open(url, protocol) {
      const Socket = options.WebSocket ?? globalThis.WebSocket
      if (!Socket) throw new Error('there is no WebSocket here: take Node 22 or newer, or pass one in the options')
      return new Socket(url, protocol)
    },
    storage: options.storage === undefined ? pageStorage() : options.storage,
    hidden: () => document?.visibilityState === 'hidden',
    watch: watchPage,
  }
}

/** @returns {Keep | null} */
function pageStorage() {
  try {
    return globalThis.document ? globalThis.sessionStorage : null
  } catch {
    return null // a page may be forbidden to keep anything
  }
}

/**
 * Which news of a page tell that it comes, goes, or may have slept. `offline` is among them: the connection is tried
 * then, not given up, because the browser only guesses.
 *
 * @param {(what: PageNews) => void} listener
 */
function watchPage(listener) {
  const { document, window } = globalThis
  if (!document || !window) return () => {}
  const ends = new AbortController()
  /** @param {EventTarget} on @param {string} names @param {() => PageNews} what */
  const hear = (on, names, what) => {
    for (const name of names.split(' ')) on.addEventListener(name, () => listener(what()), ends)
  }
  hear(document, 'visibilitychange', () => (document.hidden ? 'hidden' : 'shown'))
  hear(document, 'freeze', () => 'gone')
  hear(document, 'resume', () => 'awake')
  hear(window, 'pagehide', () => 'gone')
  hear(window, 'pageshow online offline', () => 'awake')
  return () => ends.abort()
}
