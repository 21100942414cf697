import { gzipSync } from 'node:zlib'
import { buildSync } from 'esbuild'

/** A page waits for it: small enough for the first round trips of a connection. */
export const SIZE_MAX = 18 * 1024

/**
 * The SDK as a page would ship it: bundled, minified, gzipped. The JSON twin is loaded when it is asked for.
 * @param {string} [entry]
 */
export function size(entry = 'takt.js') {
  const { outputFiles } = buildSync({
    entryPoints: [new URL(`../src/${entry}`, import.meta.url).pathname], external: ['./json.js'],
    bundle: true, minify: true, format: 'esm', target: 'es2022', write: false,
  })
  return gzipSync(outputFiles[0].contents, { level: 9 }).length
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const bytes = size()
  console.log(`takt.js: ${bytes} bytes minified and gzipped, of at most ${SIZE_MAX}`)
  if (bytes > SIZE_MAX) process.exitCode = 1
}
