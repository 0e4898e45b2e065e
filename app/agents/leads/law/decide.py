"""May this mail go to this lead now? `decide` asks the law of every country the lead may be in.

In order: what stops a mail anywhere (an objection, an answer), the rules of each country that the
evidence names, and what the mail has to contain. All rules that are asked have to allow it: so
contradicting evidence meets the strictest, and an unknown country all rules there are.
"""

from dataclasses import replace
from typing import Final

from app.agents.leads.law.grounds import Consent
from app.agents.leads.law.judge import Refusal, Verdict, is_request, judge
from app.agents.leads.law.rules import RuleTable, load_rules
from app.agents.leads.law.types import (
    FINAL_EVENTS,
    Decision,
    Element,
    Event,
    EventKind,
    Question,
)
from app.agents.leads.law.words import GROUND_WORDS, day, listed, remedy_in_all, whose_law

_FINAL_WORDS: Final[dict[EventKind, str]] = {
    "refused": "They refused to be written to",
    "objected": "They objected",
    "unsubscribed": "They unsubscribed",
    "complained": "They complained of a mail",
    "bounced": "The address does not exist: a mail came back for good",
    "suppressed": "The address was put on the suppression list",
    "erased": "Their data was erased",
}
_NO_REMEDY: Final = "Nothing that we can do: only they may write to us again."


def decide(question: Question, table: RuleTable | None = None) -> Decision:
    """The decision, with all of it that has to be stored. `table`: the one that ships if None."""
    table = table or load_rules()
    countries = {evidence.country for evidence in question.evidence}
    rules = table.rules_for(countries, question.sender_country)
    verdicts = [judge(rule, question, table) for rule in rules]
    needed: frozenset[Element] = frozenset().union(*(v.elements for v in verdicts))
    refusal = (
        _stopped_anywhere(question)
        or _refused(verdicts, question)
        or _incomplete(verdicts, needed - question.contains, table)
    )
    return Decision(
        allowed=refusal is None,
        reason=refusal.reason if refusal else _why_allowed(verdicts[0], question),
        remedy=refusal.remedy if refusal else "",
        rule=refusal.rule if refusal else rules[0].id,
        rule_version=table.version,
        asked=tuple(rule.id for rule in rules),
        ground=question.ground.name,
        evidence=question.evidence,
        must_contain=needed,
        missing=needed - question.contains,
    )


def _refused(verdicts: list[Verdict], question: Question) -> Refusal | None:
    """The first rule's refusal. What one rule would take another may not: then only what all do."""
    refusal = next((verdict.refusal for verdict in verdicts if verdict.refusal), None)
    if refusal is None or len(verdicts) == 1:
        return refusal
    return replace(refusal, remedy=remedy_in_all(question))


def _stopped_anywhere(question: Question) -> Refusal | None:
    """What no ground and no country changes."""
    ended = question.history.first(FINAL_EVENTS)
    if ended:
        reason = f"{_FINAL_WORDS[ended.kind]} on {day(ended.at)}."
        return Refusal(f"house-{ended.kind}", reason, _NO_REMEDY)
    ground = question.ground
    if isinstance(ground, Consent) and ground.withdrawn_at:
        reason = f"They withdrew their consent on {day(ground.withdrawn_at)}."
        return Refusal("house-withdrawn", reason, _NO_REMEDY)
    if question.recipient.address == "disposable":
        reason = "The address is a disposable one: nobody can be shown to have it."
        return Refusal("house-disposable", reason, "Lawful with an address of their own.")
    return _answered(question)


def _answered(question: Question) -> Refusal | None:
    """Silence after an answer, unless consent was given with it or after it."""
    answer = question.history.last("answered")
    ground = question.ground
    if answer is None or (isinstance(ground, Consent) and _given_since(ground, answer, question)):
        return None
    reason = f"They answered on {day(answer.at)}: from here on a person writes to them."
    return Refusal("house-answered", reason, "An answer that a person of the team writes.")


def _given_since(consent: Consent, answer: Event, question: Question) -> bool:
    return consent.given_at >= answer.at and "consent_provable" in consent.holds(question.now)


def _incomplete(
    verdicts: list[Verdict], missing: frozenset[Element], table: RuleTable
) -> Refusal | None:
    if not missing:
        return None
    rule = next(verdict.rule for verdict in verdicts if verdict.elements & missing)
    lacking = listed(table.elements[one] for one in sorted(missing))
    remedy = f"Lawful with {lacking}."
    return Refusal(rule.id, f"The mail does not contain {lacking}.", remedy)


def _why_allowed(verdict: Verdict, question: Question) -> str:
    where = whose_law(verdict.rule, question)
    if is_request(question) and not verdict.rule.terms(question.ground.name):
        return f"{where}: this one mail may ask for consent. {verdict.rule.law}"
    return f"{where}: {GROUND_WORDS[question.ground.name]} is enough. {verdict.rule.law}"
