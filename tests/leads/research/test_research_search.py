"""Searching for a lead: providers, what is taken of results, what is paid."""

import asyncio
import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from sqlmodel import select

from app.lib.errors import ScoutError, TransientError
from app.parts.search.search import PROVIDERS, Search, SearchResult
from app.parts.store.api_usage import ApiUsage
from app.parts.store.database import Database
from tests.leads.research.researching import Researching, researching
from tests.servers.company_web import Company, html
from tests.servers.small_site import Server, reply
from tests.servers.threaded import Threaded

KAREE, TOWN = Company(4), Company(40)
FOUND = [SearchResult("https://karee.example/", "Karee Joinery", "Builds kitchens")]
ANSWERS = {
    "searxng": {
        "results": [
            {"url": FOUND[0].url, "title": "Karee <b>Joinery</b>", "content": "Builds kitchens"}
        ]
    },
    "brave": {
        "web": {
            "results": [
                {"url": FOUND[0].url, "title": "Karee Joinery", "description": "Builds kitchens"}
            ]
        }
    },
    "serper": {
        "organic": [{"link": FOUND[0].url, "title": "Karee Joinery", "snippet": "Builds kitchens"}]
    },
}


class Answering(Threaded):
    """A provider that gives one answer; before it, to the first queries, `first` with `said`."""

    server: Server

    def __init__(self, status: int, body: bytes, first: int = 0, **said: str) -> None:
        self.headers: list[dict[str, str]] = []
        answering = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                answering.headers.append({name.lower(): one for name, one in self.headers.items()})
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                if first and len(answering.headers) == 1:
                    self.send_response(first)
                    for name, value in {**said, "Content-Length": "0"}.items():
                        self.send_header(name.replace("_", "-"), value)
                    self.end_headers()
                    return
                reply(self, status, body, "application/json")

            do_POST = do_GET  # noqa: N815

            def log_message(self, *_: object) -> None:
                return

        self.server = Server(("127.0.0.1", 0), Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"


def ask(provider: str, address: str, key: str = "") -> list[SearchResult]:
    async def asked() -> list[SearchResult]:
        async with Search(PROVIDERS[provider], address, key) as search:
            return await search.search('"Karee Joinery"')

    return asyncio.run(asked())


@pytest.mark.parametrize("provider", list(PROVIDERS))
def test_each_provider_is_read_in_its_own_shape(provider: str) -> None:
    with Answering(200, json.dumps(ANSWERS[provider]).encode()) as server:
        assert ask(provider, server.url, "k-1") == FOUND


@pytest.mark.parametrize(
    ("provider", "header"), [("brave", "x-subscription-token"), ("serper", "x-api-key")]
)
def test_a_key_travels_in_a_header(provider: str, header: str) -> None:
    with Answering(200, json.dumps(ANSWERS[provider]).encode()) as server:
        ask(provider, server.url, "k-1")
        assert server.headers[0][header] == "k-1"


BRAVE_KEY = b'{"error": {"code": "SUBSCRIPTION_TOKEN_INVALID", "status": 422}}'


@pytest.mark.parametrize(
    ("provider", "status", "body", "words"),
    [
        ("brave", 401, b"", "does not accept the key (401): check SEARCH_API_KEY"),
        ("brave", 422, BRAVE_KEY, "does not accept the key (422): check SEARCH_API_KEY"),
        ("brave", 422, b'{"error": {"code": "VALIDATION"}}', "answered 422"),
        ("brave", 402, b"", "has nothing left for it (402)"),
        ("serper", 403, b'{"message": "Unauthorized."}', "check SEARCH_API_KEY"),
        ("serper", 400, b'{"message": "Not enough credits"}', "has nothing left for it (400)"),
        ("serper", 400, b'{"message": "q is missing"}', "answered 400"),
        ("serper", 429, b"", "asked too often (429)"),
        ("searxng", 403, b"", "below search: and formats:, add json"),
        ("searxng", 429, b"", "set limiter: false"),
        ("brave", 500, b"", "answered 500"),
        ("brave", 200, b"<html>", "gave no JSON: check SEARCH_URL"),
        ("brave", 200, b"[" * 100_000, "gave no JSON"),
        ("brave", 200, b" " * 3_000_000, "larger than any list of results"),
    ],
)
def test_what_goes_wrong_is_told_in_plain_words(
    provider: str, status: int, body: bytes, words: str
) -> None:
    with Answering(status, body) as server, pytest.raises(ScoutError) as caught:
        ask(provider, server.url, "" if provider == "searxng" else "k-1")
    assert words in str(caught.value)


@pytest.mark.parametrize(
    "said",
    [
        {"Retry_After": "0"},
        {"X_RateLimit_Reset": "0, 1419704", "X_RateLimit_Remaining": "0, 14523"},
    ],
)
def test_who_names_a_short_wait_is_asked_once_more(said: dict[str, str]) -> None:
    with Answering(200, json.dumps(ANSWERS["brave"]).encode(), 429, **said) as server:
        assert ask("brave", server.url, "k-1") == FOUND


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ({"Retry_After": "3600"}, 3600.0),
        ({"X_RateLimit_Reset": "1, 1419704", "X_RateLimit_Remaining": "0, 0"}, 1419704.0),
        ({}, None),
    ],
)
def test_a_long_wait_is_not_waited_for(said: dict[str, str], seconds: float | None) -> None:
    with Answering(200, b"{}", 429, **said) as server:
        with pytest.raises(TransientError) as caught:
            ask("brave", server.url, "k-1")
        assert len(server.headers) == 1
    wait = caught.value.retry_after
    assert (wait.total_seconds() if wait else None) == seconds


