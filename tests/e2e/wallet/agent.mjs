// A stock Credo agent set up as a learner's wallet: Askar storage under HOME, AnonCreds from did:webvh issuers over
// DIDComm, an inbound HTTP address on loopback. It knows the wire, not what the tests want of it.
import { anoncreds } from '@hyperledger/anoncreds-nodejs' // the native wrappers come before the Credo modules on top
import { askar } from '@openwallet-foundation/askar-nodejs'

import {
  AnonCredsDidCommCredentialFormatService,
  AnonCredsDidCommProofFormatService,
  AnonCredsModule,
} from '@credo-ts/anoncreds'
import { AskarModule } from '@credo-ts/askar'
import { Agent, BaseLogger, DidsModule, LogLevel } from '@credo-ts/core'
import {
  DidCommAutoAcceptCredential,
  DidCommAutoAcceptProof,
  DidCommCredentialV2Protocol,
  DidCommHttpOutboundTransport,
  DidCommModule,
  DidCommProofV2Protocol,
} from '@credo-ts/didcomm'
import { DidCommHttpInboundTransport, agentDependencies } from '@credo-ts/node'
import { WebVhAnonCredsRegistry, WebVhDidResolver, WebVhModule } from '@credo-ts/webvh'
import express from 'express'

// stdout belongs to the protocol with the tests; Credo's own console logger would write there.
class StderrLogger extends BaseLogger {
  #write(level, message, data) {
    if (!this.isEnabled(level)) return
    const causes = []
    for (let error = data?.error ?? data; error instanceof Error; error = error.cause) causes.push(error)
    const told = causes.map((error) => (level <= LogLevel.debug ? error.stack : `${error.name}: ${error.message}`))
    process.stderr.write(`${[`${LogLevel[level]} ${message}`, ...told].join('\n  ')}\n`)
  }
  test(message, data) { this.#write(LogLevel.test, message, data) }
  trace(message, data) { this.#write(LogLevel.trace, message, data) }
  debug(message, data) { this.#write(LogLevel.debug, message, data) }
  info(message, data) { this.#write(LogLevel.info, message, data) }
  warn(message, data) { this.#write(LogLevel.warn, message, data) }
  error(message, data) { this.#write(LogLevel.error, message, data) }
  fatal(message, data) { this.#write(LogLevel.fatal, message, data) }
}

// Credo calls `app.listen(port)`, which would listen on every interface. It is handed an app that is already
// listening on a free loopback port, and gets that server back.
async function loopbackApp() {
  const app = express()
  const server = await new Promise((resolve, reject) => {
    const listening = app.listen(0, '127.0.0.1', (error) => (error ? reject(error) : resolve(listening)))
  })
  app.listen = () => server
  return { app, port: server.address().port }
}

export async function startAgent({ logLevel = 'warn' } = {}) {
  const { app, port } = await loopbackApp()
  const endpoint = `http://127.0.0.1:${port}`
  const agent = new Agent({
    config: { logger: new StderrLogger(LogLevel[logLevel]), autoUpdateStorageOnStartup: true },
    dependencies: agentDependencies,
    modules: {
      askar: new AskarModule({
        askar,
        store: { id: 'holder', key: askar.storeGenerateRawKey({}), keyDerivationMethod: 'raw' },
      }),
      anoncreds: new AnonCredsModule({ anoncreds, registries: [new WebVhAnonCredsRegistry()] }),
      webvh: new WebVhModule(),
      dids: new DidsModule({ resolvers: [new WebVhDidResolver()] }), // did:key and did:peer are always there
      didcomm: new DidCommModule({
        endpoints: [endpoint],
        transports: {
          inbound: [new DidCommHttpInboundTransport({ app, port })],
          outbound: [new DidCommHttpOutboundTransport()],
        },
        connections: { autoAcceptConnections: true },
        credentials: {
          autoAcceptCredentials: DidCommAutoAcceptCredential.Always,
          credentialProtocols: [
            new DidCommCredentialV2Protocol({ credentialFormats: [new AnonCredsDidCommCredentialFormatService()] }),
          ],
        },
        proofs: {
          autoAcceptProofs: DidCommAutoAcceptProof.Never, // a proof is given when the test says so
          proofProtocols: [new DidCommProofV2Protocol({ proofFormats: [new AnonCredsDidCommProofFormatService()] })],
        },
        mediator: false,
        mediationRecipient: false,
      }),
    },
  })
  await agent.initialize()
  return { agent, endpoint }
}
