// @sd-jwt/sd-jwt-vc, which reads the IETF Token Status List that an SD-JWT VC points to.
import { createHash } from 'node:crypto'

import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey'
import { SDJwtVcInstance } from '@sd-jwt/sd-jwt-vc'

import { messages, resolver } from './digitalbazaar.mjs'

const decoded = (part) => JSON.parse(Buffer.from(part, 'base64url').toString())

// The library leaves finding the key to its caller. The key is taken from the DID document of the issuer that the
// credential names, for the credential and for the list alike, and `kid` must be one of its own.
function verifierOf(issuer) {
  const dids = resolver()
  return async (data, signature) => {
    const { kid, alg } = decoded(data.split('.')[0])
    if (alg !== 'EdDSA') throw new Error(`alg ${alg} is not asked for`)
    const document = await dids.get({ did: issuer })
    const key = document.verificationMethod.find(({ id }) => id === kid)
    if (!key || !document.assertionMethod.includes(kid)) throw new Error(`${kid} is no key of ${issuer}`)
    const { verify } = (await Ed25519Multikey.from(key)).verifier()
    return verify({ data: new TextEncoder().encode(data), signature: Buffer.from(signature, 'base64url') })
  }
}

// `now` in seconds since 1970.
export async function judge({ token, now }) {
  const { iss } = decoded(token.split('.')[1])
  const instance = new SDJwtVcInstance({
    hashAlg: 'sha-256',
    hasher: (data, alg) => createHash(alg.replace('-', '')).update(data).digest(),
    verifier: verifierOf(iss),
  })
  try {
    await instance.verify(token, now ? { currentDate: now } : {})
    return { accepted: true, reasons: [], told: {} }
  } catch (error) {
    return { accepted: false, reasons: messages(error), told: {} }
  }
}
