// The tests of sessions and rooms again, over the binary protocol: what a page sees is the same.
process.env.TAKT_CODEC = 'binary'
for (const file of ['session', 'room', 'heartbeat']) await import(`./${file}.test.js`)
