import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SIZE_MAX, size } from './size.js'

test('the SDK is small', t => {
  const bytes = size()
  t.diagnostic(`${bytes} bytes minified and gzipped, of at most ${SIZE_MAX}`)
  assert.ok(bytes <= SIZE_MAX, `${bytes} bytes, of at most ${SIZE_MAX}`)
})
