/** Pictures that are drawn once and stamped ever after: a glow by shadow is slow, a glow by picture is not. */

/** Drawn so much larger than a world's unit that they are sharp on a phone too. */
export const FINE = 3
const cache = new Map()

function sprite(key, size, draw) {
  let made = cache.get(key)
  if (made) return made
  made = document.createElement('canvas')
  made.width = made.height = size
  const pen = made.getContext('2d')
  pen.translate(size / 2, size / 2)
  draw(pen, size)
  cache.set(key, made)
  return made
}

/** A soft light. */
export function glow(colour) {
  return sprite(`glow ${colour}`, 128, (pen, size) => {
    const fade = pen.createRadialGradient(0, 0, 0, 0, 0, size / 2)
    fade.addColorStop(0, colour)
    fade.addColorStop(0.25, `${colour}80`)
    fade.addColorStop(0.6, `${colour}1c`)
    fade.addColorStop(1, `${colour}00`)
    pen.fillStyle = fade
    pen.fillRect(-size / 2, -size / 2, size, size)
  })
}

/** A ship that points to the right. */
export function ship(colour, own) {
  return sprite(`ship ${colour} ${own}`, 72 * FINE, pen => {
    pen.scale(FINE, FINE)
    const hull = new Path2D('M24 0 L-13 16 L-7 5 L-15 0 L-7 -5 L-13 -16 Z')
    pen.shadowColor = colour
    pen.shadowBlur = 10 * FINE
    pen.lineJoin = 'round'
    const paint = pen.createLinearGradient(-14, 0, 24, 0)
    paint.addColorStop(0, own ? '#0f4a3c' : '#141a36')
    paint.addColorStop(0.75, own ? '#d6fff2' : colour)
    pen.fillStyle = paint
    pen.strokeStyle = colour
    pen.lineWidth = 2.4
    pen.fill(hull)
    pen.shadowBlur = 0
    pen.stroke(hull)
    pen.fillStyle = own ? '#0a2a22' : '#0c1022'
    pen.fill(new Path2D('M10 0 L0 4.5 L-3 0 L0 -4.5 Z'))
  })
}

/** A shot that flies to the right. */
export function bolt(colour) {
  return sprite(`bolt ${colour}`, 64 * FINE, pen => {
    pen.scale(FINE, FINE)
    pen.lineCap = 'round'
    pen.shadowColor = colour
    pen.shadowBlur = 8 * FINE
    pen.strokeStyle = colour
    pen.lineWidth = 5
    line(pen, -12, 8)
    pen.shadowBlur = 0
    pen.strokeStyle = '#fff'
    pen.lineWidth = 2.2
    line(pen, -6, 8)
  })
}

function line(pen, from, to) {
  pen.beginPath()
  pen.moveTo(from, 0)
  pen.lineTo(to, 0)
  pen.stroke()
}

const SIGNS = {
  REPAIR: 'M-2.6 -9 h5.2 v6.4 h6.4 v5.2 h-6.4 v6.4 h-5.2 v-6.4 h-6.4 v-5.2 h6.4 Z',
  SPREAD: 'M-7 8 L-10.5 -7 L-6.5 -6 Z M-2 8 L0 -10 L2 8 Z M7 8 L6.5 -6 L10.5 -7 Z',
  RAPID: 'M3 -10 L-7 2 H-1 L-3 10 L7 -2 H1 Z',
}

/** Something to fetch. */
export function supply(kind, colour) {
  return sprite(`supply ${kind}`, 72 * FINE, pen => {
    pen.scale(FINE, FINE)
    pen.shadowColor = colour
    pen.shadowBlur = 12 * FINE
    pen.fillStyle = '#0d1228'
    pen.strokeStyle = colour
    pen.lineWidth = 2
    const hexagon = new Path2D()
    for (let i = 0; i < 6; i++) hexagon.lineTo(20 * Math.cos((i * Math.PI) / 3), 20 * Math.sin((i * Math.PI) / 3))
    hexagon.closePath()
    pen.fill(hexagon)
    pen.stroke(hexagon)
    pen.shadowBlur = 6 * FINE
    pen.fillStyle = colour
    pen.fill(new Path2D(SIGNS[kind]))
  })
}

