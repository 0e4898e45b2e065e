"""The words of a decision: whom a rule is about, and what would make a refused mail lawful."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from app.agents.leads.law.country_names import country_name
from app.agents.leads.law.grounds import GroundName
from app.agents.leads.law.rules import Rule, RuleTable, Terms
from app.agents.leads.law.types import UNKNOWN, AddressKind, Question, Subscriber

GROUND_WORDS: Final[dict[GroundName, str]] = {
    "consent": "a recorded consent",
    "customer_relation": "an existing customer relation",
    "published_address": "an address that they published",
    "disclosed_address": "an address that they gave us",
    "legitimate_interest": "a recorded legitimate interest",
    "none": "no ground",
}
ADDRESS_WORDS: Final[dict[AddressKind, str]] = {
    "person": "the address of a person",
    "role": "an address that names no person",
    "disposable": "a disposable address",
}
SUBSCRIBER_WORDS: Final[dict[Subscriber, str]] = {
    "company": "a company",
    "sole_trader": "somebody who trades in their own name",
    "unknown": "somebody who is not known to be a company",
}


def day(moment: datetime) -> str:
    return f"{moment.day} {moment:%B %Y}"


def listed(words: Iterable[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last


def whose_law(rule: Rule, question: Question) -> str:
    """The countries by which the rule was asked, with where their names were seen."""
    seen = {e.country: e.source for e in question.evidence if e.country in rule.countries}
    if UNKNOWN in rule.countries:
        others = sorted({e.country for e in question.evidence} - {UNKNOWN})
        names = listed(country_name(country) for country in others) if others else ""
        return f"No rule is known for {names}" if others else "The country is not known"
    if not seen and question.sender_country in rule.countries:
        return f"{country_name(question.sender_country or '')} (the sender's own country)"
    if not seen:
        return f"The strictest of all countries, here {country_name(rule.countries[0])}"
    places = (f"{country_name(c)} ({s.replace('_', ' ')})" for c, s in sorted(seen.items()))
    return listed(places)


def remedy_in_all(question: Question) -> str:
    """What is enough by every rule, where several are asked."""
    one_country = len({evidence.country for evidence in question.evidence}) == 1
    narrower = "" if one_country else "; or with evidence that leaves one known country"
    return f"Lawful with {GROUND_WORDS['consent']}, which is enough in every country{narrower}."


def remedies(rule: Rule, question: Question, table: RuleTable) -> str:
    """Every way that the rule leaves open, as one sentence."""
    ways = [GROUND_WORDS["consent"]]
    ways += [_way(name, terms, table) for name, terms in rule.grounds.items()]
    if rule.consent_request and question.history.first(["sent"]) is None:
        ways.insert(0, f"the one mail that asks for consent ({rule.consent_request.section})")
    return f"Lawful with {'; or '.join(ways)}."


def _way(name: GroundName, terms: Terms, table: RuleTable) -> str:
    limits = []
    if len(terms.subscribers) == 1:
        limits.append(f"for {SUBSCRIBER_WORDS[terms.subscribers[0]]}")
    if len(terms.addresses) == 1:
        limits.append(f"at {ADDRESS_WORDS[terms.addresses[0]]}")
    if terms.purchase_months:
        limits.append(f"with a purchase in the last {terms.purchase_months} months")
    if terms.inquiry_months:
        limits.append(f"or an inquiry in the last {terms.inquiry_months}")
    if terms.conditions:
        limits.append(f"if {listed(table.conditions[one] for one in terms.conditions)}")
    return f"{GROUND_WORDS[name]} {' '.join(limits)} ({terms.section})".replace("  ", " ")
