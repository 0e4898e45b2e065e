"""Every route, asked by everybody: what is answered is what the table says."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from app.parts.http.admission import NOT_SIGNED_IN
from app.parts.http.route_table import OPEN, SAFE_METHODS, RouteRole, may
from app.parts.people.tables import UserRole
from app.service.route_roles import ROUTES
from tests.people.askers import Service, service_of_people

ROLES = {
    "viewer": UserRole.VIEWER,
    "editor": UserRole.EDITOR,
    "owner": UserRole.OWNER,
    "another editor": UserRole.EDITOR,
    "read token": UserRole.VIEWER,
    "write token": UserRole.EDITOR,
    "API_TOKEN": UserRole.OWNER,
}
ENDS_SESSIONS = {"/sign-out", "/me/sessions/end-others"}
NOWHERE = 987_654
"""Of nothing that there is: what may be asked must do nothing here."""


@pytest.fixture
def service(tmp_path: Path, redis_url: str) -> Iterator[Service]:
    with service_of_people(tmp_path, redis_url) as started:
        yield started


def is_let_in(who: str, line: RouteRole) -> bool:
    if who == "nobody" or (who == "read token" and line.method not in SAFE_METHODS):
        return False
    is_users_token = who in {"read token", "write token"}
    assert line.role is not OPEN
    return may(ROLES[who], line.role) and not (line.by_hand and is_users_token)


def address_of(line: RouteRole) -> str:
    parts = line.path.split("/")
    return "/".join(str(NOWHERE) if part.startswith("{") else part for part in parts)


def is_as_expected(line: RouteRole, who: str, answer: httpx.Response) -> bool:
    """An open route may refuse by itself, in words of its own."""
    if answer.status_code >= 500 and line.path != "/ready":
        return False
    if line.role is OPEN:
        return NOT_SIGNED_IN not in answer.text
    if is_let_in(who, line):
        return answer.status_code not in {401, 403}
    return answer.status_code == (401 if who == "nobody" else 403)


def test_every_route_answers_everybody_as_the_table_says(service: Service) -> None:
    wrong = []
    for line in ROUTES:
        for who in ("nobody", *ROLES):
            answer = service.ask(line.method, address_of(line), who, Accept="*/*")
            if not is_as_expected(line, who, answer):
                wrong.append((who, line.method, line.path, answer.status_code))
            if line.path in ENDS_SESSIONS:
                service.sign_everybody_in()
    assert wrong == []
