"""`/api/leads` and what stands beside it, as a program uses them."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.agents.leads.agent import MOST_LEADS_BYTES, RESEARCH
from app.agents.leads.suppressions import suppress
from app.agents.leads.tables import (
    Campaign,
    EmailEvent,
    Lead,
    LeadFact,
    LeadResearch,
    SequenceMail,
)
from app.parts.runs.tables import AgentRun
from app.parts.store.api_usage import ApiUsage
from app.service.application import create_app
from tests.api.conftest import TOKEN, LiveApi
from tests.conftest import NOON

Json = Mapping[str, Any]
ANN = {"name": "Ann Nkosi", "email": "ann@acme.co.za", "company": "Acme"}


@pytest.fixture
def client(live_api: LiveApi) -> TestClient:
    headers = {"Authorization": f"Bearer {TOKEN}"}
    return TestClient(create_app(live_api.parts), headers=headers)


def added(client: TestClient, lead: Json = ANN) -> int:
    answer = client.post("/api/leads", json=lead)
    assert answer.status_code == 201
    return int(answer.json()["created"][0]["id"])


def test_one_lead_and_several_are_taken_in_alike(client: TestClient) -> None:
    one = client.post("/api/leads", json=ANN)
    assert one.status_code == 201
    assert one.json() == {
        "created": [{"row": 1, "id": 1, "left_out": [], "likely_doubles": []}],
        "merged": [],
        "refused": [],
    }
    rows = [{"email": "nobody"}, {**ANN, "title": "Buyer"}, {"email": "bob@acme.co.za"}]
    many = client.post("/api/leads", json={"leads": rows}).json()
    assert [row["row"] for row in many["created"]] == [3]
    assert [(row["row"], row["filled"]) for row in many["merged"]] == [(2, ["title"])]
    assert [row["row"] for row in many["refused"]] == [1]
    assert "'nobody' is not a mail address" in many["refused"][0]["why"]


def test_a_thousand_leads_are_one_request_and_one_more_is_too_many(client: TestClient) -> None:
    leads = [{**ANN, "email": f"ann{n}@acme.co.za", "location": "x" * 500} for n in range(1_001)]
    answer = client.post("/api/leads", json={"leads": leads[:1_000]})
    assert answer.status_code == 201
    assert len(answer.json()["created"]) == 1_000
    assert client.post("/api/leads", json={"leads": leads}).status_code == 422


def test_a_field_that_there_is_none_of_is_told(client: TestClient) -> None:
    answer = client.post("/api/leads", json={"leads": [{**ANN, "e-mail": "ann@acme.co.za"}]})
    assert answer.status_code == 422
    assert any(one["loc"][-1] == "e-mail" for one in answer.json()["detail"])


def test_only_the_path_of_leads_takes_more_than_64_kb_and_only_from_who_may(
    live_api: LiveApi, client: TestClient
) -> None:
    too_much = b" " * (MOST_LEADS_BYTES + 1)
    assert client.post("/api/leads", content=too_much).status_code == 413
    assert client.post("/api/suppressions", content=b" " * 70_000).status_code == 413
    stranger = TestClient(create_app(live_api.parts))
    assert stranger.post("/api/leads", content=too_much).status_code == 401


def test_leads_are_listed_newest_first_page_by_page(client: TestClient) -> None:
    ids = [added(client, {"email": f"ann{n}@acme.co.za"}) for n in range(5)]
    first = client.get("/api/leads", params={"limit": 2}).json()["leads"]
    assert [lead["id"] for lead in first] == [ids[4], ids[3]]
    rest = client.get("/api/leads", params={"limit": 9, "before": ids[3]}).json()["leads"]
    assert [lead["id"] for lead in rest] == [ids[2], ids[1], ids[0]]


def test_leads_are_found_by_status_score_and_words(live_api: LiveApi, client: TestClient) -> None:
    ann, bob = added(client), added(client, {"email": "bob_b@other.co.za", "company": "50% off"})
    with live_api.parts.database.write() as session:
        lead = session.get_one(Lead, ann)
        lead.status, lead.score = "researched", 60
        session.add(lead)

    def found(**query: object) -> list[int]:
        answer = client.get("/api/leads", params={k: str(v) for k, v in query.items()})
        return [lead["id"] for lead in answer.json()["leads"]]

    assert found(status="researched") == found(min_score=45) == found(q="NKOSI") == [ann]
    assert found(q="50% o") == found(q="bob_b") == found(status="new") == [bob]
    assert found(q="%") == [bob]
    assert found(q="annXacme") == []
    assert client.get("/api/leads", params={"status": "odd"}).status_code == 422
    assert client.get("/api/leads?q=%00").status_code == 200


def test_one_lead_shows_all_that_is_known_and_what_it_cost(
    live_api: LiveApi, client: TestClient
) -> None:
    ann = added(client)
    other = added(client, {**ANN, "email": "ann@home.co.za"})
    with live_api.parts.database.write() as session:
        campaign = Campaign(created_at=NOON, name="Lunch")
        session.add(campaign)
        session.flush()
        of_ann: dict[str, Any] = {"lead_id": ann, "created_at": NOON}
        session.add_all(
            [
                LeadFact(
                    lead_id=ann,
                    field="company_info",
                    value="bakers",
                    quote="We bake",
                    url="https://acme.co.za/",
                    fetched_at=NOON,
                ),
                LeadResearch(**of_ann, depth="quick", way="company_site", outcome="found"),
                SequenceMail(
                    **of_ann, campaign_id=campaign.id or 0, email_sequence=1, step="introduction"
                ),
                EmailEvent(**of_ann, kind="opened", by_machine=True),
                *(
                    ApiUsage(
                        created_at=NOON,
                        service=service,
                        agent=agent,
                        subject=str(subject),
                        calls=1,
                        usd=usd,
                    )
                    for service, agent, subject, usd in (
                        ("model", RESEARCH, ann, 0.02),
                        ("search", RESEARCH, ann, 0.005),
                        ("model", RESEARCH, other, 1.0),
                        ("model", "another", ann, 1.0),
                    )
                ),
            ]
        )
    lead = client.get(f"/api/leads/{ann}").json()
    (fact,) = lead["facts"]
    assert (fact["quote"], fact["url"]) == ("We bake", "https://acme.co.za/")
    assert [one["way"] for one in lead["research"]] == ["company_site"]
    assert [one["step"] for one in lead["mails"]] == ["introduction"]
    assert [(one["kind"], one["by_machine"]) for one in lead["events"]] == [("opened", True)]
    assert lead["cost"]["usd"] == pytest.approx(0.025)
    assert [one["service"] for one in lead["cost"]["services"]] == ["model", "search"]
    assert lead["likely_doubles"] == [other]
    assert (lead["suppressed"], lead["score_parts"]) == (None, {})


def test_a_change_takes_the_fields_named_and_leaves_the_others(client: TestClient) -> None:
    ann = added(client)
    answer = client.patch(f"/api/leads/{ann}", json={"title": "Buyer", "company": None})
    assert answer.status_code == 200
    lead = answer.json()
    assert (lead["title"], lead["company"], lead["name"]) == ("Buyer", None, "Ann Nkosi")
    moved = client.patch(f"/api/leads/{ann}", json={"email": "info@acme.co.za"}).json()
    assert moved["is_role_address"] is True
    assert client.post("/api/leads", json={"email": "INFO@acme.co.za"}).json()["merged"]


@pytest.mark.parametrize(
    ("change", "status", "words"),
    [
        ({"email": "nobody"}, 422, "is not a mail address"),
        ({"website_url": "javascript:1"}, 422, "is not the address of a site"),
        ({"ground": "because"}, 422, "is none of consent"),
        ({"name": None, "email": None}, 422, "it needs an address"),
        ({"email": "bob@acme.co.za"}, 409, "has this address"),
        ({"email": "eve@acme.co.za"}, 422, "asked not to be written to"),
    ],
)
def test_a_wrong_change_changes_nothing_and_says_why(
    live_api: LiveApi, client: TestClient, change: Json, status: int, words: str
) -> None:
    ann = added(client)
    added(client, {"email": "bob@acme.co.za"})
    client.post("/api/suppressions", json={"email": "eve@acme.co.za"})
    before = client.get(f"/api/leads/{ann}").json()
    answer = client.patch(f"/api/leads/{ann}", json={**change, "title": "Buyer"})
    assert answer.status_code == status
    assert words in answer.json()["detail"]
    assert client.get(f"/api/leads/{ann}").json() == before


def test_an_erased_lead_is_gone_and_stays_out(client: TestClient) -> None:
    ann = added(client)
    answer = client.delete(f"/api/leads/{ann}")
    assert (answer.status_code, answer.content) == (204, b"")
    assert client.get(f"/api/leads/{ann}").status_code == 404
    assert client.post("/api/leads", json=ANN).json()["refused"]
    (entry,) = client.get("/api/suppressions").json()["suppressions"]
    assert (entry["reason"], entry["hint"]) == ("erased", "")


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
def test_a_lead_that_there_is_none_of_is_told(client: TestClient, method: str) -> None:
    answer = client.request(method, "/api/leads/7", json={} if method == "PATCH" else None)
    assert answer.status_code == 404
    assert answer.json() == {"detail": "There is no lead 7."}


def test_a_suppression_holds_at_once_and_keeps_no_address(
    live_api: LiveApi, client: TestClient
) -> None:
    ann = added(client)
    entry = client.post("/api/suppressions", json={"email": "Ann+x@acme.co.za"})
    assert entry.status_code == 201
    again = client.post("/api/suppressions", json={"email": "ann@acme.co.za", "reason": "other"})
    assert again.json() == entry.json()
    (shown,) = client.get("/api/suppressions").json()["suppressions"]
    assert (shown["hint"], shown["reason"]) == ("acme.co.za", "by hand")
    assert client.get(f"/api/leads/{ann}").json()["suppressed"] == "by hand"
    (refused,) = client.post("/api/leads", json=ANN).json()["refused"]
    assert refused["why"] == "asked not to be written to"


def test_a_whole_domain_is_suppressed_by_its_name_with_an_at(client: TestClient) -> None:
    assert client.post("/api/suppressions", json={"email": "@acme.co.za"}).status_code == 201
    assert client.post("/api/leads", json={"email": "x@sub.acme.co.za"}).json()["refused"]


@pytest.mark.parametrize(
    "meant",
    [
        '"Nkosi, Ann" <ann@acme.co.za>',
        "mailto:ann@acme.co.za",
        "*@acme.co.za",
        "  ANN+lunch@acme.co.za. ",
    ],
)
def test_who_is_meant_is_suppressed_however_it_is_pasted(client: TestClient, meant: str) -> None:
    assert client.post("/api/suppressions", json={"email": meant}).status_code == 201
    assert client.post("/api/leads", json={"email": "ann@acme.co.za"}).json()["refused"]


@pytest.mark.parametrize(
    "email",
    [
        *("@com", "ann", " ", "ann@", "@", "ann@@acme.co.za", "http://x/ann@acme.co.za"),
        *("ann@acme.co.za, bob@acme.co.za", "<ann@acme.co.za> <bob@acme.co.za>"),
    ],
)
def test_what_names_nobody_is_not_suppressed(client: TestClient, email: str) -> None:
    assert client.post("/api/suppressions", json={"email": email}).status_code == 422
    assert client.get("/api/suppressions").json() == {"suppressions": []}


def test_suppressions_are_listed_newest_first(live_api: LiveApi, client: TestClient) -> None:
    with live_api.parts.database.write() as session:
        for name in ("one", "two", "three"):
            suppress(session, f"a@{name}.example", reason="", source="", now=NOON, secret="s" * 32)
    listed = client.get("/api/suppressions", params={"limit": 1, "before": 3}).json()
    assert [one["hint"] for one in listed["suppressions"]] == ["two.example"]


def test_the_figures_are_those_of_the_time_asked_for(live_api: LiveApi, client: TestClient) -> None:
    now = live_api.parts.clock()
    ann, bob = added(client), added(client, {"email": "bob@acme.co.za"})
    with live_api.parts.database.write() as session:
        campaign = Campaign(created_at=now, name="Lunch")
        session.add(campaign)
        session.flush()
        for lead_id, status in ((ann, "researched"), (bob, "unqualified")):
            lead = session.get_one(Lead, lead_id)
            lead.status = status
            session.add(lead)
            session.add(
                LeadResearch(
                    lead_id=lead_id, created_at=now, depth="quick", way="search", outcome="found"
                )
            )
        for n, old in enumerate((timedelta(0), timedelta(0), timedelta(days=40))):
            session.add(
                SequenceMail(
                    lead_id=ann,
                    campaign_id=campaign.id or 0,
                    created_at=now - old,
                    email_sequence=n,
                    step="introduction",
                    sent_at=now - old,
                    replied_at=now if n == 0 else None,
                )
            )
        session.add(
            AgentRun(
                agent=RESEARCH,
                profile="1",
                trigger="request",
                status="completed",
                created_at=now,
                started_at=now - timedelta(seconds=90),
                completed_at=now,
            )
        )
        session.add(ApiUsage(created_at=now, service="model", agent=RESEARCH, usd=0.5))
    month = client.get("/api/leads/analytics", params={"range": "month"}).json()
    assert (month["added"], month["researched"], month["qualified"]) == (2, 2, 1)
    assert (month["qualification_rate"], month["research_seconds"]) == (0.5, 90.0)
    assert month["leads_per_hour"] == 40.0
    assert (month["sent"], month["replied"], month["reply_rate"]) == (2, 1, 0.5)
    assert (month["usd"], month["usd_per_lead"]) == (0.5, 0.25)
    always = client.get("/api/leads/analytics", params={"range": "all"}).json()
    assert (always["sent"], always["since"]) == (3, None)


def test_of_nothing_there_is_no_rate(client: TestClient) -> None:
    figures = client.get("/api/leads/analytics").json()
    assert figures["reply_rate"] is figures["usd_per_lead"] is figures["research_seconds"] is None
    assert client.get("/api/leads/analytics?range=year").status_code == 422
