"""The PDF of a verification's receipt: one page of A4, with the signed record attached.

verdict_page(found, "es", receipt="eyJ0…", institution="Universidad de Ejemplo", did="did:webvh:…", host="…")
"""

from collections.abc import Mapping
from datetime import UTC, datetime

from issuer_api.adapters.drawing.page import INK, LEFT, POINT, QUIET, WIDTH, draw, lines, new_page, qr_png
from issuer_api.adapters.drawing.sheet import Box
from issuer_api.adapters.drawing.tagged import TaggedPdf
from issuer_api.adapters.drawing.typeface import REGULAR, SEMIBOLD
from issuer_api.adapters.drawing.weave import weave
from issuer_api.domain.summary import Language
from verification.four_lines import Line, four_lines
from verification.outcome import Outcome
from verification.verification_receipt import VerificationReceipt

ATTACHMENT = "verification.jwt"
_COLOURS = {Outcome.PASSED: "#0b5c4a", Outcome.FAILED: "#a3261b", Outcome.UNKNOWN: "#8a5a00", None: QUIET}
_BOX_TOP, _BOX_HEIGHT, _QR = 233.0, 44.0, 34.0
_WORDS: Mapping[Language, Mapping[str, str]] = {
    "es": {
        "title": "Constancia de verificación",
        "passed": "Todo lo comprobado está en orden",
        "failed": "No es válida",
        "unknown": "No se pudo comprobar todo",
        "mark_passed": "CORRECTO",
        "mark_failed": "FALLA",
        "mark_unknown": "NO SE SABE",
        "mark_none": "NO SE PIDIÓ",
        "about": "Se comprobó",
        "issuer": "Emitida, según dice, por",
        "when": "Comprobado el {} UTC",
        "digest": "Huella de lo entregado (SHA-256 de la sal y el archivo): {} · sal {}",
        "check": "Cómo comprobar esta constancia",
        "how": "Este PDF lleva adjunto el registro firmado (verification.jwt). Entrégalo en la página del "
        "código o a cualquier verificador de credenciales W3C: dirá quién lo firmó. El papel solo no "
        "prueba nada. La constancia dice lo que se sabía en ese momento; de lo ocurrido después no dice "
        "nada, y no nombra a la persona.",
        "signed": "Firmada por {}",
        "qr": "Código QR con la dirección de la página de verificación",
    },
    "pt": {
        "title": "Comprovante de verificação",
        "passed": "Tudo o que se verificou está em ordem",
        "failed": "Não é válida",
        "unknown": "Não foi possível verificar tudo",
        "mark_passed": "CORRETO",
        "mark_failed": "FALHA",
        "mark_unknown": "NÃO SE SABE",
        "mark_none": "NÃO FOI PEDIDO",
        "about": "Verificou-se",
        "issuer": "Emitida, segundo diz, por",
        "when": "Verificado em {} UTC",
        "digest": "Impressão digital do que foi entregue (SHA-256 do sal e do arquivo): {} · sal {}",
        "check": "Como verificar este comprovante",
        "how": "Este PDF leva anexado o registro assinado (verification.jwt). Entregue-o na página do código ou "
        "a qualquer verificador de credenciais W3C: dirá quem o assinou. O papel sozinho não prova nada. "
        "O comprovante diz o que se sabia naquele momento; do que ocorreu depois não diz nada, e não "
        "nomeia a pessoa.",
        "signed": "Assinado por {}",
        "qr": "Código QR com o endereço da página de verificação",
    },
    "en": {
        "title": "Receipt of a verification",
        "passed": "Everything that was checked is in order",
        "failed": "It is not valid",
        "unknown": "Not everything could be checked",
        "mark_passed": "RIGHT",
        "mark_failed": "WRONG",
        "mark_unknown": "NOT KNOWN",
        "mark_none": "NOT ASKED",
        "about": "What was checked",
        "issuer": "Issued, it says, by",
        "when": "Checked on {} UTC",
        "digest": "Digest of what was handed in (SHA-256 of salt and file): {} · salt {}",
        "check": "How to check this receipt",
        "how": "The signed record is attached to this PDF (verification.jwt). Hand it in on the page behind the "
        "code, or to any verifier of W3C credentials: it will say who signed it. The paper alone proves "
        "nothing. The receipt says what was known at that time; of what came after it says nothing, and "
        "it does not name the person.",
        "signed": "Signed by {}",
        "qr": "QR code with the address of the verification page",
    },
}


