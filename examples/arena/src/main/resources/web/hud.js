/** What stands at the edges of the screen: health, points, who leads, who got whom, what was said. */

const FEED_MS = 6000
const SAID_MS = 14_000
const FEED_MAX = 4
const SAID_MAX = 5
const RESPAWN_TICKS = 75
const PRAISE = ['', '', 'Double', 'Triple', 'Rampage', 'Unstoppable']
const POWERS = { SPREAD: 'Spread shot', RAPID: 'Rapid fire' }

const $ = id => document.getElementById(id)

/** An element of that kind with children; texts stay texts. */
function element(kind, style, ...children) {
  const made = document.createElement(kind)
  for (const [name, value] of Object.entries(style)) {
    if (name.startsWith('--')) made.style.setProperty(name, value)
    else made.setAttribute(name, value)
  }
  made.append(...children)
  return made
}

export class Hud {
  constructor(room, people) {
    this.room = room
    this.people = people
    this.boardText = ''
    this.ownText = ''
    this.streak = 0
    this.touch = matchMedia('(max-width: 700px)')
    this.readChat()
  }

  draw(view) {
    const own = view.ships.find(s => s.mine)
    const pilot = view.pilots.find(p => p.mine)
    this.drawOwn(own, pilot)
    this.drawBoard(view)
    this.drawLost(own, pilot, view.tick)
  }

  drawOwn(own, pilot) {
    const health = own ? own.health : 0
    const kills = pilot?.kills ?? 0
    const text = `${health} ${own?.power} ${pilot?.kills} ${pilot?.deaths}`
    if (text === this.ownText) return
    this.ownText = text
    const bar = $('health').firstElementChild
    bar.style.width = `${health}%`
    bar.style.backgroundColor = health > 60 ? '#62f5c8' : health > 30 ? '#ffd166' : '#ff5c7a'
    $('power').textContent = POWERS[own?.power] ?? ''
    $('points').replaceChildren(element('b', {}, kills), `${kills === 1 ? 'kill' : 'kills'}, ${pilot?.deaths ?? 0} lost`)
    document.body.classList.toggle('weak', health > 0 && health <= 30)
    if (pilot && pilot.streak > this.streak) this.praise(PRAISE[Math.min(pilot.streak, PRAISE.length - 1)])
    this.streak = pilot?.streak ?? 0
  }

  praise(text) {
    const line = $('praise')
    line.textContent = text
    line.classList.remove('on')
    void line.offsetWidth // so that it begins anew
    line.classList.toggle('on', text !== '')
  }

  drawBoard(view) {
    const { people, room } = this
    const all = [...view.pilots].sort((a, b) => b.kills - a.kills || a.deaths - b.deaths || a.id - b.id)
    const most = this.touch.matches ? 4 : 8
    const mine = all.findIndex(p => p.mine)
    const shown = all.map((pilot, i) => ({ pilot, rank: i + 1 })).filter(({ rank }, i) => rank <= most || i === mine)
    if (shown.length > most) shown.splice(most - 1, shown.length - most)
    const lines = shown.map(({ pilot: p, rank }) => [rank, p.owner, p.kills, room.player(p.owner)?.connected])
    const points = [1, 2].map(team => all.reduce((n, p) => n + (room.player(p.owner)?.team === team ? p.kills : 0), 0))
    const text = JSON.stringify([lines, points, people.teams])
    if (text === this.boardText) return
    this.boardText = text
    const rows = lines.map(([rank, owner, kills, here]) => {
      const style = { 'data-rank': rank, '--colour': people.colour(owner) }
      style.class = `${owner === room.number ? 'mine' : ''} ${here ? '' : 'away'}`
      return element('li', style, element('i', {}), element('span', {}, people.name(owner)), element('b', {}, kills))
    })
    if (people.teams) rows.unshift(element('li', { class: 'teams' },
      ...points.map((n, i) => element('b', { '--colour': people.team(i + 1) }, n))))
    $('board').replaceChildren(...rows)
  }

  drawLost(own, pilot, tick) {
    const lost = !own && pilot !== undefined && pilot.launchTick > 0
    document.body.classList.toggle('lost', lost)
    if (!lost) return
    const left = Math.max(0, pilot.launchTick - tick)
    $('back').textContent = (left / 30).toFixed(1)
    $('back').style.setProperty('--done', String(1 - left / RESPAWN_TICKS))
  }

  who(number) {
    return element('b', { '--colour': this.people.colour(number) }, this.people.name(number))
  }

  /** Somebody got somebody. */
  downed({ who, by }) {
    const mine = [who, by].includes(this.room.number)
    this.add('feed', FEED_MAX, FEED_MS, element('li', { class: mine ? 'mine' : '' }, this.who(by),
      element('em', {}, 'got'), this.who(who)))
    if (who === this.room.number) $('by').replaceChildren('by ', this.who(by))
  }

  said({ who, text }) {
    this.add('said', SAID_MAX, SAID_MS, element('li', {}, this.who(who), text))
  }

  add(list, most, ms, line) {
    $(list).append(line)
    while ($(list).childElementCount > most) $(list).firstElementChild.remove()
    setTimeout(() => line.remove(), ms)
  }

  // ---- chat

  readChat() {
    const input = $('say')
    const open = () => {
      document.body.classList.add('talking')
      input.focus()
    }
    addEventListener('keydown', e => {
      if (e.code === 'Enter' && document.activeElement !== input) {
        open()
        e.preventDefault()
      } else if (e.code === 'Escape') {
        input.blur()
      }
    })
    input.addEventListener('blur', () => document.body.classList.remove('talking'))
    $('talk').addEventListener('click', open)
    input.form.addEventListener('submit', e => {
      e.preventDefault()
      this.say(input.value)
      input.value = ''
      input.blur()
    })
  }

  say(text) {
    if (!text.trim()) return
    this.room.send('say', { text }).catch(e => this.add('said', SAID_MAX, SAID_MS, element('li', {}, e.reason)))
  }
}
