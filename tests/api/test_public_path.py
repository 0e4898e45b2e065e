"""The service below a path of a shared host, behind reverse proxies that keep it or take it off."""

import json
from collections.abc import Iterator
from datetime import date
from urllib.parse import urljoin, urlsplit

import httpx
import pytest
from fastapi.routing import APIRoute
from playwright.sync_api import Browser, HttpCredentials, expect
from starlette.routing import BaseRoute

from app.agents.leads.tables import Campaign, CampaignLead, Lead, SequenceMail
from app.agents.scout.report.links import MailLinks
from app.agents.team.roles.marketing_strategist.role import (
    MARKETING_STRATEGIST,
    Entry,
    MarketingStrategistOutput,
)
from app.agents.team.tables import WebhookEvent
from app.lib.settings.urls import OWN_PATHS
from app.lib.templating import TEMPLATES
from app.parts.mail.message import Envelope, MailContent, build_message
from app.parts.parts import Parts
from app.parts.runs import endings, lease
from app.parts.runs.tables import AgentRun, RunStatus, Trigger
from app.service.application import create_app
from tests.api.conftest import PATH, TOKEN, Below, LiveApi
from tests.api.filled import READER, fill, mail_links
from tests.conftest import NOON, PATIENCE_SECONDS
from tests.dashboard.reading import soup_of
from tests.scout.stored import claimed_run
from tests.servers.browser import chromium

LEADING_ELSEWHERE = {
    "Host": "evil.example",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Prefix": "/evil",
    "X-Forwarded-Path": "/evil",
    "X-Script-Name": "/evil",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Port": "4443",
    "Forwarded": "host=evil.example;proto=https",
    "X-Original-URL": "/evil",
    "X-Rewrite-URL": "/evil",
}


def addresses_in(html: str, at: str) -> set[str]:
    """Where a browser would go from there, or load something from."""
    named = ("href", "src", "action", "data-live")
    found = {str(tag[name]) for name in named for tag in soup_of(html).select(f"[{name}]")}
    return {urljoin(at, address).partition("#")[0] for address in found}


def crawl(below: Below, starts: list[str]) -> dict[str, int]:
    """Every address of the service that can be come by from these, with its status."""
    host, seen, waiting = urlsplit(below.front).netloc, dict[str, int](), list(starts)
    while waiting:
        address = waiting.pop()
        if address in seen or urlsplit(address).netloc != host:
            continue
        assert address.startswith(below.front), f"{address} is not below {below.front}"
        answer = below.browser.get(address)
        seen[address] = answer.status_code
        if "text/html" in answer.headers.get("content-type", ""):
            waiting += addresses_in(answer.text, address)
    return seen


def routes_of(parts: Parts) -> list[BaseRoute]:
    """Of all routers: FastAPI itself lists the routers, not what is in them."""
    routers = [getattr(one, "original_router", None) for one in create_app(parts).routes]
    return [route for router in routers if router is not None for route in router.routes]


def unseen_pages(parts: Parts, paths: set[str]) -> set[str]:
    """The routes that nobody came by on these paths, of those that can be opened."""
    routes = [one for one in routes_of(parts) if isinstance(one, APIRoute)]
    return {
        route.path
        for route in routes
        if "GET" in (route.methods or ())
        and not any(route.path_regex.fullmatch(path) for path in paths)
    }


OFFER = {"what": "Hot lunches.", "call_to_action": "Shall we?", "sender_name": "Sipho Dube"}


MONDAY = date(2026, 11, 23)
PLANNED = MarketingStrategistOutput(
    start=MONDAY,
    end=MONDAY,
    calendar=(Entry(day=MONDAY, channel="Instagram", title="Lunches"),),
)


def fill_lead(parts: Parts) -> None:
    """A lead with a draft that waits, in a campaign: each has a page of its own."""
    now = parts.clock()
    with parts.database.write() as session:
        lead = Lead(name="Ann Nkosi", created_at=now, updated_at=now)
        campaign = Campaign(name="Lunch", created_at=now, offer=OFFER)
        session.add_all([lead, campaign])
        session.flush()
        whom, where = lead.id or 0, campaign.id or 0
        session.add(CampaignLead(lead_id=whom, campaign_id=where, added_at=now))
        session.add(
            SequenceMail(
                lead_id=whom,
                campaign_id=where,
                created_at=now,
                email_sequence=1,
                step="introduction",
            )
        )
        session.add(
            WebhookEvent(kind="email", event_id="e", received_at=now, body=b"Hello", state="failed")
        )
        session.add(
            AgentRun(
                agent=MARKETING_STRATEGIST.name,
                profile="a-task",
                trigger=Trigger.REQUEST,
                created_at=now,
                completed_at=now,
                status=RunStatus.COMPLETED,
                input={"goal": "More lunches"},
                result=PLANNED.model_dump(mode="json"),
            )
        )


