import { connect } from '/takt/takt.js'
import { Hands, field } from './hands.js'
import { Stage, hueOf, list } from './stage.js'

const $ = selector => document.querySelector(selector)
const LOG_MAX = 100
const TABLE_ROWS = 60

const stage = new Stage($('#canvas'))
const hands = new Hands(stage)
let takt
let room = null
let stopWatch = () => {}
let options = {}
let type = ''

// ---- the connection

function open(name) {
  takt?.close()
  takt = connect(undefined, { name })
  const mine = takt
  const show = (status, text) => {
    if (takt !== mine) return
    $('#status').dataset.status = status
    $('#status span').textContent = text || 'Connected'
    if (status === 'live' && !text && !type) void loadTypes()
  }
  takt.on('status', show)
  takt.on('problem', e => problem(e))
  show(takt.status, takt.text)
}

function problem(e) {
  $('#problem').textContent = e ? e.reason ?? e.message : ''
}

// ---- the lobby

/** A type that no server has is answered with those it has: docs/PROTOCOL.md 11. */
async function loadTypes() {
  const answer = await takt.rooms('').catch(e => e)
  const names = /expected (.+)$/.exec(answer.reason ?? '')?.[1].split(', ') ?? []
  $('#types').replaceChildren($('#types legend'), ...names.map((name, i) => {
    const label = document.createElement('label')
    const radio = document.createElement('input')
    Object.assign(radio, { type: 'radio', name: 'type', value: name, checked: i === 0 })
    radio.addEventListener('change', () => choose(name))
    const text = document.createElement('span')
    text.textContent = name
    label.append(radio, text)
    return label
  }))
  if (names.length) choose(names[0])
}

async function choose(name) {
  type = name
  watch()
  options = {}
  $('#options').replaceChildren()
  const answer = await fetch(`/takt/schema/${encodeURIComponent(name)}.json`).catch(() => null)
  if (!answer?.ok || type !== name) return
  const schema = await answer.json()
  const choices = list(schema.state).filter(f => f.role === 'option')
  $('#options').replaceChildren(...choices.map(f => field(f, value => (options[f.name] = value))))
  options = {} // what nobody touched keeps the game's own value
}

function watch() {
  stopWatch()
  if (!type) return
  showRooms([])
  stopWatch = takt.watch(type, showRooms)
}

function showRooms(rooms) {
  $('#count').textContent = rooms.length ? `${rooms.length} of ${type}` : ''
  const rows = rooms.slice(0, 100).map(r => {
    const row = document.createElement('li')
    const [id, about, button] = ['b', 'small', 'button'].map(tag => document.createElement(tag))
    id.textContent = r.id
    const listed = Object.entries(r.listed ?? {}).map(([name, value]) => `${name} ${JSON.stringify(value)}`)
    const taken = `${r.players ?? 0} of ${r.seats ?? 0} seats taken`
    about.textContent = [taken, r.locked && 'locked', ...listed].filter(Boolean).join(' · ')
    button.textContent = r.free ? 'Join' : 'Look on'
    button.addEventListener('click', () => enter(t => t.joinById(r.id, r.free ? {} : { spectate: true })))
    row.append(id, about, button)
    return row
  })
  if (!rows.length) {
    const none = document.createElement('li')
    none.className = 'none'
    none.textContent = 'Nobody has opened a room yet. Be the first.'
    rows.push(none)
  }
  $('#rooms').replaceChildren(...rows)
}

$('#enter').addEventListener('submit', e => {
  e.preventDefault()
  const how = e.submitter?.value ?? 'join'
  if (!type) return
  const more = e.target.more.value.trim()
  let said = {}
  try {
    if (more) said = JSON.parse(more)
  } catch (e) {
    return problem({ reason: `The options are no JSON: ${e.message}` })
  }
  const all = { ...options, ...said }
  const wish = Object.keys(all).length ? { options: all } : {}
  if (how === 'join') enter(t => t.join(type, wish))
  else if (how === 'spectate') enter(t => t.join(type, { ...wish, spectate: true }))
  else enter(t => t.create(type, { ...wish, private: how === 'private' }))
})
$('#code').addEventListener('submit', e => {
  e.preventDefault()
  enter(t => t.joinByCode(e.target.code.value))
})
$('#enter').name.value = read('takt-name')

