"""Make the node able to issue: one schema and one credential definition for every design of the institution.

All designs share them, so that neither the definition nor the registry in a proof betrays the course.
"""

from issuer_api.domain.attributes import ATTRIBUTES, SCHEMA_NAME, SCHEMA_VERSION
from issuer_api.usecases.node import Node, institution_of

TAG = "mochila"


def prepare_issuing(node: Node) -> bool:
    """Whether the node can issue. Half done before a crash: finds what is there. Somebody else at it: leaves it to
    them, for a credential definition takes seconds to make and one is enough."""
    with node.store() as work:
        institution = institution_of(work)
        if institution.cred_def_id:
            return True
        if not work.alone("prepare issuing"):
            return False
        schema_id = node.agent.publish_schema(institution.did, SCHEMA_NAME, SCHEMA_VERSION, list(ATTRIBUTES))
        cred_def_id = node.agent.publish_cred_def(institution.did, schema_id, TAG, node.registry_size)
        institution.schema_id, institution.cred_def_id = schema_id, cred_def_id
        return True
