/** A stroke of colour for a player that is easily told from the next one's: golden angle apart. */
export const hueOf = number => (number * 137.508 + 210) % 360

const FLASH_MS = 700
/** Screens on which a thumb would hide what it steers: the world ends above the stick there. */
const SMALL_PX = 700
const STICK_PX = 140
const TITLE_PX = 36

/** Draws whatever has a position in a room, as its schema describes it. */
export class Stage {
  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas) {
    this.canvas = canvas
    this.draw = canvas.getContext('2d')
    this.parts = []
    this.flashes = []
    this.bounds = null
    this.own = null
    this.hasStick = false
    new ResizeObserver(() => this.resize()).observe(canvas)
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.paint())
    this.paint()
  }

  paint() {
    const style = getComputedStyle(this.canvas)
    const colour = name => {
      const probe = document.createElement('i')
      probe.style.color = `var(${name})`
      this.canvas.parentElement.append(probe)
      const found = getComputedStyle(probe).color
      probe.remove()
      return found
    }
    this.colours = { grid: colour('--grid'), line: colour('--line'), ink: colour('--ink'), quiet: colour('--quiet') }
    this.font = style.fontFamily
  }

  resize() {
    const { clientWidth, clientHeight } = this.canvas
    const scale = Math.min(devicePixelRatio, 2)
    this.canvas.width = clientWidth * scale
    this.canvas.height = clientHeight * scale
    this.scale = scale
  }

  /** Takes a room's schema: which parts have places, and how large the world is. */
  show(room) {
    this.room = room
    this.flashes = []
    this.own = null
    let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity]
    this.parts = list(room.schema.entities).filter(part => {
      const fields = Object.fromEntries(list(part.fields).map(f => [f.name, f]))
      if (!fields.x || !fields.y) return false
      part.angle = list(part.fields).find(f => f.type === 'angle')?.name
      left = Math.min(left, fields.x.min ?? 0)
      top = Math.min(top, fields.y.min ?? 0)
      right = Math.max(right, fields.x.max ?? 1000)
      bottom = Math.max(bottom, fields.y.max ?? 1000)
      return true
    })
    this.bounds = this.parts.length ? { left, top, right, bottom } : null
  }

  /** Something happened there. */
  flash(name, at) {
    if (this.flashes.length < 100) this.flashes.push({ name, x: at.x, y: at.y, ms: performance.now() })
  }

  /** Where the world lies on the canvas, in CSS pixels. */
  fit() {
    const { left, top, right, bottom } = this.bounds
    const { clientWidth: width, clientHeight } = this.canvas
    const small = width < SMALL_PX
    const edge = small ? 14 : 28
    const [above, below] = [TITLE_PX, small && this.hasStick ? STICK_PX : 0]
    const height = clientHeight - above - below
    const zoom = Math.min((width - 2 * edge) / (right - left || 1), (height - 2 * edge) / (bottom - top || 1))
    const x = (width - (right - left) * zoom) / 2 - left * zoom
    const y = above + (height - (bottom - top) * zoom) / 2 - top * zoom
    return { zoom, x, y }
  }

  /** The angle from one's own entity to a point on the canvas. */
  angleTo(offsetX, offsetY) {
    if (!this.bounds || !this.own) return null
    const { zoom, x, y } = this.fit()
    return Math.atan2(offsetY - (this.own.y * zoom + y), offsetX - (this.own.x * zoom + x))
  }

  frame(view) {
    const { draw, canvas, colours } = this
    if (!this.scale) this.resize()
    draw.setTransform(this.scale, 0, 0, this.scale, 0, 0)
    draw.clearRect(0, 0, canvas.clientWidth, canvas.clientHeight)
    if (!this.bounds) {
      draw.fillStyle = colours.quiet
      draw.font = `15px ${this.font}`
      draw.textAlign = 'center'
      const [x, y] = [canvas.clientWidth / 2, canvas.clientHeight / 2]
      draw.fillText('Nothing here has a place. Its state is in the table.', x, y)
      return
    }
    const { left, top, right, bottom } = this.bounds
    const { zoom, x, y } = this.fit()
    const px = at => at * zoom + x
    const py = at => at * zoom + y
    this.grid(px, py)
    const size = Math.max(8, Math.min(16, Math.min(right - left, bottom - top) * zoom * 0.016))
    this.own = null
    this.parts.forEach((part, nth) => {
      for (const e of view[part.name] ?? []) {
        if (typeof e.x !== 'number' || typeof e.y !== 'number') continue
        if (e.mine) this.own = e
        this.entity(e, nth, part, px(e.x), py(e.y), size)
      }
    })
    const nowMs = performance.now()
    this.flashes = this.flashes.filter(f => nowMs - f.ms < FLASH_MS)
    for (const f of this.flashes) {
      const age = (nowMs - f.ms) / FLASH_MS
      draw.globalAlpha = 1 - age
      draw.strokeStyle = colours.ink
      draw.lineWidth = 2
      draw.beginPath()
      draw.arc(px(f.x), py(f.y), size * (1 + age * 3), 0, 7)
      draw.stroke()
      draw.fillStyle = colours.ink
      draw.textAlign = 'center'
      draw.font = `12px ${this.font}`
      draw.fillText(f.name, px(f.x), py(f.y) - size * (1.6 + age))
      draw.globalAlpha = 1
    }
  }

  grid(px, py) {
    const { draw, colours } = this
    const { left, top, right, bottom } = this.bounds
    const step = 10 ** Math.floor(Math.log10((right - left || 1) / 4))
    draw.strokeStyle = colours.grid
    draw.lineWidth = 1
    draw.beginPath()
    for (let at = Math.ceil(left / step) * step; at <= right; at += step) {
      draw.moveTo(px(at), py(top))
      draw.lineTo(px(at), py(bottom))
    }
    for (let at = Math.ceil(top / step) * step; at <= bottom; at += step) {
      draw.moveTo(px(left), py(at))
      draw.lineTo(px(right), py(at))
    }
    draw.stroke()
    draw.strokeStyle = colours.line
    draw.lineWidth = 1.5
    draw.strokeRect(px(left), py(top), px(right) - px(left), py(bottom) - py(top))
  }

  entity(e, nth, part, x, y, size) {
    const { draw, colours } = this
    const hue = typeof e.hue === 'number' ? e.hue : e.owner ? hueOf(e.owner) : nth * 70
    const dark = matchMedia('(prefers-color-scheme: dark)').matches
    draw.fillStyle = `hsl(${hue} ${e.owner ? 72 : 25}% ${dark ? 62 : 48}%)`
    draw.beginPath()
    if (part.angle && typeof e[part.angle] === 'number') {
      const [cos, sin] = [Math.cos(e[part.angle]), Math.sin(e[part.angle])]
      const to = (along, aside) =>
        draw.lineTo(x + (along * cos - aside * sin) * size, y + (along * sin + aside * cos) * size)
      to(1.4, 0)
      to(-1, 0.95)
      to(-0.55, 0)
      to(-1, -0.95)
      draw.closePath()
    } else if (e.owner) {
      draw.roundRect(x - size, y - size, 2 * size, 2 * size, size * 0.4)
    } else {
      draw.arc(x, y, size * 0.6, 0, 7)
    }
    draw.fill()
    if (e.mine) {
      draw.strokeStyle = colours.ink
      draw.lineWidth = 2
      draw.stroke()
    }
    const name = e.owner ? this.room.player(e.owner)?.name : ''
    if (!name) return
    draw.fillStyle = e.mine ? colours.ink : colours.quiet
    draw.textAlign = 'center'
    draw.font = `${e.mine ? 600 : 400} 12px ${this.font}`
    const shown = name.slice(0, 24), half = draw.measureText(shown).width / 2 + 4
    const over = y - size * 1.7
    draw.fillText(shown, Math.max(half, Math.min(this.canvas.clientWidth - half, x)), over < 60 ? y + size * 2.4 : over)
  }
}

export const list = value => (Array.isArray(value) ? value.filter(v => v && typeof v === 'object') : [])
