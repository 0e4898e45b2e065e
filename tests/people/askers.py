"""Everybody who may ask the service, and the real application asked in this process."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from sqlmodel import Session

from app.lib.settings.settings import load_settings
from app.parts.parts import Parts, open_parts
from app.parts.people.sessions import SESSION_COOKIE, Visit, begin_session
from app.parts.people.tables import TokenScope, User, UserRole
from app.parts.people.tokens import make_token
from app.service.application import create_app
from tests.servers.made_tables import sqlite_with_tables
from tests.servers.scout_service import ROOT, SECRET

API_TOKEN = "open-sesame-open-sesame-open"
HOST = "scout.test"
OWN_PAGE = {"Sec-Fetch-Site": "same-origin"}
Headers = dict[str, str]
Sent = Headers | dict[bytes, bytes] | list[tuple[str, str]]


@dataclass(frozen=True)
class Service:
    """`headers` by who asks. What a browser shows comes with what it says of the page."""

    parts: Parts
    transport: httpx.ASGITransport
    headers: dict[str, Headers]
    ids: dict[str, int]

    def ask(
        self, method: str, path: str, who: str = "nobody", *, body: str = "", **more: str
    ) -> httpx.Response:
        """`more` are headers, with "_" for "-"."""
        extra = {name.replace("_", "-"): value for name, value in more.items()}
        return self.ask_with({**self.headers[who], **extra}, method, path, body)

    def ask_with(self, headers: Sent, method: str, path: str, body: str = "") -> httpx.Response:
        """Byte for byte, also what no proper client would send."""

        async def asked() -> httpx.Response:
            address = httpx.URL(f"http://{HOST}").copy_with(raw_path=path.encode())
            async with httpx.AsyncClient(transport=self.transport) as client:
                return await client.request(method, address, headers=headers, content=body)

        return asyncio.run(asked())

    def sign_everybody_in(self) -> None:
        for name, user_id in self.ids.items():
            self.headers[name] = self.signed_in(user_id)

    def signed_in(self, user_id: int) -> Headers:
        """A browser of theirs, newly signed in."""
        with self.parts.database.write() as session:
            cookie = begin_session(session, user_id, Visit("Firefox", ""), self.parts.clock())
        return {"Cookie": f"{SESSION_COOKIE}={cookie}", **OWN_PAGE}


@contextmanager
def service_of_people(folder: Path, redis_url: str, **settings: str) -> Iterator[Service]:
    """Where people sign in: one of each role, another editor, and their tokens."""
    environ = {
        "EMBEDDED": "1",
        "DATABASE_URL": sqlite_with_tables(folder / "scout.db"),
        "REDIS_URL": redis_url,
        "SECRET_KEY": SECRET,
        "BRAND_REPO_PATH": str(ROOT / "brand_repo.yaml"),
        "LOG_LEVEL": "ERROR",
        "API_TOKEN": API_TOKEN,
        "SIGN_IN_BY_MAIL": "1",
        "OWNER_EMAIL": "owner@example.com",
        "USERS_ALLOWED": "@example.com",
        "RATE_LIMIT_PER_MINUTE": "100000",
        **settings,
    }
    parts = open_parts(load_settings(environ, folder / ".env"))
    transport = httpx.ASGITransport(create_app(parts), client=("127.0.0.1", 1))
    with parts.database.write() as session:
        ids = {name: add_user(session, parts, name) for name in PEOPLE}
        tokens = {
            "read token": made(session, parts, ids["owner"], TokenScope.READ),
            "write token": made(session, parts, ids["editor"], TokenScope.WRITE),
        }
    service = Service(parts, transport, {"nobody": {}}, ids)
    service.sign_everybody_in()
    for name, token in {**tokens, "API_TOKEN": API_TOKEN}.items():
        service.headers[name] = {"Authorization": f"Bearer {token}"}
    yield service
    parts.close()


PEOPLE = {
    "viewer": UserRole.VIEWER,
    "editor": UserRole.EDITOR,
    "owner": UserRole.OWNER,
    "another editor": UserRole.EDITOR,
}


def add_user(session: Session, parts: Parts, name: str) -> int:
    email = f"{name.replace(' ', '.')}@example.com"
    now = parts.clock()
    session.add(user := User(email=email, name=name, role=PEOPLE[name], created_at=now))
    session.flush()
    return user.id or 0


def made(session: Session, parts: Parts, user_id: int, scope: TokenScope) -> str:
    return make_token(session, user_id, "a program", scope, parts.clock()).secret
