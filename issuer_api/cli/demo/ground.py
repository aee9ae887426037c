"""The ground that the demonstration stands on: an empty folder of its own, ports that are free, a host map."""

import json
import shutil
import socket
from pathlib import Path

import typer
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource

from issuer_api.settings import Settings

HOST = "salud.example.edu"
_MARK = ".mochila-demo"


class ExampleSettings(Settings):
    """Told by arguments alone: variables and `.env` of a real node lead no example to its chain, key or secrets.

    An example that took the key over would append to the real institution's log.
    """

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (init_settings,)


def fresh_folder(folder: Path) -> None:
    """Empty it, if it is an earlier demonstration's; raises typer.BadParameter where it holds anything else."""
    if folder.exists() and any(folder.iterdir()) and not (folder / _MARK).exists():
        raise typer.BadParameter(f"{folder} holds something that no demonstration put there. Name another folder.")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    (folder / _MARK).touch()


def free_ports(count: int) -> list[int]:
    """Ports on loopback that nobody listens on at this moment."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [found.getsockname()[1] for found in sockets]
    for found in sockets:
        found.close()
    return ports


def example_settings(data: Path, **more: object) -> Settings:
    """A node in this folder, on free ports, whose public host is its own loopback port."""
    api, database, messages, admin = free_ports(4)
    told = {
        "data": data,
        "host": HOST,
        "institution": "Universidad de Ejemplo",
        "dev_hosts": json.dumps({f"https://{HOST}": f"http://127.0.0.1:{api}"}),
        "api_port": api,
        "database_port": database,
        "agent_port": messages,
        "agent_admin_port": admin,
    }
    return ExampleSettings.model_validate(told | more)
