"""What the node under test published, and its own key, for what it would have to sign to be judged.

INTERIM: an institution of one key, whose documents the test serves.
"""

import base64
import gzip
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from issuer_api.adapters.signer import FileSigner
from tests.e2e.judges.outsiders import VC_CONTEXT, Outsider, secured

type Json = dict[str, Any]
PURPOSES = ("revocation", "suspension", "refresh")
OB = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"


@dataclass(frozen=True, slots=True)
class Published:
    did: str
    key_id: str
    signer: FileSigner
    hosts: dict[str, str]
    badges: dict[str, Json]  # good, revoked, suspended
    served: dict[str, Any] = field(default_factory=dict)

    def sign(self, document: Json) -> Json:
        """With the node's own key, as its own signer does."""
        return secured(self.signer, document, self.key_id)

    def list_of(self, name: str, purpose: str) -> tuple[str, Json]:
        """The address and the document of the list that a badge points to for a purpose."""
        (url,) = [
            e["statusListCredential"] for e in self.badges[name]["credentialStatus"] if e["statusPurpose"] == purpose
        ]
        return url, self.fetch(url)

    def fetch(self, url: str) -> Json:
        return dict(self.served[url]["body"])

    def index_of(self, name: str) -> int:
        (index,) = {entry["statusListIndex"] for entry in self.badges[name]["credentialStatus"]}
        return int(index)

    def status_list(self, purpose: str) -> Json:
        return self.list_of("good", purpose)[1]

    @property
    def token_list_url(self) -> str:
        return self.list_of("good", "revocation")[0].replace("/revocation", "/token")

    @property
    def token_list_jwt(self) -> str:
        return str(self.served[self.token_list_url]["body"])

    @property
    def token_list(self) -> Json:
        import json

        part = self.token_list_jwt.split(".")[1]
        return dict(json.loads(base64.urlsafe_b64decode(part + "==")))

    def jws(self, header: Json, payload: Json) -> str:
        return self.signer.jws({"kid": self.key_id, **header}, payload)


def published_by() -> Published:
    me = Outsider("salud.example.edu")
    served = me.served()
    set_bits = {"revocation": [5], "suspension": [6], "refresh": [8]}
    for purpose in PURPOSES:
        url = f"https://salud.example.edu/status/1/{purpose}"
        raw = bytearray(16384)
        for b in set_bits[purpose]:
            raw[b // 8] |= 0x80 >> (b % 8)
        served[url] = {
            "body": me.secure(
                {
                    "@context": [VC_CONTEXT],
                    "id": url,
                    "type": ["VerifiableCredential", "BitstringStatusListCredential"],
                    "issuer": me.did,
                    "validFrom": "2026-11-01T00:00:00Z",
                    "validUntil": (datetime.now(UTC) + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ"),
                    "credentialSubject": {
                        "id": url + "#list",
                        "type": "BitstringStatusList",
                        "statusPurpose": purpose,
                        "ttl": 300000,
                        "encodedList": "u" + base64.urlsafe_b64encode(gzip.compress(bytes(raw))).decode().rstrip("="),
                    },
                }
            )
        }
    from revocation import token_status_list as tsl

    now = int(datetime.now(UTC).timestamp())
    u = "https://salud.example.edu/status/1/token"
    served[u] = {
        "type": "application/statuslist+jwt",
        "body": me.jws(
            {"typ": "statuslist+jwt", "kid": me.key_id},
            {"iss": me.did} | tsl.payload(u, tsl.pack(131072, 2, {5: 1, 6: 2}), 2, iat=now, exp=now + 86400, ttl=300),
        ),
    }
    return Published(
        me.did,
        me.key_id,
        me.signer,
        {},
        {name: me.secure(badge(me.did, i)) for name, i in (("good", 4), ("revoked", 5), ("suspended", 6))},
        served,
    )


def badge(did: str, i: int) -> Json:
    return {
        "@context": [VC_CONTEXT, OB],
        "id": f"urn:uuid:{uuid.uuid4()}",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": "x",
        "issuer": {"id": did, "type": ["Profile"], "name": "Universidad de Ejemplo"},
        "validFrom": "2026-11-01T00:00:00Z",
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "achievement": {
                "id": "https://salud.example.edu/achievements/1",
                "type": ["Achievement"],
                "name": "A",
                "description": "d",
                "criteria": {"narrative": "n"},
            },
        },
        "credentialStatus": [
            {
                "id": f"https://salud.example.edu/status/1/{p}#{i}",
                "type": "BitstringStatusListEntry",
                "statusPurpose": p,
                "statusListIndex": str(i),
                "statusListCredential": f"https://salud.example.edu/status/1/{p}",
            }
            for p in PURPOSES
        ],
    }
