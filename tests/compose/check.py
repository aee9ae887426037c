"""`make compose-check`: build docker-compose.yml's images and run it for real, with podman. Needs root.

    1 docker-compose itself reads the file, and refuses it without a host name
    2 the images are built: the node's own, and stand-ins for PostgreSQL's and Caddy's (Debian's packages)
    3 in a network of its own: setup, database, migrate, then api, worker, agent, web, until each is healthy
    4 a wallet outside accepts one credential, over TLS and DIDComm
    5 every service is restarted; the wallet accepts another
    6 everything is taken down; the images stay for the next run (`make compose-clean` removes them)

Ends with exit status 0 and a last line of JSON, every number in it counted.
"""

import json
import os
import secrets
import shutil
import subprocess
import sys
import time
from pathlib import Path

from tests.compose.engine import Engine, EngineError, enclosed, write_settings
from tests.compose.story import Node, StoryError, Wallet

ROOT = Path(__file__).resolve().parents[2]
STATE = ROOT / "var/compose"
STAGE = STATE / "stage"
HOST = "salud.example.edu"
SERVICES = ("database", "migrate", "api", "worker", "agent", "web")
LASTING = tuple(name for name in SERVICES if name != "migrate")
HEALTHY_SECONDS = 180
ISSUED_SECONDS = 180


def main() -> int:
    """Outside of the enclosed network: read, build. Then the rest inside."""
    missing = _missing()
    if missing:
        return _fail(f"{missing}; run `make compose-tools` as root first")
    started = time.monotonic()
    variables = _variables()
    engine = _engine(variables)
    try:
        write_settings(STATE)
        _stage()
        _read_as_docker_does(variables)
        _build(engine)
    except EngineError as error:
        return _fail(str(error))
    _say(f"images built ({time.monotonic() - started:.0f} s)")
    return enclosed([sys.executable, "-m", "tests.compose.check", "inside", str(started)])


def inside(started: float) -> int:
    """The steps that need the network of their own."""
    variables = _variables()
    engine = _engine(variables)
    try:
        engine.clear()
        issued = _run(engine, variables)
        engine.compose("down", "--volumes")
    except (EngineError, StoryError) as error:
        said = [f"--- {service}\n{engine.logs(service)}" for service in (*SERVICES, "wallet")]
        return _fail("\n".join([str(error), *said]))
    finally:
        engine.clear()
        shutil.rmtree(STAGE)
    seconds = round(time.monotonic() - started)
    counted = {
        "services": len(SERVICES),
        "restarted": len(LASTING),
        "issued": len(issued),
        "seconds": seconds,
    }
    sys.stdout.write(json.dumps(counted) + "\n")
    return 0


def _run(engine: Engine, variables: dict[str, str]) -> list[str]:
    """Steps 3 to 5; returns the ids of the credentials issued."""
    engine.compose("--profile", "setup", "run", "--rm", "setup")
    _start(engine, "database")
    engine.compose("up", "-d", "--no-build", "--no-deps", "migrate")
    engine.wait_ended("migrate")
    _start(engine, "api", "worker", "agent", "web")
    root = STAGE / "root.crt"
    root.write_text(engine.execute("web", "cat", "/data/caddy/pki/authorities/local/root.crt"))
    _start(engine, "wallet")
    _refuses_what_is_private(engine)
    tokens = {name: _token(engine, name) for name in ("officer", "approver")}
    node = Node(HOST, root, tokens)
    if node.status("/internal/resources") != 404 or node.status("/.well-known/did.jsonl") != 200:
        raise StoryError("the public face shows too much, or too little")
    wallet = Wallet("http://127.0.0.1:8031", variables["WALLET_ADMIN_KEY"])
    node.wait_ready(ISSUED_SECONDS)
    _say("the node can issue")
    design = node.new_design()
    first = node.issue(design, "Ana", wallet, seconds=ISSUED_SECONDS)
    _say("one credential accepted")
    for service in LASTING:
        began = time.monotonic()
        engine.podman("restart", engine.container(service))
        engine.wait_healthy(service, seconds=HEALTHY_SECONDS)
        _say(f"{service}: restarted ({time.monotonic() - began:.0f} s)")
    node.wait_ready(ISSUED_SECONDS)
    _say("the node can issue again")
    return [first, node.issue(design, "Benito", wallet, seconds=ISSUED_SECONDS)]


def _token(engine: Engine, name: str) -> str:
    engine.execute("api", "mochila", "token", name)
    return engine.execute("api", "cat", f"/var/lib/mochila/tokens/{name}").strip()


