"""A request that goes no further, and the words for it: a page to a browser, JSON to machines."""

from collections.abc import Mapping

from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from app.parts.http.pages import Pages

NOTHING: Mapping[str, str] = {}


class RefusedError(Exception):
    """`location`: where a browser is sent instead, an own path."""

    def __init__(
        self, status: int, words: str, headers: Mapping[str, str] = NOTHING, location: str = ""
    ) -> None:
        super().__init__(words)
        self.status = status
        self.words = words
        self.headers = dict(headers)
        self.location = location


def refusal(refused: RefusedError, headers: Headers, path: str, pages: Pages) -> Response:
    if refused.location:
        return RedirectResponse(f"{pages.root}{refused.location}", status_code=303)
    if wants_page(headers, path):
        page = pages.error_page(refused.status, refused.words)
        return HTMLResponse(page, refused.status, refused.headers)
    return JSONResponse({"detail": refused.words}, refused.status, refused.headers)


def wants_page(headers: Headers, path: str) -> bool:
    return "text/html" in headers.get("accept", "") and not path.startswith("/api/")
