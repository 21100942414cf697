/** What the network does, for those who want to know: N or F3, or a thumb on the map. */

const EVERY_MS = 500

export class Figures {
  /** @param {HTMLElement} door what a thumb opens them by */
  constructor(room, panel, door) {
    this.room = room
    this.panel = panel
    this.frames = []
    this.before = null
    addEventListener('keydown', e => {
      if (e.target instanceof HTMLInputElement || (e.code !== 'F3' && e.code !== 'KeyN')) return
      e.preventDefault()
      this.toggle()
    })
    door.addEventListener('click', () => this.toggle())
  }

  toggle() {
    this.panel.hidden = !this.panel.hidden
    this.before = null
    clearInterval(this.timer)
    if (this.panel.hidden) return
    this.timer = setInterval(() => this.show(), EVERY_MS)
    this.show()
  }

  frame(nowMs) {
    this.frames.push(nowMs)
    while (this.frames[0] < nowMs - 1000) this.frames.shift()
  }

  show() {
    const { room } = this
    const now = { ms: performance.now(), net: room.net }
    const { net } = now
    const before = this.before ?? now
    const seconds = Math.max(0.001, (now.ms - before.ms) / 1000)
    const rate = (a, b) => Math.round(((a ?? 0) - (b ?? 0)) / seconds)
    const snapshots = net.snapshots - before.net.snapshots
    const lines = [
      ['frames', `${this.frames.length}/s`],
      ['round trip', `${Math.round(net.rttMs)} ms`],
      ['jitter', `${net.jitterMs} ms`],
      ['drawn behind', `${net.delayMs} ms`],
      ['tick', `${room.tick} at ${room.tickRateHz} Hz`],
      ['snapshot', snapshots ? `${Math.round((net.snapshotBytes - before.net.snapshotBytes) / snapshots)} B` : '…'],
      ['snapshots', `${rate(net.snapshots, before.net.snapshots)}/s`],
      ['received', `${rate(net.receivedBytes, before.net.receivedBytes)} B/s`],
      ...Object.keys(net.partBytes).map(part =>
        [`  ${part}`, `${rate(net.partBytes[part], before.net.partBytes[part])} B/s`]),
      ['late', `${net.late} snapshots`],
      ['dropped', `${net.dropped} snapshots, ${room.droppedTicks} ticks`],
      ['lost', `${net.lossPermille} ‰ of pings`],
    ]
    this.panel.textContent = lines.map(([name, value]) => name.padEnd(12) + String(value).padStart(22)).join('\n')
    this.before = { ms: now.ms, net: { ...net, partBytes: { ...net.partBytes } } }
  }
}
