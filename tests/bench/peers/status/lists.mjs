// Other people's status lists: node lists.mjs FILE. The file, and what is printed, are as tests/bench/revoke.py says.
import {readFileSync} from 'node:fs';
import {createList, decodeList} from '@digitalbazaar/vc-bitstring-status-list';
import {StatusList} from '@sd-jwt/jwt-status-list';

const {size, revoked, sample, rounds, ours} = JSON.parse(readFileSync(process.argv[2], 'utf8'));

const bitstring = {
  async encode() {
    const list = await createList({length: size});
    for(const index of revoked) {
      list.setStatus(index, true);
    }
    return list.encode();
  },
  async decode(encodedList) {
    const list = await decodeList({encodedList});
    return sample.map(index => Number(list.getStatus(index)));
  },
};

const token = {
  async encode() {
    const statuses = new Array(size).fill(0);
    for(const index of revoked) {
      statuses[index] = 1;
    }
    return new StatusList(statuses, 2).compressStatusList();
  },
  async decode(lst) {
    const list = StatusList.decompressStatusList(lst, 2);
    return sample.map(index => list.getStatus(index));
  },
};

// The shortest time of all rounds, in seconds, and the last result.
async function shortest(act) {
  let best = Infinity, result;
  for(let round = 0; round < rounds; round++) {
    const begun = process.hrtime.bigint();
    result = await act();
    best = Math.min(best, Number(process.hrtime.bigint() - begun) / 1e9);
  }
  return [best, result];
}

const measured = {};
for(const [name, list] of Object.entries({bitstring, token})) {
  const [encoding, encoded] = await shortest(list.encode);
  const [decoding, read] = await shortest(() => list.decode(encoded));
  measured[name] = {encoding, encoded, decoding, read, readOurs: await list.decode(ours[name])};
}
console.log(JSON.stringify(measured));
