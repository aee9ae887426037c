"""Answers that may be kept and asked for again (RFC 9110 section 13, RFC 9111): ETag, Last-Modified, 304.

return answer(request, body, "application/vc", modified=signed_at, max_age=300)
"""

from email.utils import formatdate, parsedate_to_datetime
from hashlib import sha256

from fastapi import Request, Response


def answer(request: Request, body: bytes, media_type: str, *, modified: int, max_age: int, vary: str = "") -> Response:
    """The body, or 304 where the caller has it already. `modified` in Unix seconds, `max_age` in seconds.

    Anybody's page may read it (CORS). The ETag is strong and of this representation alone; no-transform keeps
    whoever is between from compressing once more what is compressed inside, and the ETag true.
    """
    headers = {
        "ETag": f'"{sha256(media_type.encode() + b"\n" + body).hexdigest()[:32]}"',
        "Last-Modified": formatdate(modified, usegmt=True),
        "Cache-Control": f"public, max-age={max_age}, no-transform",
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Expose-Headers": "ETag",
    }
    if vary:
        headers["Vary"] = vary
    if _has_it(request, headers["ETag"], modified):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=media_type, headers=headers)


def _has_it(request: Request, etag: str, modified: int) -> bool:
    """If-None-Match, compared weakly as RFC 9110 says; If-Modified-Since only where there is none."""
    if (tags := request.headers.get("if-none-match")) is not None:
        return tags.strip() == "*" or etag in (tag.strip().removeprefix("W/") for tag in tags.split(","))
    try:
        since = parsedate_to_datetime(request.headers.get("if-modified-since", ""))
        return modified <= since.timestamp()
    except (ValueError, OverflowError):
        return False
