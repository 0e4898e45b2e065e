"""Campaigns by their forms: made, changed, started, paused and stopped with a browser."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlmodel import select

from app.agents.leads.campaigns.campaigns import NewCampaign
from app.agents.leads.campaigns.offer import DEFAULT_STEPS, BalancingTest
from app.agents.leads.campaigns.unstated import unrecorded, unstated
from app.agents.leads.pages.campaign_form import names_of_all, read_campaign_form
from app.agents.leads.pages.page import html
from app.agents.leads.tables import Campaign, CampaignLead, Lead
from app.lib.settings.settings import load_settings
from app.parts.http.forms import Form, filled
from app.parts.runs.tables import AgentRun
from app.parts.store.database import Database
from tests.api.conftest import LiveApi
from tests.conftest import NOON
from tests.dashboard.reading import shape, soup_of, words_of
from tests.leads.pages.sample_campaigns import NEW_FORM
from tests.leads.pages.sample_overviews import FULL
from tests.leads.pages.samples import AROUND, HOSTILE

OFFER = {
    "name": "Lunches <b>",
    "what": "We bring hot pizza lunches to teams of up to 300 people.",
    "call_to_action": "Would you like to see the lunch menu?",
    "sender_name": "Ben Nkosi",
    "own_claims": "The first lunch is free.\r\n\r\nWe cook for 140 firms.",
    "approve": "first",
    "step_introduction": "yes",
    "wait_introduction": "0",
    "step_breakup": "yes",
    "wait_breakup": "9",
    "wait_case_study": "4",
}
TEST = {"test_interest": "To win firms.", "test_necessity": "No other way.", "test_balance": "Few."}
NAMES = names_of_all(DEFAULT_STEPS)


def stored(live_api: LiveApi) -> Campaign:
    with live_api.parts.database.read() as session:
        return session.exec(select(Campaign)).one()


def test_a_campaign_is_made_changed_started_paused_and_stopped_by_its_buttons(
    live_api: LiveApi, browser: httpx.Client
) -> None:
    assert browser.post("/campaigns/new", data=OFFER).headers["location"] == "/campaigns/1"
    made = stored(live_api)
    assert (made.name, made.approve, made.daily_cap) == ("Lunches <b>", "first", None)
    assert made.steps == [
        {"step": "introduction", "wait_days": 0},
        {"step": "breakup", "wait_days": 9},
    ]
    assert made.offer["own_claims"] == ["The first lunch is free.", "We cook for 140 firms."]

    kept = soup_of(browser.get("/campaigns/1/edit").text)
    claims = kept.select_one("#own_claims")
    assert claims is not None
    assert claims.text.strip().split("\n") == made.offer["own_claims"]
    assert [one["id"] for one in kept.select("[type=checkbox][checked]")] == [
        "step_introduction",
        "step_breakup",
    ]
    changed = OFFER | {"name": "Dinners", "daily_cap": "40"}
    assert browser.post("/campaigns/1/edit", data=changed).status_code == 303
    assert (stored(live_api).name, stored(live_api).daily_cap) == ("Dinners", 40)

    refused = browser.post("/campaigns/1/start")
    assert refused.status_code == 409
    assert "The campaign has no leads: add some first." in words_of(refused.text)
    with live_api.parts.database.write() as session:
        session.add(CampaignLead(campaign_id=1, lead_id=1, added_at=NOON))
    assert browser.post("/campaigns/1/start").status_code == 303
    assert stored(live_api).status == "running"
    with live_api.parts.database.read() as session:
        assert [run.agent for run in session.exec(select(AgentRun))] == ["lead_sequence"]

    assert browser.post("/campaigns/1/edit", data=OFFER).status_code == 409
    assert stored(live_api).name == "Dinners"
    assert browser.post("/campaigns/1/pause").status_code == 303
    assert browser.post("/campaigns/1/pause").status_code == 409
    assert "does not start again" in browser.get("/campaigns/1/stop").text
    assert stored(live_api).status == "paused"
    assert browser.post("/campaigns/1/stop").status_code == 303
    assert stored(live_api).status == "stopped"
    assert browser.post("/campaigns/1/start").status_code == 409
    assert browser.get("/campaigns/2/edit").status_code == 404


def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_stays(
    browser: httpx.Client,
) -> None:
    typed = OFFER | {"name": "", "wait_breakup": "soon", "daily_cap": "0", "links": "javascript:1"}
    answer = browser.post("/campaigns/new", data=typed)
    assert answer.status_code == 422
    page = soup_of(answer.text)
    assert {one["id"]: one.text for one in page.select(".wrong")} == {
        "name-wrong": "Give it a name, for your own lists.",
        "links-wrong": "“javascript:1” is no address that begins with https://.",
        "wait_breakup-wrong": "It has to be a whole number from 0 to 90.",
        "daily_cap-wrong": "It has to be a whole number from 1 to 2,000.",
    }
    assert page.select_one("#wait_breakup")["value"] == "soon"  # type: ignore[index]
    assert page.select_one("#name")["aria-describedby"] == "name-hint name-wrong"  # type: ignore[index]
    assert OFFER["what"] in page.select_one("#what").text  # type: ignore[union-attr]
    assert browser.post("/campaigns/new", data=OFFER | {"name": "x" * 201}).status_code == 422


def read(
    changed: Mapping[str, str], before: BalancingTest | None = None, **more: str
) -> NewCampaign | Form:
    return read_campaign_form(filled(**{**OFFER, **changed, **more}), NAMES, NOON, before)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"step_introduction": "", "step_breakup": ""}, "steps"),
        ({"wait_breakup": ""}, "wait_breakup"),
        ({"wait_breakup": "91"}, "wait_breakup"),
        ({"approve": "nobody"}, "approve"),
        ({"what": "a" * 601}, "what"),
        ({"own_claims": "\n".join("a" * 41)}, "own_claims"),
        ({"test_interest": "To win firms."}, "test_balance"),
        ({"test_prevails": "yes"}, "test_interest"),
    ],
)
def test_half_of_a_campaign_is_none(changes: dict[str, str], field: str) -> None:
    found = read(changes)
    assert isinstance(found, Form)
    assert field in found.wrong


def test_a_balancing_test_keeps_its_moment_until_its_words_change() -> None:
    first = read(TEST, vouched_relevant_to_role="yes")
    assert isinstance(first, NewCampaign)
    test = first.offer.vouched.balancing_test
    assert test is not None
    assert (test.interest, test.prevails, test.recorded_at) == ("To win firms.", False, NOON)
    earlier = test.model_copy(update={"recorded_at": NOON - timedelta(days=3)})
    again, anew = read(TEST, earlier), read(TEST, earlier, test_prevails="yes")
    assert isinstance(again, NewCampaign)
    assert isinstance(anew, NewCampaign)
    assert again.offer.vouched.balancing_test == earlier
    assert anew.offer.vouched.balancing_test == test.model_copy(update={"prevails": True})


def test_a_campaign_says_which_leads_get_no_mail_for_want_of_a_statement(
    database: Database,
) -> None:
    grounds: list[dict[str, Any]] = [
        {"ground": "legitimate_interest", "country": "IE"},
        {"ground": "legitimate_interest", "country": "FR"},
        {"ground": "legitimate_interest", "country": "US"},
        {"ground": "customer_relation", "country": "ZA"},
        {"ground": "legitimate_interest", "country": "ZA"},
        {"ground": None, "country": "IE"},
    ]
    environ = {name: value for name, value in FULL.items() if name != "SENDER_COUNTRY"}
    settings, test = load_settings(environ), read(TEST, test_prevails="yes")
    assert isinstance(test, NewCampaign)
    campaign = Campaign(created_at=NOON, name="Lunches", offer=test.offer.model_dump(mode="json"))
    with database.write() as session:
        session.add_all(
            [campaign, *(Lead(created_at=NOON, updated_at=NOON, **one) for one in grounds)]
        )
        session.flush()
        session.add_all(CampaignLead(campaign_id=1, lead_id=n, added_at=NOON) for n in range(1, 7))
    without = campaign.model_copy(update={"offer": {**campaign.offer, "vouched": {}}})
    with database.read() as session:
        assert unrecorded(session, campaign) == 1
        of_sale, of_interest = sorted(unstated(session, settings, without))
        assert of_sale.startswith("1 lead on the ground of an existing customer relation: it")
        assert of_interest.startswith("2 leads on the ground of a recorded legitimate interest")
        assert "that the balancing test (interest, necessity, balance) is recorded" in of_interest
        assert [one[:6] for one in unstated(session, settings, campaign)] == ["2 lead", "1 lead"]
        vouched = {**campaign.offer["vouched"], "relevant_to_role": True}
        stated = campaign.model_copy(update={"offer": {**campaign.offer, "vouched": vouched}})
        assert [one[:6] for one in unstated(session, settings, stated)] == ["1 lead"]


def test_what_somebody_typed_changes_nothing_of_the_form() -> None:
    def shown(text: str) -> list[str]:
        names = [*OFFER, "daily_cap", "links", "goal", *TEST]
        typed = filled(**dict.fromkeys(names, text))
        form = Form(typed, dict.fromkeys(names, text), text)
        return shape(html("campaign_form", replace(NEW_FORM, form=form), AROUND))

    assert {tuple(shown(text)) for text in HOSTILE} == {tuple(shown("Harmless"))}
