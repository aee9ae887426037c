"""What a document must be to have one complete meaning in RDF, and what is refused because it would be lost."""

import copy
import json
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest

from tests.unit.verification.conftest import vector_set
from verification import known_contexts
from verification.canonical_graph import plainly
from verification.errors import JsonLdError
from verification.json_ld import MAX_DEPTH, MAX_VALUES, to_quads
from verification.known_contexts import context, known
from verification.rdf_canon import canonicalize

Json = dict[str, Any]
V2 = "https://www.w3.org/ns/credentials/v2"
EXAMPLES = "https://www.w3.org/ns/credentials/examples/v2"
OB3 = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"


def plain(**members: Any) -> Json:
    return {"@context": [V2, OB3], "id": "urn:x:1", "type": ["VerifiableCredential", "OpenBadgeCredential"], **members}


def refused(document: Json) -> str:
    with pytest.raises(JsonLdError) as refusal:
        to_quads(document)
    return refusal.value.code


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"nobodyKnows": "x"}, "term-undefined"),
        ({"credentialSubject": {"nobodyKnows": "x"}}, "term-undefined"),
        ({"evidence": [{"type": "Evidence", "nobodyKnows": {"a": 1}}]}, "term-undefined"),
        ({"type": ["VerifiableCredential", "NobodyKnows"]}, "iri-relative"),
        ({"id": "relative/path"}, "iri-relative"),
        ({"id": ""}, "iri-relative"),
        ({"id": "@foo"}, "iri-relative"),
        ({"issuer": "somebody"}, "iri-relative"),
        ({"issuer": "https://a.example/> <urn:p> <urn:o"}, "iri-malformed"),
        ({"issuer": "https://a.example/a b"}, "iri-malformed"),
        ({"validUntil": None}, "value-dropped"),
        ({"name": [None]}, "value-dropped"),
        ({"name": {"@language": "es"}}, "value-dropped"),
        ({"name": {"@value": "a", "@language": "no language"}}, "value-malformed"),
        ({"name": "\ud800"}, "value-malformed"),
        ({"name": 2**53}, "value-malformed"),
        ({"name": float("nan")}, "value-malformed"),
        ({"name": 1e-7}, "value-malformed"),
        ({"name": -5e-324}, "value-malformed"),
        ({"name": ("a",)}, "value-malformed"),
        ({"https://www.w3.org/2018/credentials#validUntil": "2031-01-01T00:00:00Z"}, "term-not-plain"),
        ({"schema:name": "x"}, "term-not-plain"),
        ({"@graph": [{"id": "urn:x:2", "name": "x"}]}, "term-not-plain"),
        ({"@included": [{"id": "urn:x:2", "name": "x"}]}, "term-not-plain"),
        ({"@reverse": {"issuer": "urn:x:2"}}, "term-not-plain"),
        ({"@nest": {"name": "x"}}, "term-not-plain"),
        ({"@index": "x"}, "term-not-plain"),
        ({"evidence": {"id": "urn:x:1", "name": "x"}}, "node-repeated"),
        ({"@context": "https://unknown.example/v1"}, "context-unknown"),
        ({"@context": [V2, {"name": "https://schema.org/description"}]}, "context-inline"),
        ({"@context": [V2, None]}, "context-inline"),
        ({"evidence": {"@context": {"x": "urn:x"}, "type": "Evidence"}}, "context-inline"),
        ({"evidence": {"@context": "http://unknown.example", "type": "Evidence"}}, "context-unknown"),
        ({"id": ["urn:x:1"]}, "json-ld-malformed"),
        ({"@id": "urn:x:2"}, "json-ld-malformed"),
        ({"type": 7}, "json-ld-malformed"),
        ({"name": {"@value": {"a": 1}}}, "json-ld-malformed"),
    ],
    ids=str,
)
def test_what_would_be_lost_is_refused(members: Json, code: str) -> None:
    assert refused(plain(**members)) == code


def test_a_document_without_a_context_means_nothing() -> None:
    assert refused({"name": "x"}) == "context-missing"


def test_a_document_too_large_or_too_deep_is_refused() -> None:
    assert refused(plain(name=["x"] * MAX_VALUES)) == "document-too-large"
    deep: Json = {}
    for _ in range(MAX_DEPTH):
        deep = {"evidence": deep}
    assert refused(plain(evidence=deep)) == "document-too-large"