FOR_MACHINES = {"/agent-runs", "/health", "/metrics"}
"""Nothing links to these, nor to what is below /api/."""
POSTED = {"run-now", "approve", "reject", "research", "consents", "import", "again"}
IN_MAILS_TO_LEADS = {"/unsubscribe/{token}", "/opened/{token}", "/follow/{token}"}
"""tests/leads/campaigns/test_drafts_and_links.py and tests/leads/tracking open them."""
WHERE_PEOPLE_SIGN_IN = {"/sign-in", "/sign-in/oidc", "/sign-in/mail/{token}"}
"""The guard leads there, who is let in needs them no more; tests/people opens them."""


def test_every_page_and_file_is_found_below_the_path_and_no_link_leaves_it(below: Below) -> None:
    parts = below.api.parts
    fill_lead(parts)
    starts = [below.front, *mail_links(parts, fill(parts))]
    seen = crawl(below, starts)
    wrong = {address: status for address, status in seen.items() if status != 200}
    # A browser posts to them; whoever opens one is told that it takes no GET.
    assert {urlsplit(address).path.rpartition("/")[2] for address in wrong} <= POSTED
    # (/leads/import is no lead's number either, 422.)
    assert set(wrong.values()) == {405, 422}
    paths = {"/" + urlsplit(one).path.removeprefix(f"{PATH}/") for one in seen}
    unseen = {path for path in unseen_pages(parts, paths) if not path.startswith("/api/")}
    assert unseen == FOR_MACHINES | IN_MAILS_TO_LEADS | WHERE_PEOPLE_SIGN_IN
    assert {f"/static/{name}" for name in ("style.css", "live.js", "icon.svg")} <= paths


def test_the_page_of_a_mistake_has_its_style_and_its_way_back(below: Below) -> None:
    answer = below.get("no-such-page")
    assert answer.status_code == 404
    assert addresses_in(answer.text, str(answer.url)) == {
        *(f"{below.front}static/{name}" for name in ("style.css", "icon.svg")),
        below.front,
    }


def test_the_button_that_starts_a_run_leads_to_its_page(below: Below) -> None:
    html = below.get("").text
    form = soup_of(html).select_one("form[action*=run-now]")
    assert form is not None
    answer = below.browser.post(urljoin(below.front, str(form["action"])), follow_redirects=True)
    assert (answer.status_code, str(answer.url)) == (200, f"{below.front}runs/1")


def test_a_vote_and_a_pause_are_stored_from_the_links_of_the_mail(below: Below) -> None:
    parts = below.api.parts
    _, no, pause, _ = mail_links(parts, fill(parts))
    with httpx.Client(timeout=PATIENCE_SECONDS) as reader:  # knows no password
        asked = reader.get(no)
        form = soup_of(asked.text).select_one("form")
        assert form is not None
        thanks = reader.post(urljoin(no, str(form["action"])))
        other = soup_of(thanks.text).select_one(".ballots form")
        assert other is not None
        assert reader.post(urljoin(no, str(other["action"]))).status_code == 200
        once = reader.post(pause, data={"List-Unsubscribe": "One-Click"})
    assert "Thank you" in thanks.text
    assert (once.status_code, "Mails are paused" in once.text) == (200, True)


def test_a_mail_names_the_address_below_the_path_to_unsubscribe(below: Below) -> None:
    links = MailLinks(below.api.parts.settings)
    envelope = Envelope(
        sender="scout@example.com",
        recipient=READER,
        message_id="m@example.com",
        date=NOON,
        list_id="brand-scout.example.com",
        unsubscribe_url=links.pause(1),
    )
    message = build_message(MailContent("s", "t", "<p>t</p>"), envelope)
    assert str(message["List-Unsubscribe"]).startswith(f"<{below.front}pause/")


def test_an_alert_leads_to_the_front_page_with_its_slash(below: Below) -> None:
    assert below.api.parts.settings.front_page_url == below.front
    assert below.browser.get(below.front).status_code == 200


def test_a_run_is_seen_live(below: Below) -> None:
    claim = claimed_run(below.api.parts.database)
    html = below.get(f"runs/{claim.run_id}").text
    box = soup_of(html).select_one("[data-live]")
    assert box is not None
    address = urljoin(below.front, str(box["data-live"]))
    with below.browser.stream("GET", address) as answer:
        lines = answer.iter_lines()  # a slow stream says the same more than once
        assert any("At work: starting." in line for line in lines)
        with below.api.parts.database.write() as session:
            endings.finish_run(session, claim, NOON, result={})
        assert any(line == "event: over" for line in lines)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.mark.browser
