// The same crowd on Colyseus: a StateView for each client, kept by a grid, encoded by its rooms' own serializer.
//   node peer.mjs PLAYERS HZ WARM_SECONDS SECONDS      prints one line of JSON
// One thread and no network: what a client is sent is counted and dropped. Precision: x, y in 65535ths of the room's
// side (0.009 units in a room of 500 players, 0.024 in one of 4,000), vx, vy, heading in hundredths.
import fs from 'node:fs'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

// What bench/colyseus/package-lock.json names.
const near = createRequire(new URL('../colyseus/package.json', import.meta.url))
const { ClientState, SchemaSerializer } = await import(esm('@colyseus/core'))
const { Encoder, schema, StateView, t } = await import(esm('@colyseus/schema'))

function esm(name) {
  const [found] = near.resolve.paths(name).map(p => `${p}/${name}/package.json`).filter(p => fs.existsSync(p))
  const entry = JSON.parse(fs.readFileSync(found, 'utf8')).exports['.'].import
  const file = typeof entry === 'string' ? entry : entry.default
  return pathToFileURL(found.replace('package.json', file)).href
}

const [players, hz] = process.argv.slice(2, 4).map(Number)
const [warmS, windowS] = process.argv.slice(4, 6).map(Number)
const RADIUS = 100
const LEAVE = RADIUS * 1.2
const LEAVE_YOUNG = RADIUS * 1.5
const AROUND = 50
const DWELL = Math.max(1, Math.floor(hz / 2))
const PAIRS_AT_STEP = 40
const TICKS_MIN = 20
const TURN = 2 * Math.PI
const STEP_S = 1 / hz
const side = Math.sqrt(players * Math.PI * RADIUS * RADIUS / AROUND)
const GRID = 65535 / side

// As large as the documentation says it should be: nothing is written twice for want of room.
Encoder.BUFFER_SIZE = 4 * 1024 * 1024

const Ship = schema({
  x: t.uint16(),
  y: t.uint16(),
  vx: t.int16(),
  vy: t.int16(),
  heading: t.uint16(),
  hp: t.uint8(),
  score: t.uint16()
}, 'Ship')
const State = schema({ ships: t.map(Ship).view() }, 'State')

const hundredths = v => Math.floor(v * 100 + 0.5) / 100
const wrap = v => (v < 0 ? v + side : v >= side ? v - side : v)

/** A ship that steers itself: Crowd.java has the same. */
class Body {
  constructor(number) {
    this.seed = Math.imul(number, 0x9E3779B9)
    this.x = hundredths(this.dice() * side)
    this.y = hundredths(this.dice() * side)
    this.vx = this.vy = this.heading = this.turn = this.leftS = this.score = 0
    this.hp = 100
    this.sent = new Ship()
  }

  dice() {
    let d = this.seed
    d ^= d << 13
    d ^= d >>> 17
    d ^= d << 5
    this.seed = d
    return (d >>> 8) / (1 << 24)
  }

  turnAway() {
    this.leftS += 0.5 + 1.5 * this.dice()
    this.vx = this.vy = this.turn = 0
    if (this.dice() < 0.1) return
    this.heading = this.dice() * TURN
    this.vx = Math.floor(Math.cos(this.heading) * 100 + 0.5)
    this.vy = Math.floor(Math.sin(this.heading) * 100 + 0.5)
    if (this.dice() < 0.5) this.turn = this.dice() < 0.5 ? 1 : -1
  }

  move() {
    this.leftS -= STEP_S
    if (this.leftS <= 0) this.turnAway()
    this.heading = hundredths((this.heading + this.turn * STEP_S + TURN) % TURN)
    this.x = hundredths(wrap(this.x + this.vx * STEP_S))
    this.y = hundredths(wrap(this.y + this.vy * STEP_S))
    if (this.dice() < 0.25 * STEP_S) this.hp = 1 + Math.floor(this.dice() * 100)
    if (this.dice() < 0.2 * STEP_S) this.score += 1 + Math.floor(this.dice() * 10)
  }

  mark() {
    const sent = this.sent
    sent.x = Math.round(this.x * GRID)
    sent.y = Math.round(this.y * GRID)
    sent.vx = Math.round(this.vx * 100)
    sent.vy = Math.round(this.vy * 100)
    sent.heading = Math.round(this.heading * 100)
    sent.hp = this.hp
    sent.score = this.score & 65535
  }
}

// ---- select

/** Who sees whom, by Takt's rule: within 100 units; until 120 away, or 150 within the first half second. */
class Sight {
  constructor(bodies) {
    this.bodies = bodies
    this.cell = LEAVE / 2
    this.columns = Math.floor(side / this.cell) + 1
    this.begins = new Int32Array(this.columns * this.columns + 1)
    this.sorted = new Int32Array(players)
    this.cells = new Int32Array(players)
    this.xs = new Float64Array(players)
    this.ys = new Float64Array(players)
    this.knew = new Int32Array(players)
    this.keeps = new Int32Array(players)
    this.found = new Int32Array(players)
    this.stamp = 0
    this.known = bodies.map(() => [])
    this.since = bodies.map(() => [])
  }

