import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'

/**
 * A real server with the Arena beside this file, in a process of its own.
 *
 * TAKT_RUN says how to start one, as JSON: `["java", "-cp", "…", "takt.app.Main", "run"]`.
 */
export class Server {
  /** @param {number} [port] 0 takes a free one */
  static async start(port = 0) {
    const run = process.env.TAKT_RUN
    assert.ok(run, 'TAKT_RUN is not set: JavaScriptSdkTest of takt-app runs these tests')
    const [program, ...args] = JSON.parse(run)
    const arena = new URL('Arena.java', import.meta.url).pathname
    const settings = { TAKT_PORT: `${port}`, TAKT_ADMIN_PORT: '0', TAKT_HOST: '127.0.0.1', TAKT_DRAIN_SECONDS: '1' }
    const { TAKT_RUN: _, ...others } = process.env
    const env = { ...others, ...settings }
    const child = spawn(program, [...args, arena], { env, stdio: ['ignore', 'pipe', 'pipe'] })
    let said = ''
    const up = new Promise((resolve, reject) => {
      const hear = (/** @type {Buffer} */ bytes) => {
        if (said.length < 100_000) said += bytes
        const found = /Takt is up: http:\/\/localhost:(\d+)/.exec(said)
        if (found) resolve(Number(found[1]))
      }
      child.stdout.on('data', hear)
      child.stderr.on('data', hear)
      child.on('exit', code => reject(new Error(`the server ended with ${code}:\n${said}`)))
    })
    return new Server(child, await up)
  }

  /** @param {import('node:child_process').ChildProcess} child @param {number} port */
  constructor(child, port) {
    this.child = child
    this.port = port
    this.url = `ws://127.0.0.1:${port}/takt`
  }

  /** Stops it, as an operator does; it takes its time to tell players. */
  async stop() {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return
    const gone = new Promise(resolve => this.child.once('exit', resolve))
    this.child.kill('SIGTERM')
    await gone
  }

  kill() {
    this.child.kill('SIGKILL')
  }
}

/** Waits until something is so; the test's own limit ends it. @param {() => unknown} so */
export async function until(so) {
  while (!so()) await new Promise(resolve => setTimeout(resolve, 5))
}
