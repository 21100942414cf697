import { list } from './stage.js'

const ARROWS = {
  ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1],
  KeyA: [-1, 0], KeyD: [1, 0], KeyW: [0, -1], KeyS: [0, 1],
}
const PRESSES = ['Space', 'KeyE', 'KeyQ', 'KeyF', 'KeyR', 'KeyX', 'KeyC', 'KeyV']
const STICK_PX = 50

/** Keys, thumbs and the mouse, brought to the fields of a room's input. */
export class Hands {
  constructor(stage) {
    this.stage = stage
    this.down = new Set()
    this.pressed = new Set()
    this.thumb = [0, 0]
    this.values = {}
    this.fields = []
    this.aim = 0
    const typing = e => e.target.closest?.('input, select, textarea, button') && e.target.id !== 'canvas'
    addEventListener('keydown', e => {
      if (!this.isOn || typing(e) || e.ctrlKey || e.metaKey || e.altKey) return
      if (!e.repeat) this.press(e.code)
      if (e.code in ARROWS || e.code === 'Space') e.preventDefault()
    })
    addEventListener('keyup', e => this.release(e.code))
    addEventListener('blur', () => this.letGo())
    const { canvas } = stage
    canvas.addEventListener('pointermove', e => {
      this.aim = stage.angleTo(e.offsetX, e.offsetY) ?? this.aim
    })
    canvas.addEventListener('pointerdown', () => canvas.focus())
    this.stick(document.querySelector('#stick'))
  }

  get isOn() {
    return this.fields.length > 0
  }

  press(code) {
    this.down.add(code)
    this.pressed.add(code)
    this.button(code, true)
  }

  release(code) {
    this.down.delete(code)
    this.button(code, false)
  }

  button(code, on) {
    document.querySelector(`#buttons [data-code="${code}"]`)?.classList.toggle('down', on)
  }

  letGo() {
    for (const code of [...this.down]) this.release(code)
    this.thumb = [0, 0]
  }

  stick(element) {
    const knob = element.querySelector('i')
    const move = e => {
      const box = element.getBoundingClientRect()
      const [x, y] = [e.clientX - box.left - box.width / 2, e.clientY - box.top - box.height / 2]
      const length = Math.max(STICK_PX, Math.hypot(x, y))
      this.thumb = [x / length, y / length]
      knob.style.transform = `translate(${this.thumb[0] * STICK_PX}px, ${this.thumb[1] * STICK_PX}px)`
    }
    const end = () => {
      this.thumb = [0, 0]
      knob.style.transform = ''
    }
    element.addEventListener('pointerdown', e => {
      e.preventDefault()
      element.setPointerCapture(e.pointerId)
      move(e)
    })
    element.addEventListener('pointermove', e => element.hasPointerCapture(e.pointerId) && move(e))
    element.addEventListener('pointerup', end)
    element.addEventListener('pointercancel', end)
  }

  /** Takes the fields of a room's input and shows what moves them. */
  take(room) {
    const input = list(room.schema.inputs)[0]
    this.fields = room.spectator ? [] : list(input?.fields)
    this.values = {}
    this.pressed.clear()
    const isAxis = f => (f.type === 'real' || f.type === 'whole') && f.min < 0 && f.max > 0
    const axes = this.fields.filter(isAxis)
    const named = letter => axes.find(f => new RegExp(`${letter}$`, 'i').test(f.name))
    this.across = named('x') ?? axes.find(f => f !== named('y'))
    this.along = named('y') ?? axes.find(f => f !== this.across)
    this.turn = this.fields.find(f => f.type === 'angle')
    this.keys = new Map()
    const flags = this.fields.filter(f => f.type === 'flag')
    flags.slice(0, PRESSES.length).forEach((f, i) => this.keys.set(f, PRESSES[i]))
    this.rest = this.fields.filter(f => ![this.across, this.along, this.turn].includes(f) && !this.keys.has(f))

    document.querySelector('#controls').hidden = !this.isOn
    this.stage.hasStick = Boolean(this.across || this.along)
    document.querySelector('#stick').hidden = !this.stage.hasStick
    const help = [axes.length && 'arrows, WASD or the stick', this.turn && 'pointer aims']
    document.querySelector('#keys').textContent = help.filter(Boolean).join(' · ')
    document.querySelector('#buttons').replaceChildren(...[...this.keys].map(([f, code]) => this.pressButton(f, code)))
    this.rows = new Map()
    document.querySelector('#inputs').replaceChildren(
      ...[this.across, this.along, this.turn].filter(Boolean).map(f => this.axisRow(f)),
      ...this.rest.map(f => field(f, value => (this.values[f.name] = value))),
    )
    room.input(this.isOn ? held => this.hold(held) : null)
  }

