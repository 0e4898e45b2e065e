"""The pages of what was reported: as they are served, and in a real browser."""

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser

from app.agents.team.tables import WebhookEvent, WebhookState
from app.agents.team.webhooks.asking_for_run import forget_what_is_old
from tests.api.conftest import CERTIFICATES, TOKEN
from tests.api.test_pages_in_browser import BUTTON_SIDES, THUMB_PIXELS, WIDTH, WIDTHS, barriers
from tests.conftest import PATIENCE_SECONDS
from tests.servers.browser import ORIGIN, chromium, visit
from tests.team.webhooks.conftest import Reporting
from tests.team.webhooks.reported import alert, notification

HOSTILE = "<script>alert(1)</script>\u202egnp.exe"
ADDRESSES = ("/webhooks", "/webhooks?state=failed&kind=", "/webhooks?kind=email", "/webhooks/1")


@pytest.fixture
def team(reporting: Reporting) -> Iterator[httpx.Client]:
    """A browser of the team, with an event of each state there."""
    now = reporting.api.parts.clock()
    body = notification(alert(HOSTILE, "firing", 1))
    common: dict[str, Any] = {"received_at": now, "body": body, "content_type": "application/json"}
    done: dict[str, Any] = {
        "state": WebhookState.DONE,
        "done_at": now - timedelta(days=31),
        "attempts": 1,
    }
    failed: dict[str, Any] = {
        "state": WebhookState.FAILED,
        "done_at": now,
        "attempts": 4,
        "error": HOSTILE * 20,
    }
    with reporting.api.parts.database.write() as session:
        session.add(WebhookEvent(kind="monitoring", event_id=HOSTILE, **common, **failed))
        session.add(
            WebhookEvent(kind="email", event_id="m-2", what_came="A mail.", **common, **done)
        )
        session.add(WebhookEvent(kind="scrape", event_id="s-3", **common))
    headers = {"Authorization": f"Bearer {TOKEN}", "Accept": "text/html"}
    with httpx.Client(
        base_url=reporting.api.url, headers=headers, timeout=PATIENCE_SECONDS, verify=CERTIFICATES
    ) as client:
        yield client


def test_what_was_reported_is_listed_shown_and_tried_again(
    reporting: Reporting, team: httpx.Client
) -> None:
    pages = {address: team.get(address).text for address in ADDRESSES}
    for html in pages.values():
        assert "<script>" not in html
        assert "\u202e" not in html
    assert "Monitoring 1" in pages[ADDRESSES[1]]
    assert "Mail 2" not in pages[ADDRESSES[1]]
    assert "Mail 2" in pages[ADDRESSES[2]]
    assert team.get("/webhooks?state=other").status_code == 422
    assert team.get("/webhooks/99").status_code == 404
    for row_id, after in ((1, "received"), (2, "done"), (3, "received")):
        answer = team.post(f"/webhooks/{row_id}/again")
        assert (answer.status_code, answer.headers["location"]) == (303, f"/webhooks/{row_id}")
        assert reporting.events()[row_id - 1].state == after
    assert (reporting.events()[0].attempts, reporting.events()[0].error) == (0, None)
    forget_what_is_old(reporting.api.parts)
    assert [bool(one.body) for one in reporting.events()] == [True, False, True]
    assert "not kept any more" in team.get("/webhooks/2").text
    assert httpx.post(f"{reporting.api.url}/webhooks/1/again", verify=False).status_code == 401  # noqa: S501 (plain http)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.mark.browser
@pytest.mark.long
def test_the_pages_fit_every_screen_and_have_no_barrier(
    team: httpx.Client, browser: Browser
) -> None:
    documents = {address: team.get(address).text for address in ADDRESSES}
    shots = os.environ.get("SCOUT_SHOTS")
    for address in documents:
        for width in WIDTHS:
            with visit(browser, documents, width=width) as opened:
                opened.page.goto(ORIGIN + address)
                assert opened.page.evaluate(WIDTH) == width
                assert min(opened.page.evaluate(BUTTON_SIDES), default=99) >= THUMB_PIXELS
                assert barriers(opened.page) == []
                assert opened.complaints == []
                if shots:
                    name = f"{address.strip('/').replace('/', '-').replace('?', '_')}-{width}.png"
                    opened.page.screenshot(path=str(Path(shots) / name), full_page=True)
