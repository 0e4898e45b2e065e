"""What is asked of the law of a lead's country, and what it answers. All frozen.

Moments carry a zone. What each ground asks for, and for whom it is enough, is said in rules.yaml.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, get_args

from app.agents.leads.law.grounds import Ground, GroundName

Element = Literal[
    "sender_identity",
    "postal_address",
    "opt_out",
    "true_subject",
    "advertisement",
    "subject_label",
    "notice",
    "consent_question",
]
"""What a mail contains; rules.yaml has the words for each."""
ELEMENTS: Final[frozenset[Element]] = frozenset(get_args(Element))

AddressKind = Literal["person", "role", "disposable"]
Subscriber = Literal["company", "sole_trader", "unknown"]
"""Who has the address: a company, somebody who trades in their own name, or nobody knows."""
Step = Literal[
    "consent_request",
    "introduction",
    "value_proposition",
    "case_study",
    "soft_reminder",
    "breakup",
]
EventKind = Literal[
    "sent",
    "answered",
    "refused",
    "objected",
    "unsubscribed",
    "complained",
    "bounced",
    "suppressed",
    "erased",
]
"""`bounced` is a hard bounce; `refused` a no to the question for consent."""
FINAL_EVENTS: Final[frozenset[EventKind]] = frozenset(get_args(EventKind)) - {"sent", "answered"}

EvidenceSource = Literal[
    "stated", "phone", "mail_domain", "site_domain", "location", "postal_address"
]
UNKNOWN: Final = "unknown"
"""The country of evidence that names none that we can read."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One sign of a lead's country (ISO 3166 alpha-2, or UNKNOWN) and what it was seen in."""

    country: str
    source: EvidenceSource
    value: str


@dataclass(frozen=True, slots=True)
class Event:
    """`step` and `contained` are those of a mail that was sent."""

    kind: EventKind
    at: datetime
    step: Step | None = None
    contained: frozenset[Element] = frozenset()


@dataclass(frozen=True, slots=True)
class History:
    """What passed between us and the lead, in all campaigns, in any order."""

    events: tuple[Event, ...] = ()

    def first(self, kinds: Iterable[EventKind]) -> Event | None:
        wanted = frozenset(kinds)
        found = (event for event in self.events if event.kind in wanted)
        return min(found, key=lambda event: event.at, default=None)

    def last(self, kind: EventKind) -> Event | None:
        found = (event for event in self.events if event.kind == kind)
        return max(found, key=lambda event: event.at, default=None)

    @property
    def notice_given(self) -> bool:
        return any(e.kind == "sent" and "notice" in e.contained for e in self.events)


@dataclass(frozen=True, slots=True)
class Recipient:
    address: AddressKind = "person"
    subscriber: Subscriber = "unknown"


@dataclass(frozen=True, slots=True)
class Question:
    """May a mail of this `step`, which has the elements of `contains`, go at `now`?

    `sender_country`: ISO 3166 alpha-2; the rules of that country that reach its senders hold too.
    """

    evidence: tuple[Evidence, ...]
    ground: Ground
    history: History
    recipient: Recipient
    step: Step
    contains: frozenset[Element]
    now: datetime
    sender_country: str | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """`reason` and `remedy` (what would make it lawful; empty if it is) are for people to read.

    `rule` is the one that refused or, of an allowed mail, the first that allowed it; `asked` are
    all that were asked. `must_contain` is known for a refused mail too, so that it can be added.
    """

    allowed: bool
    reason: str
    remedy: str
    rule: str
    rule_version: str
    asked: tuple[str, ...]
    ground: GroundName
    evidence: tuple[Evidence, ...]
    must_contain: frozenset[Element] = frozenset()
    missing: frozenset[Element] = frozenset()
