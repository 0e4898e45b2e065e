"""What is answered when something is wrong: a page to a browser, JSON to everything else."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute, Match

from app.lib.errors import ScoutError, TransientError
from app.lib.signing import BadTokenError
from app.parts.http.pages import Pages
from app.parts.http.plain_words import in_plain_words

BAD_LINK_STATUS = 404
MAIL_LINKS = ("/feedback/", "/pause/", "/unsubscribe/", "/opened/", "/follow/")

log = structlog.get_logger("api")


@dataclass(frozen=True, slots=True)
class Problems:
    """`routes` are those of all routers: FastAPI itself lists the routers, not what is in them."""

    pages: Pages
    routes: Sequence[BaseRoute]

    def handle_all(self, app: FastAPI) -> None:
        app.add_exception_handler(RequestValidationError, self.malformed)
        app.add_exception_handler(HTTPException, self.named_problem)
        app.add_exception_handler(BadTokenError, self.wrong_link)
        app.add_exception_handler(ScoutError, self.part_away)
        app.add_exception_handler(Exception, self.unexpected)

    def malformed(self, request: Request, error: Exception) -> Response:
        """422 with what is wrong and where, without repeating what was sent."""
        if is_link(request):
            return bad_link(self.pages)
        problems = error.errors() if isinstance(error, RequestValidationError) else []
        detail = [
            {"loc": [str(part) for part in item["loc"]], "msg": in_plain_words(item)}
            for item in problems
        ]
        if wants_page(request):
            words = "; ".join(f"{one['loc'][-1]} {one['msg']}" for one in detail)
            return HTMLResponse(self.pages.error_page(422, words), status_code=422)
        return JSONResponse({"detail": detail}, status_code=422)

    def named_problem(self, request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)  # noqa: S101 (what it is registered for)
        path = request.url.path
        if error.status_code == 404 and path.endswith("/") and self.methods_at(request, path[:-1]):
            return without_slash(request, self.pages.root)
        if is_link(request) and error.status_code == 404:
            return bad_link(self.pages)
        if error.status_code == 405:
            return self.wrong_method(request)
        words = str(error.detail)
        if words == HTTPStatus.NOT_FOUND.phrase and wants_page(request):
            words = "The address may be mistyped, or what stood there is gone."
        return self.told(request, error.status_code, words, dict(error.headers or {}))

    def wrong_link(self, _request: Request, _error: Exception) -> Response:
        """A link from a mail that nobody signed, or that leads to nothing any more."""
        return bad_link(self.pages)

    def wrong_method(self, request: Request) -> Response:
        allowed = sorted(self.methods_at(request, request.url.path))
        takes = f", only {' or '.join(allowed)}" if allowed else ""
        words = f"This address does not take {request.method}{takes}."
        return self.told(request, 405, words, {"Allow": ", ".join(allowed)})

    def part_away(self, request: Request, error: Exception) -> Response:
        """503 when the database is away, 500 for what should not be."""
        status = 503 if isinstance(error, TransientError) else 500
        log.warning("api.problem", path=request.url.path, reason=str(error))
        return self.told(request, status, str(error))

    def unexpected(self, request: Request, error: Exception) -> Response:
        """A catch-all boundary: a bug answers in plain words, its trace goes to the log."""
        log.error("api.crashed", path=request.url.path, exc_info=error)
        return self.told(request, 500, "Something went wrong here; the log says what.")

    def methods_at(self, request: Request, path: str) -> set[str]:
        """What the path can be asked with; Starlette would name only its first route's methods."""
        scope = {**request.scope, "path": path}
        matching = [one for one in self.routes if one.matches(scope)[0] is not Match.NONE]
        return {method for route in matching for method in getattr(route, "methods", ())}

    def told(
        self, request: Request, status: int, words: str, headers: dict[str, str] | None = None
    ) -> Response:
        if wants_page(request):
            page = self.pages.error_page(status, words)
            return HTMLResponse(page, status_code=status, headers=headers)
        return JSONResponse({"detail": words}, status_code=status, headers=headers)


def bad_link(pages: Pages) -> HTMLResponse:
    """The same words whatever is wrong with it, so that a guesser learns nothing."""
    return HTMLResponse(pages.bad_link_page(), status_code=BAD_LINK_STATUS)


def without_slash(request: Request, root: str) -> Response:
    """Starlette's own would lead to whatever Host the request names, and not below `root`."""
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"{root}{request.url.path[:-1]}{query}", status_code=307)


def is_link(request: Request) -> bool:
    """Links from mails have a page of their own for whatever is wrong with them."""
    return request.url.path.startswith(MAIL_LINKS)


def wants_page(request: Request) -> bool:
    return "text/html" in request.headers.get("accept", "")
