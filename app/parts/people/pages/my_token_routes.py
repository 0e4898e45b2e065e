"""`/me/tokens`: one's tokens on a page, and for an owner those of others."""

from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Path, Request
from fastapi.responses import HTMLResponse, Response
from sqlmodel import Session, col, select

from app.parts.http.documented import DATABASE_AWAY, HIGHEST_ID, TOO_LARGE
from app.parts.parts import Parts
from app.parts.people.pages import page as pages
from app.parts.people.person import SOLE_OWNER, Person, person_of
from app.parts.people.tables import ApiToken, TokenScope, User, UserRole
from app.parts.people.token_routes import checked_name
from app.parts.people.tokens import (
    LONGEST_NAME,
    TooManyTokensError,
    delete_token,
    every_token,
    make_token,
    tokens_of,
)

PAGE = "/me/tokens"
TokenId = Annotated[int, Path(ge=1, le=HIGHEST_ID)]


@dataclass(frozen=True, slots=True)
class TokenLine:
    """`whose`: "" for one's own."""

    token: ApiToken
    whose: str


@dataclass(frozen=True, slots=True)
class TokensView:
    """`made`: a token that is shown this once."""

    lines: tuple[TokenLine, ...]
    made: str = ""
    problem: str = ""
    typed: str = ""


def my_token_routes(parts: Parts) -> APIRouter:
    router = APIRouter(include_in_schema=False, responses=DATABASE_AWAY | TOO_LARGE)

    @router.get(PAGE)
    def tokens(request: Request) -> HTMLResponse:
        with parts.database.read() as session:
            return page(parts, request, view_of(session, person_of(request)))

    @router.post(PAGE)
    def make(
        request: Request,
        name: Annotated[str, Form(max_length=LONGEST_NAME)] = "",
        scope: Annotated[TokenScope, Form()] = TokenScope.READ,
    ) -> HTMLResponse:
        person = person_of(request)
        try:
            with parts.database.write() as session:
                made = make_token(session, person.user_id, checked_name(name), scope, parts.clock())
                return page(parts, request, replace(view_of(session, person), made=made.secret))
        except (ValueError, TooManyTokensError) as error:
            return wrong(parts, request, name, str(error))

    @router.post(f"{PAGE}/{{token_id}}/end")
    def end(request: Request, token_id: TokenId) -> Response:
        with parts.database.write() as session:
            if not delete_token(session, token_id, person_of(request)):
                raise HTTPException(404, "You have no such token; it may be ended already.")
        return pages.go_to(parts, PAGE)

    return router


def wrong(parts: Parts, request: Request, typed: str, problem: str) -> HTMLResponse:
    with parts.database.read() as session:
        view = view_of(session, person_of(request))
    said = f"It was not made: {problem}"
    return page(parts, request, replace(view, problem=said, typed=typed), 422)


def page(parts: Parts, request: Request, view: TokensView, status: int = 200) -> HTMLResponse:
    return pages.page(parts, "tokens", view, status=status, person=person_of(request))


def view_of(session: Session, person: Person) -> TokensView:
    found = tokens_of(session, person.user_id)
    if person.role is UserRole.OWNER:
        found = every_token(session)
    wanted = {one.user_id for one in found if one.user_id is not None}
    users = session.exec(select(User).where(col(User.id).in_(wanted)))
    names = {user.id: user.name or user.email for user in users}
    return TokensView(
        tuple(
            TokenLine(one, "" if one.user_id == person.user_id else whose(one, names))
            for one in found
        )
    )


def whose(token: ApiToken, names: dict[int | None, str]) -> str:
    return names.get(token.user_id, SOLE_OWNER.name)
