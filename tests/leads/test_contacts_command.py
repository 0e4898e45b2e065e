"""`scout contacts` as a user runs it."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.leads.test_contacts import DECLARED, TEAM, declared
from tests.servers.news_web import NewsWeb, Shown
from tests.servers.scout_service import plain_environment

KEYS = ["company", "people", "emails", "phones", "faxes", "addresses", "socials"]
PAGE = f"<html><head><title>Acme</title></head><body>{declared(DECLARED)}{TEAM}</body></html>"


def as_a_user(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "app", "contacts", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**plain_environment(), **environment},
    )


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "page.html"
    path.write_text(PAGE)
    return path


def test_the_json_has_exactly_the_promised_keys(saved: Path) -> None:
    run = as_a_user(str(saved), "--url", "https://www.acme.co.za/contact", "--json")
    printed = json.loads(run.stdout)
    assert (run.returncode, run.stderr) == (0, "")
    assert list(printed) == KEYS
    assert printed["people"][0] == {
        "name": "Thandi Nkosi",
        "role": "Managing Director",
        "email": "thandi@acme.co.za",
        "phone": "+27117069122",
    }


def test_without_json_it_speaks_in_words(saved: Path) -> None:
    lines = as_a_user(str(saved), "--url", "https://www.acme.co.za/").stdout.splitlines()
    assert lines[0] == "company: Acme Ovens (Pty) Ltd"
    assert "person: Thandi Nkosi, Managing Director, thandi@acme.co.za, +27117069122" in lines
    assert "phone: +27117069122" in lines


def test_of_a_page_that_says_nothing_that_is_said(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text("<p>Coming soon</p>")
    assert as_a_user(str(path)).stdout.startswith("The page names nobody")


@pytest.fixture
def web() -> Iterator[NewsWeb]:
    with NewsWeb() as web:
        yield web


def test_an_address_is_fetched_with_the_manners_of_a_run(web: NewsWeb) -> None:
    web.shows |= {
        "/contact": Shown(PAGE),
        "/robots.txt": Shown("User-agent: *\nDisallow: /private", "text/plain"),
    }
    allowed = {"FETCH_ALLOWED_PRIVATE_HOSTS": web.address()}
    run = as_a_user(web.url("/contact"), "--json", **allowed)
    assert json.loads(run.stdout)["company"] == "Acme Ovens (Pty) Ltd"
    refused = as_a_user(web.url("/private"), "--json", **allowed)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "robots.txt" in refused.stderr


def test_an_address_inside_is_refused(web: NewsWeb) -> None:
    run = as_a_user(web.url("/contact"))
    assert (run.returncode, run.stdout) == (1, "")


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    run = as_a_user(str(tmp_path / "nowhere.html"))
    assert run.returncode == 1
    assert "cannot be read" in run.stderr
