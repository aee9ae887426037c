"""docker-compose.yml: no root, no default password, nothing reachable that need not be."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[3]
GIVEN = {
    "MOCHILA_HOST": "salud.example.edu",
    "MOCHILA_INSTITUTION": "Universidad de Ejemplo",
    "MOCHILA_COUNTRY": "GT",
}


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    """The file, with its anchors merged."""
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    return loaded


def lasting(compose: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Every service but `setup`, which a person runs once."""
    return {name: service for name, service in compose["services"].items() if name != "setup"}


def test_every_service_runs_as_the_one_plain_user_and_gains_nothing(compose: dict[str, Any]) -> None:
    for name, service in lasting(compose).items():
        assert service["user"] == "10001:10001", name
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert service.get("cap_add", []) == (["NET_BIND_SERVICE"] if name == "web" else []), name


def test_setup_is_root_but_has_no_network_and_is_not_started_by_up(compose: dict[str, Any]) -> None:
    setup = compose["services"]["setup"]
    assert setup["network_mode"] == "none"
    assert setup["profiles"] == ["setup"]
    assert setup["cap_drop"] == ["ALL"]


def test_every_service_that_stays_has_a_health_check(compose: dict[str, Any]) -> None:
    missing = [name for name, service in lasting(compose).items() if "healthcheck" not in service]
    assert missing == ["migrate"]


def test_the_image_of_the_node_knows_the_user_that_the_file_names() -> None:
    assert "USER 10001:10001" in (ROOT / "deploy/node/Dockerfile").read_text()
    assert "owner=10001:10001" in (ROOT / "deploy/setup.sh").read_text()


def test_only_the_web_server_is_published(compose: dict[str, Any]) -> None:
    published = {name: service["ports"] for name, service in compose["services"].items() if "ports" in service}
    assert published == {"web": ["80:80", "443:443"]}


def test_database_and_api_have_no_way_out(compose: dict[str, Any]) -> None:
    open_networks = {
        name for name, network in compose["networks"].items() if not (network or {}).get("internal", False)
    }
    for name in ("database", "migrate", "api"):
        assert not open_networks & set(compose["services"][name]["networks"]), name


def test_no_variable_holds_a_secret(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        for variable in service.get("environment", {}):
            secret = any(word in variable for word in ("PASSWORD", "SECRET", "KEY", "TOKEN"))
            assert not secret or variable.endswith("_FILE") or variable == "MOCHILA_SECRETS", (name, variable)


def test_setup_makes_every_secret_that_is_used(compose: dict[str, Any]) -> None:
    script = (ROOT / "deploy/setup.sh").read_text()
    made = script.partition("for name in ")[2].partition(";")[0].replace("\\", " ").split()
    assert sorted(made) == sorted(compose["secrets"])
    for name, secret in compose["secrets"].items():
        assert secret == {"file": f"./var/secrets/{name}"}


def test_the_agent_does_not_get_the_password_of_the_nodes_tables(compose: dict[str, Any]) -> None:
    assert "database-password" not in compose["services"]["agent"]["secrets"]


@pytest.mark.parametrize("missing", [None, *GIVEN])
def test_docker_compose_takes_the_file_and_refuses_it_incomplete(missing: str | None) -> None:
    ours = ROOT / "var/compose/docker-compose"
    program = str(ours) if ours.exists() else shutil.which("docker-compose")
    if program is None:
        pytest.skip("no docker-compose here: `make compose-tools` gets one")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MOCHILA_")}
    given = {name: value for name, value in GIVEN.items() if name != missing}
    command = [
        program,
        "--env-file",
        "/dev/null",
        "-f",
        str(ROOT / "docker-compose.yml"),
        "config",
        "--quiet",
    ]
    done = subprocess.run(command, env=kept | given, capture_output=True, text=True, check=False)
    if missing:
        assert done.returncode != 0
        assert f"{missing} is missing a value" in done.stderr
    else:
        assert done.returncode == 0, done.stderr
