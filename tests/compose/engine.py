"""Podman as this check uses it: settings of its own, images of its own, nothing of the machine's touched.

    engine = Engine(Path("var/compose"), project=Path("."))
    engine.build("localhost/mochila-node", dockerfile=Path("deploy/node/Dockerfile"), context=Path("."))
    engine.compose("up", "-d", "--no-build", "database")
    engine.wait_healthy("database", seconds=60)

Run as a script it only writes the settings: `engine.py var/compose`.
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
BUILD_TIME_FILES = ("/etc/pip.conf", "/etc/ssl/certs/ca-certificates.crt")
"""What the machine itself needs to reach its package mirrors; seen by a build, never part of an image."""


class EngineError(Exception):
    """A container command failed; the message holds the end of what it said."""


def write_settings(state: Path) -> None:
    """Write storage.conf, run.conf and build.conf under `state` (an existing folder).

    crun, the default rlimits and systemd's cgroups do not work in a small machine without systemd; runc with
    cgroupfs does. /etc/hosts of the machine stays out of the containers.
    """
    state = state.resolve()
    volumes = [f"{name}:{name}:ro" for name in BUILD_TIME_FILES if Path(name).exists()]
    shared = (
        '[engine]\nruntime = "runc"\ncgroup_manager = "cgroupfs"\nevents_logger = "file"\n'
        f'tmp_dir = "{state}/tmp"\n'
        '[network]\nnetwork_backend = "netavark"\n'
    )
    limits = 'default_ulimits = ["nofile=8192:8192", "nproc=16384:16384"]\nbase_hosts_file = "none"\n'
    state = state.resolve()
    shared += f'network_config_dir = "{state}/networks"\n'
    (state / "storage.conf").write_text(
        f'[storage]\ndriver = "overlay"\ngraphroot = "{state}/images"\nrunroot = "{state}/run"\n'
    )
    (state / "run.conf").write_text(f"[containers]\n{limits}{shared}")
    (state / "build.conf").write_text(f"[containers]\n{limits}volumes = {json.dumps(volumes)}\n{shared}")


def leave_the_network() -> None:
    """Give this process, and all it starts from now on, network and mount namespaces of their own: loopback alone.

    podman's bridges, firewall rules and forwarding then end with it, and containers reach nothing outside.
    Needs root. Raises OSError or EngineError.
    """
    os.unshare(os.CLONE_NEWNET | os.CLONE_NEWNS)
    for command in (["mount", "--make-rprivate", "/"], ["ip", "link", "set", "lo", "up"]):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise EngineError(f"{' '.join(command)}: {done.stderr.strip()}")


@dataclass(frozen=True, slots=True)
class Engine:
    """One project's containers. `files` are the compose files in order, `variables` what they interpolate."""

    state: Path
    project: Path
    files: Sequence[Path] = ()
    variables: Mapping[str, str] = field(default_factory=dict)

    def build(self, tag: str, *, dockerfile: Path, context: Path) -> None:
        """Build an image; the docker format keeps HEALTHCHECK. Raises EngineError."""
        command = ["podman", "build", "--pull=never", "--format", "docker", "--network", "host"]
        command += ["-t", tag, "-f", str(dockerfile), str(context)]
        self._run(command, settings="build.conf")

    def compose(self, *arguments: str) -> str:
        """Run podman-compose on the project's files and return its standard output. Raises EngineError."""
        files = [part for file in self.files for part in ("-f", str(file))]
        command = [str(self.state / "venv/bin/podman-compose"), "-p", PROJECT, *files, *arguments]
        return self._run(command)

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

        Raises EngineError with the service's last log lines when it stops or does not pass in time.
        """
        name, deadline = self.container(service), time.monotonic() + seconds
        while True:
            try:
                self.podman("healthcheck", "run", name)
            except EngineError:
                running = self.podman("inspect", "--format", "{{.State.Running}}", name).strip() == "true"
                if not running or time.monotonic() > deadline:
                    raise EngineError(f"{service} is not healthy:\n{self.logs(service)}") from None
                time.sleep(1)
            else:
                return

    def logs(self, service: str, lines: int = 40) -> str:
        """The last lines a service wrote, standard error included."""
        command = ["podman", "logs", "--tail", str(lines), self.container(service)]
        done = subprocess.run(command, env=self._environment("run.conf"), capture_output=True, text=True, check=False)
        return done.stdout + done.stderr

    def _environment(self, settings: str) -> dict[str, str]:
        return {
            **os.environ,
            **self.variables,
            "CONTAINERS_CONF": str(self.state / settings),
            "CONTAINERS_STORAGE_CONF": str(self.state / "storage.conf"),
        }

    def _run(self, command: Sequence[str], *, settings: str = "run.conf") -> str:
        environment = self._environment(settings)
        done = subprocess.run(
            command, env=environment, cwd=self.project, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
        )
        if done.returncode != 0:
            said = (done.stdout + done.stderr).strip().splitlines()[-40:]
            raise EngineError(f"{' '.join(command[:6])} … ended with {done.returncode}:\n" + "\n".join(said))
        return done.stdout


if __name__ == "__main__":
    write_settings(Path(sys.argv[1]))
