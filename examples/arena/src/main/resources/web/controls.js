/**
 * What a player does with keys, mouse and thumbs: where to fly, where to aim, whether to fire.
 *
 * A thumb on the left half flies, one on the right half aims, and fires while it is far enough out.
 */

const REACH = 56
/** A thumb that rests is no wish. */
const REST = 0.18
const FIRE_FROM = 0.4
const AXES = {
  KeyA: [-1, 0], ArrowLeft: [-1, 0], KeyD: [1, 0], ArrowRight: [1, 0],
  KeyW: [0, -1], ArrowUp: [0, -1], KeyS: [0, 1], ArrowDown: [0, 1],
}

export class Controls {
  /** @param {HTMLCanvasElement} scene */
  constructor(scene) {
    this.held = new Set()
    this.mouse = { x: innerWidth / 2, y: 0, down: false }
    /** Thumbs by pointer. */
    this.sticks = new Map()
    this.aim = 0
    /** Where the own ship is on the screen: a mouse aims from there. */
    this.origin = { x: innerWidth / 2, y: innerHeight / 2 }
    this.touch = false
    addEventListener('keydown', e => {
      if (e.target instanceof HTMLInputElement) return
      this.held.add(e.code)
      if (e.code in AXES || e.code === 'Space') e.preventDefault()
    })
    addEventListener('keyup', e => this.held.delete(e.code))
    addEventListener('blur', () => this.release())
    scene.addEventListener('pointerdown', e => this.down(e, scene))
    addEventListener('pointermove', e => this.move(e))
    addEventListener('pointerup', e => this.up(e))
    addEventListener('pointercancel', e => this.up(e))
    scene.addEventListener('contextmenu', e => e.preventDefault())
    addEventListener('touchmove', e => e.preventDefault(), { passive: false })
  }

  release() {
    this.held.clear()
    this.sticks.clear()
    this.mouse.down = false
  }

  down(e, scene) {
    e.preventDefault()
    document.activeElement?.blur?.()
    scene.setPointerCapture(e.pointerId)
    if (e.pointerType === 'mouse') {
      this.mouse = { x: e.clientX, y: e.clientY, down: true }
      return
    }
    this.thumbs()
    const flies = e.clientX < innerWidth / 2
    for (const other of this.sticks.values()) if (other.flies === flies) return
    this.sticks.set(e.pointerId, { flies, x: e.clientX, y: e.clientY, dx: 0, dy: 0 })
  }

  /** From the first touch on the page is one for thumbs. */
  thumbs() {
    this.touch = true
    document.body.classList.add('touch')
  }

  move(e) {
    if (e.pointerType === 'mouse') {
      this.mouse.x = e.clientX
      this.mouse.y = e.clientY
      return
    }
    const stick = this.sticks.get(e.pointerId)
    if (!stick) return
    stick.dx = (e.clientX - stick.x) / REACH
    stick.dy = (e.clientY - stick.y) / REACH
    const length = Math.hypot(stick.dx, stick.dy)
    if (length <= 1) return
    stick.x += (stick.dx - stick.dx / length) * REACH // it follows the thumb
    stick.y += (stick.dy - stick.dy / length) * REACH
    stick.dx /= length
    stick.dy /= length
  }

  up(e) {
    if (e.pointerType === 'mouse') this.mouse.down = false
    else this.sticks.delete(e.pointerId)
  }

  /** Writes what is held into the input of this tick. */
  write(steer) {
    steer.dx = steer.dy = 0
    steer.fire = this.held.has('Space') || this.mouse.down
    for (const [code, [x, y]] of Object.entries(AXES)) {
      if (!this.held.has(code)) continue
      steer.dx = Math.max(-1, Math.min(1, steer.dx + x))
      steer.dy = Math.max(-1, Math.min(1, steer.dy + y))
    }
    if (!this.touch) this.aim = Math.atan2(this.mouse.y - this.origin.y, this.mouse.x - this.origin.x)
    for (const stick of this.sticks.values()) this.writeStick(steer, stick)
    steer.aim = this.aim
  }

  writeStick(steer, { flies, dx, dy }) {
    const far = Math.hypot(dx, dy)
    if (far < REST) return
    if (flies) {
      steer.dx = dx
      steer.dy = dy
      const aims = [...this.sticks.values()].some(s => !s.flies)
      if (!aims) this.aim = Math.atan2(dy, dx)
    } else {
      this.aim = Math.atan2(dy, dx)
      steer.fire ||= far > FIRE_FROM
    }
  }
}
