"""What one rule says of a mail: the ground that was recorded, or none where none is needed, or
the one mail that asks for consent.
"""

from dataclasses import dataclass
from datetime import date

from app.agents.leads.law.grounds import CustomerRelation, NoGround
from app.agents.leads.law.rules import Rule, RuleTable, Terms
from app.agents.leads.law.types import Element, Question
from app.agents.leads.law.words import (
    ADDRESS_WORDS,
    GROUND_WORDS,
    SUBSCRIBER_WORDS,
    day,
    listed,
    remedies,
    whose_law,
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """`rule` is an id; `remedy` says what would make the mail lawful."""

    rule: str
    reason: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """`elements` is what the mail has to contain by this rule, refused or not."""

    rule: Rule
    elements: frozenset[Element]
    refusal: Refusal | None = None


def judge(rule: Rule, question: Question, table: RuleTable) -> Verdict:
    """What the rule says of the mail, whatever others say."""
    ways = [terms for terms in (rule.terms(question.ground.name), rule.terms("none")) if terms]
    faults = [_fault(terms, question, table) for terms in ways]
    for terms, fault in zip(ways, faults, strict=True):
        if fault is None:
            return Verdict(rule, _elements(rule, terms, question))
    if rule.consent_request and is_request(question):
        return _one_request(rule, question, table)
    reason = f"{whose_law(rule, question)}: {faults[0] if faults else _no_ground(rule, question)}"
    refusal = Refusal(rule.id, reason, remedies(rule, question, table))
    return Verdict(rule, _elements(rule, None, question), refusal)


def is_request(question: Question) -> bool:
    return question.step == "consent_request"


def _elements(rule: Rule, terms: Terms | None, question: Question) -> frozenset[Element]:
    elements: set[Element] = set(rule.every_mail)
    if terms:
        elements.update(terms.contains)
    if terms and not question.history.notice_given:
        elements.update(terms.first)
    if is_request(question):
        elements.add("consent_question")
    return frozenset(elements)


def _one_request(rule: Rule, question: Question, table: RuleTable) -> Verdict:
    """One approach in all, whatever it was: silence is no consent and no reason to ask again."""
    asked = rule.consent_request.contains if rule.consent_request else ()
    elements = frozenset((*rule.every_mail, *asked))
    earlier = question.history.first(["sent"])
    if earlier is None:
        return Verdict(rule, elements)
    reason = (
        f"{whose_law(rule, question)}: they were written to on {day(earlier.at)} and may be asked "
        "only once; silence is no consent."
    )
    return Verdict(rule, elements, Refusal(rule.id, reason, remedies(rule, question, table)))


def _no_ground(rule: Rule, question: Question) -> str:
    asks = " A mail that asks for consent is advertising too." if is_request(question) else ""
    if isinstance(question.ground, NoGround):
        return f"no ground is recorded. {rule.law}{asks}"
    return f"{GROUND_WORDS[question.ground.name]} is not enough. {rule.law}{asks}"


def _fault(terms: Terms, question: Question, table: RuleTable) -> str | None:
    """Why the ground is not enough by these terms; None if it is."""
    recipient = question.recipient
    ground = GROUND_WORDS[question.ground.name]
    if recipient.address not in terms.addresses:
        return f"{ground} is not enough for {ADDRESS_WORDS[recipient.address]} ({terms.section})."
    if recipient.subscriber not in terms.subscribers:
        whom = SUBSCRIBER_WORDS[recipient.subscriber]
        return f"{ground} is not enough for {whom} ({terms.section})."
    holds = question.ground.holds(question.now)
    unmet = [table.conditions[one] for one in terms.conditions if one not in holds]
    if unmet:
        return f"{ground} is not enough unless {listed(unmet)} ({terms.section})."
    return _too_long_ago(terms, question)


def _too_long_ago(terms: Terms, question: Question) -> str | None:
    """Where the law lets a relation end: some time after a purchase, or an inquiry if it counts."""
    ground, today = question.ground, question.now.date()
    if terms.purchase_months is None or not isinstance(ground, CustomerRelation):
        return None
    if _within(ground.purchased_on, terms.purchase_months, today):
        return None
    if terms.inquiry_months and _within(ground.inquired_on, terms.inquiry_months, today):
        return None
    inquiry = f", or asked in the last {terms.inquiry_months}" if terms.inquiry_months else ""
    return (
        f"it is not shown that they bought in the last {terms.purchase_months} months{inquiry} "
        f"({terms.section})."
    )


def _within(then: date | None, months: int, today: date) -> bool:
    """A month ends before the day of the same number; a day yet to come is no evidence."""
    if then is None or then > today:
        return False
    passed = (today.year - then.year) * 12 + today.month - then.month
    return passed < months or (passed == months and today.day < then.day)
