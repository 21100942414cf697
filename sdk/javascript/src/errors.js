/**
 * Why something did not happen: `code` for programs (docs/PROTOCOL.md 11 lists the server's), `reason` for people.
 *
 * Codes of this library's own: `unreachable` (no server within the time given), `closed` (the session was closed here),
 * `left` (the room was left before an answer), `pending` (too many commands wait for an answer), `usage`.
 */
export class TaktError extends Error {
  /**
   * @param {string} code
   * @param {string} [reason]
   * @param {Record<string, unknown>} [params] values for a translated text
   */
  constructor(code, reason = code, params = {}) {
    super(reason)
    this.name = 'TaktError'
    this.code = code
    this.reason = reason
    this.params = params
  }
}

/** What came is no frame of this protocol: the connection ends, for whoever sent it speaks another language. */
export class BadFrame extends Error {}
