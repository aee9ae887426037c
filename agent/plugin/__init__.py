"""Runs inside ACA-Py: the AnonCreds registry for did:webvh, and what ACA-Py leaves undone.

Knows AnonCreds objects, the node's internal API and ACA-Py's records.
Alone imports acapy_agent. Holds no signing key: it hands content to the node, which signs and publishes it.
Does not know learners nor batches, and decides nothing about who is revoked.

`MOCHILA_AGENT_ROLE=issuer` reads and publishes; `holder` reads only. Anything missing stops ACA-Py:
a registry that is half there would lose revocations in silence.

    settings.py   the environment, checked    node.py       HTTP: the node, other institutions
    resources.py  fetch and verify            registry.py   ACA-Py's resolver and registrar ports
    tails.py      tails files, both ways      issuing.py    finish an issuance, exactly once
    publishing.py make the published revocation list equal the wanted one      notices.py  tell holders, once
    registries.py how full each registry is
    routes.py     the admin routes of the last four
"""

from acapy_agent.anoncreds.registry import AnonCredsRegistry
from acapy_agent.config.injection_context import InjectionContext

from agent.plugin.errors import Misconfigured
from agent.plugin.node import Web
from agent.plugin.registry import WebvhRegistrar, WebvhResolver
from agent.plugin.resources import Resources
from agent.plugin.settings import PluginSettings
from agent.plugin.tails import TailsFiles, upload_through_node


async def setup(context: InjectionContext) -> None:
    """Called once by ACA-Py at start-up. Ends the process when the plugin cannot do its work."""
    try:
        settings = PluginSettings.from_environment()
        _install(context, settings)
    except Misconfigured as error:
        raise SystemExit(f"agent.plugin: {error}") from error


def _install(context: InjectionContext, settings: PluginSettings) -> None:
    registry = context.inject_or(AnonCredsRegistry)
    if registry is None:
        raise Misconfigured("ACA-Py has no AnonCreds registry: start it with --wallet-type askar-anoncreds")
    _drop_stub(registry)
    web = Web(settings)
    tails = TailsFiles(web, prefetch=settings.issuer is None)
    resources = Resources(settings, web)
    context.injector.bind_instance(Resources, resources)
    context.injector.bind_instance(TailsFiles, tails)
    registry.register(WebvhResolver(resources, tails))
    if settings.issuer is not None:
        if not context.settings.get("tails_server_base_url"):
            raise Misconfigured("an issuer needs --tails-server-base-url")
        # off by default and without a flag: ACA-Py would leave a registry half made when it was killed
        context.update_settings({"anoncreds.revocation.auto_recovery_enabled": True})
        upload_through_node(web)
        registry.register(WebvhRegistrar(settings.issuer.did, web, resources))


def _drop_stub(registry: AnonCredsRegistry) -> None:
    """ACA-Py ships a did:web registry that claims identifiers and implements nothing."""
    for handlers in (registry.resolvers, registry.registrars):
        handlers[:] = [handler for handler in handlers if type(handler).__name__ != "DIDWebRegistry"]
