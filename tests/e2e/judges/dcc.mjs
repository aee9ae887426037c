// The Digital Credentials Consortium's verifier-core, with nothing changed: contexts, suites, resolvers are its own.
import { verifyCredential } from '@digitalcredentials/verifier-core'

// Its answer has `errors` where nothing could be concluded, and otherwise a `log` of steps, each valid or not, from which
// the caller concludes. Accepted here: no error, a valid signature, and every step valid, the registry of issuers too.
export async function judge({ credential, registries = [] }) {
  const told = await verifyCredential({ credential, knownDIDRegistries: registries })
  const log = told.log ?? []
  const steps = Object.fromEntries(log.map(({ id, valid }) => [id, valid ?? null]))
  const failed = log.filter(({ valid }) => valid !== true)
  const schema = told.additionalInformation?.find(({ id }) => id === 'schema_check')
  return {
    accepted: !told.errors && !told.error && steps.valid_signature === true && failed.length === 0,
    reasons: [
      ...(told.errors ?? []).map(({ name, message }) => `${name}: ${message}`),
      ...(told.error ? [`${told.error.name}: ${told.error.message}`] : []),
      ...failed.map(({ id, error }) => (error ? `${id}: ${error.name}: ${error.message}` : id)),
    ],
    told: { steps, schema: schema?.results ?? null },
  }
}
