"""How soon a verifier sees a revocation, and what a large list costs: `python -m tests.bench.revoke`.

Seen: 1, 100 and 1,000 of 10,000 badges are revoked on the real application with the real PostgreSQL, and a verifier
that keeps nothing asks over HTTP, checks the proof and reads every bit. The clock runs from before the transaction
that records the demands until the last bit is read; each is the median of several rounds.

Codecs: a list of 1,000,000 entries, 1 in 100 revoked, is made and read beside @digitalbazaar/vc-bitstring-status-list
and @sd-jwt/jwt-status-list on Node: the same entries, one core, one run, the shortest of several rounds. Each reads
what the other made.

The file that the peers read is JSON: `size`, `revoked`, `sample` (indexes to read), `rounds`, `ours` (texts by kind).
They print JSON by kind: `encoding` and `decoding` in seconds, `encoded`, and what they read of their own and of ours.

Writes docs/bench-revoke.md. Exit status 1 where one reads what the other did not write.
"""

import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Any

import httpx
from sqlalchemy import Engine, create_engine

from anchoring.embedded import EmbeddedLedger
from issuer_api.adapters.drawing.drawn import Drawn
from issuer_api.adapters.signer import FileSigner
from issuer_api.bootstrap.app import build_app
from issuer_api.bootstrap.found import found, make_keys
from issuer_api.bootstrap.parts import now
from issuer_api.bootstrap.serving import serving
from issuer_api.db.migrate import upgrade
from issuer_api.db.work import sql_store
from issuer_api.domain.credential import Credential
from issuer_api.domain.design import Elements
from issuer_api.domain.status import Act, ChangeState, Reason
from issuer_api.domain.status_list import TTL, list_url
from issuer_api.routes.designs import EXAMPLE
from issuer_api.settings import Settings
from issuer_api.usecases.batches import issue_batch, submit_batch
from issuer_api.usecases.change_status import Demand, change_many
from issuer_api.usecases.designs import approve_design, propose_design
from issuer_api.usecases.node import Node
from revocation import bitstring, token_status_list
from tests.bench import rev_reg
from tests.bench.figures import Figure, say, table
from tests.integration.conftest import free_port, make_server
from tests.integration.issuer_api.office import HOST, NotedJobs, learners
from tests.simulated_agent import SimulatedAgent
from tests.unit.issuer_api.gradebooks import as_csv
from verification import strict_json
from verification.data_integrity import RDFC, Demands, check_proofs

ISSUED, REVOKED, TRIES = 10_000, (1, 100, 1_000), 5
SIZE, PART, SAMPLE, ROUNDS = 1_000_000, 100, 1_000, 5
DEMAND = Demand(Act.REVOKE, Reason.ISSUED_IN_ERROR, "", "officer")
PEER = Path(__file__).parent / "peers" / "status" / "lists.mjs"
_DOCS = Path(__file__).parents[2] / "docs"
_KINDS = {
    "bitstring": ("W3C Bitstring Status List, 1 bit", "@digitalbazaar/vc-bitstring-status-list"),
    "token": ("IETF Token Status List, 2 bits", "@sd-jwt/jwt-status-list"),
}


@dataclass(frozen=True, slots=True)
class Seen:
    """Milliseconds since the revocation began, and bytes: what one verifier fetches, what was newly published."""

    count: int
    published: float
    seen: float
    fetched: int
    written: int
    anchored: int


@dataclass(frozen=True, slots=True)
class Codec:
    """Seconds to make the text of a list and to read `SAMPLE` entries of it."""

    encoding: float
    decoding: float
    size: int


def main() -> int:
    with tempfile.TemporaryDirectory() as folder, living(Path(folder)) as (node, url):
        credentials = issued(node)
        seen = [median_of(node, url, credentials, count) for count in REVOKED]
    ours, theirs, agreed = codecs()
    updates = rev_reg.measure(ISSUED, REVOKED)
    text = report(seen, updates, ours, theirs)
    (_DOCS / "bench-revoke.md").write_text(text)
    say(text)
    for figure in figures(ours, theirs):
        say(figure.to_json())
    for one in seen:
        of = f"revoking {one.count:,} of {ISSUED:,}, until a verifier sees it"
        say(json.dumps({"name": of, "ours": float(f"{one.seen:.6g}"), "peer": None, "ratio": None, "unit": "ms"}))
    return 0 if agreed else 1