async function enter(ask) {
  problem(null)
  const name = $('#enter').name.value.trim()
  if (name !== read('takt-name')) {
    write('takt-name', name)
    open(name)
    watch()
  }
  document.body.style.cursor = 'progress'
  try {
    inside(await ask(takt))
  } catch (e) {
    problem(e)
  } finally {
    document.body.style.cursor = ''
  }
}

// ---- in a room

function inside(joined) {
  room = joined
  stopWatch()
  $('#lobby').hidden = true
  $('#room').hidden = false
  $('#log').replaceChildren()
  history.replaceState(null, '', room.code ? `#code/${room.code}` : `#id/${room.id}`)
  setUp()
  room.frame(view => stage.frame(view))
  room.on('*', (fields, at) => {
    say(at.name, Object.keys(fields).length ? JSON.stringify(fields) : '')
    if (at.x !== undefined) stage.flash(at.name, at)
  })
  room.on('status', (status, text) => {
    $('#banner').textContent = text
    $('#banner').hidden = !text || status === 'left'
  })
  room.on('back', ({ resumed, missed }) => {
    say('back', resumed ? 'in the same seat' : 'in a new seat', 'yes')
    if (missed) say('missed', `${missed} events`, 'no')
    if (!resumed) setUp()
  })
  room.on('problem', e => say(e.code, e.reason, 'no'))
  room.on('left', () => outside(room.text))
  $('#canvas').focus()
}

function setUp() {
  $('#title').textContent = room.type + (room.spectator ? ', looking on' : '')
  $('#subtitle').textContent = room.code ? `code ${room.code}` : room.id
  stage.show(room)
  hands.take(room)
  commands()
}

function outside(why) {
  hands.take({ schema: {}, input() {} })
  room = null
  $('#room').hidden = true
  $('#lobby').hidden = false
  $('#banner').hidden = true
  history.replaceState(null, '', location.pathname)
  problem(why === 'You have left the room.' ? null : { reason: why })
  if (takt.status !== 'closed') watch()
}

/** What the form of commands says now. */
let wanted = {}

function commands() {
  const all = list(room.schema.commands)
  $('#desk').hidden = !all.length
  if (!all.length) return
  const which = document.createElement('select')
  which.ariaLabel = 'Command'
  which.append(...all.map(c => new Option(c.name)))
  const fields = document.createElement('div')
  fields.className = 'fields'
  const send = Object.assign(document.createElement('button'), { textContent: 'Send', className: 'primary' })
  const show = () => {
    const values = (wanted = {})
    const known = list(all[which.selectedIndex]?.fields)
    fields.replaceChildren(...known.map(f => field(f, value => (values[f.name] = value))))
  }
  which.addEventListener('change', show)
  show()
  $('#command').replaceChildren(...(all.length > 1 ? [which] : []), fields, send)
  if (all.length === 1) send.textContent = `Send ${all[0].name}`
}
$('#command').addEventListener('submit', async e => {
  e.preventDefault()
  const name = $('#command select[aria-label="Command"]')?.value ?? list(room.schema.commands)[0].name
  try {
    const answer = await room.send(name, wanted)
    say(name, Object.keys(answer).length ? JSON.stringify(answer) : 'done', 'yes')
  } catch (e) {
    say(name, e.reason ?? e.message, 'no')
  }
})

function say(name, text, kind = '') {
  const row = document.createElement('li')
  const [time, what] = [document.createElement('time'), document.createElement('span')]
  time.textContent = room?.tick ?? ''
  what.textContent = `${name} ${text}`
  what.className = kind
  row.append(time, what)
  $('#log').prepend(row)
  while ($('#log').children.length > LOG_MAX) $('#log').lastChild.remove()
}

$('#leave').addEventListener('click', () => room?.leave())
$('#home').addEventListener('click', e => {
  e.preventDefault()
  void room?.leave()
})
$('#share').addEventListener('click', async e => {
  const was = 'Copy link'
  try {
    await navigator.clipboard.writeText(location.href)
    e.target.textContent = 'Copied'
  } catch {
    prompt('The link to this room', location.href)
  }
  setTimeout(() => (e.target.textContent = was), 1500)
})

// ---- figures, a few times a second

