import { SUPPLIES } from './colours.js'
import { HEIGHT, WIDTH } from './scene.js'

/** The whole room, small: rocks, supplies, and who is where. */
export class Minimap {
  constructor(canvas, people) {
    this.canvas = canvas
    this.pen = canvas.getContext('2d')
    this.people = people
    canvas.width = 432
    canvas.height = 288
  }

  draw(view) {
    const { pen, canvas, people } = this
    const scale = canvas.width / WIDTH
    pen.setTransform(1, 0, 0, 1, 0, 0)
    pen.clearRect(0, 0, canvas.width, canvas.height)
    pen.setTransform(scale, 0, 0, canvas.height / HEIGHT, 0, 0)
    for (const r of view.rocks) this.dot(r.x, r.y, r.radius, '#2f3b6d')
    for (const s of view.supplies) this.dot(s.x, s.y, 22, SUPPLIES[s.kind])
    for (const s of view.ships) if (!s.mine) this.dot(s.x, s.y, 32, people.colour(s.owner))
    const own = view.ships.find(s => s.mine)
    if (!own) return
    this.dot(own.x, own.y, 40, '#ffffff')
    pen.strokeStyle = people.colour(own.owner)
    pen.lineWidth = 12
    pen.beginPath()
    pen.arc(own.x, own.y, 70, 0, 7)
    pen.stroke()
  }

  dot(x, y, radius, colour) {
    const { pen } = this
    pen.fillStyle = colour
    pen.beginPath()
    pen.arc(x, y, radius, 0, 7)
    pen.fill()
  }
}