def test_a_refusal_repeats_nothing_that_may_be_personal() -> None:
    for members in ({"issuer": "Begoña Ñáñez"}, {"Begoña Ñáñez": 1}, {"type": ["begona@example.edu"]}, {"id": 1.5}):
        with pytest.raises(JsonLdError) as refusal:
            to_quads(plain(**members))
        assert "Bego" not in str(refusal.value)
        assert "begona" not in str(refusal.value)


def test_a_refusal_names_the_term_to_mend() -> None:
    with pytest.raises(JsonLdError, match="nobodyKnows"):
        to_quads(plain(nobodyKnows="x"))
    with pytest.raises(JsonLdError, match="NobodyKnows"):
        to_quads(plain(type=["VerifiableCredential", "NobodyKnows"]))


def test_reading_a_document_leaves_it_and_the_contexts_as_they_were() -> None:
    document = plain(name={"@value": "Salud", "@language": "es-BO"}, evidence=[{"type": "Evidence", "name": "x"}])
    before, contexts = copy.deepcopy(document), {url: copy.deepcopy(context(url)) for url in known()}
    to_quads(document)
    assert document == before
    assert {url: context(url) for url in known()} == contexts


@pytest.mark.parametrize(
    ("value", "term"),
    [
        (8, '"8"^^<http://www.w3.org/2001/XMLSchema#integer>'),
        (8.0, '"8"^^<http://www.w3.org/2001/XMLSchema#integer>'),
        (-0.0, '"0"^^<http://www.w3.org/2001/XMLSchema#integer>'),
        (8.5, '"8.5E0"^^<http://www.w3.org/2001/XMLSchema#double>'),
        (0.1, '"1.0E-1"^^<http://www.w3.org/2001/XMLSchema#double>'),
        (1e21, '"1.0E21"^^<http://www.w3.org/2001/XMLSchema#double>'),
        (-123.456, '"-1.23456E2"^^<http://www.w3.org/2001/XMLSchema#double>'),
        (2251799813685248.5, '"2.251799813685249E15"^^<http://www.w3.org/2001/XMLSchema#double>'),
        (True, '"true"^^<http://www.w3.org/2001/XMLSchema#boolean>'),
        ({"@value": "سلام", "@language": "AR", "@direction": "rtl"}, '"سلام"^^<https://www.w3.org/ns/i18n#ar_rtl>'),
        ({"@value": "Salud", "@language": "es-BO"}, '"Salud"@es-bo'),
        ({"@list": []}, "<http://www.w3.org/1999/02/22-rdf-syntax-ns#nil>"),
    ],
    ids=str,
)
def test_values_are_written_as_json_ld_says(value: Any, term: str) -> None:
    [quad] = to_quads({"@context": [V2, EXAMPLES], "id": "urn:x:1", "grade": value})
    assert quad[2] == term


def test_a_blank_node_may_be_a_type_and_is_not_one_of_ours() -> None:
    quads = to_quads({"@context": [V2, EXAMPLES], "type": "_:b.0", "a": {"b": "x"}})
    assert len({term for quad in quads for term in quad if term.startswith("_:")}) == 3


@pytest.mark.parametrize("members", [{}, {"id": "urn:x"}, {"id": "relative"}], ids=str)
def test_a_document_that_says_nothing_is_refused(members: Json) -> None:
    assert refused({"@context": V2, **members}) == "value-dropped"


@pytest.mark.parametrize(
    "blank", ["\x00", "\x1f", " ", "\x7f", "\x85", "\xa0", "\u2028", "\u3000", "\ufeff", "\uffff", "<", "\\"]
)
def test_an_iri_has_nothing_in_it_that_some_take_for_blank(blank: str) -> None:
    assert refused(plain(issuer=f"https://a.example/{blank}b")) == "iri-malformed"


def test_a_list_keeps_its_order() -> None:
    text = plainly({"@context": [V2, EXAMPLES], "id": "urn:x:1", "steps": {"@list": ["b", "a", "b"]}})
    assert [line.split('"')[1] for line in text.splitlines() if "#first" in line].count("b") == 2
    assert text.count("#rest") == 3