@pytest.mark.parametrize("answer", [b"{}", b"[]", b'{"web": 1}', b'{"web": {"results": [1, {}]}}'])
def test_an_answer_without_results_is_none(answer: bytes) -> None:
    with Answering(200, answer) as server:
        assert ask("brave", server.url, "k-1") == []


@pytest.fixture
def desk(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Researching]:
    database = Database(sqlite_url)
    with researching(database, tmp_path, monkeypatch, KAREE, TOWN, search=True) as opened:
        yield opened
    database.close()


def test_a_companys_site_that_a_search_found_is_read_and_counts_as_found(
    desk: Researching,
) -> None:
    lead = desk.lead_of(KAREE, website_url=None)
    desk.research(lead)
    assert desk.web.queries == [f'"{KAREE.name}" {KAREE.director}']
    assert desk.values(lead, "website_url") == [desk.web.site(KAREE)]


def test_a_search_is_paid_for(desk: Researching) -> None:
    lead = desk.lead_of(KAREE)
    desk.research(lead)
    with desk.parts.database.read() as session:
        [line] = session.exec(select(ApiUsage)).all()
    assert (line.service, line.calls, line.subject) == ("search", 1, str(lead))


def test_the_leads_profile_is_known_by_its_result_and_not_asked_for(desk: Researching) -> None:
    profile = "https://za.linkedin.com/in/karee-director"
    title = f"{KAREE.director} - Director - {KAREE.name} | LinkedIn"
    desk.web.results = [
        {"url": "https://za.linkedin.com/in/other", "title": "Somebody Else", "content": ""},
        {"url": profile, "title": title, "content": ""},
    ]
    lead = desk.lead_of(KAREE)
    desk.research(lead)
    [fact] = desk.facts(lead, "linkedin_url")
    assert fact.value == profile
    assert fact.quote == f"{title}\n{profile}" == desk.pages(lead)[fact.url]


def test_of_a_strangers_page_nothing_is_taken_that_does_not_name_the_lead(
    desk: Researching,
) -> None:
    body = "<h2>Some Body</h2><p>Managing Director</p><p>Tel: 021 555 9999</p>"
    desk.web.companies[TOWN.host] = Company(40, pages={"/": html("Town News", "/", body)})
    desk.web.results = [{"url": desk.web.site(TOWN), "title": KAREE.name, "content": ""}]
    lead = desk.lead(company=KAREE.name, name=KAREE.director)
    desk.research(lead)
    assert desk.web.pages_asked() == [f"{TOWN.host}/"]
    assert desk.facts(lead) == []
    assert desk.pages(lead) == {}


def test_results_on_networks_and_of_others_are_not_read(desk: Researching) -> None:
    desk.web.results = [
        {"url": "https://www.instagram.com/karee", "title": KAREE.name, "content": ""},
        {"url": desk.web.site(TOWN), "title": "Another company", "content": "Nothing of it"},
    ]
    lead = desk.lead(company=KAREE.name, name=KAREE.director)
    desk.research(lead)
    assert desk.web.asked == []


def test_a_search_that_is_away_stops_no_other_way(desk: Researching) -> None:
    desk.web.results = []
    lead = desk.lead_of(KAREE)
    desk.parts.settings.__dict__["search_url"] = "http://127.0.0.1:1"
    desk.research(lead)
    ways = {way.way: way.outcome for way in desk.ways(lead)}
    assert ways == {"search": "failed", "company_site": "found"}
