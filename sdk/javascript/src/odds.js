/** @typedef {import('./layout.js').Field} Field */

// Places of the odds that streams of moved rows begin with: docs/PROTOCOL.md 14, First odds.

export const LEVELS = 4
export const UNARY = 14
export const NOTED = 6
export const COUNT = NOTED + 1
export const PASSED = COUNT + UNARY
export const FIELDS = PASSED + UNARY
// of each stepped field
export const SIZE = 6 * LEVELS
export const SIGN = SIZE * (UNARY + 1)
export const TOP = SIGN + 18
export const OF_FIELD = TOP + 12

/** What odds can be told, of 65536: the logistic curve in steps of 1. */
export const TOLD = Array.from({ length: 15 }, (_, z) => Math.round(65536 / (1 + Math.exp(7 - z))))

/** Odds of rows nobody has seen yet. @param {Field[]} stepped @param {number} others @returns {Uint16Array} */
export function firstOdds(stepped, others) {
  /** @type {number[]} */
  const odds = []
  const add = (/** @type {number} */ yes, count = 1) => {
    for (; count > 0; count--) odds.push(yes * 65536)
  }
  for (const yes of [0.95, 0.7, 0.5, 0.25, 0.15, 0.1, 1 / 256]) add(yes)
  add(0.5, UNARY)
  add(0.75, UNARY)
  for (const { json } of stepped) {
    const isCount = json.type === 'whole'
    const calm = isCount ? [0.98, 0.97, 0.96, 0.96, 0.96, 0.96] : [0.85, 0.5, 0.3, 0.2, 0.12, 0.08]
    const surprised = isCount ? calm : [0.7, 0.35, 0.2, 0.12, 0.08, 0.05]
    calm.forEach((yes, c) => {
      add(yes)
      add(surprised[c], LEVELS - 1)
    })
    for (const usual of [UNARY, 0, 1, 3, 5, 8]) {
      for (let level = 0; level < LEVELS; level++) {
        add(usual < UNARY ? 0.85 : 0.75, usual)
        add(0.35, UNARY - usual)
      }
    }
    add(0.5, OF_FIELD - SIGN)
  }
  add(1 / 16, others)
  return Uint16Array.from(odds)
}
