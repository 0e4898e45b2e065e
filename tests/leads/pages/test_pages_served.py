"""The lead agent's pages over HTTP: what they open, and what their buttons do."""

from typing import Any

import httpx
from sqlmodel import select

from app.agents.leads.tables import Campaign, CampaignLead, SequenceMail, Suppression
from app.parts.runs.tables import AgentRun
from tests.api.conftest import LiveApi
from tests.conftest import NOON

PAGES = (
    *("/leads", "/leads/1", "/leads?status=new&q=ann&min_score=&sort=best", "/leads/figures"),
    *("/leads/settings", "/campaigns", "/drafts", "/suppressions", "/consents?look=1"),
)
ELSEWHERE = {"Sec-Fetch-Site": "cross-site"}


def test_pages_open_and_buttons_act_once_and_not_for_other_sites(
    live_api: LiveApi, browser: httpx.Client
) -> None:
    assert {path: browser.get(path).status_code for path in PAGES} == dict.fromkeys(PAGES, 200)
    assert browser.get("/leads/2").status_code == 404
    assert browser.get("/campaigns/1").status_code == 404

    form = {"depth": "quick"}
    assert browser.post("/leads/1/research", data=form, headers=ELSEWHERE).status_code == 403
    for _ in range(2):
        answer = browser.post("/leads/1/research", data=form)
        assert (answer.status_code, answer.headers["location"]) == (303, "/leads/1")
    assert browser.post("/suppressions", data={"email": "nobody"}).status_code == 422
    assert browser.post("/suppressions", data={"email": "ann@acme.example"}).status_code == 303
    with live_api.parts.database.read() as session:
        assert [run.input for run in session.exec(select(AgentRun))] == [
            {"lead_id": 1, "depth": "quick"}
        ]
        assert [one.hint for one in session.exec(select(Suppression))] == ["acme.example"]


def test_a_consent_is_recorded_on_the_lead_s_page_and_what_lacks_is_told_there(
    browser: httpx.Client,
) -> None:
    browser.patch("/api/leads/1", json={"email": "ann@acme.co.za"})
    form = {"kind": "given", "wording": "Yes, please", "source": "", "said_on": "", "reply_id": ""}
    refused = browser.post("/leads/1/consents", data=form)
    assert refused.status_code == 409
    assert "the place where that is kept" in refused.text
    kept = browser.post("/leads/1/consents", data=form | {"source": "a form of the fair"})
    assert (kept.status_code, kept.headers["location"]) == (303, "/leads/1#consents")
    assert "a form of the fair" in browser.get("/leads/1").text
    assert "Yes, please" in browser.get("/consents").text
    form |= {"kind": "withdrawn", "said_on": "2026-01-31"}
    assert browser.post("/leads/1/consents", data=form).status_code == 303
    assert "Nobody writes to this address any more" in browser.get("/leads/1").text
    assert browser.post("/leads/7/consents", data=form).status_code == 404
    assert browser.post("/leads/1/consents", data={"kind": "maybe"}).status_code == 422


def test_a_person_is_erased_by_a_button_and_never_by_a_link(browser: httpx.Client) -> None:
    assert "Nothing brings it back." in browser.get("/leads/1/erase").text
    assert browser.get("/leads/1").status_code == 200
    assert browser.post("/leads/1/erase").headers["location"] == "/leads"
    assert browser.get("/leads/1").status_code == 404


def test_a_draft_that_cannot_go_says_why_and_one_that_is_rejected_is_gone(
    live_api: LiveApi, browser: httpx.Client
) -> None:
    with live_api.parts.database.write() as session:
        session.add(Campaign(created_at=NOON, name="Lunches"))
        session.flush()
        session.add(CampaignLead(campaign_id=1, lead_id=1, added_at=NOON))
        draft: dict[str, Any] = {
            "subject": "Pizza",
            "body": "You won.",
            "problems": ["“You won.” stands nowhere"],
        }
        session.add(
            SequenceMail(
                lead_id=1,
                campaign_id=1,
                created_at=NOON,
                email_sequence=1,
                step="introduction",
                **draft,
            )
        )
    assert browser.post("/drafts/2/approve").status_code == 404
    assert "You won." in browser.get("/drafts/1").text
    refused = browser.post("/drafts/1/approve")
    assert refused.status_code == 409
    assert "It has problems, which have to be put right first" in refused.text
    unread = browser.post("/drafts/1", data={"subject": "", "body": "One.\nTwo." + "x" * 10_000})
    assert unread.status_code == 422
    assert "A mail needs a subject." in unread.text
    assert "It has 10,009 characters, and 10,000 fit." in unread.text
    assert "One.\nTwo.x" in unread.text
    together = browser.post("/campaigns/1/approve", data={"up_to": "9", "step": "introduction"})
    assert "0 drafts were approved. 1 has problems, to be put right or rejected." in together.text
    assert browser.post("/campaigns/2/approve", data={"up_to": "9"}).status_code == 404
    assert browser.post("/campaigns/1/approve", headers=ELSEWHERE).status_code == 403
    rejected = browser.post("/drafts/1/reject", data={"reason": "untrue", "campaign": "1"})
    assert (rejected.status_code, rejected.headers["location"]) == (303, "/drafts?campaign=1")
    assert browser.get("/drafts/1").status_code == 404
    assert "rejected by" in browser.get("/campaigns/1").text
