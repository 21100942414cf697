import { Takt } from '/takt/takt.js'
import { PILOTS, People, SUPPLIES } from './colours.js'
import { Controls } from './controls.js'
import { Effects } from './effects.js'
import { Figures } from './figures.js'
import { Hud } from './hud.js'
import { Minimap } from './map.js'
import { Preview } from './preview.js'
import { HEIGHT, Scene, WIDTH } from './scene.js'

const $ = id => document.getElementById(id)
const HURT_MS = 260
/** A hint is of no use to who flies already. */
const HINT_MS = 15_000

const start = $('start')
const effects = new Effects()
const controls = new Controls($('scene'))
if (matchMedia('(pointer: coarse)').matches) controls.thumbs()
$('how').textContent = controls.touch ? 'Left thumb flies, right thumb aims and fires. A tap on the map shows the network.'
  : 'WASD or arrows fly, the mouse aims and fires. N shows the network.'
$('name').value = sessionStorage.getItem('arena.name') ?? ''
if (new URLSearchParams(location.search).has('teams')) start.elements.mode.value = 'teams'

/** Until the first flight others fly. */
const idle = new Scene($('scene'), { colour: i => PILOTS[i], name: () => '' }, effects)
const preview = new Preview()
let room = null
requestAnimationFrame(function wait(ms) {
  if (room) return
  effects.pass(1 / 60)
  idle.draw(preview.at(ms / 1000), { aim: 0 }, 1 / 60)
  requestAnimationFrame(wait)
})

start.addEventListener('submit', async e => {
  e.preventDefault()
  const name = $('name').value.trim()
  const teams = start.elements.mode.value === 'teams'
  const button = start.querySelector('button')
  button.disabled = true
  sessionStorage.setItem('arena.name', name)
  try {
    play(await Takt.join('arena', { name: name || 'Pilot', where: { teams }, options: { teams } }))
  } catch (problem) {
    $('how').textContent = problem.reason ?? String(problem)
    Takt.close()
    button.disabled = false
  }
})

function play(joined) {
  room = joined
  document.body.classList.remove('starting')
  document.activeElement?.blur()
  setTimeout(() => document.body.classList.add('warm'), HINT_MS)
  const people = new People(room)
  const scene = new Scene($('scene'), people, effects)
  const hud = new Hud(room, people)
  const map = new Minimap($('map'), people)
  const figures = new Figures(room, $('figures'), $('map'))
  globalThis.arena = { room, toScreen: (x, y) => scene.toScreen(x, y) } // for the console, and for tests
  let lastMs = performance.now()
  let focus = { x: WIDTH / 2, y: HEIGHT / 2 }

  room.on('status', (status, text) => { $('status').textContent = text })
  room.on('said', said => hud.said(said))
  room.on('downed', news => hud.downed(news))
  react(people, room)
  room.input(steer => controls.write(steer))
  room.frame(view => {
    const nowMs = performance.now()
    const seconds = Math.min(0.1, (nowMs - lastMs) / 1000)
    lastMs = nowMs
    people.look(view)
    const own = view.ships.find(s => s.mine)
    if (own) focus = { x: own.x + 70 * Math.cos(controls.aim), y: own.y + 70 * Math.sin(controls.aim) }
    scene.follow(focus.x, focus.y, seconds)
    if (own) controls.origin = scene.toScreen(own.x, own.y)
    effects.pass(seconds)
    scene.draw(view, controls, seconds)
    map.draw(view)
    hud.draw(view)
    figures.frame(nowMs)
  })
}

/** What is seen and felt of what happens. */
function react(people, room) {
  let hurt = null
  room.on('struck', ({ who, by, damage }, at) => {
    effects.hit(at.x, at.y, damage ? people.colour(by) : '#bfe9ff')
    if (by === room.number && damage) effects.word(at.x, at.y, String(damage), '#ffffff')
    if (who !== room.number || !damage) return
    effects.shake += 7
    navigator.vibrate?.(25)
    hurt?.cancel()
    hurt = $('hurt').animate([{ opacity: 1 }, { opacity: 0 }], HURT_MS)
  })
  room.on('burst', ({ who }, at) => {
    effects.burst(at.x, at.y, people.colour(who))
    if (who !== room.number) return
    effects.shake += 22
    navigator.vibrate?.([40, 30, 80])
  })
  room.on('chipped', (_, at) => effects.hit(at.x, at.y, '#8e9ac9'))
  room.on('fetched', ({ who, kind }, at) => {
    effects.fetched(at.x, at.y, SUPPLIES[kind])
    if (who === room.number) effects.word(at.x, at.y, kind === 'REPAIR' ? '+50' : kind.toLowerCase(), SUPPLIES[kind])
  })
}
