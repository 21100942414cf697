import { SUPPLIES } from './colours.js'
import { FINE, bolt, glow, rock, ship, stars, supply } from './sprites.js'

/** Draws the room: sky, rocks, supplies, ships, shots, and over them the thumbs' sticks. */

export const WIDTH = 2400
export const HEIGHT = 1600
const RADIUS = 18
const TRAIL = 22
/** What fits on the screen, along the mean of its sides: a small screen sees less, and larger ships. */
const SIGHT_WIDE = 980
const SIGHT_TALL = 860
const HINTS = 3
const CHEVRON = new Path2D('M14 0 L-8 11 L-3 0 L-8 -11 Z')
/** How much of what is seen may lie beyond the walls: enough for the HUD's corners. */
const BEYOND = 0.19
/** More pixels cost frames that nobody would give for them. */
const PIXELS_MAX = 2

export class Scene {
  constructor(canvas, people, effects) {
    this.canvas = canvas
    this.pen = canvas.getContext('2d', { alpha: false })
    this.people = people
    this.effects = effects
    this.camera = { x: WIDTH / 2, y: HEIGHT / 2, scale: 1 }
    /** By id: where ships were in the last frames, and how hard they are pushed. */
    this.trails = new Map()
    this.seen = new Set()
    this.sky = document.createElement('canvas')
    this.fit()
    addEventListener('resize', () => this.fit())
  }

  fit() {
    const fine = Math.min(PIXELS_MAX, devicePixelRatio || 1)
    this.fine = fine
    this.width = innerWidth
    this.height = innerHeight
    this.canvas.width = Math.round(this.width * fine)
    this.canvas.height = Math.round(this.height * fine)
    const sight = this.width > this.height ? SIGHT_WIDE : SIGHT_TALL
    this.camera.scale = Math.sqrt(this.width * this.height) / sight
    this.paintSky()
  }

  /** The depth behind everything, once for each size of the screen. */
  paintSky() {
    this.sky.width = this.canvas.width
    this.sky.height = this.canvas.height
    const pen = this.sky.getContext('2d')
    const [w, h] = [this.sky.width, this.sky.height]
    pen.fillStyle = '#090c1a'
    pen.fillRect(0, 0, w, h)
    const clouds = [[0.2, 0.25, 0.7, '#1b2a63'], [0.85, 0.7, 0.65, '#3a1c55'], [0.6, 0.1, 0.45, '#0f3a4a']]
    for (const [x, y, r, colour] of clouds) {
      const reach = r * Math.max(w, h)
      const cloud = pen.createRadialGradient(x * w, y * h, 0, x * w, y * h, reach)
      cloud.addColorStop(0, `${colour}99`)
      cloud.addColorStop(1, `${colour}00`)
      pen.fillStyle = cloud
      pen.fillRect(0, 0, w, h)
    }
  }

  /** Follows a place, a little ahead of where it aims. */
  follow(x, y, seconds) {
    const camera = this.camera
    const near = 1 - Math.exp(-9 * seconds)
    const far = Math.hypot(x - camera.x, y - camera.y) > 700
    camera.x += (within(x, WIDTH, this.width / camera.scale) - camera.x) * (far ? 1 : near)
    camera.y += (within(y, HEIGHT, this.height / camera.scale) - camera.y) * (far ? 1 : near)
  }

  toScreen(x, y) {
    const { camera } = this
    return { x: (x - camera.x) * camera.scale + this.width / 2, y: (y - camera.y) * camera.scale + this.height / 2 }
  }

  draw(view, controls, seconds) {
    const { pen, camera, fine } = this
    const shake = this.effects.shake
    const [jx, jy] = [(Math.random() - 0.5) * shake, (Math.random() - 0.5) * shake]
    this.drawSky()
    const scale = camera.scale * fine
    pen.setTransform(scale, 0, 0, scale, this.canvas.width / 2 - (camera.x + jx) * scale,
      this.canvas.height / 2 - (camera.y + jy) * scale)
    this.drawField()
    for (const r of view.rocks) this.stamp(rock(r.id, r.radius), r.x, r.y, 1 / 1.5, 0)
    for (const s of view.supplies) this.drawSupply(s, view.tick)
    pen.globalCompositeOperation = 'lighter'
    this.drawTrails(view, seconds)
    this.drawBolts(view)
    this.effects.draw(pen)
    pen.globalCompositeOperation = 'source-over'
    for (const s of view.ships) this.drawShip(s, controls, view.tick)
    this.effects.drawWords(pen)
    pen.setTransform(fine, 0, 0, fine, 0, 0)
    this.drawHints(view)
    this.drawSticks(controls)
  }

