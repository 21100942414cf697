// Node's half: the same rooms with the same work in setInterval, spread over the period as Takt spreads them.
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
  return Array.from({ length: count }, (_, i) => {
    const startsMs = []
    setTimeout(() => setInterval(() => {
      startsMs.push(performance.now())
      work()
    }, period), i * period / count)
    return { rateHz, startsMs }
  })
}
const hz20 = run(20, 16), hz60 = run(60, 8)
setTimeout(() => process.stdout.write(JSON.stringify({ hz20, hz60 }), () => process.exit(0)), (seconds + 1) * 1000)