def _start(engine: Engine, *services: str) -> None:
    """Start these one after the other, then wait for all: at a second start `api` is well when `agent` is."""
    began = time.monotonic()
    for service in services:
        engine.compose("up", "-d", "--no-build", "--no-deps", service)
    for service in services:
        engine.wait_healthy(service, seconds=HEALTHY_SECONDS)
    _say(f"{', '.join(services)}: healthy ({time.monotonic() - began:.0f} s)")


def _refuses_what_is_private(engine: Engine) -> None:
    """No root, nothing written outside the volumes, no way out for the API, no node's tables for the agent."""
    for service in LASTING:
        if engine.execute(service, "id", "-u").strip() == "0":
            raise StoryError(f"{service} runs as root")
        if _succeeds(engine, service, "touch", "/touched"):
            raise StoryError(f"{service} may write outside its volumes")
    reach = "import socket; socket.create_connection(('wallet', 8030), 5)"
    if not _succeeds(engine, "agent", "python", "-c", reach):
        raise StoryError("the agent does not reach wallets")
    if _succeeds(engine, "api", "python", "-c", reach):
        raise StoryError("the API reaches the outside")
    probe = (
        'PGPASSWORD="$(cat /run/secrets/agent-database-password)" '
        "psql --no-psqlrc -h 127.0.0.1 -U agent -d mochila -c 'SELECT 1'"
    )
    if _succeeds(engine, "database", "sh", "-c", probe):
        raise StoryError("the agent's account may read the node's database")


def _succeeds(engine: Engine, service: str, *command: str) -> bool:
    try:
        engine.execute(service, *command)
    except EngineError:
        return False
    return True


def _read_as_docker_does(variables: dict[str, str]) -> None:
    """Docker Compose's own reader takes the file, and refuses it where a needed variable is missing."""
    command = [str(STATE / "docker-compose"), "-f", str(STAGE / "docker-compose.yml"), "config", "--quiet"]
    for given, expected in ((variables, True), ({}, False)):
        ours = {name: value for name, value in os.environ.items() if not name.startswith("MOCHILA_")}
        done = subprocess.run(command, env=ours | given, capture_output=True, text=True, check=False)
        if (done.returncode == 0) is not expected:
            raise EngineError(f"docker-compose config: {done.stderr or 'took a file without a host name'}")


def _stage() -> None:
    """A copy of what the operator has, with secrets of its own."""
    shutil.rmtree(STAGE, ignore_errors=True)
    shutil.copytree(ROOT / "deploy", STAGE / "deploy")
    for file in (ROOT / "docker-compose.yml", ROOT / "tests/compose/override.yml"):
        shutil.copy(file, STAGE)
    for folder in ("secrets", "certs"):
        (STAGE / "var" / folder).mkdir(parents=True)


def _build(engine: Engine) -> None:
    node = ROOT / "deploy/node/Dockerfile"
    engine.build("localhost/mochila-check-stage", dockerfile=node, context=ROOT, stage="build")
    engine.build("mochila-node:local", dockerfile=node, context=ROOT)
    for part in ("database", "web"):
        folder = ROOT / "tests/compose" / part
        engine.build(f"localhost/mochila-check-{part}", dockerfile=folder / "Dockerfile", context=folder)
    engine.forget_old_images()


def _engine(variables: dict[str, str]) -> Engine:
    return Engine(STATE, STATE, (STAGE / "docker-compose.yml", STAGE / "override.yml"), variables)


def _variables() -> dict[str, str]:
    return {
        "MOCHILA_HOST": HOST,
        "MOCHILA_INSTITUTION": "Universidad de Ejemplo",
        "MOCHILA_COUNTRY": "GT",
        "MOCHILA_VERSION": "local",
        "MOCHILA_REGISTRY_SIZE": "10",
        "WALLET_KEY": secrets.token_hex(16),
        "WALLET_ADMIN_KEY": secrets.token_hex(16),
    }


def _missing() -> str | None:
    if os.geteuid() != 0:
        return "it needs root"
    for tool in ("podman", "runc", "unshare", "ip"):
        if shutil.which(tool) is None:
            return f"there is no {tool}"
    for file in ("venv/bin/podman-compose", "docker-compose", "images"):
        if not (STATE / file).exists():
            return f"there is no {STATE / file}"
    return None


def _say(what: str) -> None:
    sys.stdout.write(f"compose-check: {what}\n")
    sys.stdout.flush()


def _fail(why: str) -> int:
    sys.stderr.write(f"compose-check: {why}\n")
    return 1


if __name__ == "__main__":
    sys.exit(inside(float(sys.argv[2])) if sys.argv[1:2] == ["inside"] else main())
