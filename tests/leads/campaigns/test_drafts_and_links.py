"""What people do: approve, write anew, start what is ready, want no more mails."""

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from app.agents.leads.campaigns import campaigns
from app.agents.leads.campaigns.campaigns import NewCampaign, NotNowError
from app.agents.leads.campaigns.drafts import Approved, DraftRefusedError
from app.agents.leads.campaigns.offer import DEFAULT_STEPS
from app.agents.leads.intake.erase import erase_rows, keeping_of
from app.agents.leads.suppressions import suppressed_among
from app.agents.leads.tables import (
    CampaignLead,
    EmailEvent,
    LeadStatus,
    SequenceMailState,
    Suppression,
)
from app.lib.signing import Signer
from app.service.application import create_app
from tests.leads.campaigns.world import OFFER, World

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def client(world: World) -> TestClient:
    return TestClient(create_app(world.parts))


def test_a_draft_waits_for_its_word_and_goes_with_it(world: World) -> None:
    world.campaign(world.lead(), approve="all")
    assert world.days(2) == []
    row = world.rows()[0]
    assert row.state == SequenceMailState.DRAFT
    assert world.desk().approve(row.id or 0).state == SequenceMailState.HANDED_OVER
    assert len(world.days(1)) == 1
    with pytest.raises(DraftRefusedError, match="no draft any more"):
        world.desk().approve(row.id or 0)


def test_drafts_are_approved_together_but_for_those_with_problems_and_those_that_came_later(
    world: World,
) -> None:
    campaign = world.campaign(
        *(world.lead(f"ann@firm{n}.example", company=f"Firm {n}") for n in range(4)), approve="all"
    )
    world.round()
    first, second, third, fourth = (row.id or 0 for row in world.rows())
    world.desk().change(second, subject="You won the Golden Fork in 2019", body=None)
    assert world.desk().approve_all(campaign, "breakup", fourth) == Approved(0, 0, 0)
    assert world.desk().approve_all(campaign, "introduction", third) == Approved(2, 1, 0)
    states = {row.id: row.state for row in world.rows()}
    assert states == {
        **dict.fromkeys((first, third), SequenceMailState.HANDED_OVER),
        **dict.fromkeys((second, fourth), SequenceMailState.DRAFT),
    }
    assert world.desk().approve_all(campaign, None, fourth) == Approved(1, 1, 0)


def test_a_campaign_is_changed_until_it_is_started_and_then_no_more(world: World) -> None:
    campaign = world.campaign(world.lead(), start=False)
    new = NewCampaign("dinners", "", OFFER, DEFAULT_STEPS, "all", 7)
    assert campaigns.change(world.database, campaign, new, world.clock()).daily_cap == 7
    world.start(campaign)
    campaigns.pause(world.database, campaign)
    with pytest.raises(NotNowError, match="was started"):
        campaigns.change(world.database, campaign, new, world.clock())


def test_of_a_campaign_that_approves_the_first_the_others_go_by_themselves(world: World) -> None:
    world.campaign(world.lead(), approve="first")
    world.round()
    world.desk().approve(world.rows()[0].id or 0)
    assert len(world.days(6)) == 2


def test_a_rejected_draft_ends_the_sequence(world: World) -> None:
    lead = world.lead()
    world.campaign(lead, approve="all")
    world.round()
    world.desk().reject(world.rows()[0].id or 0, "not our kind of lead")
    assert world.days(10) == []
    assert world.way(lead).ended_because == "rejected by ann: not our kind of lead"


def test_what_is_written_anew_is_looked_at_again_and_keeps_its_foot(world: World) -> None:
    world.campaign(world.lead(), approve="all")
    world.round()
    row = world.rows()[0]
    same = world.desk().change(row.id or 0, subject="Lunch for your team", body=None)
    assert (same.subject, same.problems) == ("Lunch for your team", [])
    body = row.body.split("\n\n-- \n")[0]
    invented = body.replace("Kind regards", "You won the Golden Fork in 2019.\n\nKind regards")
    changed = world.desk().change(row.id or 0, subject=None, body=invented)
    assert changed.problems
    assert "14 Marine Parade" in changed.body
    assert "/unsubscribe/" in changed.body
    with pytest.raises(DraftRefusedError, match="has problems"):
        world.desk().approve(row.id or 0)


