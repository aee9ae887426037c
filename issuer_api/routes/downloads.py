"""The badge as a file: for its learner by the claim link's token, for the institution's people by theirs."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from issuer_api.domain.summary import Language
from issuer_api.routes.access import Caller, TheNode
from issuer_api.routes.problem import RESPONSES
from issuer_api.usecases.downloads import Download, Form, claimed_download, download

router = APIRouter(tags=["credentials"], responses=RESPONSES)
_FILE: dict[int | str, dict[str, Any]] = {200: {"description": "The file", "content": {"application/octet-stream": {}}}}


class Wanted(BaseModel):
    """Which form, and in which language its words are: the design's, unless it is said here."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"form": "pdf", "lang": "es"}]})
    form: Form
    lang: Language | None = None


class ClaimedWanted(Wanted):
    """With the token, the part of a claim link after `#`."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"token": "5f0c3c2e….Jm3vN0l2…", "form": "pdf"}]})
    token: Annotated[str, Field(max_length=200)]


@router.post("/claims/download", tags=["public"], summary="The learner's own badge as a file", responses=_FILE)
def claimed(node: TheNode, wanted: ClaimedWanted) -> Response:
    return _file(claimed_download(node, wanted.token, wanted.form, wanted.lang))


@router.post("/credentials/{credential_id}/download", summary="A credential's badge as a file", responses=_FILE)
def of_credential(node: TheNode, _: Caller, credential_id: UUID, wanted: Wanted) -> Response:
    return _file(download(node, credential_id, wanted.form, wanted.lang))


def _file(found: Download) -> Response:
    headers = {
        "Content-Disposition": f'attachment; filename="{found.filename}"',
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(found.body, media_type=found.media_type, headers=headers)
