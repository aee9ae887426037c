"""The pages that people open: a learner's claim, a credential that was shared, and where anybody has one checked. No
secret reaches them: each link's token stands behind its `#`, and the page's script sends it in a body."""

from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import FileResponse

from issuer_api.domain.errors import NotFound

router = APIRouter(include_in_schema=False)
_WEB = Path(__file__).parent.parent / "web"
_FILES = {
    "page.css": "text/css",
    "page.js": "text/javascript",
    "claim.js": "text/javascript",
    "credential.js": "text/javascript",
    "ask.js": "text/javascript",
    "ask_texts.js": "text/javascript",
    "camera.js": "text/javascript",
    "r.js": "text/javascript",
    "verify.js": "text/javascript",
    "verify_texts.js": "text/javascript",
}
_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-cache",
}


def page(name: str) -> FileResponse:
    """A page of ours, under the one policy of what it may load."""
    return FileResponse(_WEB / name, media_type="text/html", headers=_HEADERS)


@router.get("/claim", response_class=FileResponse)
def claim() -> FileResponse:
    return page("claim.html")


@router.get("/credential", response_class=FileResponse)
def credential() -> FileResponse:
    return page("credential.html")


@router.get("/verify", response_class=FileResponse)
def verify() -> FileResponse:
    return page("verify.html")


@router.get("/ask", response_class=FileResponse)
def ask() -> FileResponse:
    return page("ask.html")


@router.get("/web/{name}", response_class=FileResponse)
def file(name: str) -> FileResponse:
    if name not in _FILES:
        raise NotFound("not-found", "There is no such file.")
    return FileResponse(_WEB / name, media_type=_FILES[name], headers=_HEADERS)
