"""An Open Badge of one award: Open Badges 3.0 in the Verifiable Credentials Data Model 2.0, not yet signed.

    badge = open_badge(award, salt=token_hex(16), place=StatusPlace(list_id, 94567))
    [signed] = signer.secure([badge], verification_method=f"{award.issuer}#key-1", created=award.issued)

Every term is one of the two contexts', so that nothing in it is lost to a signature. Knows no key, no database and no
list: which place in a status list is the badge's, the caller says.
"""

from issuer_api.domain.badge.achievement import CONTEXTS, achievement, achievement_document
from issuer_api.domain.badge.credential import StatusPlace, badge_file, open_badge
from issuer_api.domain.badge.subject import identity_hash

__all__ = [
    "CONTEXTS",
    "StatusPlace",
    "achievement",
    "achievement_document",
    "badge_file",
    "identity_hash",
    "open_badge",
]
