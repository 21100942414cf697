/**
 * The developers' page: asks the server a few times a second what is in its rooms and shows what changed.
 *
 * Everything that comes is text somebody may have written, a player most likely: it is set as `textContent`, never as
 * HTML. Elements are kept and only what changed is touched, so that a selection and an open section stay.
 */
const $ = id => document.getElementById(id)
const ROOM_MS = 250, LIST_MS = 1000, TEXT_MAX = 160
let shown = null       // the room as it was described last
let lastWord = ''

// ---- elements

function make(tag, className, text) {
  const element = document.createElement(tag)
  if (className) element.className = className
  if (text !== undefined) element.textContent = text
  return element
}

/** Sets a text, and lights up where it is another than before. */
function say(element, text, quietly) {
  text = String(text)
  if (element.textContent === text) return
  const first = element.dataset.said === undefined
  element.dataset.said = ''
  element.textContent = text
  if (first || quietly) return
  element.classList.remove('flash')
  void element.offsetWidth // begins the animation anew
  element.classList.add('flash')
}

/** Makes, keeps and removes children so that there is one for each item, in order. */
function keyed(parent, items, keyOf, create, update) {
  const known = new Map([...parent.children].map(child => [child.dataset.key, child]))
  items.forEach((item, i) => {
    const key = String(keyOf(item, i))
    let child = known.get(key)
    if (!child) {
      child = create(item)
      child.dataset.key = key
    }
    known.delete(key)
    if (parent.children[i] !== child) parent.insertBefore(child, parent.children[i] ?? null)
    update(child, item)
  })
  for (const gone of known.values()) gone.remove()
}

// ---- values

function show(value) {
  if (value === null || value === undefined) return '–'
  if (typeof value === 'number') return Number.isInteger(value) ? String(value) : String(+value.toPrecision(6))
  if (typeof value === 'string') return value
  if (Array.isArray(value)) return clip('[' + value.map(show).join(', ') + ']')
  if (typeof value === 'object') return clip('{' + Object.entries(value).map(([k, v]) => k + ': ' + show(v)).join(', ') + '}')
  return String(value)
}

const clip = text => text.length > TEXT_MAX ? text.slice(0, TEXT_MAX) + '…' : text
const time = us => us === undefined ? '–' : us < 1000 ? us + ' µs' : (us / 1000).toFixed(us < 10000 ? 2 : 1) + ' ms'
const plural = (n, one) => n + ' ' + one + (n === 1 ? '' : 's')

// ---- rooms

function list(rooms) {
  say($('count'), rooms.length ? rooms.length : '', true)
  $('none').hidden = rooms.length > 0
  keyed($('rooms'), rooms, room => room.id, () => {
    const item = make('li'), link = make('a', 'entry'), top = make('span', 'top')
    top.append(make('b'), make('span', 'tag'))
    link.append(top, make('code'), make('span', 'line'), make('span', 'line'))
    item.append(link)
    return item
  }, (item, room) => {
    const link = item.firstChild, [top, id, who, how] = link.children, now = room.now
    link.href = '#' + encodeURIComponent(room.id)
    link.setAttribute('aria-current', String(room.id === openId()))
    say(top.firstChild, room.room, true)
    pace(top.lastChild, now)
    say(id, room.id, true)
    spans(who, [plural(room.players, 'player') + ' of ' + room.seats, room.locked ? 'locked' : '',
      now ? now.entities + ' entities' : ''])
    spans(how, now ? [now.rateHz ? now.rateHz + ' Hz' : 'on demand', 'tick ' + time(now.figures.durationUs),
      'late ' + time(now.figures.latenessUs), 'dropped ' + now.droppedTicks] : [])
  })
}

function spans(line, texts) {
  keyed(line, texts.filter(text => text), (_, i) => i, () => make('span'), (span, text) => say(span, text, true))
}

function pace(tag, now) {
  tag.hidden = !!now && !now.still && now.slow === 1
  tag.className = 'tag ' + (now ? 'warn' : 'bad')
  say(tag, !now ? 'no answer' : now.still ? 'paused' : now.slow + '× slower', true)
}

