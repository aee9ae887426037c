"""What is wanted of every list in which a credential has an entry: one truth for all its forms."""

from issuer_api.domain.credential import Credential
from issuer_api.domain.ports import Work
from issuer_api.domain.status import Standing, StatusEntry


def want(work: Work, credential: Credential) -> None:
    """Write the credential's standing into its entries, those of the wallet's form and of the badge alike."""
    for list_id, index in places(credential):
        entry = work.status_entries.get((list_id, index)) or work.status_entries.add(
            StatusEntry(list_id=list_id, index=index)
        )
        entry.revoked = credential.standing is Standing.REVOKED
        entry.suspended = credential.standing is Standing.SUSPENDED


def places(credential: Credential) -> list[tuple[str, int]]:
    """(list id, index) of each of its forms that has one yet."""
    pairs = ((credential.rev_reg_id, credential.cred_rev_id), (credential.status_list_id, credential.status_index))
    return [(list_id, index) for list_id, index in pairs if list_id is not None and index is not None]
