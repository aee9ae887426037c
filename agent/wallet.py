"""Typed client of a wallet in a multitenant ACA-Py: what a learner does. For demos and tests.

    agent = WalletHost("http://127.0.0.1:8041", api_key)
    wallet = agent.wallet(agent.create_tenant("learner-1"))
    wallet.take(invitation.invitation)
    wallet.credentials()

ACA-Py accepts offers and stores credentials by itself here; proof requests wait for `answer` or `decline`.
"""

import secrets
import time
from threading import Lock
from typing import Any

from agent.admin import AdminClient, read_presentation
from agent.errors import AgentNotReady, AgentRefused
from agent.models import HeldCredential, MatchingCredential, PresentationExchange, Tenant
from agent.transport import Transport, path

_POLL_SECONDS = 0.2


class WalletHost:
    """A multitenant ACA-Py: makes wallets."""

    def __init__(self, url: str, api_key: str) -> None:
        self._url, self._api_key = url, api_key
        self._call = Transport(url, api_key)
        self._one_at_a_time = Lock()

    def create_tenant(self, name: str) -> Tenant:
        """A new wallet of that name. Raises AgentRefused when there is one already.

        One at a time: ACA-Py opens the store that its tenants share on the first call, and when several come at once
        each opens it, and all but one of the stores are closed under those who use them.
        """
        body = {
            "wallet_name": name,
            "wallet_key": secrets.token_urlsafe(32),
            "wallet_type": "askar-anoncreds",
            "wallet_dispatch_type": "default",
            "label": name,
            "key_management_mode": "managed",
        }
        with self._one_at_a_time:
            return Tenant.model_validate(self._call("POST", "/multitenancy/wallet", body=body))

    def wallet(self, tenant: Tenant) -> "Wallet":
        return Wallet(self._url, self._api_key, tenant.token)


class Wallet:
    """One learner's wallet. Its methods raise AgentError alone."""

    def __init__(self, url: str, api_key: str, token: str) -> None:
        self._call = Transport(url, api_key, token)
        self.admin = AdminClient(url, api_key, token)

    def close(self) -> None:
        self._call.close()
        self.admin.close()

    def take(self, invitation: dict[str, Any]) -> str | None:
        """Accept an invitation; the connection's id, or None for a connectionless request."""
        query = {"auto_accept": "true", "use_existing_connection": "false"}
        answer = self._call("POST", "/out-of-band/receive-invitation", body=invitation, query=query)
        connection_id = answer.get("connection_id")
        return None if connection_id is None else str(connection_id)

    def credentials(self) -> list[HeldCredential]:
        answer = self._call("GET", "/credentials", query={"count": 1000})
        return [HeldCredential.model_validate(one) for one in answer["results"]]

    def proof_requests(self) -> list[PresentationExchange]:
        answer = self._call("GET", "/present-proof-2.0/records", query={"role": "prover"})
        return [read_presentation(one) for one in answer["results"]]

    def proof_request(self, pres_ex_id: str) -> PresentationExchange:
        return read_presentation(self._call("GET", path("present-proof-2.0", "records", pres_ex_id)))

    def wait_proof_request(self, thread_id: str, seconds: float = 20) -> PresentationExchange:
        """The request of a verifier's exchange, found by its thread. Raises AgentNotReady."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            for request in self.proof_requests():
                if request.thread_id == thread_id:
                    return request
            time.sleep(_POLL_SECONDS)
        raise AgentNotReady("the proof request did not reach the wallet")

    def matching(self, pres_ex_id: str) -> list[MatchingCredential]:
        """Held credentials with the names and restrictions asked for; predicates are not looked at."""
        where = path("present-proof-2.0", "records", pres_ex_id, "credentials")
        answer = self._call("GET", where, query={"limit": 1000})
        return [MatchingCredential.model_validate(one) for one in answer]

    def present(self, request: PresentationExchange, credential: HeldCredential) -> PresentationExchange:
        """Try to answer everything asked from one credential. Raises AgentRefused where no proof can be made
        (an unmet predicate): the exchange is then `abandoned` here, and the verifier has been told."""
        asked = request.request or {}
        chosen = {"cred_id": credential.referent}
        spec = {
            "self_attested_attributes": {},
            "requested_attributes": {
                referent: chosen | {"revealed": True} for referent in asked.get("requested_attributes", {})
            },
            "requested_predicates": dict.fromkeys(asked.get("requested_predicates", {}), chosen),
        }
        where = path("present-proof-2.0", "records", request.pres_ex_id, "send-presentation")
        return read_presentation(self._call("POST", where, body={"anoncreds": spec}))

    def decline(self, pres_ex_id: str, reason: str) -> None:
        """Tell the verifier, by a problem report, that there will be no proof."""
        where = path("present-proof-2.0", "records", pres_ex_id, "problem-report")
        self._call("POST", where, body={"description": reason})

    def answer(self, request: PresentationExchange) -> PresentationExchange:
        """Try honestly: present the first credential that matches; decline where none does.

        The wallet's own record afterwards: `presentation-sent` (or further), or `abandoned` with the reason
        in `error_msg`, which the verifier is not told. Whether a proof convinces is for the verifier to say:
        a revoked credential gives one that is sent and does not verify.
        """
        matching = self.matching(request.pres_ex_id)
        try:
            if matching:
                return self.present(request, matching[0].cred_info)
            self.decline(request.pres_ex_id, "no credential in this wallet matches the request")
        except AgentRefused:
            pass
        return self.proof_request(request.pres_ex_id)