  drawSky() {
    const { pen, camera, canvas } = this
    pen.setTransform(1, 0, 0, 1, 0, 0)
    pen.drawImage(this.sky, 0, 0)
    for (const layer of [1, 2]) {
      const tile = stars(layer)
      const size = 512 * this.fine * (layer === 1 ? 0.8 : 1)
      const depth = 0.12 * layer * this.fine
      const left = -((((camera.x * depth) % size) + size) % size)
      const top = -((((camera.y * depth) % size) + size) % size)
      for (let x = left; x < canvas.width; x += size) {
        for (let y = top; y < canvas.height; y += size) pen.drawImage(tile, x, y, size, size)
      }
    }
  }

  /** Fine lines to fly by, and the wall. */
  drawField() {
    const { pen } = this
    pen.strokeStyle = 'rgb(120 140 220 / .085)'
    pen.lineWidth = 1.5
    pen.beginPath()
    for (let x = 100; x < WIDTH; x += 100) {
      pen.moveTo(x, 0)
      pen.lineTo(x, HEIGHT)
    }
    for (let y = 100; y < HEIGHT; y += 100) {
      pen.moveTo(0, y)
      pen.lineTo(WIDTH, y)
    }
    pen.stroke()
    pen.fillStyle = 'rgb(4 6 14 / .72)'
    const far = 2000
    pen.fillRect(-far, -far, far, HEIGHT + 2 * far)
    pen.fillRect(WIDTH, -far, far, HEIGHT + 2 * far)
    pen.fillRect(0, -far, WIDTH, far)
    pen.fillRect(0, HEIGHT, WIDTH, far)
    pen.strokeStyle = 'rgb(122 142 255 / .16)'
    pen.lineWidth = 14
    pen.strokeRect(-7, -7, WIDTH + 14, HEIGHT + 14)
    pen.strokeStyle = '#8b9cff'
    pen.lineWidth = 3
    pen.strokeRect(0, 0, WIDTH, HEIGHT)
  }

  isInSight(x, y, reach) {
    const { camera, width, height } = this
    return Math.abs(x - camera.x) < width / 2 / camera.scale + reach
      && Math.abs(y - camera.y) < height / 2 / camera.scale + reach
  }

  stamp(sprite, x, y, scale, angle) {
    const { pen } = this
    const size = sprite.width * scale
    if (!this.isInSight(x, y, size)) return
    if (angle === 0) {
      pen.drawImage(sprite, x - size / 2, y - size / 2, size, size)
      return
    }
    pen.save()
    pen.translate(x, y)
    pen.rotate(angle)
    pen.drawImage(sprite, -size / 2, -size / 2, size, size)
    pen.restore()
  }

  drawSupply({ x, y, kind, id }, tick) {
    const { pen } = this
    const swing = Math.sin(tick / 9 + id)
    pen.globalAlpha = 0.32 + 0.12 * swing
    this.stamp(glow(SUPPLIES[kind]), x, y, 0.9 + 0.1 * swing, 0)
    pen.globalAlpha = 1
    this.stamp(supply(kind, SUPPLIES[kind]), x, y + 3 * swing, 1 / FINE, 0)
  }

  drawTrails(view, seconds) {
    const { pen, trails } = this
    for (const s of view.ships) {
      let trail = trails.get(s.id)
      if (!trail) trails.set(s.id, (trail = { points: [], owner: s.owner, kept: 0 }))
      const [x, y] = [s.x - 12 * Math.cos(s.heading), s.y - 12 * Math.sin(s.heading)]
      const last = trail.points[0]
      if (last && Math.hypot(last.x - x, last.y - y) > 120) trail.points.length = 0
      trail.kept += seconds
      if (!last || trail.kept > 1 / 60) {
        trail.points.unshift({ x, y })
        trail.kept = 0
      }
      if (trail.points.length > TRAIL) trail.points.pop()
      trail.tick = view.tick
    }
    for (const [id, trail] of trails) {
      if (trail.tick !== view.tick) trail.points.splice(-2)
      if (trail.points.length < 2) {
        if (trail.tick !== view.tick) trails.delete(id)
        continue
      }
      this.drawTrail(trail.points, this.people.colour(trail.owner))
    }
    pen.globalAlpha = 1
  }

  /** A ribbon that gets thinner and fainter: three lengths of it lie on each other. */
  drawTrail(points, colour) {
    const { pen } = this
    if (!this.isInSight(points[0].x, points[0].y, 200)) return
    pen.fillStyle = colour
    pen.globalAlpha = 0.17
    for (const part of [1, 0.6, 0.3]) {
      const count = Math.max(2, Math.ceil(points.length * part))
      pen.beginPath()
      for (let i = 0; i < count; i++) this.ribbon(points, i, count, 1)
      for (let i = count - 1; i >= 0; i--) this.ribbon(points, i, count, -1)
      pen.fill()
    }
  }

  ribbon(points, i, count, side) {
    const [a, b] = [points[Math.max(0, i - 1)], points[Math.min(points.length - 1, i + 1)]]
    const length = Math.hypot(b.x - a.x, b.y - a.y) || 1
    const half = (side * 6.5 * (1 - i / count)) / length
    this.pen.lineTo(points[i].x - (b.y - a.y) * half, points[i].y + (b.x - a.x) * half)
  }

