"""The node's web application.

uvicorn.run(build_app(parts.node, internal_secret=…))
"""

from fastapi import FastAPI

from issuer_api.routes import (
    achievements,
    anchors,
    asks,
    batches,
    bounds,
    bulk_verifications,
    bundles,
    claims,
    credentials,
    designs,
    downloads,
    endorsements,
    health,
    internal,
    learners,
    pages,
    problem,
    proofs,
    public,
    registries,
    shown,
    status,
    status_changes,
    vc_api,
    verifications,
    webhooks,
    witness,
)
from issuer_api.routes.pace import Pace
from issuer_api.usecases.desk import Desk
from issuer_api.usecases.node import Node
from issuer_api.usecases.transparency import Transparency

DESCRIPTION = """A university's node: designs, batches, credentials, revocations, proof requests, receipts.

Private parts want `Authorization: Bearer TOKEN` (`mochila token NAME` gives one). Errors are problem
details (RFC 9457).
"""


def build_app(
    node: Node,
    internal_secret: str,
    chain_label: str,
    dev_hosts: tuple[str, ...] = (),
    transparency: Transparency | None = None,
    desk: Desk | None = None,
    bulk_bytes: int = 2**30,
) -> FastAPI:
    """`internal_secret`: what the node's own agent presents. The labels and hosts are shown on the health page.
    Without `transparency` the node is no witness, and shows no checkpoint; without `desk` nothing of others is judged.
    `bulk_bytes`: the most that may be handed in to be verified in bulk."""
    app = FastAPI(title="Mochila", version="0.1.0", description=DESCRIPTION, redoc_url=None)
    app.state.node, app.state.internal_secret, app.state.dev_hosts = node, internal_secret, dev_hosts
    app.state.chain_label, app.state.pace = chain_label, Pace()
    app.add_middleware(bounds.Bounds, limits=bounds.limits(bulk_bytes))
    problem.install(app)
    if desk:  # first: /credentials/{credential_id} would take its paths
        app.state.desk = desk
        app.include_router(vc_api.router)
        app.include_router(verifications.router)
        app.include_router(bulk_verifications.router)
        app.include_router(webhooks.router)
        app.include_router(endorsements.router)
    for room in (
        public,
        achievements,
        pages,
        claims,
        downloads,
        shown,
        health,
        designs,
        batches,
        credentials,
        status_changes,
        registries,
        learners,
        bundles,
        proofs,
        asks,
        anchors,
        internal,
        status,
    ):
        app.include_router(room.router)
    if transparency:
        app.state.transparency = transparency
        app.include_router(witness.router)
    return app
