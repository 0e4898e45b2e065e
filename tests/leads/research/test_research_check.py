"""What `scout check` says of that which research may use."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from app.agents.leads.research.check import check_research
from app.lib.settings.settings import load_settings
from app.parts.scraper import apify as scraper_module
from app.parts.web import browser
from tests.servers.apify import TOKEN, Apify
from tests.servers.company_web import Company, CompanyWeb
from tests.servers.scout_service import SECRET

EMBEDDED = {"EMBEDDED": "1", "SECRET_KEY": SECRET}


@pytest.fixture
def web() -> Iterator[CompanyWeb]:
    with CompanyWeb([Company(1)]) as server:
        yield server


@pytest.fixture
def apify(monkeypatch: pytest.MonkeyPatch) -> Iterator[Apify]:
    with Apify() as server:
        monkeypatch.setattr(scraper_module, "API", server.url)
        yield server


def checked(folder: Path, given: Mapping[str, str]) -> tuple[bool, list[str]]:
    lines: list[str] = []
    settings = load_settings({**EMBEDDED, **given}, folder / ".env")
    return check_research(settings, lines.append), lines


def searxng(web: CompanyWeb) -> dict[str, str]:
    return {"SEARCH_PROVIDER": "searxng", "SEARCH_URL": web.search_url}


def test_what_is_not_set_up_is_no_fault_and_is_told_by_its_setting(tmp_path: Path) -> None:
    is_right, lines = checked(tmp_path, {})
    assert is_right
    assert [line.split(";")[0] for line in lines] == [
        "search: none (no SEARCH_PROVIDER)",
        "browser: none (BROWSER is not 1)",
        "apify: none (no APIFY_API_TOKEN)",
    ]


def test_a_search_that_answers_is_ok(tmp_path: Path, web: CompanyWeb) -> None:
    web.results = [{"url": "https://a.example/", "title": "A bakery", "content": ""}]
    is_right, lines = checked(tmp_path, searxng(web))
    assert (is_right, lines[0]) == (True, "search (searxng): ok, 1 results")


def test_a_search_that_finds_nothing_says_where_to_look(tmp_path: Path, web: CompanyWeb) -> None:
    web.results = []
    is_right, lines = checked(tmp_path, searxng(web))
    assert (is_right, "look at the engines" in lines[0]) == (True, True)


def test_a_search_without_json_says_what_to_change_where(tmp_path: Path, web: CompanyWeb) -> None:
    web.hands_out_json = False
    is_right, lines = checked(tmp_path, searxng(web))
    assert not is_right
    assert lines[0] == (
        "search (searxng): The search (searxng) hands out no answers in JSON (403): in its "
        "settings.yml, below search: and formats:, add json beside html, and start it again."
    )


def test_a_token_of_apify_is_tried_and_nothing_is_run(tmp_path: Path, apify: Apify) -> None:
    is_right, lines = checked(tmp_path, {"APIFY_API_TOKEN": TOKEN})
    assert (is_right, lines[2]) == (True, "apify: ok, up to $1.00 a day")
    assert [(asked.method, asked.path) for asked in apify.asked] == [
        ("GET", "/v2/actors/apify~web-scraper")
    ]


def test_a_wrong_token_is_told(tmp_path: Path, apify: Apify) -> None:
    is_right, lines = checked(tmp_path, {"APIFY_API_TOKEN": "apify_api_wrong"})
    assert apify.asked
    assert (is_right, "check APIFY_API_TOKEN" in lines[2]) == (False, True)
    assert "apify_api_wrong" not in lines[2]


def test_a_browser_that_is_not_there_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.parts.web.browser.shutil.which", lambda _: "/nonexistent/chromium")
    is_right, lines = checked(tmp_path, {"BROWSER": "1"})
    assert (is_right, lines[1]) == (False, f"browser: {browser.NOT_INSTALLED}")
