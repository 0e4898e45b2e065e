"""What the OpenAPI document says of every route that the token guards, and of every POST."""

from typing import Annotated, Any

from fastapi import Depends, Path
from fastapi.openapi.models import HTTPBase as HttpScheme
from fastapi.params import Depends as Dependency
from fastapi.security.base import SecurityBase
from pydantic import BaseModel

from app.parts.http.body_limit import MAX_BODY_BYTES

Responses = dict[int | str, dict[str, Any]]


class Problem(BaseModel):
    """Why a request was not carried out."""

    detail: str


class TokenScheme(SecurityBase):
    """One way to show the API_TOKEN. Checks nothing: Guard does, before any route."""

    def __init__(self, scheme: str) -> None:
        self.model = HttpScheme(scheme=scheme)
        self.scheme_name = scheme

    def __call__(self) -> None:
        return None


TOKEN_SCHEMES: tuple[Dependency, ...] = (
    Depends(TokenScheme("bearer")),
    Depends(TokenScheme("basic")),
)
GUARDED: Responses = {
    401: {"model": Problem, "description": "No token that is good, and no session."},
    403: {
        "model": Problem,
        "description": "The role does not reach; or another website caused it; or it came from the "
        "internet, and no API_TOKEN is set.",
    },
    429: {"model": Problem, "description": "Too many requests, or wrong tokens; see Retry-After."},
}
# Written out: FastAPI would say that routes of pages answer a problem as a page, always.
AS_JSON = {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
AS_PAGE = {"text/html": {"schema": {"type": "string"}}}


def too_large(most_bytes: int) -> Responses:
    """Of a path whose body may have so many bytes (app/parts/http/body_limit.py)."""
    words = f"The body is over {most_bytes // 1024} KB."
    return {
        408: {"description": "The body did not arrive in time.", "content": AS_JSON},
        413: {"description": words, "content": AS_JSON},
    }


TOO_LARGE = too_large(MAX_BODY_BYTES)
NO_TEXT: Responses = {
    400: {"description": "The body, which should be JSON, is no text.", "content": AS_JSON}
}
DATABASE_AWAY: Responses = {
    503: {"description": "The database does not answer.", "content": AS_JSON | AS_PAGE}
}


class Misfit(BaseModel):
    """What is wrong with one part of a request. What was sent is not repeated."""

    loc: list[str]
    msg: str


class Malformed(BaseModel):
    """What is wrong with a request."""

    detail: list[Misfit] | str


MALFORMED: Responses = {
    422: {"model": Malformed, "description": "The request is not as it should be."}
}
NO_SUCH: Responses = {404: {"model": Problem, "description": "There is no such thing."}}

HIGHEST_ID = 2**31 - 1
RunId = Annotated[int, Path(ge=1, le=HIGHEST_ID)]
