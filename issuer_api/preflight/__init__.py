"""Says in a sentence what is missing before anything starts, and how to mend it.

    for check in run_checks(PreflightInput(data=Path("var/node"), ports=(Port("api", "127.0.0.1", 8010),))):
        print("ok  " if check.ok else "NO  ", check.name, check.sentence, check.remedy)

Knows the machine and what a node needs of it. Changes nothing, starts nothing, and shows no secret.
"""

from collections.abc import Iterator

from issuer_api.preflight.files import check_data_folder, check_secrets
from issuer_api.preflight.machine import (
    check_disk,
    check_libraries,
    check_memory,
    check_node_js,
    check_python,
    check_user_namespaces,
)
from issuer_api.preflight.model import CheckResult, Database, Port, PreflightInput
from issuer_api.preflight.services import check_chain, check_database, check_port, check_vc_api

__all__ = ["CheckResult", "Database", "Port", "PreflightInput", "run_checks"]


def run_checks(wanted: PreflightInput) -> list[CheckResult]:
    """Every check, in an order to mend them in. None raises: what cannot be checked is not ok."""
    return list(_checks(wanted))


def _checks(wanted: PreflightInput) -> Iterator[CheckResult]:
    yield check_python()
    yield from check_libraries()
    yield check_user_namespaces(wanted)
    yield check_data_folder(wanted.data)
    yield from check_secrets(wanted)
    yield check_disk(wanted.data, wanted.min_disk_bytes)
    yield check_memory(wanted.min_memory_bytes)
    for port in wanted.ports:
        yield check_port(port, wanted)
    yield check_database(wanted)
    yield check_chain(wanted)
    yield check_vc_api(wanted)
    yield check_node_js()