let before = { ms: 0, bytes: 0, frames: 0 }
const rtts = []
setInterval(() => {
  if (!room || document.hidden) return
  const { net } = room
  const ms = performance.now()
  const seconds = (ms - before.ms) / 1000
  const kilobytes = Math.max(0, (net.receivedBytes - before.bytes) / 1000 / seconds)
  const frames = Math.max(0, (net.receivedFrames - before.frames) / seconds)
  before = { ms, bytes: net.receivedBytes, frames: net.receivedFrames }
  figures([
    ['Round trip', net.rttMs.toFixed(net.rttMs < 10 ? 1 : 0), 'ms'], ['Jitter', net.jitterMs, 'ms'],
    ['Lost', (net.lossPermille / 10).toFixed(1), '%'], ['Delay', net.delayMs, 'ms'],
    ['Received', kilobytes.toFixed(1), 'kB/s'], ['Frames', frames.toFixed(0), '/s'],
    ['Rate', room.tickRateHz || 'on demand', room.tickRateHz ? 'Hz' : ''], ['Tick', room.tick, ''],
  ])
  rtts.push(net.rttMs)
  if (rtts.length > 100) rtts.shift()
  graph()
  people()
  state()
}, 500)

function figures(all) {
  if (!$('#figures').children.length) {
    $('#figures').append(...all.map(([name]) => {
      const box = document.createElement('div')
      const dt = document.createElement('dt')
      dt.textContent = name
      box.append(dt, document.createElement('dd'))
      return box
    }))
  }
  all.forEach(([, value, unit], i) => {
    const small = document.createElement('small')
    small.textContent = ` ${unit}`
    $('#figures').children[i].lastChild.replaceChildren(String(value), small)
  })
}

function graph() {
  const canvas = $('#graph')
  const draw = canvas.getContext('2d')
  const most = Math.max(20, ...rtts) * 1.15
  draw.clearRect(0, 0, canvas.width, canvas.height)
  draw.strokeStyle = getComputedStyle(document.querySelector('.stick i')).backgroundColor
  draw.lineWidth = 3
  draw.lineJoin = 'round'
  draw.beginPath()
  rtts.forEach((rtt, i) => draw.lineTo((i / 99) * canvas.width, canvas.height - 3 - (rtt / most) * (canvas.height - 6)))
  draw.stroke()
}

function people() {
  const all = room.players
  $('#heads').textContent = String(all.length)
  $('#people').replaceChildren(...all.slice(0, 100).map(p => {
    const row = document.createElement('li')
    const [dot, name, about] = ['i', 'span', 'small'].map(tag => document.createElement(tag))
    dot.style.background = `hsl(${hueOf(p.number)} 70% 55%)`
    name.textContent = p.name || `player ${p.number}`
    const away = !p.connected && !p.bot
    const is = [p.number === room.number && 'you', p.bot && 'bot', p.seat < 0 && 'looking on', away && 'away']
    about.textContent = is.filter(Boolean).join(', ')
    row.classList.toggle('off', away)
    row.append(dot, name, about)
    return row
  }))
}

function state() {
  const now = room.state
  const tables = []
  const own = list(room.schema.state).filter(f => now[f.name] !== undefined)
  if (own.length) tables.push(table('room', own.map(f => f.name), [now]))
  for (const part of list(room.schema.entities)) {
    const rows = now[part.name] ?? []
    const columns = ['id', ...list(part.fields).map(f => f.name)]
    if (rows.length) tables.push(table(`${part.name}, ${rows.length}`, columns, rows.slice(0, TABLE_ROWS)))
  }
  $('#state').replaceChildren(...tables)
}

function table(name, columns, rows) {
  const all = document.createElement('table')
  all.createCaption().textContent = name
  const head = all.createTHead().insertRow()
  for (const column of columns) head.append(Object.assign(document.createElement('th'), { textContent: column }))
  const body = all.createTBody()
  for (const row of rows) {
    const cells = body.insertRow()
    for (const column of columns) cells.insertCell().textContent = shown(row[column])
  }
  return all
}

function shown(value) {
  if (value === undefined) return ''
  if (typeof value === 'number') return String(Math.round(value * 100) / 100)
  return typeof value === 'string' ? value : JSON.stringify(value)
}

// ---- what the browser keeps

function read(key) {
  try {
    return localStorage.getItem(key) ?? ''
  } catch {
    return ''
  }
}

function write(key, value) {
  try {
    localStorage.setItem(key, value)
  } catch {
    // forbidden: asked again next time
  }
}

// ---- begin

open(read('takt-name'))
const [, how, where] = /^#(id|code)\/([\w-]+)$/.exec(location.hash) ?? []
if (how) void enter(t => (how === 'id' ? t.joinById(where) : t.joinByCode(where)))
