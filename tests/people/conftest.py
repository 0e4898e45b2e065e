"""The service with people who sign in, their browsers, and an identity provider."""

import email
import re
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from email import policy
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from sqlmodel import SQLModel, select

from app.jobs import settle_mails
from app.lib.settings.settings import load_settings
from app.parts.parts import Parts, open_parts
from app.service.application import create_app
from tests.clocks import SetClock
from tests.servers.live_api import served
from tests.servers.made_tables import sqlite_with_tables
from tests.servers.oidc_provider import CLIENT_ID, CLIENT_SECRET, OidcProvider
from tests.servers.scout_service import ROOT, SECRET

CERTIFICATES = ssl.create_default_context()
PAGE = {"Accept": "text/html", "Sec-Fetch-Site": "same-origin"}
LINK = re.compile(r"http://localhost:8000(/sign-in/mail/\S+)")
ALLOWED = "@example.com,Ben@Other.example:editor"


@dataclass
class Browser:
    """Of one person; it keeps cookies, and follows no redirect by itself."""

    url: str
    client: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        self.client = httpx.Client(
            base_url=self.url, headers=PAGE, trust_env=False, verify=CERTIFICATES
        )

    def get(self, path: str) -> httpx.Response:
        return self.client.get(path)

    def post(self, path: str, **form: str) -> httpx.Response:
        return self.client.post(path, data=form)

    def goes_to_provider(self, path: str = "/sign-in/oidc") -> str:
        """What it is sent back to us with."""
        sent = self.get(path)
        assert sent.status_code == 303, sent.text
        there = httpx.get(sent.headers["location"], trust_env=False, verify=CERTIFICATES)
        parts = urlsplit(there.headers["location"])
        assert parts.path == "/sign-in/oidc"
        return f"{parts.path}?{parts.query}"

    def signs_in_at_provider(self) -> httpx.Response:
        return self.get(self.goes_to_provider())

    def signs_in_by_mail(self, service: "Service", address: str) -> httpx.Response:
        service.clock.go_on(seconds=2)  # a mail's date has no parts of a second
        self.post("/sign-in", email=address)
        return self.post(service.mailed_links()[-1])


@dataclass
class Service:
    parts: Parts
    clock: SetClock
    url: str
    outbox: Path
    browsers: list[Browser] = field(default_factory=list)

    def browser(self) -> Browser:
        self.browsers.append(Browser(self.url))
        return self.browsers[-1]

    def rows(self, table: type[SQLModel]) -> Sequence[Any]:
        with self.parts.database.read() as session:
            return session.exec(select(table)).all()

    def mailed_links(self) -> list[str]:
        """The paths of all links that were mailed, in the order in which they were asked for."""
        settle_mails(self.parts)
        mails = [
            email.message_from_bytes(one.read_bytes(), policy=policy.default)
            for one in self.outbox.glob("*.eml")
        ]
        mails.sort(key=lambda one: one["Date"].datetime)
        bodies = [one.get_body(("plain",)).get_content() for one in mails]  # type: ignore[union-attr]
        return [found[1] for body in bodies if (found := LINK.search(body))]


@contextmanager
def serving(folder: Path, redis_url: str, now: datetime, **settings: str) -> Iterator[Service]:
    environ = {
        "EMBEDDED": "1",
        "DATA_DIRECTORY": str(folder),
        "DATABASE_URL": sqlite_with_tables(folder / "scout.db"),
        "REDIS_URL": redis_url,
        "SECRET_KEY": SECRET,
        "BRAND_REPO_PATH": str(ROOT / "brand_repo.yaml"),
        "LOG_LEVEL": "ERROR",
        **settings,
    }
    clock = SetClock(now)
    parts = replace(open_parts(load_settings(environ, folder / ".env")), clock=clock)
    with served(create_app(parts)) as port:
        service = Service(parts, clock, f"http://127.0.0.1:{port}", folder / "outbox")
        yield service
        for one in service.browsers:
            one.client.close()
    parts.close()


@pytest.fixture
def provider(noon: datetime) -> Iterator[OidcProvider]:
    with OidcProvider(lambda: noon) as started:
        yield started


@pytest.fixture
def service(
    tmp_path: Path, redis_url: str, noon: datetime, provider: OidcProvider
) -> Iterator[Service]:
    """Ann is the first owner; both ways to sign in are open."""
    with serving(
        tmp_path,
        redis_url,
        noon,
        OWNER_EMAIL="ann@example.com",
        USERS_ALLOWED=ALLOWED,
        SIGN_IN_BY_MAIL="1",
        OIDC_ISSUER=provider.issuer,
        OIDC_CLIENT_ID=CLIENT_ID,
        OIDC_CLIENT_SECRET=CLIENT_SECRET,
    ) as started:
        yield started
