// Node's half: the same work in setInterval. A timer's lateness is taken against its own last start plus the period, which
// is all that setInterval promises; how far it drifts from the wall beside that is told apart.
const seconds = Number(process.argv[2])
const WORK = 40_000
let result = 0
const work = () => {
  let x = 1
  for (let i = 0; i < WORK; i++) {
    x ^= x << 13
    x ^= x >>> 17
    x ^= x << 5
  }
  result += x
}
const run = (rateHz, count) => {
  const period = 1000 / rateHz
  const late = [], drift = []
  for (let i = 0; i < count; i++) {
    setTimeout(() => {
      const first = performance.now() + period
      let due = first, n = 0
      setInterval(() => {
        const now = performance.now()
        if (n > 5 * rateHz) late.push(Math.max(0, now - due))
        drift[i] = now - first - n * period
        n++
        due = now + period
        work()
      }, period)
    }, i * period / count)
  }
  return { late, drift }
}
const hz20 = run(20, 16), hz60 = run(60, 8)
setTimeout(() => {
  const sum = ({ late, drift }) => {
    late.sort((a, b) => a - b)
    const q = share => late[Math.min(late.length - 1, Math.ceil(share * late.length) - 1)]
    return { ticks: late.length, 'p0.5': q(0.5), 'p0.99': q(0.99), 'p0.999': q(0.999), 'p1.0': q(1), driftMs: Math.max(...drift) }
  }
  console.log(JSON.stringify({ hz20: sum(hz20), hz60: sum(hz60) }))
  process.exit(0)
}, (seconds + 1) * 1000)
