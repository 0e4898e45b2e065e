"""What is kept with each mail of why it was lawful: the ground, what it rests on and who said so,
the rule and its version, the signs of the country."""

from datetime import timedelta
from typing import Any

from sqlmodel import select

from app.agents.leads.campaigns import campaigns
from app.agents.leads.campaigns.campaigns import NewCampaign
from app.agents.leads.campaigns.offer import DEFAULT_STEPS, BalancingTest, Vouched
from app.agents.leads.intake.change_lead import change_lead
from app.agents.leads.intake.given import GivenLead, GivenRow
from app.agents.leads.intake.take_in import take_in
from app.agents.leads.law.rules import load_rules
from app.agents.leads.tables import Campaign, Lead, LeadFact, SequenceMail
from tests.leads.campaigns.world import MONDAY, OFFER, SECRET, World

NAMED_AT = MONDAY - timedelta(days=9)
TEST = BalancingTest(
    interest="We sell lunches to companies.",
    necessity="Nobody there knows us.",
    balance="A work address, one offer, an easy no.",
    prevails=True,
    recorded_at=MONDAY - timedelta(days=3),
)
BRITISH = {"company": "Acme Ltd", "country": "GB", "location": "London", "ground_by": "import"}


def sent(world: World, lead: dict[str, Any], vouched: Vouched) -> SequenceMail:
    """The first mail to the lead, which goes at once."""
    lead_id = world.lead(**{"ground_at": NAMED_AT, **lead})
    world.campaign(lead_id, offer=OFFER.model_copy(update={"vouched": vouched}))
    world.round()
    world.deliver()
    rows = world.rows(lead_id)
    assert [row.sent_at for row in rows] == [MONDAY], world.way(lead_id).ended_because
    return rows[0]


def test_a_balancing_test_is_kept_with_who_stated_it_and_when(world: World) -> None:
    lead = {"email": "ann@acme.co.uk", "ground": "legitimate_interest", **BRITISH}
    row = sent(world, lead, Vouched(relevant_to_role=True, balancing_test=TEST))
    assert (row.ground, row.rule) == ("legitimate_interest", "gb-pecr-22")
    assert row.rules_version == load_rules().version
    assert row.ground_evidence == {
        "name": "legitimate_interest",
        "interest": TEST.interest,
        "necessity": TEST.necessity,
        "balance": TEST.balance,
        "prevails": True,
        "relevant_to_role": True,
        "recorded_at": TEST.recorded_at.isoformat(),
        "named_by": "import",
        "named_at": NAMED_AT.isoformat(),
        "stated_by": "team",
        "stated_at": MONDAY.isoformat(),
    }
    assert {"country": "GB", "source": "stated", "value": "GB"} in row.country_evidence


def test_a_customer_is_kept_with_the_day_of_the_purchase_and_who_said_so(world: World) -> None:
    lead = {"email": "ann@acme.co.uk", "ground": "customer_relation", **BRITISH}
    vouched = Vouched(details_from_sale=True, similar_products=True, could_object_then=True)
    row = sent(world, lead | {"tags": ["purchased:2026-10-02"]}, vouched)
    assert (row.ground, row.rule) == ("customer_relation", "gb-pecr-22")
    kept = row.ground_evidence
    assert (kept["purchased_on"], kept["details_from_sale"]) == ("2026-10-02", True)
    assert (kept["named_by"], kept["stated_by"]) == ("import", "team")
    assert kept["inquired_on"] is None


def address_on_a_page(world: World, lead: int, address: str) -> None:
    with world.database.write() as session:
        session.add(
            LeadFact(
                lead_id=lead,
                field="address",
                value=address,
                quote=address,
                url="https://acme.example/contact",
                fetched_at=world.clock(),
            )
        )


def test_a_postal_address_on_a_page_is_a_sign_of_the_country(world: World) -> None:
    lead = world.lead("jane@acme.example", country=None, location=None)
    address_on_a_page(world, lead, "12 Rivonia Road, Sandton, 2196, South Africa")
    world.campaign(lead)
    world.clock.go_on(hours=17)
    world.round()
    world.deliver()
    (row,) = world.rows()
    assert (row.step, row.rule) == ("consent_request", "za-popia-69")
    assert row.country_evidence == [
        {
            "country": "ZA",
            "source": "postal_address",
            "value": "12 Rivonia Road, Sandton, 2196, South Africa",
        }
    ]


def test_a_postal_address_elsewhere_brings_that_country_s_law_too(world: World) -> None:
    lead = world.lead("max@acme.example", country="US", location=None)
    address_on_a_page(world, lead, "Friedrichstr. 12, 10117 Berlin, Germany")
    world.campaign(lead)
    world.round()
    assert world.rows() == []
    assert world.way(lead).ended_because.startswith("not lawful: Germany")


def test_who_names_a_ground_is_noted_when_it_is_named_filled_in_or_changed(world: World) -> None:
    def take(ground: str, by: str) -> None:
        rows = [GivenRow(1, GivenLead(email="ann@acme.example", ground=ground))]
        take_in(world.database, rows, now=world.clock(), secrets=[SECRET], by=by)
        world.clock.go_on(days=1)

    def noted() -> tuple[str | None, str, Any]:
        with world.database.read() as session:
            lead = session.exec(select(Lead)).one()
            return lead.ground, lead.ground_by, lead.ground_at

    def change(ground: str, by: str) -> None:
        now = world.clock()
        change_lead(world.database, 1, {"ground": ground}, now=now, secrets=[SECRET], by=by)

    take("", "import")
    assert noted() == (None, "", None)
    take("customer_relation", "api")
    assert noted() == ("customer_relation", "api", MONDAY + timedelta(days=1))
    take("legitimate_interest", "import")
    assert noted()[:2] == ("customer_relation", "api"), "what stands stays"
    change("customer_relation", "page")
    assert noted()[1] == "api", "the same again is no new word"
    change("disclosed_address", "page")
    assert noted() == ("disclosed_address", "page", MONDAY + timedelta(days=3))
    change("", "page")
    assert noted() == (None, "", None)


def test_who_states_what_of_a_campaign_is_noted_when_it_changes(world: World) -> None:
    def campaign(vouched: Vouched) -> NewCampaign:
        offer = OFFER.model_copy(update={"vouched": vouched})
        return NewCampaign("lunches", "", offer, DEFAULT_STEPS, "all", None)

    def change(vouched: Vouched, by: str) -> Campaign:
        world.clock.go_on(days=1)
        return campaigns.change(world.database, 1, campaign(vouched), world.clock(), by)

    made = campaigns.create(world.database, campaign(Vouched()), MONDAY, "ann")
    assert (made.stated_by, made.stated_at) == ("", None)
    stated = Vouched(relevant_to_role=True, balancing_test=TEST)
    first = change(stated, "ben")
    assert (first.stated_by, first.stated_at) == ("ben", MONDAY + timedelta(days=1))
    assert change(stated, "cleo").stated_by == "ben"
    assert change(Vouched(relevant_to_role=True), "cleo").stated_by == "cleo"
    assert change(Vouched(), "cleo").stated_at is None
