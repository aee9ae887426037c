// Takes a credential out of an image with other people's readers: png-itxt for PNG, @xmldom/xmldom for SVG.
import { Readable } from 'node:stream'

import { DOMParser } from '@xmldom/xmldom'
import png from 'png-itxt'

const KEYWORD = 'openbadgecredential' // Open Badges 3.0, section 5.3.1
const NAMESPACE = 'https://purl.imsglobal.org/ob/v3p0'

const fromPng = (bytes) =>
  new Promise((resolve, reject) => {
    const reader = png.get(KEYWORD, (error, chunk) => (error ? reject(error) : resolve(chunk?.value ?? null)))
    Readable.from([bytes]).pipe(reader).on('error', reject).resume()
  })

function fromSvg(bytes) {
  const document = new DOMParser().parseFromString(bytes.toString('utf8'), 'image/svg+xml')
  const [element] = document.getElementsByTagNameNS(NAMESPACE, 'credential')
  return element ? element.getAttribute('verify') || element.textContent : null
}

// `image` in base64. `told.text` is what is baked in: JSON, or a JWT.
export async function judge({ image, type }) {
  const bytes = Buffer.from(image, 'base64')
  const text = await (type === 'image/png' ? fromPng(bytes) : fromSvg(bytes))
  return { accepted: text !== null, reasons: text === null ? ['nothing is baked into it'] : [], told: { text } }
}
