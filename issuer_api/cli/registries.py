"""mochila registries"""

from issuer_api.cli import app, err
from issuer_api.cli.office import As, AsJson, api, columns, show


@app.command("registries")
def registries(by: As = "officer", as_json: AsJson = False) -> None:
    """How full the revocation registries and the badges' status lists are."""
    found = api(by).get("/registries")
    table = columns("Registries", "registry or list", "used", "of", "share", "state")
    for registry in found["registries"]:
        state = "issued from" if registry["active"] else {"finished": "stands by"}.get(registry["state"], "full")
        filling = " — nearly full" if registry["warning"] else ""
        share = f"{registry['share']:.0%}"
        table.add_row(registry["id"], str(registry["used"]), str(registry["capacity"]), share, state + filling)
    for listed in found["status_lists"]:
        share = f"{listed['used'] / listed['capacity']:.0%}"
        table.add_row(listed["id"], str(listed["used"]), str(listed["capacity"]), share, "badges")
    show(found, as_json, table)
    if found["warning"] and not as_json:
        err.print(
            f"Only {found['free']} places are ready and {found['waiting']} credentials wait. The worker makes another "
            "registry; if this stays so, see whether worker and agent are well.",
            highlight=False,
        )
