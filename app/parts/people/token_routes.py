"""`/api/tokens`: tokens for programs that act for a user."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, HTTPException, Request, Response
from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from sqlmodel import Session

from app.lib.printable import one_line
from app.parts.http.documented import (
    DATABASE_AWAY,
    MALFORMED,
    NO_SUCH,
    NO_TEXT,
    TOO_LARGE,
    Problem,
    Responses,
    RunId,
)
from app.parts.parts import Parts
from app.parts.people.person import Person, person_of
from app.parts.people.tables import ApiToken, TokenScope, UserRole
from app.parts.people.tokens import (
    LONGEST_NAME,
    NewToken,
    TooManyTokensError,
    delete_token,
    every_token,
    make_token,
    tokens_of,
)

NOT_AN_OWNER = "Only an owner sees everybody's tokens."
ENOUGH: Responses = {409: {"model": Problem, "description": "There are as many as there may be."}}


def checked_name(text: str) -> str:
    if not one_line(text):
        raise ValueError("say what the token is for")
    return text


class TokenWanted(BaseModel):
    """`scope` read: it looks at what a viewer may, and changes nothing; write: it may do all that
    its user may."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    name: Annotated[
        str,
        Field(min_length=1, max_length=LONGEST_NAME, pattern=r"\S"),
        AfterValidator(checked_name),
    ]
    scope: TokenScope = TokenScope.READ


class TokenView(BaseModel):
    """`user_id`: for whom it acts; null for the one owner of a service in which nobody signs in."""

    model_config = ConfigDict(from_attributes=True)
    id: int
    user_id: int | None
    name: str
    scope: TokenScope
    created_at: datetime
    last_used_at: datetime | None


class TokenMade(TokenView):
    """`token` is shown now and never again."""

    token: str


class TokenList(BaseModel):
    """Newest first."""

    tokens: list[TokenView]


def token_routes(parts: Parts) -> APIRouter:
    router = APIRouter(prefix="/api/tokens", responses=MALFORMED | DATABASE_AWAY)

    @router.get("")
    def list_tokens(request: Request, *, everybody: bool = False) -> TokenList:
        """One's own tokens; with `everybody=true`, for an owner, those of all."""
        person = person_of(request)
        if everybody and person.role is not UserRole.OWNER:
            raise HTTPException(403, NOT_AN_OWNER)
        with parts.database.read() as session:
            found = every_token(session) if everybody else tokens_of(session, person.user_id)
        return TokenList(tokens=[TokenView.model_validate(one) for one in found])

    @router.post("", status_code=201, responses=NO_TEXT | TOO_LARGE | ENOUGH)
    def post_token(request: Request, wanted: TokenWanted) -> TokenMade:
        """Make a token. It is shown in this answer and never again."""
        with parts.database.write() as session:
            made = made_for(parts, session, person_of(request), wanted)
            view = TokenView.model_validate(session.get(ApiToken, made.token_id))
        return TokenMade(**view.model_dump(), token=made.secret)

    @router.delete("/{token_id}", status_code=204, responses=NO_SUCH)
    def end_token(request: Request, token_id: RunId) -> Response:
        """End a token, at once; an owner also another's."""
        with parts.database.write() as session:
            if not delete_token(session, token_id, person_of(request)):
                raise HTTPException(404, f"You have no token {token_id}.")
        return Response(status_code=204)

    return router


def made_for(parts: Parts, session: Session, person: Person, wanted: TokenWanted) -> NewToken:
    """Raises HTTPException."""
    try:
        return make_token(session, person.user_id, wanted.name, wanted.scope, parts.clock())
    except TooManyTokensError as error:
        raise HTTPException(409, str(error)) from error