def verdict_page(
    found: VerificationReceipt, lang: Language, *, receipt: str, institution: str, did: str, host: str
) -> bytes:
    """The document; raises Invalid (not-printable) for a character that the typeface lacks."""
    words, pattern = _WORDS[lang], weave(institution, "receipt")
    made = datetime.strptime(found.at, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    pdf = new_page(f"{words['title']} · {institution}", institution, lang, made, pattern)
    outcome = found.verdict.outcome
    y = lines(pdf, "P", [institution], 27, 13, SEMIBOLD, pattern.ground)
    y = lines(pdf, "H1", [words["title"]], y + 2, 25, SEMIBOLD, INK)
    y = lines(pdf, "P", [words["when"].format(f"{made:%Y-%m-%d %H:%M}")], y + 1, 11, REGULAR, QUIET)
    y = lines(pdf, "H2", [words[outcome.value]], y + 6, 16, SEMIBOLD, _COLOURS[outcome])
    for label, text in ((words["about"], found.title), (words["issuer"], found.subject)):
        if text:
            y = lines(pdf, "P", [f"{label}: {text}"], y + 1.5, 10, REGULAR, INK)
    y += 4
    for line in four_lines(found.verdict, lang):
        y = _line(pdf, line, words, y) + 3
    if found.salt and found.digest:
        lines(pdf, "P", [words["digest"].format(found.digest, found.salt)], y + 2, 7.5, REGULAR, QUIET)
    _checking(pdf, words, f"https://{host}/verify", did)
    pdf.embed_file(
        bytes=receipt.encode(),
        basename=ATTACHMENT,
        mime_type="application/vc+jwt",
        associated_file_relationship="Source",
        modification_date=made,
    )
    return bytes(pdf.output())


def _line(pdf: TaggedPdf, line: Line, words: Mapping[str, str], y: float) -> float:
    colour = _COLOURS[line.outcome]
    with pdf.artifact():
        draw(pdf, Box(LEFT, y, 1.2, 14, colour))
    mark = words[f"mark_{line.outcome.value if line.outcome else 'none'}"]
    x, width = LEFT + 5, WIDTH - 5
    y = lines(pdf, "P", [f"{mark} · {line.title}"], y, 11, SEMIBOLD, colour, x=x, width=width)
    return max(lines(pdf, "P", [line.sentence], y + 0.5, 10, REGULAR, INK, x=x, width=width), y + 9)


def _checking(pdf: TaggedPdf, words: Mapping[str, str], page: str, did: str) -> None:
    with pdf.artifact():
        draw(pdf, Box(LEFT - 4, _BOX_TOP, WIDTH + 8, _BOX_HEIGHT, "#f3f1ea", radius=3))
    with pdf.tagged("Figure", words["qr"]):
        pdf.image(qr_png(page), LEFT, _BOX_TOP + 5, _QR, _QR)
    pdf.link(LEFT, _BOX_TOP + 5, _QR, _QR, page)
    x, width = LEFT + _QR + 7, WIDTH - _QR - 7
    y = lines(pdf, "H2", [words["check"]], _BOX_TOP + 5, 11.5, SEMIBOLD, INK, x=x, width=width)
    y = lines(pdf, "P", [words["how"]], y + 1, 8.5, REGULAR, INK, x=x, width=width)
    lines(pdf, "P", [words["signed"].format(did)], y + POINT * 4, 7, REGULAR, QUIET, x=x, width=width)
