// Signs tokens with the jose package, good ones and those of the classic tricks, and shows each at a real door. Prints
// the keys a server is to check with, reads where the servers are, prints what each of them said to each token: JSON,
// a line each.
import { createHmac } from 'node:crypto'
import { createRequire } from 'node:module'
import { createInterface } from 'node:readline'

const [packages] = process.argv.slice(2)
const require = createRequire(packages + '/')
const { WebSocket } = require('ws')
const { SignJWT, UnsecuredJWT, exportJWK, exportSPKI, generateKeyPair } = require('jose')

const pair = async (alg, kid) => {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true })
  return { alg, kid, publicKey, privateKey, jwk: { ...await exportJWK(publicKey), alg, kid, use: 'sig' } }
}
const rsa = await pair('RS256', 'rsa'), ec = await pair('ES256', 'ec'), ed = await pair('EdDSA', 'ed')
const stranger = await pair('RS256', 'rsa')
const pem = await exportSPKI(rsa.publicKey)
const secret = 'f3b1c2a4d5e60718293a4b5c6d7e8f90a1b2c3d4'
const bytes = text => new TextEncoder().encode(text)

const now = Math.floor(Date.now() / 1000)
const claims = {
  sub: 'ann', name: 'Ann', iss: 'https://id.example', aud: 'hello', iat: now - 7200, nbf: now - 7200, exp: now + 3600,
}
const sign = (key, header, more = {}) =>
  new SignJWT({ ...claims, ...more }).setProtectedHeader(header).sign(key.privateKey ?? key)
const by = (key, more) => sign(key, { alg: key.alg, kid: key.kid }, more)
const [head, , signature] = (await by(rsa)).split('.')
const part = value => Buffer.from(JSON.stringify(value)).toString('base64url')
// By hand, for the library will not: the public key's text as the secret of an HMAC.
const confused = header => {
  const signed = `${part(header)}.${part(claims)}`
  return `${signed}.${createHmac('sha256', pem).update(signed).digest('base64url')}`
}

const tokens = {
  keys: {
    'RS256': await by(rsa), 'ES256': await by(ec), 'EdDSA': await by(ed),
    'alg none': new UnsecuredJWT(claims).encode(),
    'alg none, with a kid': `${part({ alg: 'none', kid: 'rsa' })}.${part(claims)}.`,
    'the public key as a secret': confused({ alg: 'HS256', kid: 'rsa' }),
    'a kid of nobody': await sign(rsa, { alg: 'RS256', kid: 'nobody' }),
    'the kid of another key': await sign(rsa, { alg: 'RS256', kid: 'ec' }),
    'a key of a stranger, of that kid': await by(stranger),
    'a key it brings itself': await sign(stranger, { alg: 'RS256', jwk: stranger.jwk }),
    'another payload': `${head}.${part({ ...claims, sub: 'eve' })}.${signature}`,
    'no signature': `${head}.${part(claims)}.`,
    'expired': await by(rsa, { exp: now - 3600 }),
    'not yet': await by(rsa, { nbf: now + 3600 }),
    'for ever': await by(rsa, { exp: undefined }),
    'another issuer': await by(rsa, { iss: 'https://id.example.evil' }),
    'another audience': await by(rsa, { aud: 'other' }),
    'no token': '',
  },
  pem: {
    'RS256': await sign(rsa, { alg: 'RS256' }),
    'alg none': new UnsecuredJWT(claims).encode(),
    'the public key as a secret': confused({ alg: 'HS256' }),
  },
  secret: {
    'HS256': await sign(bytes(secret), { alg: 'HS256' }),
    'another secret': await sign(bytes(secret.replace('f', 'e')), { alg: 'HS256' }),
    'HS512': await sign(bytes(secret.padEnd(64, '0')), { alg: 'HS512' }),
  },
}
console.log(JSON.stringify({ jwks: { keys: [rsa.jwk, ec.jwk, ed.jwk] }, pem, secret }))

/** Says hello with the token: who the server says it is, or its no. */
const show = (url, token) => new Promise(done => {
  const socket = new WebSocket(url, 'takt.json.v1')
  let said = 'nothing'
  socket.on('open', () => socket.send(JSON.stringify({ type: 'hello', min: 1, max: 1, name: 'Eve', token })))
  socket.on('message', text => {
    const frame = JSON.parse(text)
    said = frame.type === 'welcome' ? `welcome ${frame.playerId} ${frame.name}` : frame.code
    if (frame.type === 'welcome') socket.close(1000)
  })
  socket.on('error', e => { said = String(e) })
  socket.on('close', code => done(`${said}, ${code}`))
})

for await (const line of createInterface({ input: process.stdin })) {
  const urls = JSON.parse(line), said = {}
  for (const [door, all] of Object.entries(tokens)) {
    said[door] = {}
    for (const [name, token] of Object.entries(all)) said[door][name] = await show(urls[door], token)
  }
  console.log(JSON.stringify(said))
}
