"""Open Badges 3.0 as a node would make them, for tests and measurements of signing: `badge(7)`.

Everything in them is made up for the number given; learners are no more than `learner-7@example.edu`.
"""

import hashlib
from typing import Any

CONTEXTS = [
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json",
]
HOST = "salud.example.edu"
_LIST = f"https://{HOST}/status/5f1c"


def badge(number: int) -> dict[str, Any]:
    """The unsecured OpenBadgeCredential of one learner of a batch, in VCDM 2.0."""
    return {
        "@context": CONTEXTS,
        "id": f"urn:uuid:00000000-0000-4000-8000-{number:012x}",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": "Salud comunitaria digital",
        "description": "Microcredencial de 40 horas: atención primaria «en línea», registro clínico y telemedicina.",
        "issuer": {
            "id": f"did:web:{HOST}",
            "type": ["Profile"],
            "name": "Universidad de la Salud",
            "url": f"https://{HOST}",
        },
        "validFrom": "2026-11-23T12:00:00Z",
        "validUntil": "2031-11-23T12:00:00Z",
        "awardedDate": "2026-11-20T00:00:00Z",
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [_identity(number)],
            "achievement": _achievement(),
            "result": [
                {
                    "type": ["Result"],
                    "resultDescription": f"https://{HOST}/achievements/1#grade",
                    "value": f"{51 + number % 50},{number % 10}",
                },
                {"type": ["Result"], "resultDescription": f"https://{HOST}/achievements/1#hours", "value": "40"},
            ],
        },
        "credentialStatus": [_status(purpose, 131 * number + 7) for purpose in ("revocation", "suspension", "refresh")],
        "credentialSchema": [
            {
                "id": "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json",
                "type": "1EdTechJsonSchemaValidator2019",
            }
        ],
    }


def _identity(number: int) -> dict[str, Any]:
    salt = hashlib.sha256(b"salt %d" % number).hexdigest()[:32]
    digest = hashlib.sha256(f"learner-{number}@example.edu{salt}".encode()).hexdigest()
    return {
        "type": "IdentityObject",
        "hashed": True,
        "identityHash": f"sha256${digest}",
        "identityType": "emailAddress",
        "salt": salt,
    }


def _achievement() -> dict[str, Any]:
    return {
        "id": f"https://{HOST}/achievements/1",
        "type": ["Achievement"],
        "achievementType": "MicroCredential",
        "name": "Salud comunitaria digital",
        "description": "Quien la tiene sabe atender a distancia, registrar y derivar.",
        "inLanguage": "es",
        "creditsAvailable": 2.5,
        "criteria": {"narrative": "Aprobar las cuatro evaluaciones con 51 puntos o más y completar 40 horas."},
        "creator": {"id": f"did:web:{HOST}", "type": ["Profile"], "name": "Universidad de la Salud"},
        "tag": ["salud", "telemedicina"],
        "alignment": [_alignment(n) for n in range(2)],
        "resultDescription": [_result_description(name) for name in ("grade", "hours")],
    }


def _alignment(number: int) -> dict[str, Any]:
    return {
        "type": ["Alignment"],
        "targetName": ("utilizar tecnologías de la salud", "prestar asistencia sanitaria")[number],
        "targetUrl": f"http://data.europa.eu/esco/skill/{number:08d}",
        "targetFramework": "ESCO",
        "targetType": "ESCO:Skill" if number else "CFItem",
    }


def _result_description(name: str) -> dict[str, Any]:
    return {
        "id": f"https://{HOST}/achievements/1#{name}",
        "type": ["ResultDescription"],
        "name": "Nota final (0–100)" if name == "grade" else "Horas",
        "resultType": "PercentageScore" if name == "grade" else "RawScore",
    }


def _status(purpose: str, index: int) -> dict[str, Any]:
    return {
        "id": f"{_LIST}/{purpose}#{index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": purpose,
        "statusListIndex": str(index),
        "statusListCredential": f"{_LIST}/{purpose}",
    }