  pressButton(f, code) {
    const button = document.createElement('button')
    button.dataset.code = code
    button.textContent = f.name
    button.title = code.replace('Key', '')
    button.addEventListener('pointerdown', e => {
      e.preventDefault()
      button.setPointerCapture(e.pointerId)
      this.press(code)
    })
    for (const name of ['pointerup', 'pointercancel']) button.addEventListener(name, () => this.release(code))
    return button
  }

  axisRow(f) {
    const row = document.createElement('div')
    row.className = 'axis'
    row.innerHTML = '<span></span><div class="bar"><i></i></div><output>0</output>'
    row.firstChild.textContent = f.name
    const [knob, output] = [row.querySelector('i'), row.querySelector('output')]
    const [min, max] = f.type === 'angle' ? [-Math.PI, Math.PI] : [f.min, f.max]
    this.rows.set(f, value => {
      knob.style.left = `${((value - min) / (max - min)) * 100}%`
      output.textContent = value.toFixed(2)
    })
    return row
  }

  hold(held) {
    let [x, y] = this.thumb
    for (const code of this.down) {
      x += ARROWS[code]?.[0] ?? 0
      y += ARROWS[code]?.[1] ?? 0
    }
    const set = (f, value) => {
      if (!f) return
      held[f.name] = value
      this.rows.get(f)?.(value)
    }
    const axis = (f, value) => f && set(f, Math.max(-1, Math.min(1, value)) * (value < 0 ? -f.min : f.max))
    axis(this.across, x)
    axis(this.along, y)
    set(this.turn, this.aim)
    for (const [f, code] of this.keys) held[f.name] = f.role === 'press' ? this.pressed.has(code) : this.down.has(code)
    for (const [name, value] of Object.entries(this.values)) held[name] = value
    this.pressed.clear()
  }
}

/**
 * A labelled control for a field of a schema.
 *
 * @param {any} f
 * @param {(value: unknown) => void} changed also with the first value; undefined for what cannot be read
 */
export function field(f, changed) {
  const label = document.createElement('label')
  label.textContent = f.name
  let control
  let read
  if (f.type === 'flag') {
    control = Object.assign(document.createElement('input'), { type: 'checkbox' })
    label.className = 'check'
    read = () => control.checked
  } else if (f.type === 'choice') {
    control = document.createElement('select')
    control.append(...(Array.isArray(f.of) ? f.of : []).map(name => new Option(String(name))))
    read = () => control.value
  } else if (['whole', 'real', 'angle', 'player', 'entity'].includes(f.type)) {
    control = Object.assign(document.createElement('input'), { type: 'number', step: f.type === 'whole' ? 1 : 'any' })
    if (f.min !== undefined) Object.assign(control, { min: f.min, max: f.max, placeholder: `${f.min} to ${f.max}` })
    control.value = String(Math.max(f.min ?? 0, Math.min(f.max ?? 0, 0)))
    read = () => (control.value === '' ? undefined : Number(control.value))
  } else if (f.type === 'text' || f.type === 'playerId') {
    control = Object.assign(document.createElement('input'), { maxLength: f.max ?? 200, autocomplete: 'off' })
    read = () => control.value
  } else {
    control = Object.assign(document.createElement('textarea'), { placeholder: `JSON: a ${f.type}`, rows: 2 })
    read = () => {
      try {
        return JSON.parse(control.value)
      } catch {
        return undefined
      }
    }
  }
  control.dataset.field = f.name
  label.append(control)
  control.addEventListener('input', () => changed(read()))
  changed(read())
  return label
}