  place() {
    const { begins, cells, sorted, xs, ys, columns, cell, bodies } = this
    begins.fill(0)
    for (let i = 0; i < players; i++) {
      const x = (xs[i] = bodies[i].x)
      const y = (ys[i] = bodies[i].y)
      begins[(cells[i] = Math.floor(y / cell) * columns + Math.floor(x / cell)) + 1]++
    }
    for (let c = 1; c < begins.length; c++) begins[c] += begins[c - 1]
    for (let i = players - 1; i >= 0; i--) sorted[--begins[cells[i] + 1]] = i
    begins.copyWithin(0, 1)
    begins[begins.length - 1] = players
  }

  look(me, tick, view) {
    const { begins, sorted, xs, ys, columns, cell, knew, keeps, found, bodies } = this
    const known = this.known[me]
    const since = this.since[me]
    const stamp = ++this.stamp
    const mx = xs[me]
    const my = ys[me]
    for (let n = 0; n < known.length; n++) knew[known[n]] = stamp
    let count = 0
    const left = Math.max(0, Math.floor((mx - LEAVE) / cell))
    const right = Math.min(columns - 1, Math.floor((mx + LEAVE) / cell))
    const bottom = Math.min(columns - 1, Math.floor((my + LEAVE) / cell))
    for (let line = Math.max(0, Math.floor((my - LEAVE) / cell)); line <= bottom; line++) {
      for (let p = begins[line * columns + left], end = begins[line * columns + right + 1]; p < end; p++) {
        const i = sorted[p]
        const square = (xs[i] - mx) ** 2 + (ys[i] - my) ** 2
        if (square > LEAVE * LEAVE || (square > RADIUS * RADIUS && knew[i] !== stamp)) continue
        keeps[i] = stamp
        if (knew[i] !== stamp) found[count++] = i
      }
    }
    let kept = 0
    for (let n = 0; n < known.length; n++) {
      const i = known[n]
      const stays = keeps[i] === stamp || (tick - since[n] < DWELL
        && (xs[i] - mx) ** 2 + (ys[i] - my) ** 2 <= LEAVE_YOUNG * LEAVE_YOUNG)
      if (stays) {
        known[kept] = i
        since[kept++] = since[n]
      } else {
        view.remove(bodies[i].sent)
      }
    }
    known.length = since.length = kept
    for (let n = 0; n < count; n++) {
      known.push(found[n])
      since.push(tick)
      view.add(bodies[found[n]].sent)
    }
    return known.length
  }
}

// ---- the room

const state = new State()
const serializer = new SchemaSerializer()
serializer.reset(state)
const bodies = Array.from({ length: players }, (_, i) => new Body(i + 1))
for (const body of bodies) {
  body.mark()
  state.ships.set(String(state.ships.size), body.sent)
}
let bytes = 0
let sent = 0
const clients = bodies.map(() => ({
  state: ClientState.JOINED,
  view: new StateView(),
  raw(frame) {
    sent++
    bytes += frame.length
  }
}))
const sight = new Sight(bodies)
const spent = { step: 0, mark: 0, select: 0, encode: 0 }
let tick = 0
let seen = 0

/** All threads of this process: the collector's too. */
const cpuUs = () => {
  const { user, system } = process.cpuUsage()
  return user + system
}

function run(moves) {
  tick++
  const begun = cpuUs()
  if (moves) for (const body of bodies) body.move()
  const stepped = cpuUs()
  for (const body of bodies) body.mark()
  const marked = cpuUs()
  sight.place()
  seen = 0
  for (let i = 0; i < players; i++) seen += sight.look(i, tick, clients[i].view)
  const selected = cpuUs()
  serializer.applyPatches(clients, state)
  const encoded = cpuUs()
  spent.step += stepped - begun
  spent.mark += marked - stepped
  spent.select += selected - marked
  spent.encode += encoded - selected
}

const waited = () => fs.readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ', 2).map(Number)
const total = () => spent.step + spent.mark + spent.select + spent.encode

run(false)
for (let step = 0; step < PAIRS_AT_STEP; step++) run(true)
const pairs = seen
for (const end = total() + warmS * 1e6; total() < end;) run(true)
const before = { ...spent }
const [ran, waitedNs] = waited()
bytes = sent = 0
let ticks = 0
let visible = 0
for (const end = total() + windowS * 1e6; total() < end || ticks < TICKS_MIN; ticks++) {
  run(true)
  visible += seen
}
const [ranNow, waitedNow] = waited()
const per = name => Number(((spent[name] - before[name]) / ticks / players).toFixed(4))
console.log(JSON.stringify({
  kind: 'colyseus',
  players,
  hz,
  ticks,
  us: Number((per('select') + per('encode')).toFixed(4)),
  step_us: per('step'),
  mark_us: per('mark'),
  select_us: per('select'),
  encode_us: per('encode'),
  bytes: Number((bytes / sent).toFixed(2)),
  sent: Number((sent / ticks / players).toFixed(4)),
  visible: Number((visible / ticks / players).toFixed(3)),
  pairs,
  wait: Number(((waitedNow - waitedNs) / (waitedNow - waitedNs + ranNow - ran)).toFixed(4))
}))
process.exit(0)
