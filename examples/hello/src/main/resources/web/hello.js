import { Takt } from '/takt/takt.js'

const canvas = document.querySelector('canvas'), draw = canvas.getContext('2d'), held = new Set()
addEventListener('keydown', e => held.add(e.code))
addEventListener('keyup', e => held.delete(e.code))
addEventListener('blur', () => held.clear())
const axis = (less, more) => +more.some(k => held.has(k)) - +less.some(k => held.has(k))

const room = await Takt.join('hello')
room.input(keys => {                                   // asked once per tick
  keys.dx = axis(['ArrowLeft', 'KeyA'], ['ArrowRight', 'KeyD'])
  keys.dy = axis(['ArrowUp', 'KeyW'], ['ArrowDown', 'KeyS'])
})
room.frame(view => {
  draw.clearRect(0, 0, 800, 800)
  for (const s of view.squares) {
    draw.fillStyle = `hsl(${s.hue} 80% ${s.mine ? 65 : 45}%)`
    draw.fillRect(s.x - 12, s.y - 12, 24, 24)
  }
})
