// @digitalbazaar/vc with its own Data Integrity suite, did:web resolver and Bitstring Status List reader.
import { DataIntegrityProof } from '@digitalbazaar/data-integrity'
import { CachedResolver } from '@digitalbazaar/did-io'
import * as didWeb from '@digitalbazaar/did-method-web'
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey'
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite'
import { verifyCredential } from '@digitalbazaar/vc'
import { checkStatus } from '@digitalbazaar/vc-bitstring-status-list'

import { pinnedContext } from './net.mjs'

const TAKES_AWAY = ['revocation', 'suspension'] // a credential to be refreshed is still good

const driver = didWeb.driver()
driver.use({ multibaseMultikeyHeader: 'z6Mk', fromMultibase: Ed25519Multikey.from })

export function resolver() {
  const resolving = new CachedResolver()
  resolving.use(driver)
  return resolving
}

// Loads DIDs, pinned contexts, the status lists that the credential names, and nothing else.
function documentLoader({ credentialStatus = [] }) {
  const dids = resolver()
  const lists = [credentialStatus].flat().map(({ statusListCredential }) => statusListCredential)
  const load = async (url) => {
    if (url.startsWith('did:')) return dids.get({ did: url })
    if (!lists.includes(url)) return pinnedContext(url) ?? refuse(`${url} is not pinned`)
    const response = await fetch(url)
    return response.ok ? response.json() : refuse(`NotFound: ${url}: ${response.status}`)
  }
  return async (url) => ({ contextUrl: null, documentUrl: url, document: await load(url) })
}

function refuse(reason) {
  throw new Error(reason)
}

// `verified` is the library's word. It says true of a revoked credential, too: the bits stand beside it.
export async function judge({ credential }) {
  const suite = new DataIntegrityProof({ cryptosuite })
  const options = { credential, suite, documentLoader: documentLoader(credential) }
  const told = await verifyCredential({ ...options, ...(credential.credentialStatus && { checkStatus }) })
  const statuses = (told.statusResult?.results ?? []).map(({ credentialStatus, status }) => ({
    purpose: credentialStatus.statusPurpose,
    set: status,
  }))
  const taken = statuses.filter(({ purpose, set }) => set && TAKES_AWAY.includes(purpose))
  return {
    accepted: told.verified && taken.length === 0,
    reasons: [...messages(told.error), ...messages(told.statusResult?.error), ...taken.map(({ purpose }) => purpose)],
    told: { verified: told.verified, statuses },
  }
}

export function messages(error) {
  if (!error) return []
  const inner = [...(error.errors ?? []), ...(error.cause ? [error.cause] : [])]
  return [`${error.name}: ${error.message}`, ...inner.flatMap(messages)]
}
