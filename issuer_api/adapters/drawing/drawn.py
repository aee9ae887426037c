"""`issuer_api.domain.ports.Drawings`, drawn here."""

from datetime import datetime

from issuer_api.adapters.drawing.badge_image import badge_png, badge_svg
from issuer_api.adapters.drawing.certificate import certificate
from issuer_api.adapters.drawing.verdict_page import verdict_page
from issuer_api.domain.award import Award
from issuer_api.domain.summary import Language
from verification.verification_receipt import VerificationReceipt


class Drawn:
    """Every drawing anew, in a fraction of a second."""

    def badge_svg(self, award: Award, lang: Language) -> str:
        return badge_svg(award, lang)

    def badge_png(self, award: Award, lang: Language) -> bytes:
        return badge_png(award, lang)

    def certificate(self, award: Award, lang: Language, *, link: str, credential: str, made: datetime) -> bytes:
        return certificate(award, lang, link=link, credential=credential, made=made)

    def receipt(
        self, found: VerificationReceipt, lang: Language, *, receipt: str, institution: str, did: str, host: str
    ) -> bytes:
        return verdict_page(found, lang, receipt=receipt, institution=institution, did=did, host=host)
