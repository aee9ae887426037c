"""Podman as this check uses it: settings, images and networks of its own, nothing of the machine's touched.

    write_settings(state)
    engine = Engine(state, project, files=(project / "docker-compose.yml",), variables={"MOCHILA_HOST": "…"})
    engine.build("localhost/mochila-node", dockerfile=project / "deploy/node/Dockerfile", context=project)
    engine.compose("up", "-d", "--no-build", "--no-deps", "database")     # inside `enclosed`
    engine.wait_healthy("database", seconds=60)

Run as a script it only writes the settings: `python tests/compose/engine.py var/compose`.
Uses the standard library alone, so that it runs before anything is installed.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

PROJECT = "mochila-check"
RUN = "/run/mochila-compose"
BUILD_TIME_FILES = ("/etc/pip.conf", "/etc/ssl/certs/ca-certificates.crt")
"""What the machine itself needs to reach its package mirrors; seen by a build, never part of an image."""

_AS_DOCKER_DOES = ("--in-pod=false", "--podman-run-args=--read-only-tmpfs=false")
"""Without a pod, and without the writable folders that podman puts into a read-only container by itself."""


class EngineError(Exception):
    """A container command failed; the message holds the end of what it said."""


def write_settings(state: Path) -> None:
    """Write storage.conf, run.conf and build.conf under `state` (an existing folder).

    crun, the default rlimits and systemd's cgroups do not work in a small machine without systemd; runc with
    cgroupfs does. /etc/hosts of the machine stays out of the containers.
    """
    state = state.resolve()
    volumes = [f"{name}:{name}:ro" for name in BUILD_TIME_FILES if Path(name).exists()]
    containers = [
        "[containers]",
        'default_ulimits = ["nofile=8192:8192", "nproc=16384:16384"]',
        'base_hosts_file = "none"',
    ]
    engine = [
        "[engine]",
        'runtime = "runc"',
        'cgroup_manager = "cgroupfs"',
        'events_logger = "file"',
        f'tmp_dir = "{RUN}/libpod"',
        "[network]",
        'network_backend = "netavark"',
        f'network_config_dir = "{state}/networks"',
    ]
    storage = [
        "[storage]",
        'driver = "overlay"',
        f'graphroot = "{state}/images"',
        f'runroot = "{RUN}/storage"',
    ]
    _write(state / "storage.conf", storage)
    _write(state / "run.conf", [*containers, *engine])
    _write(state / "build.conf", [*containers, f"volumes = {json.dumps(volumes)}", *engine])


def enclosed(command: Sequence[str]) -> int:
    """Run a command in network, process and mount namespaces of its own; returns its exit status. Needs root.

    It sees loopback alone and a /run of its own. Whatever it leaves behind (containers, bridges, firewall
    rules) ends with it, however it ends.
    """
    prepare = 'mount -t tmpfs tmpfs /run && ip link set lo up && exec "$@"'
    kinds = ["--net", "--mount", "--pid", "--mount-proc"]
    private = ["unshare", *kinds, "--fork", "--kill-child", "--propagation", "private"]
    return subprocess.run([*private, "sh", "-c", prepare, "sh", *command], check=False).returncode


@dataclass(frozen=True, slots=True)
class Engine:
    """One project's containers. `files` are the compose files in order, `variables` what they interpolate."""

    state: Path
    project: Path
    files: Sequence[Path] = ()
    variables: Mapping[str, str] = field(default_factory=dict)

    def build(self, tag: str, *, dockerfile: Path, context: Path, stage: str | None = None) -> None:
        """Build an image, or one stage of it; the docker format keeps HEALTHCHECK. Not inside `enclosed`.

        A stage that has a name stays when `forget_old_images` is called. Raises EngineError.
        """
        command = ["podman", "build", "--pull=never", "--format", "docker", "--network", "host"]
        command += ["--target", stage] if stage else []
        self._run([*command, "-t", tag, "-f", str(dockerfile), str(context)], settings="build.conf")

    def forget_old_images(self) -> None:
        """Remove what earlier builds left without a name. Raises EngineError."""
        self.podman("image", "prune", "--force")

    def compose(self, *arguments: str) -> str:
        """Run podman-compose on the project's files and return its standard output. Raises EngineError."""
        files = [part for file in self.files for part in ("-f", str(file))]
        program = str(self.state / "venv/bin/podman-compose")
        return self._run([program, *_AS_DOCKER_DOES, "-p", PROJECT, *files, *arguments])

    def podman(self, *arguments: str) -> str:
        """Run podman and return its standard output. Raises EngineError."""
        return self._run(["podman", *arguments])

    def container(self, service: str) -> str:
        """The name podman-compose gives a service's one container."""
        return f"{PROJECT}_{service}_1"

    def execute(self, service: str, *command: str) -> str:
        """Run a command inside a running service and return its standard output. Raises EngineError."""
        return self.podman("exec", self.container(service), *command)

    def wait_healthy(self, service: str, *, seconds: float) -> None:
        """Run the service's own health check until it passes; podman has no timer without systemd.

        Raises EngineError with the service's last log lines when it does not pass in time.
        """
        deadline = time.monotonic() + seconds
        while True:
            try:
                self.podman("healthcheck", "run", self.container(service))
            except EngineError:
                if time.monotonic() > deadline:
                    raise EngineError(f"{service} is not healthy:\n{self.logs(service)}") from None
                time.sleep(1)
            else:
                return

    def wait_ended(self, service: str) -> None:
        """Wait for a service that does one thing and ends. Raises EngineError when it ends badly."""
        code = self.podman("wait", self.container(service)).strip()
        if code != "0":
            raise EngineError(f"{service} ended with {code}:\n{self.logs(service)}")

    def logs(self, service: str, lines: int = 40) -> str:
        """The last lines a service wrote, standard error included."""
        command = ["podman", "logs", "--tail", str(lines), self.container(service)]
        done = subprocess.run(command, env=self._environment("run.conf"), capture_output=True, text=True, check=False)
        return done.stdout + done.stderr

    def clear(self) -> None:
        """Remove every container, volume and network of this engine; its images stay. Raises EngineError."""
        self.podman("rm", "--all", "--force", "--volumes")
        self.podman("volume", "rm", "--all", "--force")
        self.podman("network", "prune", "--force")

    def _environment(self, settings: str) -> dict[str, str]:
        return {
            **os.environ,
            **self.variables,
            "CONTAINERS_CONF": str(self.state / settings),
            "CONTAINERS_STORAGE_CONF": str(self.state / "storage.conf"),
        }

    def _run(self, command: Sequence[str], *, settings: str = "run.conf") -> str:
        done = subprocess.run(
            command,
            env=self._environment(settings),
            cwd=self.project,
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
        )
        if done.returncode != 0:
            said = (done.stdout + done.stderr).strip().splitlines()[-40:]
            name = " ".join(Path(part).name for part in command[:6])
            raise EngineError(f"{name} … ended with {done.returncode}:\n" + "\n".join(said))
        return done.stdout


def _write(path: Path, lines: Sequence[str]) -> None:
    path.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    write_settings(Path(sys.argv[1]))