  drawBolts(view) {
    const before = this.seen
    this.seen = new Set()
    for (const b of view.bolts) {
      const colour = this.people.colour(b.owner)
      this.seen.add(b.id)
      if (!before.has(b.id) && this.isInSight(b.x, b.y, 60)) this.effects.muzzle(b.x, b.y, colour)
      this.stamp(bolt(colour), b.x, b.y, 1 / FINE, b.heading || 1e-9)
    }
  }

  drawShip(s, controls, tick) {
    if (!this.isInSight(s.x, s.y, 80)) return
    const { pen, people } = this
    const colour = people.colour(s.owner)
    pen.globalAlpha = s.mine ? 0.5 : 0.3
    this.stamp(glow(colour), s.x, s.y, 0.95, 0)
    pen.globalAlpha = 1
    this.stamp(ship(colour, s.mine), s.x, s.y, 1 / FINE, (s.mine ? controls.aim : s.heading) || 1e-9)
    if (s.power) this.ring(s.x, s.y, RADIUS + 11, SUPPLIES[s.power], [3, 7], tick / 14)
    if (s.shielded) this.ring(s.x, s.y, RADIUS + 15 + Math.sin(tick / 3), '#bfe9ff', [], 0)
    if (!s.mine) this.label(s, colour)
  }

  ring(x, y, radius, colour, dash, turn) {
    const { pen } = this
    pen.strokeStyle = colour
    pen.lineWidth = 2
    pen.setLineDash(dash)
    pen.beginPath()
    pen.arc(x, y, radius, turn, turn + 2 * Math.PI)
    pen.stroke()
    pen.setLineDash([])
  }

  label(s, colour) {
    const { pen, people, camera } = this
    const size = Math.max(12, 11 / camera.scale)
    pen.font = `600 ${size}px system-ui, sans-serif`
    pen.textAlign = 'center'
    pen.fillStyle = colour
    pen.globalAlpha = 0.9
    pen.fillText(people.name(s.owner), s.x, s.y - RADIUS - 20)
    pen.globalAlpha = 1
    if (s.health === 100) return
    pen.fillStyle = 'rgb(9 12 26 / .7)'
    pen.fillRect(s.x - 22, s.y - RADIUS - 15, 44, 5)
    pen.fillStyle = s.health > 40 ? colour : '#ff5c7a'
    pen.fillRect(s.x - 21, s.y - RADIUS - 14, (42 * s.health) / 100, 3)
  }

  /** At the edge, where the nearest ones out of sight are. */
  drawHints(view) {
    const own = view.ships.find(s => s.mine)
    if (!own) return
    const { pen, camera, width, height, people } = this
    const team = people.room.player(own.owner)?.team
    const far = view.ships
      .filter(s => !this.isInSight(s.x, s.y, -10) && !(team && people.room.player(s.owner)?.team === team))
      .map(s => ({ s, distance: Math.hypot(s.x - own.x, s.y - own.y) }))
      .sort((a, b) => a.distance - b.distance)
    for (const { s, distance } of far.slice(0, HINTS)) {
      const [dx, dy] = [s.x - camera.x, s.y - camera.y]
      const reach = Math.min((width / 2 - 26) / Math.abs(dx || 1), (height / 2 - 26) / Math.abs(dy || 1))
      pen.save()
      pen.translate(width / 2 + dx * reach, height / 2 + dy * reach)
      pen.rotate(Math.atan2(dy, dx))
      pen.globalAlpha = Math.max(0.4, 1 - distance / 1600)
      pen.fillStyle = people.colour(s.owner)
      pen.fill(CHEVRON)
      pen.restore()
    }
    pen.globalAlpha = 1
  }

  drawSticks(controls) {
    if (!controls.touch) return
    const rest = this.height - 120
    const sticks = [...controls.sticks.values()]
    for (const flies of [true, false]) {
      const stick = sticks.find(s => s.flies === flies)
      const base = stick ?? { x: flies ? 86 : this.width - 86, y: rest, dx: 0, dy: 0 }
      this.drawStick(base, stick ? 0.9 : 0.35, flies ? '#8e9ac9' : '#ff8fa3')
    }
  }

  drawStick({ x, y, dx, dy }, strength, colour) {
    const { pen } = this
    pen.globalAlpha = strength * 0.5
    pen.strokeStyle = colour
    pen.lineWidth = 2
    pen.beginPath()
    pen.arc(x, y, 56, 0, 7)
    pen.stroke()
    pen.globalAlpha = strength * 0.75
    pen.fillStyle = colour
    pen.beginPath()
    pen.arc(x + dx * 56, y + dy * 56, 24, 0, 7)
    pen.fill()
    pen.globalAlpha = 1
  }
}

/** Where the middle of the sight may be, so that little is seen of what is beyond the walls. */
function within(place, size, sight) {
  const edge = sight * (0.5 - BEYOND)
  return edge * 2 > size ? size / 2 : Math.min(size - edge, Math.max(edge, place))
}
