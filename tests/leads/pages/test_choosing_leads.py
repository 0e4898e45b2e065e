"""Leads put into a campaign on its page: found, ticked, or all at once."""

from typing import Any

import httpx
import pytest
from sqlmodel import col, select

from app.agents.leads.campaigns.stopping import suppress_address
from app.agents.leads.intake.lead_search import Wanted
from app.agents.leads.pages import choose_leads
from app.agents.leads.pages.choose_leads import all_found, read_choice
from app.agents.leads.pages.page import html
from app.agents.leads.tables import Campaign, CampaignLead, Lead
from app.parts.store.database import Database
from tests.api.conftest import LiveApi
from tests.conftest import NOON
from tests.dashboard.reading import shape, soup_of, words_of
from tests.leads.pages.samples import AROUND, HOSTILE, lead_line
from tests.servers.scout_service import SECRET


def lead(number: int, **known: Any) -> Lead:
    address = f"lead{number}@acme.example"
    given: dict[str, Any] = {
        "email": address,
        "email_key": address,
        "created_at": NOON,
        "updated_at": NOON,
    }
    return Lead(id=number, **(given | known))


def fill(database: Database, *leads: Lead) -> None:
    with database.write() as session:
        session.add(Campaign(created_at=NOON, name="Lunches", status="draft"))
        session.add_all(leads)


def test_only_whom_somebody_may_write_to_is_found_by_tag_words_and_score(
    database: Database,
) -> None:
    fill(
        database,
        lead(1, tags=["Events", "cape"], score=60, company="Bakery"),
        lead(2, tags=["events-2025"], score=80, company="Bakery"),
        lead(3, tags=["events"], email=None, email_key=None),
        lead(4, tags=["events"], status="replied"),
        lead(5, tags=['a "quoted" one', "events"], score=40),
        lead(6, tags=["events"]),
    )
    with database.write() as session:
        session.add(CampaignLead(campaign_id=1, lead_id=6, added_at=NOON))

    def found(**wanted: Any) -> list[int]:
        return list(all_found(database, 1, Wanted(**wanted)))

    assert found() == [5, 2, 1]
    assert found(tag="events") == [5, 1]
    assert found(tag="EVENTS", q="bakery") == [1]
    assert found(tag='a "quoted" one') == [5]
    assert found(tag="event%") == []
    assert found(min_score=50, best_first=True) == [2, 1]
    view = read_choice(database, 1, Wanted(tag="cape", limit=51))
    assert view is not None
    assert ([line.id for line in view.lines], view.found) == ([1], 1)
    assert "Events" in view.tags


def test_those_ticked_or_all_that_are_found_are_added_and_the_rest_is_told(
    live_api: LiveApi, browser: httpx.Client
) -> None:
    fill(live_api.parts.database, lead(2), lead(3, tags=["events"]), lead(4, tags=["events"]))
    with live_api.parts.database.write() as session:
        said: dict[str, Any] = {"reason": "objected", "source": "", "now": NOON, "secret": SECRET}
        suppress_address(session, "lead4@acme.example", **said)

    offered = soup_of(browser.get("/campaigns/1/leads").text)
    assert [one["value"] for one in offered.select("[name=lead]")] == ["4", "3", "2"]
    nobody = browser.post("/campaigns/1/leads", data={"which": "ticked"})
    assert (nobody.status_code, "Nobody is ticked" in nobody.text) == (422, True)
    ticked = {"which": "ticked", "lead": ["2", "x", "-1", "99999999999", "77", "2"]}
    some = words_of(browser.post("/campaigns/1/leads", data=ticked).text)
    assert "1 lead was added." in some
    assert "Lead 77 : there is no such lead" in some
    rest = words_of(browser.post("/campaigns/1/leads?tag=events", data={"which": "all"}).text)
    assert "1 lead was added." in rest
    assert "lead4@acme.example : the address is suppressed (objected)" in rest
    with live_api.parts.database.read() as session:
        query = select(CampaignLead.lead_id).order_by(col(CampaignLead.lead_id))
        assert session.exec(query).all() == [2, 3]
    assert browser.get("/campaigns/2/leads").status_code == 404


def test_no_more_are_added_at_once_than_one_request_can_bear(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choose_leads, "MOST_AT_ONCE", 2)
    fill(database, *(lead(number) for number in (1, 2, 3)))
    wanted = choose_leads.wanted_of()
    view = read_choice(database, 1, wanted)
    assert view is not None
    assert (view.is_more, view.found) == (True, 2)
    assert list(all_found(database, 1, wanted)) == [3, 2]
    fill_again = [lead(number, email=None, email_key=None) for number in (4, 5, 6, 7)]
    with database.write() as session:
        session.add_all(fill_again)
    assert list(all_found(database, 1, wanted)) == [3, 2]


def test_texts_of_strangers_change_nothing_of_the_choice() -> None:
    def shown(texts: tuple[str, ...]) -> list[str]:
        lines = tuple(lead_line(name=text, company=text, email=text) for text in texts)
        wanted = Wanted(q=texts[0], tag=texts[0])
        view = choose_leads.ChooseView(3, texts[0], wanted, lines, 9, texts, False, texts[0])
        return shape(html("choose_leads", view, AROUND))

    assert shown(HOSTILE) == shown(("Harmless",) * len(HOSTILE))
