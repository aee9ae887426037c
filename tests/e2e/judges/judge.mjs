// The tests' side of the judges: one JSON object a line on stdin, one answer a line on stdout, in the same order.
//
//   → {"hosts": {"https://salud.example.edu": "http://127.0.0.1:8010"}, "contexts": {"https://…": {…}}}
//   ← {"ready": true, "versions": {"@digitalbazaar/vc": "7.3.0", …}}
//   → {"judge": "digitalbazaar", "credential": {…}}
//   → {"judge": "dcc", "credential": {…}, "registries": [{"type": "dcc-legacy", "name": "…", "url": "https://…"}]}
//   → {"judge": "sd-jwt", "token": "eyJ…~", "now": 1798761600}
//   → {"judge": "baked", "image": "iVBOR…", "type": "image/png"}
//   ← {"accepted": false, "reasons": ["…"], "told": {…}, "fetched": ["https://…"], "missing": []}
//
//   ← {"broken": "TypeError: …"} where the judge itself stumbled: that is no verdict
//
// `served` in a request answers addresses for that request alone: {"https://…": {"type": "…", "body": "…"}}.
// Everything else goes to stderr. The program ends when stdin ends.
import { begin, configure } from './net.mjs' // first: judges take `fetch` as they find it
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'

const write = (message) => process.stdout.write(`${JSON.stringify(message)}\n`)
console.log = console.error // verifier-core writes there, and stdout belongs to the answers

const judges = {
  digitalbazaar: await import('./digitalbazaar.mjs'),
  dcc: await import('./dcc.mjs'),
  'sd-jwt': await import('./sd-jwt.mjs'),
  baked: await import('./baked.mjs'),
}

function versions() {
  const { dependencies } = JSON.parse(readFileSync(new URL('package.json', import.meta.url)))
  return dependencies
}

async function answer({ judge, served, ...request }) {
  const seen = begin(served)
  try {
    return { ...(await judges[judge].judge(request)), ...seen }
  } catch (error) {
    return { broken: error.stack } // not a verdict
  }
}

let first = true
for await (const line of createInterface({ input: process.stdin })) {
  const message = JSON.parse(line)
  if (first) configure(message)
  write(first ? { ready: true, versions: versions() } : await answer(message))
  first = false
}
