"""mochila learners …"""

import json
import os
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from issuer_api.cli import app, out
from issuer_api.cli.client import language
from issuer_api.cli.office import As, AsJson, api, columns, show
from issuer_api.domain.erasure import AskedBy

group = typer.Typer(help="A person's rights: see what the node holds of them, have it erased.", no_args_is_help=True)
app.add_typer(group, name="learners")
Number = Annotated[str, typer.Argument(help="The institution's own number of the learner; - reads it from stdin.")]
Asked = Annotated[AskedBy, typer.Option("--asked-by", help="Who asked: a role, which stands in the receipt.")]
Save = Annotated[Path | None, typer.Option("--save", help="A file to write it to, readable by you alone.")]
_WORDS = {
    "es": {
        "title": "Se destruirá",
        "credentials": "credenciales",
        "in_wallets": "de ellas, en billeteras",
        "not_revoked": "que seguirán valiendo, sin poder revocarse (--revoke las revoca antes)",
        "under_way": "en camino a una billetera, que se detendrán",
        "receipts": "recibos del registro en cadena",
        "unissued_rows": "filas en lotes sin emitir",
        "changes_to_publish_first": "cambios de estado que se publicarán antes",
        "keep": "Guarde este identificador: con él se encuentra el recibo, y con el número ya no.",
        "ask": "¿Borrar a esta persona? No se puede deshacer.",
        "done": "Borrada. El recibo es para la persona que lo pidió:",
        "later": "Anotado. Aún no termina; el nodo sigue solo. Pida el recibo con:",
        "saved": "Escrito en",
        "again": "borrados aplicados de nuevo; sin terminar:",
    },
    "pt": {
        "title": "Será destruído",
        "credentials": "credenciais",
        "in_wallets": "delas, em carteiras",
        "not_revoked": "que continuarão valendo, sem poder ser revogadas (--revoke as revoga antes)",
        "under_way": "a caminho de uma carteira, que serão detidas",
        "receipts": "recibos do registro na cadeia",
        "unissued_rows": "linhas em lotes não emitidos",
        "changes_to_publish_first": "mudanças de estado a publicar antes",
        "keep": "Guarde este identificador: com ele se encontra o recibo, e com o número não mais.",
        "ask": "Apagar esta pessoa? Não se pode desfazer.",
        "done": "Apagada. O recibo é para a pessoa que o pediu:",
        "later": "Anotado. Ainda não terminou; o nó continua sozinho. Peça o recibo com:",
        "saved": "Escrito em",
        "again": "apagamentos aplicados de novo; sem terminar:",
    },
    "en": {
        "title": "To be destroyed",
        "credentials": "credentials",
        "in_wallets": "of them in wallets",
        "not_revoked": "which will hold on and can no longer be revoked (--revoke revokes them first)",
        "under_way": "on their way to a wallet, which will be stopped",
        "receipts": "receipts of the log on the chain",
        "unissued_rows": "rows in batches not issued yet",
        "changes_to_publish_first": "changes of standing to be published first",
        "keep": "Keep this identifier: the receipt is found by it, and by the number no more.",
        "ask": "Erase this person? It cannot be undone.",
        "done": "Erased. The receipt is for the person who asked:",
        "later": "Recorded. It is not finished; the node goes on by itself. Ask for the receipt with:",
        "saved": "Written to",
        "again": "erasures applied again; unfinished:",
    },
}


@group.command("show")
def of_person(number: Number, save: Save = None, by: As = "officer") -> None:
    """All that the node holds of one person, as JSON, for that person."""
    _give(api(by).post("/learners/lookup", {"number": _number(number)}), save)


@group.command("erase")
def erase(
    number: Number,
    asked_by: Asked = AskedBy.LEARNER,
    revoke: Annotated[bool, typer.Option("--revoke", help="Revoke first what they hold.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be destroyed, and stop.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    save: Save = None,
    by: As = "officer",
    as_json: AsJson = False,
) -> None:
    """Destroy what the node holds of one person, and get the signed receipt. It cannot be undone."""
    node, number = api(by), _number(number)
    plan = node.post("/learners/erasures/plan", {"number": number})
    if dry_run or not (yes or as_json):
        _show_plan(plan, as_json)
    if dry_run:
        return
    if not yes:
        typer.confirm(_words()["ask"], abort=True)
    done = node.post("/learners/erasures", {"number": number, "asked_by": asked_by, "revoke": revoke})
    _show_erasure(done, save, as_json)


@group.command("receipt")
def receipt(learner_id: str, save: Save = None, by: As = "officer", as_json: AsJson = False) -> None:
    """The receipt of an erasure, by the learner's id that was told when it was asked for."""
    _show_erasure(api(by).get(f"/learners/{learner_id}/erasure"), save, as_json)


@group.command("erasures")
def erasures(save: Save = None, by: As = "officer", as_json: AsJson = False) -> None:
    """Every erasure. Keep the file with each backup: `reapply-erasures` wants it after a restore."""
    found = api(by).get("/learners/erasures")
    if save:
        _give(found, save)
        return
    table = columns("Erasures", "id", "learner", "state", "asked by", "requested", "done")
    for item in found:
        table.add_row(
            item["id"],
            item["learner_id"],
            item["state"],
            item["asked_by"],
            item["requested_at"],
            item["done_at"] or "—",
        )
    show(found, as_json, table)


@group.command("reapply-erasures")
def reapply(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="What `erasures --save` wrote.")],
    by: As = "officer",
) -> None:
    """After a backup was restored: erase again whoever had been erased. Whom the backup did not know is skipped."""
    node = api(by)
    done = [_again(node, item) for item in json.loads(file.read_text())]
    known = [state for state in done if state]
    left = sum(state != "done" for state in known)
    out.print(f"{len(known)} {_words()['again']} {left}", highlight=False)


def _again(node: Any, item: dict[str, Any]) -> str | None:
    from issuer_api.cli.client import ApiError

    body = {"learner_id": item["learner_id"], "asked_by": item["asked_by"], "revoke": False}
    try:
        return str(node.post("/learners/erasures", body)["state"])
    except ApiError as error:
        if error.status == 404:
            return None
        raise


def _show_plan(plan: dict[str, Any], as_json: bool) -> None:
    words = _words()
    table = columns(words["title"], "", "")
    for name in list(plan)[1:]:
        table.add_row(str(plan[name]), words[name])
    show(plan, as_json, table)
    if plan["learner_id"] and not as_json:
        out.print(f"{words['keep']} {plan['learner_id']}", highlight=False, soft_wrap=True)


def _show_erasure(erasure: dict[str, Any], save: Path | None, as_json: bool) -> None:
    words = _words()
    if as_json:
        out.print_json(json.dumps(erasure))
    elif erasure["receipt"] is None:
        out.print(f"{words['later']} mochila learners receipt {erasure['learner_id']}", highlight=False, soft_wrap=True)
    else:
        out.print(words["done"], highlight=False)
        _give(erasure["receipt"], save)


def _give(what: Any, save: Path | None) -> None:
    if save is None:
        out.print_json(json.dumps(what))
        return
    with os.fdopen(os.open(save, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(what, file, indent=2, ensure_ascii=False)
        file.write("\n")
    out.print(f"{_words()['saved']} {save}", highlight=False, soft_wrap=True)


def _number(given: str) -> str:
    """With -, a number that stands in no list of processes and no shell's history."""
    return sys.stdin.readline().strip() if given == "-" else given


def _words() -> dict[str, str]:
    return _WORDS.get(language(), _WORDS["es"])
