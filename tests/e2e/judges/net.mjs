// All the network that the judges have. An https origin of the host map is asked at its loopback port, an address that
// a request `serves` is answered with what it says, a pinned context is read from memory, and everything else is 404.
// The judges' own `fetch` is what is mapped, so that they resolve DIDs and fetch lists as they always do.
//
// Import this before any judge.
const loopback = globalThis.fetch
let hosts = {}
let contexts = {}
let served = {}
let seen = { fetched: [], missing: [] }

export function configure(settings) {
  hosts = settings.hosts ?? {}
  contexts = settings.contexts ?? {}
}

// Begins a request: what it serves, and an empty record of what was asked for.
export function begin(documents = {}) {
  served = documents
  seen = { fetched: [], missing: [] }
  return seen
}

export const pinnedContext = (url) => (Object.hasOwn(contexts, url) ? contexts[url] : null)

function answer(url) {
  if (Object.hasOwn(served, url)) {
    const { type = 'application/json', body } = served[url]
    return new Response(typeof body === 'string' ? body : JSON.stringify(body), { headers: { 'content-type': type } })
  }
  const context = pinnedContext(url)
  if (context) return new Response(JSON.stringify(context), { headers: { 'content-type': 'application/ld+json' } })
  return null
}

globalThis.fetch = async (input, init = {}) => {
  const { url, headers } = new Request(input, init)
  const ready = answer(url)
  if (ready) {
    seen.fetched.push(url)
    return ready
  }
  const { origin, pathname, search } = new URL(url)
  if (!Object.hasOwn(hosts, origin)) {
    seen.missing.push(url)
    return new Response('nothing is known of this address', { status: 404 })
  }
  seen.fetched.push(url)
  return loopback(hosts[origin] + pathname + search, { headers, redirect: 'error' })
}
