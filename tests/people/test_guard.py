"""Who asks, how often, whether they may, and from which page: attacks on each."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from sqlmodel import col, select, update

from app.agents.leads.tables import Lead
from app.parts.http.own_page import FORM_HEADER
from app.parts.people import tokens
from app.parts.people.limits import RateLimits
from app.parts.people.sessions import SESSION_COOKIE
from app.parts.people.tables import ApiToken, AuditEntry, TokenScope, User
from app.parts.store.database import DatabaseAwayError
from tests.conftest import NOON
from tests.people.askers import API_TOKEN, HOST, Headers, Service, service_of_people
from tests.servers.services import RedisServer

PAGE = "text/html"
FORM = "application/x-www-form-urlencoded"
ERASE = "/leads/1/erase"


@pytest.fixture(scope="module")
def service(
    tmp_path_factory: pytest.TempPathFactory, session_redis: RedisServer
) -> Iterator[Service]:
    with service_of_people(tmp_path_factory.mktemp("guard"), session_redis.url) as started:
        with started.parts.database.write() as session:
            session.add(Lead(created_at=NOON, updated_at=NOON, name="Ann"))
        yield started


def leads_left(service: Service) -> int:
    with service.parts.database.read() as session:
        return len(session.exec(select(Lead)).all())


def cookie_of(service: Service, who: str) -> str:
    return service.headers[who]["Cookie"]


def test_nobody_is_sent_to_sign_in_by_a_browser_and_told_so_otherwise(service: Service) -> None:
    page = service.ask("GET", "/leads?status=new&q=a%20b", Accept=PAGE)
    assert page.status_code == 303
    assert page.headers["location"] == "/sign-in?next=/leads%3Fstatus%3Dnew%26q%3Da%2520b"
    for method, path, accept in (
        *(("GET", "/leads", "*/*"), ("GET", "/api/leads", PAGE), ("POST", "/run-now", PAGE)),
        *(("HEAD", "/leads", PAGE), ("OPTIONS", "/leads", "*/*"), ("TRACE", "/leads", "*/*")),
        *(("GET", "/no-such-page", "*/*"), ("DELETE", "/api/tokens/1", "*/*")),
    ):
        told = service.ask(method, path, Accept=accept)
        assert told.status_code == 401, (method, path)
        assert told.headers["www-authenticate"] == 'Bearer realm="Brand Scout"'


@pytest.mark.parametrize("path", ["//evil.example/x", "/\\evil.example", "/" + "x" * 2_000, "/"])
def test_nobody_comes_back_to_another_site(service: Service, path: str) -> None:
    assert service.ask("GET", path, Accept=PAGE).headers["location"] == "/sign-in"


@pytest.mark.parametrize(
    "path",
    [
        *(f"{ERASE}/", f"/{ERASE}", f"{ERASE}?role=owner", f"{ERASE};x", f"{ERASE}//"),
        *("/leads/1/%65rase", "/leads/1%2Ferase", "/leads/%31/erase", "/Leads/1/erase"),
        *("/leads/./1/erase", "/leads/../leads/1/erase", "/%2e/leads/1/erase"),
        *("/static/..%2Fleads/1/erase", "/webhook/%2e%2e/leads/1/erase"),
        *("/feedback/../leads/1/erase", "/sign-in/../leads/1/erase"),
        *("/leads/1/erase%00", "/leads/1/erase%20"),
        *("/api/leads/1", "/api/leads/1/", "//api/leads/1"),
    ],
)
def test_no_spelling_of_a_path_lets_an_editor_erase(service: Service, path: str) -> None:
    for method in ("POST", "DELETE", "PUT", "GET"):
        for who in ("nobody", "editor", "write token", "read token"):
            override = {"X_HTTP_Method_Override": "DELETE", "X_Original_URL": ERASE}
            answer = service.ask(method, path, who, **override)
            assert answer.status_code in {303, 307, 401, 403, 404, 405, 422} or (
                method == "GET" and answer.status_code == 200
            ), (method, who, answer.status_code)
    assert leads_left(service) == 1


def test_who_shows_a_token_is_its_user_whatever_cookie_comes_with_it(service: Service) -> None:
    owner = {"Cookie": cookie_of(service, "owner"), "Sec_Fetch_Site": "same-origin"}
    assert service.ask("GET", "/audit", "read token", **owner).status_code == 403
    assert service.ask("POST", "/run-agent", "read token", **owner).status_code == 403
    wrong = service.ask("GET", "/leads", Authorization="Bearer wrong", **owner)
    assert wrong.status_code == 401
    assert service.ask("GET", "/leads", Authorization="Digest x", **owner).status_code == 401
    basic = service.ask("GET", "/leads", Authorization="Basic Og==", **owner)
    assert basic.status_code == 401


def test_two_credentials_of_a_kind_are_none(service: Service) -> None:
    viewer, owner = cookie_of(service, "viewer"), cookie_of(service, "owner")
    for cookies in (f"{viewer}; {owner}", f"{owner}; {SESSION_COOKIE}=x", f"{SESSION_COOKIE}="):
        assert service.ask("GET", "/leads", Cookie=cookies).status_code == 401
    assert service.ask("GET", "/leads", Cookie=f"a=b; {owner}; {owner}").status_code == 200
    twice = [("Authorization", f"Bearer {API_TOKEN}"), ("Authorization", "Bearer x")]
    assert service.ask_with(twice, "GET", "/leads").status_code == 401


@pytest.mark.parametrize(
    "value", ["x" * 60_000, "x" * 43, "é" * 40, "' OR 1=1 --" * 4, "\x01" * 43, "%00" * 15, '"q"']
)
def test_a_made_up_credential_is_nobody_s(service: Service, value: str) -> None:
    as_bytes = {b"Cookie": f"{SESSION_COOKIE}={value}".encode("latin-1")}
    assert service.ask_with(as_bytes, "GET", "/leads").status_code == 401
    token = {b"Authorization": f"Bearer scout_{value}".encode("latin-1")}
    assert service.ask_with(token, "GET", "/leads").status_code in {401, 429}


def field_of(service: Service, who: str, path: str = "/leads/new") -> str:
    soup = BeautifulSoup(service.ask("GET", path, who, Accept=PAGE).text, "lxml")
    fields = {str(tag["value"]) for tag in soup.select("form[method=post] input[name=csrf_token]")}
    assert len(fields) == 1
    return fields.pop()


def posted(service: Service, who: str, body: str = "", kind: str = FORM, **told: str) -> int:
    """The status of a form that a browser of theirs sends; `told` of the page it stood on."""
    headers = {"Cookie": cookie_of(service, who), "Content-Type": kind, **told}
    return service.ask_with(headers, "POST", "/run-now", body).status_code


def test_a_form_is_taken_from_a_page_of_ours_alone(service: Service) -> None:
    field = field_of(service, "editor")
    parts = '--x\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{}\r\n--x--\r\n'
    multipart, kind = parts.format(field), "multipart/form-data; boundary=x"
    own = f"http://{HOST}"
    assert posted(service, "editor", **{"Sec-Fetch-Site": "same-origin"}) == 303
    assert posted(service, "editor", Origin=own) == 303
    assert posted(service, "editor", f"csrf_token={field}") == 303
    assert posted(service, "editor", f"csrf_token={field}", Origin="null") == 303
    assert posted(service, "editor", multipart, kind) == 303
    assert posted(service, "editor", "{}", "application/json", **{FORM_HEADER: field}) == 303


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        ({}, FORM),
        ({"Origin": "null"}, FORM),
        ({"Sec-Fetch-Site": "cross-site"}, FORM),
        ({"Sec-Fetch-Site": "same-site", "Origin": f"http://{HOST}"}, FORM),
        ({"Origin": "http://evil.example"}, FORM),
        ({"Origin": f"http://{HOST}.evil.example"}, FORM),
        ({"Origin": f"http://{HOST}:8099"}, FORM),
        ({"Origin": "http://[broken"}, FORM),
        ({}, "multipart/form-data; boundary=x"),
        ({}, "multipart/form-data"),
        ({}, "text/plain"),
        ({}, "application/json"),
    ],
)
def test_a_form_of_anywhere_else_does_nothing(service: Service, told: Headers, kind: str) -> None:
    another = field_of(service, "another editor")
    named = ("csrf_token=", f"csrf_token={another}", "csrf_token=é")
    for body in ("", *named, "&" * 2_000, "--x\r\n"):
        assert posted(service, "editor", body, kind, **told) == 403
    own = field_of(service, "editor")
    if "null" not in told.values() and told:
        assert posted(service, "editor", f"csrf_token={own}", **told) == 403


def test_a_program_with_a_token_needs_no_page(service: Service) -> None:
    assert service.ask("POST", "/run-agent", "write token").status_code == 202
    assert service.ask("POST", "/run-agent", "API_TOKEN").status_code == 202
    cross = service.ask("POST", "/run-agent", "write token", Sec_Fetch_Site="cross-site")
    assert cross.status_code == 403


def test_who_is_removed_is_out_at_once_with_their_tokens(service: Service) -> None:
    with service.parts.database.write() as session:
        leaver = User(email="leaver@example.com", role="editor", created_at=NOON)
        session.add(leaver)
        session.flush()
        user_id = leaver.id or 0
        made = tokens.make_token(session, user_id, "x", TokenScope.WRITE, NOON)
    browser, program = service.signed_in(user_id), {"Authorization": f"Bearer {made.secret}"}
    assert service.ask_with(browser, "GET", "/leads").status_code == 200
    assert service.ask_with(program, "GET", "/api/leads").status_code == 200
    with service.parts.database.write() as session:
        gone = update(User).where(col(User.id) == user_id).values(removed_at=NOON)
        session.execute(gone)
    assert service.ask_with(browser, "GET", "/leads").status_code == 401
    assert service.ask_with(program, "GET", "/api/leads").status_code == 401


def test_a_token_is_shown_once_and_is_worth_no_more_than_its_user(service: Service) -> None:
    body = '{"name": "nightly", "scope": "write"}'
    json = {"Content_Type": "application/json"}
    made = service.ask("POST", "/api/tokens", "viewer", body=body, **json)
    assert made.status_code == 201
    secret, token_id = made.json()["token"], made.json()["id"]
    program = {"Authorization": f"Bearer {secret}"}
    with service.parts.database.read() as session:
        row = session.get_one(ApiToken, token_id)
        assert secret not in str(row.model_dump())
    listed = service.ask("GET", "/api/tokens", "viewer")
    assert secret not in listed.text
    assert [one["name"] for one in listed.json()["tokens"]] == ["nightly"]
    assert service.ask_with(program, "GET", "/api/leads").status_code == 200
    assert service.ask_with(program, "POST", "/run-agent").status_code == 403
    assert service.ask_with(program, "POST", "/api/tokens", body).status_code == 403
    assert service.ask("DELETE", f"/api/tokens/{token_id}", "editor").status_code == 404
    assert service.ask("GET", "/api/tokens?everybody=true", "editor").status_code == 403
    others = service.ask("GET", "/api/tokens?everybody=true", "owner").json()["tokens"]
    assert token_id in {one["id"] for one in others}
    assert service.ask("DELETE", f"/api/tokens/{token_id}", "owner").status_code == 204
    assert service.ask_with(program, "GET", "/api/leads").status_code == 401


def test_when_a_token_was_used_is_written_at_most_once_a_minute(service: Service) -> None:
    database = service.parts.database
    with database.write() as session:
        made = tokens.make_token(session, None, "x", TokenScope.READ, NOON)

    def used_at(seconds: int) -> object:
        moment = NOON + timedelta(seconds=seconds)
        assert tokens.holder_of(database, made.secret, moment) is not None
        with database.read() as session:
            found = session.get_one(ApiToken, made.token_id).last_used_at
        return None if found is None else (found - NOON).seconds

    assert [used_at(second) for second in (1, 30, 60, 61, 90, 121)] == [1, 1, 1, 61, 61, 121]


def test_what_was_done_is_noted_and_what_was_refused_is_not(service: Service) -> None:
    as_json = {"Content_Type": "application/json"}
    service.ask("POST", "/api/leads/1/research", "editor", body='{"depth": "quick"}', **as_json)
    service.ask("DELETE", "/api/leads/1", "editor")
    service.ask("DELETE", "/api/leads/987654", "owner")
    with service.parts.database.read() as session:
        noted = session.exec(select(AuditEntry).where(col(AuditEntry.subject).like("lead%"))).all()
    assert [(one.who, one.action, one.subject) for one in noted] == [
        ("editor@example.com", "research a lead", "lead 1")
    ]
    page = service.ask("GET", "/audit", "owner", Accept=PAGE)
    assert "research a lead" in page.text
    viewers = service.ask("GET", "/audit?who=987654", "owner", Accept=PAGE)
    assert "research a lead" not in viewers.text
    assert service.ask("GET", "/audit?who=x", "owner", Accept=PAGE).status_code == 422


def test_while_the_database_is_away_nobody_is_taken_for_anybody(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise DatabaseAwayError("The database does not answer.")

    monkeypatch.setattr("app.parts.http.admission.person_with_session", away)
    assert service.ask("GET", "/leads", "owner", Accept=PAGE).status_code == 503
    assert service.ask("GET", "/health", "owner").status_code == 200


def test_each_asker_has_a_limit_of_their_own(tmp_path: Path, redis_url: str) -> None:
    with service_of_people(tmp_path, redis_url, RATE_LIMIT_PER_MINUTE="3") as limited:
        for who in ("editor", "write token", "API_TOKEN"):
            answers = [limited.ask("GET", "/api/campaigns", who) for _ in range(4)]
            assert [one.status_code for one in answers] == [200, 200, 200, 429], who
            assert 1 <= int(answers[3].headers["retry-after"]) <= 60
        assert limited.ask("GET", "/health", "editor").status_code == 200


@pytest.mark.parametrize(("limit", "last"), [("3", 429), ("", 200)], ids=["set", "unset"])
def test_the_one_owner_is_limited_only_where_a_limit_is_set(
    tmp_path: Path, redis_url: str, limit: str, last: int
) -> None:
    settings = {"SIGN_IN_BY_MAIL": "0", "RATE_LIMIT_PER_MINUTE": limit}
    with service_of_people(tmp_path, redis_url, **settings) as alone:
        found = [alone.ask("GET", "/agent-runs", "API_TOKEN").status_code for _ in range(130)]
        assert (found[:3], found[-1]) == ([200, 200, 200], last)
        assert alone.ask("GET", "/agent-runs").status_code == 401


def test_processes_count_together_and_each_for_itself_while_redis_is_away(redis_url: str) -> None:
    one, other = RateLimits(4, redis_url), RateLimits(4, redis_url)
    assert [limits.wait_seconds("ann") for limits in (one, other, one, other)] == [0] * 4
    assert one.wait_seconds("ann") > 0
    assert other.wait_seconds("ann") > 0
    assert other.wait_seconds("ben") == 0
    alone = RateLimits(2, "redis://127.0.0.1:1")
    waits = [alone.wait_seconds("ann") for _ in range(3)]
    assert waits[:2] == [0, 0]
    assert 1 <= waits[2] <= 60