def test_a_json_literal_is_canonical_json() -> None:
    document = {"@context": [V2, EXAMPLES], "id": "urn:x:1", "a": {"@type": "@json", "@value": {"b": [1.0], "a": "ñ"}}}
    [quad] = to_quads(document)
    assert quad[2].startswith('"{\\"a\\":\\"ñ\\",\\"b\\":[1]}"^^<')


def test_blank_nodes_of_the_document_and_of_ours_are_kept_apart() -> None:
    quads = to_quads({"@context": [V2, EXAMPLES], "id": "_:b.0", "a": {"b": "x"}, "c": {"id": "_:b.1", "d": "y"}})
    assert len({term for quad in quads for term in quad if term.startswith("_:")}) == 3


def test_an_independent_json_ld_reader_says_the_same(tmp_path: Path) -> None:
    """pyoxigraph, which knows no contexts of its own: they are put into the document."""
    document = plain(
        issuer={"id": "did:web:salud.example.edu", "type": ["Profile"], "name": "Universidad «X»"},
        credentialSubject={"type": ["AchievementSubject"], "identifier": []},
        evidence=[{"type": ["Evidence"], "name": "uno\ndos"}, {"type": ["Evidence"], "description": 'y "tres"'}],
    )
    inlined = {**document, "@context": [context(url)["@context"] for url in document["@context"]]}
    theirs = pyoxigraph.Dataset(pyoxigraph.parse(json.dumps(inlined), format=pyoxigraph.RdfFormat.JSON_LD))
    theirs.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    assert plainly(document) == "".join(sorted(f"{quad} .\n" for quad in theirs))


def test_open_badges_published_canonical_form() -> None:
    """The published vector is of the badge in the specification's example, and both are read from there."""
    folder = vector_set("ob3-spec") / "ob_v3p0" / "impl" / "test-vectors" / "obv3p0"
    published = pyoxigraph.Dataset(
        pyoxigraph.parse(
            (folder / "document-canon.txt").read_bytes(), format=pyoxigraph.RdfFormat.N_QUADS, lenient=True
        )
    )
    assert plainly(TEAMWORK) == "".join(sorted(f"{quad} .\n" for quad in published))


TEAMWORK: Json = {
    "@context": [V2, "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
    "id": "http://example.com/credentials/3527",
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "issuer": {
        "id": "https://example.edu/issuers/565049",
        "type": ["Profile"],
        "name": "Example Corp",
        "url": "https://www.imsglobal.org",
    },
    "validFrom": "2010-01-01T00:00:00Z",
    "name": "Teamwork Badge",
    "credentialSubject": {
        "id": "did:example:ebfeb1f712ebc6f1c276e12ec21",
        "type": ["AchievementSubject"],
        "achievement": {
            "id": "https://example.com/achievements/21st-century-skills/teamwork",
            "type": ["Achievement"],
            "criteria": {
                "narrative": "Team members are nominated for this badge by their peers and recognized upon review"
                " by Example Corp management."
            },
            "description": "This badge recognizes the development of the capacity to collaborate within a group"
            " environment.",
            "name": "Teamwork",
        },
    },
}


def test_a_context_that_was_altered_stops_everything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = known_contexts._FOLDER
    for file in folder.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    changed = tmp_path / "credentials-v2.jsonld"
    changed.write_bytes(changed.read_bytes().replace(b"#validUntil", b"#validFrom"))
    monkeypatch.setattr(known_contexts, "_FOLDER", tmp_path)
    known_contexts._documents.cache_clear()
    try:
        with pytest.raises(JsonLdError) as refusal:
            context(V2)
    finally:
        known_contexts._documents.cache_clear()
    assert refusal.value.code == "context-altered"


def test_every_file_is_listed_and_every_list_entry_is_a_context() -> None:
    files = {file.name for file in known_contexts._FOLDER.glob("*.jsonld")}
    listed = (known_contexts._FOLDER / "contexts.toml").read_text()
    assert all(f'file = "{name}"' in listed for name in files)
    assert all("@context" in context(url) for url in known())


def test_one_graph_whatever_order_the_members_have() -> None:
    document = plain(name="x", evidence=[{"type": "Evidence", "name": str(n)} for n in range(3)])
    turned = {**dict(reversed(document.items())), "evidence": document["evidence"][::-1]}
    assert canonicalize(to_quads(document)).text == canonicalize(to_quads(turned)).text