@contextmanager
def living(folder: Path) -> Iterator[tuple[Node, str]]:
    """A founded institution on a PostgreSQL of its own, and its application on loopback. The folder is let into, for
    PostgreSQL runs as another user where this runs as root."""
    folder.chmod(0o755)
    server = make_server(folder / "postgres")
    server.start()
    engine = create_engine(_database(server))
    try:
        make_keys(folder / "keys")
        with_ledger(folder, engine)
        signer = FileSigner.load(folder / "keys" / "key-1")
        agent = SimulatedAgent(lambda kind, content: ("", content))
        node = Node(sql_store(engine), agent, signer, NotedJobs(), now, b"c" * 32, registry_size=64, drawings=Drawn())
        port = free_port()
        with serving(build_app(node, "secret", "embedded"), "127.0.0.1", port):
            yield node, f"http://127.0.0.1:{port}"
    finally:
        engine.dispose()
        server.stop()


def _database(server: Any) -> str:
    server.create_database("bench")
    url: str = server.url("bench")
    upgrade(url, b"x" * 32)
    return url


def with_ledger(folder: Path, engine: Engine) -> None:
    """Found the institution on the chain in process."""
    ledger = EmbeddedLedger.open(folder / "chain.sqlite")
    found(Settings(data=folder, host=HOST), sql_store(engine), now, folder / "keys", ledger)
    ledger.close()


def issued(node: Node) -> list[Credential]:
    """The credentials of one batch, badges and all."""
    design = propose_design(node, Elements.model_validate(EXAMPLE), by="officer")
    approve_design(node, design.id, by="approver")
    batch, _ = submit_batch(node, design.id, "calificaciones.csv", as_csv(learners(ISSUED)), None, by="officer")
    issue_batch(node, batch.id)
    with node.store() as work:
        return work.credentials.find(batch_id=batch.id)


def median_of(node: Node, url: str, credentials: list[Credential], count: int) -> Seen:
    """Several rounds, each with badges that hold still."""
    rounds = []
    for _ in range(TRIES):
        revoked = [credentials.pop() for _ in range(count)]
        rounds.append(revoke(node, url, revoked))
    median = rounds[0]
    times = {name: statistics.median(getattr(one, name) for one in rounds) for name in ("published", "seen")}
    last = rounds[-1]
    return replace(median, **times, fetched=last.fetched, written=last.written)


def revoke(node: Node, url: str, revoked: list[Credential]) -> Seen:
    """One demand for all of them, recorded, published, and read by a verifier that never asked before."""
    list_id = str(revoked[0].status_list_id)
    with node.store() as work:
        before = work.anchored.waiting()
    begun = perf_counter()
    changes, _ = change_many(node, [credential.id for credential in revoked], DEMAND)
    assert all(change.state is ChangeState.PUBLISHED for change in changes)
    published = perf_counter()
    fetched = read(node, url, list_id, [int(str(credential.status_index)) for credential in revoked])
    seen = perf_counter()
    with node.store() as work:
        forms = [work.published_lists.get((list_id, name)) for name in ("revocation", "token")]
        written = sum(len(form.document or "") + len(form.jwt) for form in forms if form)
        anchored = work.anchored.waiting() - before
    return Seen(len(revoked), (published - begun) * 1_000, (seen - begun) * 1_000, fetched, written, anchored)


def read(node: Node, url: str, list_id: str, indexes: list[int]) -> int:
    """A verifier's part: fetch, check the proof, read every bit. Returns the bytes it fetched."""
    signer = node.signer
    assert isinstance(signer, FileSigner)
    body = httpx.get(f"{url}/status/{list_id}/revocation", trust_env=False).raise_for_status().content
    document = strict_json.loads_object(body)
    check_proofs(document, lambda _: signer.public_key, Demands({RDFC}))
    assert document["id"] == list_url(HOST, list_id, "revocation")
    bits = bitstring.decode(document["credentialSubject"]["encodedList"])
    assert all(bitstring.bit(bits, index) for index in indexes)
    return len(body)


