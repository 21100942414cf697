import { Takt } from '/takt/takt.js'

const canvas = document.querySelector('canvas'), draw = canvas.getContext('2d')
const note = document.querySelector('p'), help = note.textContent
const keysHeld = new Set()
let finger = null, me = null                           // where the finger is, where our square is
addEventListener('keydown', e => keysHeld.add(e.code))
addEventListener('keyup', e => keysHeld.delete(e.code))
addEventListener('blur', () => keysHeld.clear())
canvas.onpointerdown = canvas.onpointermove = e => {
  if (e.buttons) finger = { x: e.offsetX * 800 / canvas.clientWidth, y: e.offsetY * 800 / canvas.clientHeight }
}
onpointerup = onpointercancel = () => { finger = null }
const axis = (less, more, pull) => pull ? Math.max(-1, Math.min(1, pull / 80))
    : more.some(k => keysHeld.has(k)) - less.some(k => keysHeld.has(k))

const room = await Takt.join('hello')
room.on('status', (status, text) => { note.textContent = text || help })
room.input(keys => {                                   // asked once per tick
  keys.dx = axis(['ArrowLeft', 'KeyA'], ['ArrowRight', 'KeyD'], finger && me && finger.x - me.x)
  keys.dy = axis(['ArrowUp', 'KeyW'], ['ArrowDown', 'KeyS'], finger && me && finger.y - me.y)
})
room.frame(view => {
  draw.clearRect(0, 0, 800, 800)
  for (const s of view.squares) {
    if (s.mine) me = s
    draw.fillStyle = `hsl(${s.hue} 80% ${s.mine ? 65 : 45}%)`
    draw.fillRect(s.x - 20, s.y - 20, 40, 40)
  }
})
