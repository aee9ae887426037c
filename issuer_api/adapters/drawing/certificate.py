"""The PDF that a learner prints or sends: one page of A4, with the signed credential attached and a way to check it.

    certificate(award, "es", link="https://…/credential#…", credential='{"@context": …}', made=now)

`verification.baked` takes the credential out again. The link is a secret that shows the credential: it
stands in the code alone.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from issuer_api.adapters.drawing.page import INK, LEFT, POINT, QUIET, WIDTH, draw, lines, new_page, qr_png
from issuer_api.adapters.drawing.sheet import Box, Polygon
from issuer_api.adapters.drawing.tagged import TaggedPdf
from issuer_api.adapters.drawing.typeface import REGULAR, SEMIBOLD, Typeface
from issuer_api.adapters.drawing.weave import Weave, weave
from issuer_api.domain.award import Award
from issuer_api.domain.summary import WORDS, Fact, Language, facts

ATTACHMENT = "credential.json"
_BOX_TOP, _BOX_HEIGHT, _QR = 229.0, 46.0, 38.0
_WORDS: Mapping[Language, Mapping[str, str]] = {
    "es": {
        "to": "se otorga a",
        "outcomes": "Resultados de aprendizaje",
        "check": "Cómo comprobarla",
        "scan": "Escanea el código: la página de la institución muestra esta microcredencial y dice si es auténtica "
        "y si sigue vigente. El código es un enlace secreto: quien lo tenga ve lo mismo que tú en este documento.",
        "attached": "Este PDF lleva adjunta la credencial firmada (credential.json, Open Badges 3.0). Cualquier "
        "verificador la comprueba sin preguntar a quien la muestra. El papel solo, sin comprobarla, no prueba nada.",
        "issuer": "Identificador de quien la emite",
        "qr": "Código QR con el enlace de verificación",
    },
    "pt": {
        "to": "é concedida a",
        "outcomes": "Resultados de aprendizagem",
        "check": "Como verificar",
        "scan": "Leia o código: a página da instituição mostra esta microcredencial e diz se é autêntica e se continua "
        "válida. O código é um link secreto: quem o tiver vê o mesmo que você neste documento.",
        "attached": "Este PDF leva anexada a credencial assinada (credential.json, Open Badges 3.0). Qualquer "
        "verificador a confere sem perguntar a quem a mostra. O papel sozinho, sem verificação, não prova nada.",
        "issuer": "Identificador de quem a emite",
        "qr": "Código QR com o link de verificação",
    },
    "en": {
        "to": "is awarded to",
        "outcomes": "Learning outcomes",
        "check": "How to check it",
        "scan": "Scan the code: the institution's page shows this microcredential and says whether it is authentic and "
        "still in force. The code is a secret link: whoever has it sees what you see on this page.",
        "attached": "The signed credential is attached to this PDF (credential.json, Open Badges 3.0). Any verifier "
        "can check it without asking whoever shows it. The paper alone, unchecked, proves nothing.",
        "issuer": "Issuer's identifier",
        "qr": "QR code with the verification link",
    },
}


def certificate(award: Award, lang: Language, *, link: str, credential: str, made: datetime) -> bytes:
    """The document; raises Invalid (not-printable) for a character that the typeface lacks."""
    words, pattern = _WORDS[lang], weave(award.awarding_body, award.elements.title)
    title = f"{WORDS[lang]['kind']}: {award.elements.title} · {award.full_name}"
    pdf = new_page(title, award.awarding_body, lang, made, pattern)
    y = _heading(pdf, award, words, lang, pattern)
    y = _facts(pdf, facts(award, lang), y)
    _outcomes(pdf, words["outcomes"], award.elements.outcomes, y, pattern)
    _checking(pdf, words, link, award.issuer, pattern)
    pdf.embed_file(
        bytes=credential.encode(),
        basename=ATTACHMENT,
        mime_type="application/ld+json",
        associated_file_relationship="Source",
        modification_date=made,
    )
    return bytes(pdf.output())


def _heading(pdf: TaggedPdf, award: Award, words: Mapping[str, str], lang: Language, pattern: Weave) -> float:
    """Kind, title, learner, institution; returns where it ends."""
    kind = WORDS[lang]["kind"].upper()
    size = _size(award.awarding_body, SEMIBOLD, (15, 13, 11, 9), most=2)
    y = lines(pdf, "P", [award.awarding_body], _top(award), size, SEMIBOLD, pattern.ground)
    y = lines(pdf, "P", [kind], y + 5.5, 9.5, SEMIBOLD, QUIET, spacing=1.6)
    size = _size(award.elements.title, SEMIBOLD, (31, 28, 25, 22, 19, 16, 13), most=2)
    y = lines(pdf, "H1", [award.elements.title], y + 0.5, size, SEMIBOLD, INK)
    y = lines(pdf, "P", [words["to"]], y + 4.5, 11, REGULAR, QUIET)
    size = _size(award.full_name, SEMIBOLD, (23, 20, 17, 14, 11, 9), most=2)
    y = lines(pdf, "P", [award.full_name], y + 0.2, size, SEMIBOLD, pattern.ground)
    with pdf.artifact():
        draw(pdf, Box(LEFT, y + 4.5, 24, 0.9, pattern.threads[0]))
    return y + 10


def _top(award: Award) -> float:
    """A page with little on it begins lower."""
    text = " ".join((award.elements.title, *award.elements.outcomes))
    return 36 if len(text) < 700 and len(award.elements.outcomes) <= 6 else 27


def _size(text: str, face: Typeface, sizes: Sequence[float], most: int) -> float:
    """The greatest size at which the text has so many lines at most."""
    composed = face.printable(text)
    return next((size for size in sizes if len(face.lines(composed, size * POINT, WIDTH)) <= most), sizes[-1])


def _facts(pdf: TaggedPdf, said: Sequence[Fact], y: float) -> float:
    """Three in a row."""
    gap = 6.0
    width = (WIDTH - 2 * gap) / 3
    for start in range(0, len(said), 3):
        row = said[start : start + 3]
        ends = [_fact(pdf, fact, LEFT + place * (width + gap), y, width) for place, fact in enumerate(row)]
        y = max(ends) + 3
    return y + 1.5


def _fact(pdf: TaggedPdf, fact: Fact, x: float, y: float, width: float) -> float:
    y = lines(pdf, "P", [fact.label], y, 8.5, REGULAR, QUIET, x=x, width=width)
    size = 11 if len(fact.text) <= 70 else 8
    return lines(pdf, "P", [fact.text], y + 0.3, size, SEMIBOLD, INK, x=x, width=width)


def _outcomes(pdf: TaggedPdf, heading: str, outcomes: Sequence[str], y: float, pattern: Weave) -> None:
    """As large as the room above the box allows: twenty long ones fit too."""
    y = lines(pdf, "H2", [heading], y, 11, SEMIBOLD, pattern.ground) + 1.2
    texts = [REGULAR.printable(outcome) for outcome in outcomes]
    sizes = [tenths / 10 for tenths in range(124, 28, -2)]
    size = next((size for size in sizes if y + _tall(texts, size) <= _BOX_TOP - 4), sizes[-1])
    for text in texts:
        with pdf.artifact():
            draw(pdf, _bullet(y + size * POINT * 0.66, size * POINT * 0.24, pattern.ground))
        y = lines(pdf, "P", [text], y, size, REGULAR, INK, x=LEFT + 4.5, width=WIDTH - 4.5) + size * POINT * 0.22


def _tall(texts: Sequence[str], size: float) -> float:
    count = sum(len(REGULAR.lines(text, size * POINT, WIDTH - 4.5)) for text in texts)
    return (count * 1.25 + len(texts) * 0.22) * size * POINT


def _bullet(y: float, half: float, fill: str) -> Polygon:
    x = LEFT + 1.2
    return Polygon(((x - half, y), (x, y - half * 1.3), (x + half, y), (x, y + half * 1.3)), fill)


def _checking(pdf: TaggedPdf, words: Mapping[str, str], link: str, issuer: str, pattern: Weave) -> None:
    with pdf.artifact():
        draw(pdf, Box(LEFT - 4, _BOX_TOP, WIDTH + 8, _BOX_HEIGHT + 2, "#f3f1ea", radius=3))
    with pdf.tagged("Figure", words["qr"]):
        pdf.image(qr_png(link), LEFT, _BOX_TOP + 5, _QR, _QR)
    pdf.link(LEFT, _BOX_TOP + 5, _QR, _QR, link)
    x, width = LEFT + _QR + 7, WIDTH - _QR - 7
    y = lines(pdf, "H2", [words["check"]], _BOX_TOP + 5, 11.5, SEMIBOLD, pattern.ground, x=x, width=width)
    for paragraph in (words["scan"], words["attached"]):
        y = lines(pdf, "P", [paragraph], y + 1.2, 8.8, REGULAR, INK, x=x, width=width)
    lines(pdf, "P", [f"{words['issuer']}: {issuer}"], y + 1.6, 7, REGULAR, QUIET, x=x, width=width)