@pytest.mark.long
def test_a_browser_loads_all_of_a_page_and_follows_a_run(below: Below, browser: Browser) -> None:
    password = HttpCredentials(username="team", password=TOKEN)
    page = browser.new_page(http_credentials=password)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("requestfailed", lambda request: complaints.append(request.url))
    page.goto(below.front)
    page.get_by_role("button", name="Run now").click()
    page.wait_for_url(f"{below.front}runs/1")
    live = page.locator("[data-live]")
    expect(live).to_contain_text("Waiting")
    claim = lease.claim_run(below.api.parts.database, 1, NOON)
    assert claim is not None
    expect(live).to_contain_text("At work")
    with below.api.parts.database.write() as session:
        endings.finish_run(session, claim, NOON, result={})
    expect(live).to_have_count(0)  # loaded anew, as the page of a run that is over
    assert [one for one in complaints if not one.endswith("/live")] == []
    page.close()


def test_cron_on_the_same_machine_and_the_team_start_runs_alike(below: Below) -> None:
    headers = {"Authorization": f"Bearer {TOKEN}"}
    by_cron = httpx.post(f"{below.api.url}/run-agent", headers=headers, timeout=PATIENCE_SECONDS)
    by_proxy = httpx.post(f"{below.front}run-agent", headers=headers, timeout=PATIENCE_SECONDS)
    assert (by_cron.status_code, by_proxy.status_code) == (202, 202)
    assert by_cron.json()["url"] == by_proxy.json()["url"] == "/agent-runs/1"
    assert by_proxy.json()["already"] is True
    assert (
        httpx.get(
            f"{below.api.url}/agent-runs/1", headers=headers, timeout=PATIENCE_SECONDS
        ).status_code
        == 200
    )


def test_the_openapi_document_names_an_address_that_works(below: Below) -> None:
    document = json.loads(below.get("openapi.json").text)
    base = urljoin(f"{below.front}openapi.json", document["servers"][0]["url"])
    assert below.browser.get(f"{base}/agent-runs").json() == {"runs": []}


def test_an_address_with_a_slash_too_many_leads_to_the_page(below: Below) -> None:
    for path in ("runs/", "runs/?show=finds"):
        answer = below.get(path)
        query = "?show=finds" if "?" in path else ""
        assert (answer.status_code, answer.headers["location"]) == (307, f"{PATH}/runs{query}")
    assert below.get("nothing/").status_code == 404


def test_what_a_request_says_of_its_own_address_changes_nothing(below: Below) -> None:
    def shown(path: str, **headers: str) -> tuple[int, str, str]:
        answer = below.get(path, **headers)
        return answer.status_code, answer.headers.get("location", ""), answer.text

    for path in ("brand", "docs", "openapi.json", "nothing", "runs/", "feedback/x/yes"):
        assert shown(path, **LEADING_ELSEWHERE) == shown(path)


@pytest.mark.parametrize("path", [f"{PATH}{PATH}/runs", f"{PATH}s/runs", f"//evil.example{PATH}"])
def test_no_other_path_leads_to_a_page(below: Below, path: str) -> None:
    headers = {"Authorization": f"Bearer {TOKEN}"}
    assert (
        httpx.get(f"{below.api.url}{path}", headers=headers, timeout=PATIENCE_SECONDS).status_code
        == 404
    )


@pytest.mark.parametrize("path", ["", PATH])
def test_the_token_guards_the_same_pages_with_the_path_and_without(below: Below, path: str) -> None:
    def status(page: str) -> int:
        return httpx.get(f"{below.api.url}{path}{page}", timeout=PATIENCE_SECONDS).status_code

    assert [status(page) for page in ("/", "/runs", "/feedback/../runs")] == [401] * 3
    assert [status(page) for page in ("/health", "/static/style.css")] == [200] * 2
    assert status("/feedback/x/yes") == 404


def test_no_template_writes_an_address_of_ours_without_what_stands_before_it() -> None:
    for template in (TEMPLATES / "pages").glob("*.j2"):
        words = template.read_text()
        for bare in ('href="/', 'src="/', 'action="/', 'data-live="/'):
            assert bare not in words, template.name


def test_the_settings_know_what_the_addresses_of_our_own_pages_begin_with(
    live_api: LiveApi,
) -> None:
    paths = {str(getattr(route, "path", "")) for route in routes_of(live_api.parts)}
    first = {path.split("/")[1] for path in paths | {"/openapi.json", "/static"}}
    assert first - {""} == OWN_PATHS