/** A rock: lit from above left, its outline by its id, so that it is the same for everyone. */
export function rock(id, radius) {
  return sprite(`rock ${id} ${radius}`, Math.ceil((2 * radius + 40) * 1.5), pen => {
    pen.scale(1.5, 1.5)
    const rand = dice(id)
    const outline = new Path2D()
    const corners = 11 + Math.floor(radius / 14)
    const points = []
    for (let i = 0; i < corners; i++) {
      const r = radius * (0.87 + rand() * 0.18)
      const a = ((i + (rand() - 0.5) * 0.7) / corners) * 2 * Math.PI
      points.push([r * Math.cos(a), r * Math.sin(a)])
      outline.lineTo(...points[i])
    }
    outline.closePath()
    const stone = pen.createRadialGradient(-radius * 0.4, -radius * 0.5, radius * 0.1, 0, 0, radius * 1.1)
    stone.addColorStop(0, '#39467c')
    stone.addColorStop(1, '#161d3c')
    pen.fillStyle = stone
    pen.fill(outline)
    pen.save()
    pen.clip(outline)
    for (let i = 0; i < corners; i++) facet(pen, rand, points[i], points[(i + 1) % corners])
    for (let i = 0; i < 3; i++) crater(pen, rand, radius)
    pen.restore()
    const edge = pen.createLinearGradient(-radius, -radius, radius, radius)
    edge.addColorStop(0, '#9fb0f5')
    edge.addColorStop(1, '#333f74')
    pen.strokeStyle = edge
    pen.lineWidth = 2
    pen.lineJoin = 'round'
    pen.stroke(outline)
  })
}

/** A plane that catches the light or turns from it. */
function facet(pen, rand, [ax, ay], [bx, by]) {
  const light = (-(ax + bx) - (ay + by)) / (Math.hypot(ax + bx, ay + by) * 1.42)
  const inner = 0.35 + rand() * 0.3
  pen.fillStyle = light > 0 ? `rgb(150 170 255 / ${0.16 * light * (0.5 + rand())})` : `rgb(5 8 24 / ${-0.4 * light * (0.5 + rand())})`
  pen.beginPath()
  pen.moveTo(ax, ay)
  pen.lineTo(bx, by)
  pen.lineTo(bx * inner, by * inner)
  pen.lineTo(ax * inner, ay * inner)
  pen.fill()
}

function crater(pen, rand, radius) {
  const [x, y, r] = [(rand() - 0.5) * radius * 1.5, (rand() - 0.5) * radius * 1.5, radius * (0.08 + rand() * 0.16)]
  pen.fillStyle = 'rgb(10 14 34 / .45)'
  pen.beginPath()
  pen.arc(x, y, r, 0, 7)
  pen.fill()
  pen.strokeStyle = 'rgb(130 146 214 / .22)'
  pen.lineWidth = 1.5
  pen.beginPath()
  pen.arc(x, y, r, 0.4, 2.6)
  pen.stroke()
}

/** A piece of sky that can be laid side by side. */
export function stars(layer) {
  return sprite(`stars ${layer}`, 512, (pen, size) => {
    const rand = dice(layer * 77 + 5)
    for (let i = 0; i < 70 / layer; i++) {
      pen.globalAlpha = 0.15 + rand() * 0.5
      pen.fillStyle = ['#ffffff', '#aebcff', '#9ff0de', '#ffd9b0'][Math.floor(rand() * 4)]
      const r = (0.5 + rand() * 0.8) * (0.6 + layer * 0.3)
      pen.fillRect((rand() - 0.5) * (size - 4), (rand() - 0.5) * (size - 4), r, r)
    }
  })
}

/** Chance that comes out the same for the same seed. */
export function dice(seed) {
  let s = (seed * 2654435761) >>> 0
  return () => {
    s = (Math.imul(s, 1664525) + 1013904223) >>> 0
    return s / 4294967296
  }
}