def codecs() -> tuple[dict[str, Codec], dict[str, Codec], bool]:
    """Ours and theirs by kind, and whether each read what the other wrote."""
    chance = Random(20_261_123)
    revoked = chance.sample(range(SIZE), SIZE // PART)
    sample = [*chance.sample(revoked, SAMPLE // 2), *chance.sample(range(SIZE), SAMPLE // 2)]
    expected = [int(index in set_) for set_ in [frozenset(revoked)] for index in sample]
    acts: dict[str, tuple[Callable[[], str], Callable[[str], list[int]]]] = {
        "bitstring": (
            lambda: bitstring.encode(bitstring.pack(SIZE, revoked)),
            lambda text: _bits(bitstring.decode(text), sample),
        ),
        "token": (
            lambda: token_status_list.encode(token_status_list.pack(SIZE, 2, dict.fromkeys(revoked, 1))),
            lambda text: _statuses(token_status_list.decode(text), sample),
        ),
    }
    texts = {kind: encode() for kind, (encode, _) in acts.items()}
    peers = _peers({"size": SIZE, "revoked": revoked, "sample": sample, "rounds": ROUNDS, "ours": texts})
    ours = {
        kind: Codec(_shortest(encode), _shortest(lambda: decode(texts[kind])), len(texts[kind]))  # noqa: B023
        for kind, (encode, decode) in acts.items()
    }
    theirs = {kind: Codec(peer["encoding"], peer["decoding"], len(peer["encoded"])) for kind, peer in peers.items()}
    agreed = all(
        expected
        == peers[kind]["read"]
        == peers[kind]["readOurs"]
        == decode(texts[kind])
        == decode(_theirs(peers, kind))
        for kind, (_, decode) in acts.items()
    )
    return ours, theirs, agreed


def _theirs(peers: dict[str, Any], kind: str) -> str:
    text: str = peers[kind]["encoded"]
    return text


def _bits(bits: bytes, sample: list[int]) -> list[int]:
    return [int(bitstring.bit(bits, index)) for index in sample]


def _statuses(packed: bytes, sample: list[int]) -> list[int]:
    return [token_status_list.status(packed, 2, index) for index in sample]


def _shortest(act: Callable[[], object]) -> float:
    times = []
    for _ in range(ROUNDS):
        begun = perf_counter()
        act()
        times.append(perf_counter() - begun)
    return min(times)


def _peers(asked: dict[str, Any]) -> dict[str, Any]:
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(asked, file)
        file.flush()
        done = subprocess.run(["node", str(PEER), file.name], capture_output=True, check=True, text=True)
    measured: dict[str, Any] = json.loads(done.stdout)
    return measured


def figures(ours: dict[str, Codec], theirs: dict[str, Codec]) -> Iterator[Figure]:
    """Ours beside the peer's, by kind."""
    for kind, (name, peer) in _KINDS.items():
        of, mine, other = f"{SIZE:,} entries of a {name}, beside {peer}", ours[kind], theirs[kind]
        yield Figure(f"making {of}", mine.encoding * 1_000, other.encoding * 1_000, "ms")
        yield Figure(f"reading {of}", mine.decoding * 1_000, other.decoding * 1_000, "ms")
        yield Figure(f"size of {of}", mine.size, other.size, "bytes")


def report(seen: list[Seen], updates: list[rev_reg.Update], ours: dict[str, Codec], theirs: dict[str, Codec]) -> str:
    """Markdown."""
    minutes = int(TTL.total_seconds() // 60)
    rows = [
        (
            f"{one.count:,}",
            f"{one.published:.0f} ms",
            f"{one.seen:.0f} ms",
            f"{one.fetched:,}",
            f"{one.written:,}",
            f"{one.anchored}",
        )
        for one in seen
    ]
    head = ("revoked", "published", "seen by a verifier", "bytes it fetches", "bytes signed anew", "entries to anchor")
    lists = [
        (
            figure.name.partition(", beside")[0],
            f"{figure.ours:,.1f} {figure.unit}",
            f"{figure.peer:,.1f}",
            f"{figure.ratio:.1f}",
        )
        for figure in figures(ours, theirs)
    ]
    registry = [(f"{one.count:,}", f"{one.milliseconds:.0f} ms", f"{one.size:,}") for one in updates]
    return f"""# Revoking, and large status lists

`make bench-revoke`, {datetime.now(UTC):%d %B %Y}, one run on the machine at hand.

## Until a verifier sees it

{ISSUED:,} badges in one list of {bitstring.MIN_ENTRIES:,} entries, on the real application with PostgreSQL. The clock
runs from before the demand is recorded until a verifier that keeps nothing has fetched the list
over loopback HTTP, checked its proof (eddsa-rdfc-2022) and read every bit; the median of {TRIES} rounds. Many changes
are one new version.

{table(head, rows)}
A verifier or a cache that keeps lists sees it up to {minutes} minutes later: that is their time to live, in `ttl` and
in `Cache-Control`, and the part of the waiting that is left. What was fetched does not name anybody and does not grow
with what the badge says. "Signed anew" are the W3C list with its proof, the same as a JWT, and the IETF token list.

## In the wallet's form

An AnonCreds registry of {ISSUED:,}: the new list and accumulator by the library alone (agent, signature and database
come on top of it), and the whole list as a wallet fetches it. One list shows all that changed.

{table(("revoked", "new list", "bytes published"), registry)}
## A list of {SIZE:,} entries

1 in {PART} revoked, at random. Made from the indexes; read, with {SAMPLE:,} entries looked up. The shortest of {ROUNDS}
rounds. Peers, on Node {_node()}, each of which reads what ours made, and ours what it made:

{"".join(f"- {name}: `{peer}`{chr(10)}" for name, peer in _KINDS.values())}
{table(("", "ours", "peer", "ratio"), lists)}
Above 1, the ratio speaks for us.
"""


def _node() -> str:
    return subprocess.run(["node", "--version"], capture_output=True, check=True, text=True).stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
