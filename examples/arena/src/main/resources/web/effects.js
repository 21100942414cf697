import { glow } from './sprites.js'

/** Sparks, rings and numbers: what is seen for a moment and changes nothing. */

const SPARKS_MAX = 500

export class Effects {
  constructor() {
    this.sparks = []
    this.rings = []
    this.lights = []
    this.words = []
    /** How much the picture shakes, in world units. */
    this.shake = 0
  }

  /** Something burst into pieces. */
  burst(x, y, colour) {
    this.spray(x, y, colour, 46, 380, 0.9)
    this.spray(x, y, '#ffffff', 16, 220, 0.5)
    this.rings.push({ x, y, colour, age: 0, life: 0.55, reach: 120 })
    this.rings.push({ x, y, colour: '#ffffff', age: 0, life: 0.3, reach: 60 })
    this.lights.push({ x, y, colour, age: 0, life: 0.45, size: 260 })
  }

  hit(x, y, colour) {
    this.spray(x, y, colour, 9, 240, 0.35)
    this.lights.push({ x, y, colour, age: 0, life: 0.16, size: 70 })
  }

  muzzle(x, y, colour) {
    this.lights.push({ x, y, colour, age: 0, life: 0.09, size: 54 })
  }

  fetched(x, y, colour) {
    this.rings.push({ x, y, colour, age: 0, life: 0.5, reach: 56 })
    this.spray(x, y, colour, 14, 120, 0.6)
  }

  word(x, y, text, colour) {
    this.words.push({ x: x + (Math.random() - 0.5) * 24, y: y - 22, text, colour, age: 0, life: 0.7 })
  }

  spray(x, y, colour, count, speed, life) {
    for (let i = 0; i < count && this.sparks.length < SPARKS_MAX; i++) {
      const [a, v] = [Math.random() * 2 * Math.PI, speed * (0.25 + Math.random() * 0.75)]
      this.sparks.push({ x, y, vx: v * Math.cos(a), vy: v * Math.sin(a), colour, age: 0, life: life * (0.4 + Math.random() * 0.6) })
    }
  }

  /** Time passes. */
  pass(seconds) {
    for (const kind of [this.sparks, this.rings, this.lights, this.words]) {
      let kept = 0
      for (const one of kind) {
        one.age += seconds
        if (one.age < one.life) kind[kept++] = one
      }
      kind.length = kept
    }
    const drag = Math.exp(-2.6 * seconds)
    for (const s of this.sparks) {
      s.x += s.vx * seconds
      s.y += s.vy * seconds
      s.vx *= drag
      s.vy *= drag
    }
    for (const w of this.words) w.y -= 46 * seconds
    this.shake *= Math.exp(-7 * seconds)
  }

  /** Onto a pen that adds light. */
  draw(pen) {
    for (const l of this.lights) {
      pen.globalAlpha = 1 - l.age / l.life
      pen.drawImage(glow(l.colour), l.x - l.size / 2, l.y - l.size / 2, l.size, l.size)
    }
    for (const s of this.sparks) {
      pen.globalAlpha = 1 - s.age / s.life
      pen.strokeStyle = s.colour
      pen.lineWidth = 2
      pen.beginPath()
      pen.moveTo(s.x, s.y)
      pen.lineTo(s.x - s.vx * 0.035, s.y - s.vy * 0.035)
      pen.stroke()
    }
    for (const r of this.rings) {
      const done = r.age / r.life
      pen.globalAlpha = (1 - done) * 0.8
      pen.strokeStyle = r.colour
      pen.lineWidth = 1 + 5 * (1 - done)
      pen.beginPath()
      pen.arc(r.x, r.y, r.reach * Math.sqrt(done), 0, 7)
      pen.stroke()
    }
    pen.globalAlpha = 1
  }

  /** On top, as letters. */
  drawWords(pen) {
    pen.textAlign = 'center'
    pen.font = '700 15px system-ui, sans-serif'
    for (const w of this.words) {
      pen.globalAlpha = 1 - (w.age / w.life) ** 3
      pen.fillStyle = w.colour
      pen.fillText(w.text, w.x, w.y)
    }
    pen.globalAlpha = 1
  }
}
