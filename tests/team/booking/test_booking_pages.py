"""The calendar's page and a call's tasks, in Chromium: every screen, no barrier, nothing acts."""

import json
import os
from datetime import timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from app.agents.team.calendar.attendees import Attendee, stored
from tests.servers.browser import ORIGIN, chromium, visit
from tests.team.booking.test_inviting import ANN, INVITE, STARTS, done
from tests.team.calendar.sample_calls import call
from tests.team.house import House

HOSTILE = "<script>document.title = 'out'</script><img src=x onerror=\"document.title='out'\">"
WIDTHS = (320, 360, 768, 1280)
WIDTH = "document.documentElement.scrollWidth"


def fill(house: House) -> dict[str, str]:
    """Calls of every kind, proposals, a draft and a script; the pages that show them."""
    drafted = done(house, {**INVITE, "title": HOSTILE})
    done(house, {**INVITE, "approved": True})
    proposed = done(house, {"task": "propose", "attendee": INVITE["attendee"]})
    prepared = done(house, {"task": "prepare", "event_id": 1, "offer": HOSTILE})
    with house.database.write() as session:
        for number, days in ((2, -3), (3, 12)):
            event = call("Asia/Tokyo", STARTS + timedelta(days=days), number)
            event.summary, event.location, event.source = HOSTILE, "x" * 300, "cal.com"
            event.status = "cancelled" if number == 3 else "confirmed"
            event.caldav_problem = "The calendar (CALDAV_URL) cannot be reached."
            guest = Attendee(email=ANN, comment=HOSTILE, proposes=STARTS)
            event.attendees = stored([guest])
            session.add(event)
    paths = ["/calendar", *(f"/tasks/{run.id}" for run in (drafted, proposed, prepared))]
    return {path: house.client.get(path, headers={"Accept": "text/html"}).text for path in paths}


def test_nothing_that_somebody_wrote_acts_on_the_pages(house: House) -> None:
    for path, text in fill(house).items():
        assert "<img src=x" not in text, path
        assert "<script>document" not in text, path


@pytest.mark.browser
@pytest.mark.long
def test_the_pages_fit_every_screen_and_have_no_barrier(house: House) -> None:
    pages = fill(house)
    folder = os.environ.get("SCREENSHOTS")
    with chromium() as browser, visit(browser, pages) as opened:
        for path in pages:
            opened.page.goto(ORIGIN + path)
            found = Axe().run(opened.page).response["violations"]
            assert [one["id"] for one in found] == [], json.dumps(found)[:2000]
            assert opened.page.title() != "out"
            for width in WIDTHS:
                opened.page.set_viewport_size({"width": width, "height": 740})
                assert opened.page.evaluate(WIDTH) <= width, (path, width)
                if folder:
                    name = f"{path.strip('/').replace('/', '-')}-{width}.png"
                    opened.page.screenshot(path=Path(folder) / name, full_page=True)
