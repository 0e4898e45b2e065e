"""Pages that are empty without scripts, drawn by a real Chromium that has no network of its own."""

import asyncio
import shutil
from collections.abc import Iterator

import pytest

from app.agents.leads.research.networks import refuse_networks
from app.parts.reading.types import BrokenError, GoneError, Page, RefusedAddressError
from app.parts.web.browser import drawn
from app.parts.web.fetch import Fetcher, FetchLimits
from tests.servers.company_web import Company, CompanyWeb
from tests.servers.fetchers import USER_AGENT

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(shutil.which("chromium") is None, reason="Chromium is not installed"),
]
APP = """<!doctype html><html><body><div id=app></div><script src=/app.js></script>
<img src=/picture.png></body></html>"""
SCRIPT = """
const told = [];
const app = document.getElementById('app');
const tell = (words) => { told.push(words); app.innerText = told.join(' '); };
tell('Drawn by a script.');
tell('Cookies: ' + document.cookie);
document.cookie = 'seen=1';
fetch('/data.json').then((one) => one.json()).then((one) => tell(one.words));
fetch('/other').then((one) => tell('Other: ' + one.status)).catch(() => tell('Other: refused.'));
fetch('http://127.0.0.1:%d/secret').then(() => tell('Private!')).catch(() => tell('No private.'));
fetch('https://www.linkedin.com/').then(() => tell('Network!')).catch(() => tell('No network.'));
fetch('/posted', {method: 'POST', body: 'x'}).catch(() => tell('No post.'));
navigator.sendBeacon('/beacon', 'x');
new WebSocket('ws://' + location.host + '/socket').onclose = () => tell('No socket.');
"""


@pytest.fixture
def web() -> Iterator[CompanyWeb]:
    company = Company(0)
    with CompanyWeb([company]) as opened:
        pages = {"/": APP, "/app.js": SCRIPT % opened.port, "/data.json": '{"words": "Fetched."}'}
        opened.companies[company.host] = Company(0, pages=pages)
        yield opened


def draw(web: CompanyWeb, url: str | None = None) -> Page:
    async def drawing() -> Page:
        async with Fetcher(
            USER_AGENT,
            limits=FetchLimits(per_host_gap_seconds=0.0, attempts=1),
            allowed_private_hosts=frozenset(web.allowed.split(",")),
            may_ask=refuse_networks,
        ) as fetcher:
            return await drawn(fetcher, url or web.site(Company(0)))

    return asyncio.run(drawing())


def test_what_scripts_draw_is_read_and_every_request_goes_through_our_fetcher(
    web: CompanyWeb,
) -> None:
    words = draw(web).body.decode()
    assert "Drawn by a script." in words
    assert "Fetched." in words
    asked = {page.partition("/")[2] for page in web.pages_asked()}
    assert asked == {"", "app.js", "data.json", "other"}


def test_private_addresses_networks_and_other_doors_stay_shut(web: CompanyWeb) -> None:
    words = draw(web).body.decode()
    for told in ("No private.", "No network.", "No post.", "No socket."):
        assert told in words
    assert not any("secret" in one or "socket" in one for one in web.asked)


def test_no_cookies_are_kept_from_page_to_page(web: CompanyWeb) -> None:
    draw(web)
    assert "seen=1" not in draw(web).body.decode()


def test_a_page_that_cannot_be_had_fails_as_it_does_without_a_browser(web: CompanyWeb) -> None:
    with pytest.raises(GoneError):
        draw(web, f"{web.site(Company(0))}nowhere")
    with pytest.raises(RefusedAddressError):
        draw(web, "http://127.0.0.1:1/")


def test_a_page_whose_scripts_lead_to_another_site_is_not_taken_for_its_own(
    web: CompanyWeb,
) -> None:
    other = Company(1)
    web.companies[other.host] = other
    leading = f"<html><body><script>location = '{web.site(other)}'</script></body></html>"
    web.companies[Company(0).host] = Company(0, pages={"/": leading})
    with pytest.raises(BrokenError):
        draw(web)


def test_a_page_that_never_ends_is_left(web: CompanyWeb, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.parts.web.browser.SECONDS", 4.0)
    endless = "<html><body><script>for (;;) {}</script></body></html>"
    web.companies[Company(0).host] = Company(0, pages={"/": endless})
    with pytest.raises(BrokenError):
        draw(web)
