"""Leads as the table of tests/leads/law/leads.yaml writes them, made into questions of the law."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final, cast, get_args

import yaml
from pydantic import BaseModel, ConfigDict

from app.agents.leads.law.country import Origin, evidence_of
from app.agents.leads.law.grounds import (
    Consent,
    CustomerRelation,
    DisclosedAddress,
    Ground,
    LegitimateInterest,
    NoGround,
    PublishedAddress,
)
from app.agents.leads.law.types import (
    ELEMENTS,
    AddressKind,
    Element,
    Event,
    EventKind,
    History,
    Question,
    Recipient,
    Step,
    Subscriber,
)

NOW: Final = datetime(2026, 11, 30, 10, tzinfo=UTC)
TODAY: Final = NOW.date()
LONG_AGO: Final = NOW - timedelta(days=300)
WORDING: Final = "Yes, you may write to me about lunches for our office."

GROUNDS: Final[dict[str, Ground]] = {
    "none": NoGround(),
    "consent": Consent(NOW - timedelta(days=3), WORDING, "the reply of 27 November"),
    "consent a year ago": Consent(LONG_AGO, WORDING, "form on our page"),
    "consent without proof": Consent(LONG_AGO, WORDING, " "),
    "consent of tomorrow": Consent(NOW + timedelta(days=1), WORDING, "form on our page"),
    "consent withdrawn": Consent(LONG_AGO, WORDING, "form", NOW - timedelta(days=1)),
    "customer": CustomerRelation(True, True, True, purchased_on=date(2026, 6, 1)),
    "customer of 2023": CustomerRelation(True, True, True, purchased_on=date(2023, 6, 1)),
    "customer, other products": CustomerRelation(True, False, True, date(2026, 6, 1)),
    "customer, could not object": CustomerRelation(True, True, False, date(2026, 6, 1)),
    "customer, address bought": CustomerRelation(False, True, True, date(2026, 6, 1)),
    "inquiry in October": CustomerRelation(False, True, False, inquired_on=date(2026, 10, 5)),
    "inquiry in March": CustomerRelation(False, True, False, inquired_on=date(2026, 3, 5)),
    "published": PublishedAddress("https://a.example/team", LONG_AGO, True, True, True),
    "published, no advertising": PublishedAddress("https://a.example", LONG_AGO, True, False, True),
    "published, not their work": PublishedAddress("https://a.example", LONG_AGO, True, True, False),
    "published by others": PublishedAddress("https://list.example", LONG_AGO, False, True, True),
    "card": DisclosedAddress(LONG_AGO, "card, trade fair in May", True, True),
    "interest": LegitimateInterest(
        "sell lunches", "mail is mildest", "slight", True, True, LONG_AGO
    ),
    "interest, not recorded": LegitimateInterest("sell lunches", "", "", True, True, LONG_AGO),
    "interest, outweighed": LegitimateInterest("sell", "mail", "grave", False, True, LONG_AGO),
    "interest, not their work": LegitimateInterest("sell", "mail", "ok", True, False, LONG_AGO),
}


class LeadCase(BaseModel):
    """One row of the table. `origin`: the lead's own data; `history`: "sent 10" is ten days ago."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    who: str
    origin: dict[str, str] = {}
    sender: str | None = None
    ground: str = "none"
    address: AddressKind = "person"
    subscriber: Subscriber = "company"
    history: tuple[str, ...] = ()
    step: Step = "introduction"
    lacks: tuple[Element, ...] = ()
    allowed: bool
    rule: str
    because: str

    def question(self) -> Question:
        return Question(
            evidence=evidence_of(Origin(**self.origin)),
            ground=GROUNDS[self.ground],
            history=History(tuple(_event(text) for text in self.history)),
            recipient=Recipient(self.address, self.subscriber),
            step=self.step,
            contains=ELEMENTS - frozenset(self.lacks),
            now=NOW,
            sender_country=self.sender,
        )


def _event(text: str) -> Event:
    """ "sent 10", or "sent 10 with notice"."""
    kind, days, *notice = text.split()
    assert kind in get_args(EventKind)
    contained: frozenset[Element] = frozenset({"notice"}) if notice else frozenset()
    return Event(cast(EventKind, kind), NOW - timedelta(days=int(days)), contained=contained)


def lead_cases() -> list[LeadCase]:
    text = Path(__file__).with_name("leads.yaml").read_text("utf-8")
    rows = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - NO is Norway, not false
    return [LeadCase.model_validate(row) for row in rows]
