// The tests' side of the wallet: one JSON object a line, commands on stdin, answers and events on stdout.
//
//   → {"id": 1, "command": "accept-invitation", "invitation": "https://…?oob=…" | {…}, "reuse": false}
//   ← {"id": 1, "result": {"connection_id": "…"}}         connection_id is null where the exchange has none
//   → {"id": 2, "command": "credentials"}                  ← {"id": 2, "result": [{attributes, rev_reg_id, …}]}
//   → {"id": 3, "command": "answer-proof", "proof_id": "…", "insist": false}
//   ← {"id": 3, "error": {"kind": "cannot-meet", "message": "Unable to automatically select …"}}
//   → {"id": 4, "command": "decline-proof", "proof_id": "…", "reason": "…"}
//   → {"id": 5, "command": "notifications"}                ← {"id": 5, "result": [{cred_rev_id, comment, …}]}
//   ← {"event": "ready" | "credential" | "proof-request" | "revocation-notification" | "problem", …}
//
// `reuse` is Credo's option of answering over a connection that it has with the inviter already (Bifold can be
// configured so). `insist` is its option of selecting credentials without regard to revocation: a holder who tries.
// Everything else goes to stderr. The wallet shuts down when stdin ends.
import './hosts.mjs' // first: Credo takes `fetch` when it is loaded
import { createInterface } from 'node:readline'

import { DidCommCredentialEventTypes, DidCommProofEventTypes } from '@credo-ts/didcomm'

import { startAgent } from './agent.mjs'

const LABEL = 'Stock wallet'
const NOTHING_TO_SHOW = 'Unable to automatically select requested' // Credo has no error class for it

const write = (message) => process.stdout.write(`${JSON.stringify(message)}\n`)
const { agent, endpoint } = await startAgent({ logLevel: process.env.HOLDER_LOG_LEVEL })
const { anoncreds, didcomm } = agent.modules

// Credo turns the strings of whole numbers into numbers.
const asSigned = (attributes) =>
  Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, String(value)]))

const credentialView = (credential) => ({
  credential_id: credential.credentialId,
  attributes: asSigned(credential.attributes),
  schema_id: credential.schemaId,
  cred_def_id: credential.credentialDefinitionId,
  rev_reg_id: credential.revocationRegistryId,
  cred_rev_id: credential.credentialRevocationId,
})

const notificationView = (exchange) => ({
  credential_ids: exchange.credentials.map((binding) => binding.credentialRecordId),
  rev_reg_id: exchange.getTag('anonCredsRevocationRegistryId'),
  cred_rev_id: exchange.getTag('anonCredsCredentialRevocationId'),
  comment: exchange.revocationNotification.comment ?? null,
  at: exchange.revocationNotification.revocationDate,
})

async function proofRequestView(proof) {
  const { request } = await didcomm.proofs.getFormatData(proof.id)
  return { proof_id: proof.id, connection_id: proof.connectionId ?? null, request: request?.anoncreds ?? null }
}

const commands = {
  async 'accept-invitation'({ invitation, reuse = false }) {
    const parsed = await didcomm.oob.parseInvitation(
      typeof invitation === 'string' ? invitation : invitationUrl(invitation)
    )
    const { connectionRecord } = await didcomm.oob.receiveInvitation(parsed, { label: LABEL, reuseConnection: reuse })
    return { connection_id: connectionRecord?.id ?? null }
  },

  async credentials() {
    return (await anoncreds.getCredentials({})).map(credentialView)
  },

  async 'answer-proof'({ proof_id: proofExchangeRecordId, insist = false }) {
    const wanted = { anoncreds: { filterByNonRevocationRequirements: !insist } }
    const { proofFormats } = await didcomm.proofs.selectCredentialsForRequest({
      proofExchangeRecordId,
      proofFormats: wanted,
    })
    const proof = await didcomm.proofs.acceptRequest({ proofExchangeRecordId, proofFormats })
    return { proof_id: proof.id, state: proof.state }
  },

  async 'decline-proof'({ proof_id: proofExchangeRecordId, reason }) {
    const proof = await didcomm.proofs.declineRequest({
      proofExchangeRecordId,
      sendProblemReport: true,
      problemReportDescription: reason,
    })
    return { proof_id: proof.id, state: proof.state }
  },

  async notifications() {
    const exchanges = await didcomm.credentials.getAll()
    return exchanges.filter((exchange) => exchange.revocationNotification).map(notificationView)
  },
}

// Credo's parser takes addresses; an invitation given as an object is put into one, as a QR code would have it.
function invitationUrl(invitation) {
  const oob = Buffer.from(JSON.stringify(invitation)).toString('base64url')
  return `https://wallet.example/?oob=${oob}`
}

function on(type, view) {
  agent.events.on(type, async ({ payload }) => {
    try {
      const event = await view(payload)
      if (event) write(event)
    } catch (error) {
      write({ event: 'problem', message: describe(error) })
    }
  })
}

on(DidCommCredentialEventTypes.DidCommCredentialStateChanged, async ({ credentialExchangeRecord: exchange }) => {
  if (exchange.errorMessage) return { event: 'problem', message: exchange.errorMessage }
  if (exchange.state !== 'done') return null
  const [{ credentialRecordId }] = exchange.credentials
  return { event: 'credential', credential: credentialView(await anoncreds.getCredential(credentialRecordId)) }
})
on(DidCommCredentialEventTypes.DidCommRevocationNotificationReceived, ({ credentialExchangeRecord }) => ({
  event: 'revocation-notification',
  notification: notificationView(credentialExchangeRecord),
}))
on(DidCommProofEventTypes.ProofStateChanged, async ({ proofRecord: proof }) => {
  if (proof.errorMessage) return { event: 'problem', message: proof.errorMessage }
  return proof.state === 'request-received' ? { event: 'proof-request', proof: await proofRequestView(proof) } : null
})

function describe(error) {
  const messages = []
  for (let cause = error; cause; cause = cause.cause) messages.push(cause.message ?? String(cause))
  return messages.join(': ')
}

async function obey(line) {
  const { id, command, ...rest } = JSON.parse(line)
  try {
    if (!Object.hasOwn(commands, command)) throw new Error(`no such command: ${command}`)
    write({ id, result: await commands[command](rest) })
  } catch (error) {
    const message = describe(error)
    write({ id, error: { kind: message.startsWith(NOTHING_TO_SHOW) ? 'cannot-meet' : 'failed', message } })
  }
}

write({ event: 'ready', endpoint })
const lines = createInterface({ input: process.stdin })
lines.on('line', obey)
lines.on('close', async () => {
  await agent.shutdown()
  process.exit(0)
})