def test_one_click_ends_all_mails_for_good_without_cookie_or_redirect(
    world: World, client: TestClient
) -> None:
    lead = world.lead()
    world.campaign(lead)
    (went,) = world.days(1)
    link = str(went.message["List-Unsubscribe"]).strip("<>")
    path = link.removeprefix("http://localhost:8000")
    asked = client.get(path)
    assert asked.status_code == 200
    assert "ann@acme.example" in asked.text
    assert world.stored_lead(lead).status == LeadStatus.EMAILED  # scanners open every link
    for _ in range(2):
        done = client.post(path, data=ONE_CLICK, follow_redirects=False)
        assert (done.status_code, "set-cookie" in done.headers) == (200, False)
    assert world.stored_lead(lead).status == LeadStatus.UNSUBSCRIBED
    with world.database.read() as session:
        assert [one.reason for one in session.exec(select(Suppression))] == ["unsubscribed"]
        kinds = [one.kind for one in session.exec(select(EmailEvent))]
    assert kinds.count("unsubscribed") == 1
    assert world.rows()[0].unsubscribed_at is not None
    assert world.days(10) == []


def test_a_link_holds_also_when_its_lead_was_kept_long_enough(
    world: World, client: TestClient
) -> None:
    """Who is erased by LEAD_RETENTION_DAYS may be taken in again, but not who then says no."""
    lead = world.lead()
    world.campaign(lead)
    (went,) = world.days(1)
    keeping = keeping_of(world.parts.settings)
    erase_rows(world.database, lead, world.clock(), keeping, is_final=False)
    link = str(went.message["List-Unsubscribe"]).strip("<>")
    assert client.post(link.removeprefix("http://localhost:8000"), data=ONE_CLICK).is_success
    keys = world.parts.settings.secret_keys
    with world.database.read() as session:
        asked = suppressed_among(session, ["Ann@acme.example"], keys)
        assert asked == {"Ann@acme.example": "unsubscribed"}
    world.campaign(world.lead(), start=False)
    with world.database.read() as session:
        assert session.exec(select(CampaignLead)).all() == []  # refused as they are added


def test_links_of_mails_that_went_before_links_named_the_address_hold(
    world: World, client: TestClient
) -> None:
    lead = world.lead()
    campaign = world.campaign(lead)
    keys = world.parts.settings.secret_keys
    token = Signer(keys, "unsubscribe", days=3650).sign(lead, campaign)
    assert client.post(f"/unsubscribe/{token}").is_success
    assert world.stored_lead(lead).status == LeadStatus.UNSUBSCRIBED
    assert world.days(2) == []


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_link_that_is_not_ours_has_its_own_page(client: TestClient, method: str) -> None:
    answer = client.request(method, "/unsubscribe/WzEsMV0.bad.link")
    assert answer.status_code == 404
    assert "text/html" in answer.headers["content-type"]


def test_a_campaign_is_made_filled_started_and_stopped_by_its_routes(
    world: World, client: TestClient
) -> None:
    lead = world.lead()
    made = client.post("/api/campaigns", json={"name": "a", "offer": OFFER.model_dump()})
    assert made.status_code == 201
    assert [one["step"] for one in made.json()["steps"]][-1] == "breakup"
    at = f"/api/campaigns/{made.json()['id']}"
    refused = client.post(f"{at}/start")
    assert (refused.status_code, "no leads" in refused.text) == (409, True)
    added = client.post(f"{at}/leads", json={"lead_ids": [lead, 77]}).json()
    assert added["added"] == [lead]
    assert added["refused"] == [{"lead_id": 77, "why": "there is no such lead"}]
    assert client.post(f"{at}/start").json()["status"] == "running"
    world.round()
    (draft,) = client.get(f"{at}/drafts").json()["drafts"]
    assert client.post(f"/api/drafts/{draft['id']}/approve").json()["state"] == "handed_over"
    figures = client.get(at).json()["figures"]
    assert (figures["leads"], figures["queued"], figures["sent"]) == (1, 1, 0)
    assert client.post(f"{at}/pause").json()["status"] == "paused"
    assert client.post(f"{at}/stop").json()["figures"]["cancelled"] == 1


def test_without_sender_and_postal_address_no_campaign_starts(
    world: World, client: TestClient
) -> None:
    campaign = world.campaign(world.lead(), start=False)
    gone = {"outreach_from": None, "postal_address": None, "public_url": "http://x.example"}
    object.__setattr__(world.parts, "settings", world.parts.settings.model_copy(update=gone))
    answer = client.post(f"/api/campaigns/{campaign}/start")
    assert answer.status_code == 409
    for name in ("OUTREACH_FROM is missing", "POSTAL_ADDRESS is missing", "has to be https"):
        assert name in answer.json()["detail"]
