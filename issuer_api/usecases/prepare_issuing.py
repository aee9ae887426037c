"""Make the node able to issue: one schema and one credential definition for every design of the institution.

All designs share them, so that neither the definition nor the registry in a proof betrays the course.
"""

from issuer_api.domain.attributes import ATTRIBUTES, SCHEMA_NAME, SCHEMA_VERSION
from issuer_api.usecases.node import Node, institution_of

TAG = "mochila"


def prepare_issuing(node: Node) -> str:
    """The credential definition's id. Done already, or half done before a crash: finds what is there."""
    with node.store() as work:
        institution = institution_of(work)
        if institution.cred_def_id:
            return institution.cred_def_id
    schema_id = node.agent.publish_schema(institution.did, SCHEMA_NAME, SCHEMA_VERSION, list(ATTRIBUTES))
    cred_def_id = node.agent.publish_cred_def(institution.did, schema_id, TAG, node.registry_size)
    with node.store() as work:
        found = institution_of(work)
        found.schema_id, found.cred_def_id = schema_id, cred_def_id
    return cred_def_id