// ---- faults

function faults(all) {
  $('faults').hidden = !all.length
  say($('faultCount'), all.length, true)
  keyed($('faultList'), all, fault => fault.type + ' ' + fault.callback + ' ' + fault.error + fault.stack, () => {
    const item = make('li'), details = make('details', 'fault'), summary = make('summary')
    summary.append(make('span', 'error'), make('b', 'tag bad'))
    details.append(summary, make('p', 'line'), make('pre'))
    item.append(details)
    return item
  }, (item, fault) => {
    const [summary, where, stack] = item.firstChild.children
    say(summary.children[0], fault.callback + ': ' + fault.error, true)
    say(summary.children[1], '× ' + fault.count)
    say(where, 'first in room ' + fault.type + ' ' + fault.room + ', tick ' + fault.tick, true)
    say(stack, fault.stack, true)
  })
}

// ---- the room

const openId = () => decodeURIComponent(location.hash.slice(1))

function room(view, rooms) {
  const id = openId()
  $('room').hidden = !id
  if (!id) return
  const there = rooms.some(r => r.id === id)
  say($('id'), id, true)
  if (view && view.id !== shown?.id) $('tree').replaceChildren()
  shown = view
  for (const button of ['pause', 'step', 'pace', 'bot']) $(button).disabled = !view
  if (!view) {
    word(there ? 'The room does not answer: what it does takes too long. The console says where it is.' : 'The room is over.')
    return
  }
  word(lastWord || (view.takesBots ? '' : `This room has no part for bots. From outside: ./takt bots --count 1 --room ${view.type}`))
  say($('type'), view.type, true)
  const f = view.figures
  figures([['Tick', view.tick], ['Rate', view.rateHz ? view.rateHz + ' Hz' : 'on demand'],
    ['Takes', time(f.durationUs), 'worst ' + time(f.durationMaxUs)], ['Late', time(f.latenessUs), 'worst ' + time(f.latenessMaxUs)],
    ['Dropped', view.droppedTicks], ['Seats', view.seatsTaken + ' / ' + view.seats], ['Entities', view.entities]])
  say($('pause'), view.still ? 'Go on' : 'Pause', true)
  $('pause').className = view.still ? 'primary' : ''
  if (document.activeElement !== $('pace')) $('pace').value = String(view.slow)
  $('bot').disabled = !view.takesBots || view.seatsTaken >= view.seats
  tree(view)
}

function figures(all) {
  keyed($('figures'), all, ([name]) => name, ([name]) => {
    const one = make('div'), value = make('dd')
    value.append(make('span'), make('small'))
    one.append(make('dt', '', name), value)
    return one
  }, (one, [, value, more]) => {
    say(one.lastChild.firstChild, value, true)
    say(one.lastChild.lastChild, more ?? '', true)
  })
}

