"""What every command of the office shares: which node, on whose behalf, and how an answer is shown."""

import json
from typing import Annotated, Any

import typer
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from issuer_api.cli import out
from issuer_api.cli.client import Api, api_of
from issuer_api.settings import Settings

As = Annotated[
    str, typer.Option("--as", envvar="MOCHILA_AS", help="Whose token to use: a name given to `mochila token`.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]


def api(name: str) -> Api:
    """This machine's node, on behalf of `name`."""
    settings = Settings()
    return api_of(settings.node_url, settings.data / "tokens" / name)


def show(answer: Any, as_json: bool, table: Table) -> None:
    """JSON for programs, a table for people."""
    if as_json:
        out.print_json(json.dumps(answer))
    else:
        out.print(table)


class PlainTable(Table):
    """A table that shows its cells as they are: a name may hold square brackets."""

    def add_row(self, *cells: RenderableType | None, **options: Any) -> None:
        super().add_row(*(Text(cell) if isinstance(cell, str) else cell for cell in cells), **options)


def columns(title: str, *names: str) -> Table:
    """An empty table."""
    table = PlainTable(title=title, title_justify="left", expand=False)
    for name in names:
        table.add_column(name, overflow="fold", no_wrap=name == "id", min_width=36 if name == "id" else None)
    return table
