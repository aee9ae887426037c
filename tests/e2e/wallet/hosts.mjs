// Stands in for DNS and TLS in a test: a request to a named https origin goes to a loopback port instead.
//
//   MOCHILA_DEV_HOSTS='{"https://salud.example.edu": "http://127.0.0.1:8010"}'
//
// Import this before anything of Credo: @credo-ts/node takes `fetch` when it is first loaded. Credo asks for DID logs
// and attested resources with `fetch`, and for tails files with `https.get`, so both are mapped, and nothing else is.
import http from 'node:http'
import https from 'node:https'

const origins = JSON.parse(process.env.MOCHILA_DEV_HOSTS || '{}')

function mapped(url) {
  const { origin, pathname, search } = new URL(url)
  return Object.hasOwn(origins, origin) ? origins[origin] + pathname + search : null
}

const { fetch } = globalThis
globalThis.fetch = (input, init) => {
  if (input instanceof Request) throw new TypeError('the host map takes addresses, not Request objects')
  return fetch(mapped(input) ?? input, init)
}

const { get } = https
https.get = (url, ...rest) => {
  const target = typeof url === 'string' || url instanceof URL ? mapped(url) : null
  return target ? http.get(target, ...rest) : get(url, ...rest)
}