/** Each section: a title, a figure beside it, columns, and rows of [key, cells, class]. */
function tree(view) {
  const sections = [
    ['room', 'The room’s own fields', '', ['field', 'value'], Object.entries(view.room).map(([k, v]) => [k, [k, v]])],
    ['who', 'Who is here', view.people, ['who', 'name', 'seat', 'team', 'is', 'owns', ...inputs(view)], view.who.map(p =>
      [p.number, ['player ' + p.number, p.name, p.seat < 0 ? '–' : p.seat, p.team, p.connected ? p.kind : 'away', p.owns,
        ...inputs(view).map(name => p.input?.[name])], p.connected ? '' : 'off'])],
    ...view.parts.map(part => {
      const columns = Object.keys(part.rows[0]?.fields ?? {})
      const more = part.rows.length < part.count ? part.rows.length + ' of ' + part.count : part.count
      return ['part ' + part.name, part.name, part.class + ' × ' + more, ['id', 'owner', ...columns],
        part.rows.map(r => [r.id, [r.id, r.owner === null ? '–' : 'player ' + r.owner, ...columns.map(c => r.fields[c])]])]
    }),
    ['alarms', 'Alarms', view.alarms.length, ['alarm', 'key', 'rings in', 'every'], view.alarms.map(a => [a.name + ' ' + show(a.key),
      [a.name, a.key, a.leftMs === null ? 'off' : seconds(a.leftMs), a.everyMs === null ? null : seconds(a.everyMs)]])],
    ['tasks', 'Tasks', view.tasks.length, ['task', 'asked, not answered'], view.tasks.map(t => [t.name, [t.name, t.pending]])],
  ].filter(([key, , , , rows]) => rows.length || key.startsWith('part'))
  keyed($('tree'), sections, ([key]) => key, () => {
    const details = make('details', 'card'), summary = make('summary'), scroll = make('div', 'scroll'), table = make('table')
    details.open = true
    summary.append(make('span'), make('small'))
    table.append(make('thead'), make('tbody'))
    table.tHead.append(make('tr'))
    scroll.append(table)
    details.append(summary, scroll)
    return details
  }, (details, [, title, beside, columns, rows]) => {
    const [summary, scroll] = details.children, table = scroll.firstChild
    say(summary.children[0], title, true)
    say(summary.children[1], beside, true)
    if (!details.open) return
    keyed(table.tHead.firstChild, columns, (_, i) => i, () => make('th'), (th, name) => say(th, name, true))
    keyed(table.tBodies[0], rows, ([key]) => key, () => make('tr'), (tr, [, cells, className]) => {
      tr.className = className ?? ''
      keyed(tr, cells, (_, i) => i, () => make('td'), (td, value) => {
        const text = show(value)
        say(td, text)
        td.title = text.length > 40 ? text : ''
      })
    })
  })
}

const seconds = ms => (ms / 1000).toFixed(1) + ' s'
const inputs = view => Object.keys(view.who.find(p => p.input)?.input ?? {})

// ---- orders

async function order(what) {
  const answer = await fetch('/dev/order', { method: 'POST', headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ room: openId(), type: shown?.type ?? '', ...what }) }).catch(() => null)
  word(lastWord = !answer ? 'The server is gone.' : answer.ok ? '' : (await answer.json()).text)
  look()
}

function word(text) {
  say($('word'), text, true)
}

$('pause').onclick = () => order(shown?.still ? { order: 'go', slow: +$('pace').value } : { order: 'pause' })
$('step').onclick = () => order({ order: 'step' })
$('bot').onclick = () => order({ order: 'bot' })
$('pace').onchange = () => {
  const slow = +$('pace').value
  $('pace').blur()
  order({ order: 'go', slow })
}
addEventListener('keydown', e => {
  if ($('room').hidden || e.ctrlKey || e.metaKey || e.altKey || e.target.closest('button, select, summary, a')) return
  if (e.code === 'Space') $('pause').click()
  else if (e.key === 's') $('step').click()
  else return
  e.preventDefault()
})

// ---- looking

let timer = 0, looking = false, again = false

/** One question at a time; nobody looks while the page is hidden. */
async function look() {
  clearTimeout(timer)
  if (looking) {
    again = true
    return
  }
  looking = true
  again = false
  try {
    const id = openId()
    const answer = await fetch('/dev/now' + (id ? '?room=' + encodeURIComponent(id) : ''))
    if (!answer.ok) throw new Error(await answer.text())
    const now = await answer.json()
    status('live', 'Live')
    if (id === openId()) {
      const rooms = now.rooms ?? []
      list(rooms)
      faults(now.faults)
      room(now.room, rooms)
    }
  } catch (e) {
    status('gone', e instanceof TypeError ? 'The server is gone; trying again' : e.message)
  }
  looking = false
  if (!document.hidden) timer = setTimeout(look, again ? 0 : openId() ? ROOM_MS : LIST_MS)
}

function status(status, text) {
  $('status').dataset.status = status
  say($('status').lastChild, text, true)
}

addEventListener('hashchange', () => {
  lastWord = ''
  $('room').hidden = !openId()
  look()
})
document.addEventListener('visibilitychange', () => document.hidden || look())
look()
