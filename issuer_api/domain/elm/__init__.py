"""One award as a European Digital Credential for Learning: European Learning Model v3, application profile EDC.

    credential = elm_credential(award, picture=png)
    uploadable(credential)       # for the European issuing platform, which seals it

An export, unsigned: the platform seals it with the institution's qualified seal, which a node does not have. It names
the learner, as the recommendation's Annex I asks; so it is the learner's and the institution's, never public.
"""

from issuer_api.domain.elm.credential import elm_credential, uploadable

__all__ = ["elm_credential", "uploadable"]
