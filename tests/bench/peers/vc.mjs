// What @digitalbazaar/vc makes of a batch: node vc.mjs FILE. The file, and what is printed, are as tests/bench/sign.py says.
import {readFileSync} from 'node:fs';
import * as Multikey from '@digitalbazaar/ed25519-multikey';
import * as vc from '@digitalbazaar/vc';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';

const {contexts, credentials, key, created, rounds} = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const controller = {
  '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1'],
  id: key.controller,
  verificationMethod: [{id: key.id, type: 'Multikey', controller: key.controller, publicKeyMultibase: key.publicKeyMultibase}],
  assertionMethod: [key.id],
};
const known = {...contexts, [key.controller]: controller, [key.id]: {'@context': controller['@context'][1], ...controller.verificationMethod[0]}};

// `tag: static` lets jsonld keep what it made of a context
async function documentLoader(url) {
  if(!(url in known)) {
    throw new Error(`not known: ${url}`);
  }
  return {contextUrl: null, documentUrl: url, document: known[url], tag: 'static'};
}

const signer = (await Multikey.from({type: 'Multikey', ...key})).signer();
const checkStatus = async () => ({verified: true});

const issue = credential => vc.issue({
  credential: structuredClone(credential), suite: new DataIntegrityProof({signer, date: created, cryptosuite}), documentLoader,
});
const verify = async credential => {
  const suite = new DataIntegrityProof({cryptosuite});
  const result = await vc.verifyCredential({credential, suite, documentLoader, checkStatus, now: new Date(created)});
  if(!result.verified) {
    throw result.error;
  }
};
const canonize = credential => cryptosuite.canonize(credential, {documentLoader});

// Returns the shortest time of all rounds, in seconds, and the results.
async function timed(work, inputs) {
  let least = Infinity;
  let results;
  for(let round = 0; round < rounds; round++) {
    results = [];
    const start = process.hrtime.bigint();
    for(const input of inputs) {
      results.push(await work(input));
    }
    least = Math.min(least, Number(process.hrtime.bigint() - start) / 1e9);
  }
  return [least, results];
}

const [canonizing, canonical] = await timed(canonize, credentials);
const [signing, signed] = await timed(issue, credentials);
const [verifying] = await timed(verify, signed);
process.stdout.write(JSON.stringify({canonizing, signing, verifying, canonical, signed}));
