"""`issuer_api.domain.ports.Drawings`, drawn here."""

from datetime import datetime

from issuer_api.adapters.drawing.badge_image import badge_png, badge_svg
from issuer_api.adapters.drawing.certificate import certificate
from issuer_api.domain.award import Award
from issuer_api.domain.summary import Language


class Drawn:
    """Every drawing anew, in a fraction of a second."""

    def badge_svg(self, award: Award, lang: Language) -> str:
        return badge_svg(award, lang)

    def badge_png(self, award: Award, lang: Language) -> bytes:
        return badge_png(award, lang)

    def certificate(self, award: Award, lang: Language, *, link: str, credential: str, made: datetime) -> bytes:
        return certificate(award, lang, link=link, credential=credential, made=made)
