"""The grounds on which a mail may go, as they were recorded. All frozen; moments carry a zone.

`holds` names the conditions that a ground meets at a moment; which of them it has to meet is said
country by country in rules.yaml. What is dated later than the moment does not hold yet.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, get_args

Condition = Literal[
    "consent_provable",
    "details_from_sale",
    "similar_products",
    "could_object_then",
    "relevant_to_role",
    "published_by_them",
    "no_objection_stated",
    "test_recorded",
    "interest_prevails",
]
"""What a ground may have to be; rules.yaml has the words for each."""

GroundName = Literal[
    "consent",
    "customer_relation",
    "published_address",
    "disclosed_address",
    "legitimate_interest",
    "none",
]


@dataclass(frozen=True, slots=True)
class Consent:
    """They agreed to be written to: to what `wording` says, which `source` has."""

    given_at: datetime
    wording: str
    source: str
    withdrawn_at: datetime | None = None
    name: Literal["consent"] = "consent"

    def holds(self, now: datetime) -> frozenset[Condition]:
        provable = self.wording.strip() and self.source.strip() and self.given_at <= now
        return _those(consent_provable=bool(provable))


@dataclass(frozen=True, slots=True)
class CustomerRelation:
    """They bought from us, or asked to buy, on the days given."""

    details_from_sale: bool
    similar_products: bool
    could_object_then: bool
    purchased_on: date | None = None
    inquired_on: date | None = None
    name: Literal["customer_relation"] = "customer_relation"

    def holds(self, now: datetime) -> frozenset[Condition]:  # noqa: ARG002
        return _those(
            details_from_sale=self.details_from_sale,
            similar_products=self.similar_products,
            could_object_then=self.could_object_then,
        )


@dataclass(frozen=True, slots=True)
class PublishedAddress:
    """The address stands on a public page, at `url`, as it was on `seen_at`."""

    url: str
    seen_at: datetime
    published_by_them: bool
    no_objection_stated: bool
    relevant_to_role: bool
    name: Literal["published_address"] = "published_address"

    def holds(self, now: datetime) -> frozenset[Condition]:
        seen = bool(self.url.strip()) and self.seen_at <= now
        return _those(
            published_by_them=self.published_by_them and seen,
            no_objection_stated=self.no_objection_stated,
            relevant_to_role=self.relevant_to_role,
        )


@dataclass(frozen=True, slots=True)
class DisclosedAddress:
    """They gave us the address, on a business card for example; `how` says where and when."""

    given_at: datetime
    how: str
    no_objection_stated: bool
    relevant_to_role: bool
    name: Literal["disclosed_address"] = "disclosed_address"

    def holds(self, now: datetime) -> frozenset[Condition]:
        given = bool(self.how.strip()) and self.given_at <= now
        return _those(
            no_objection_stated=self.no_objection_stated and given,
            relevant_to_role=self.relevant_to_role,
        )


@dataclass(frozen=True, slots=True)
class LegitimateInterest:
    """The balancing test of GDPR art. 6(1)(f), in the words of whoever made it."""

    interest: str
    necessity: str
    balance: str
    prevails: bool
    relevant_to_role: bool
    recorded_at: datetime
    name: Literal["legitimate_interest"] = "legitimate_interest"

    def holds(self, now: datetime) -> frozenset[Condition]:
        parts = (self.interest, self.necessity, self.balance)
        return _those(
            test_recorded=all(part.strip() for part in parts) and self.recorded_at <= now,
            interest_prevails=self.prevails,
            relevant_to_role=self.relevant_to_role,
        )


@dataclass(frozen=True, slots=True)
class NoGround:
    name: Literal["none"] = "none"

    def holds(self, now: datetime) -> frozenset[Condition]:  # noqa: ARG002
        return frozenset()


Ground = (
    Consent | CustomerRelation | PublishedAddress | DisclosedAddress | LegitimateInterest | NoGround
)


def _those(**conditions: bool) -> frozenset[Condition]:
    known = get_args(Condition)
    return frozenset(name for name in known if conditions.get(name))
