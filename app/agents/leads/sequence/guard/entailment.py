"""Whether a page says what a claim says. Pure.

A claim rests on a sentence of a page if its words, numbers and names stand there, in that order and
close together, and nothing that it leaves out changes what is said: a "not", a "plan to", somebody
else who did it. That is lexical entailment at its strictest: what it lets pass is nearly the page's
own wording.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.agents.leads.sequence.guard.clauses import MASKS
from app.agents.leads.sequence.guard.evidence import PageSentence
from app.agents.leads.sequence.guard.vocabulary import vocabulary
from app.agents.leads.sequence.guard.words import Token, bases, is_content
from app.agents.leads.sequence.types import Fact

SKIPPED_AT_MOST = 2
"""Words of the page between two that a claim takes over."""
YEAR = re.compile(r"(?:1[89]|20)\d\d$")
ALWAYS = frozenset({"condition", "hearsay"})
"""These hold for the rest of the sentence, not for their clause alone."""


def fact_for(
    content: Sequence[Token],
    claim: Sequence[Token],
    sentence: Sequence[Token],
    pages: Sequence[PageSentence],
    names: frozenset[str],
) -> Fact | None:
    """The fact whose page says what the content words say; `claim`: all words around them."""
    if any(counts_nothing(one, content, sentence) for one in content):
        return None
    wanted = wanted_of(content, sentence)
    claimed = [one for one in claim if one.form not in MASKS]
    return next((one.fact for one in pages if supports(one, wanted, claimed, names)), None)


def counts_nothing(one: Token, content: Sequence[Token], sentence: Sequence[Token]) -> bool:
    """Is it a number without what it counts, or with another thing than the page's?"""
    if one.amount is None:
        return False
    at = place_in(one, sentence)
    after = sentence[at + 1] if at + 1 < len(sentence) else None
    if after is not None and is_content(after):
        return all(after is not other for other in content)
    return len(content) == 1


def place_in(one: Token, sentence: Sequence[Token]) -> int:
    return next(place for place, other in enumerate(sentence) if other is one)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A word or number of a claim; `after`: the preposition right before it; `next_to`: is it right
    behind the one before, both being names or a number and what it counts?"""

    token: Token
    after: str = ""
    next_to: bool = False


def wanted_of(content: Sequence[Token], sentence: Sequence[Token]) -> list[Wanted]:
    wanted: list[Wanted] = []
    for one in content:
        at = place_in(one, sentence)
        before = sentence[at - 1] if at else None
        follows = bool(wanted) and before is wanted[-1].token
        wanted.append(
            Wanted(
                one,
                after="" if before is None or is_content(before) else before.form,
                next_to=follows and belongs(wanted[-1].token, one),
            )
        )
    return wanted


def belongs(before: Token, one: Token) -> bool:
    return before.amount is not None or (before.capital and one.capital)


def supports(
    page: PageSentence, wanted: Sequence[Wanted], claim: Sequence[Token], own: frozenset[str]
) -> bool:
    """`own`: the names of the lead, in small letters; `claim`: all tokens of the claim."""
    years = [one for one in wanted if is_year(one)]
    others = [one for one in wanted if one not in years] if len(years) == 1 else wanted
    readings = [wanted] if others is wanted or not others else [wanted, others]
    return any(
        not changes_meaning(page, run, claim, own)
        and (reading is wanted or has_year(page, run, years[0]))
        for reading in readings
        for run in runs(page, reading, page.first, ())
    )


def is_year(wanted: Wanted) -> bool:
    """ "in 2019", which may stand before or after what happened then."""
    amount = wanted.token.amount
    return wanted.after == "in" and amount is not None and is_year_amount(wanted.token)


def is_year_amount(token: Token) -> bool:
    return token.amount is not None and not token.amount.unit and bool(YEAR.match(token.form))


def has_year(page: PageSentence, run: Sequence[int], year: Wanted) -> bool:
    """Does the page's clause name that year, and no other?"""
    start, end = clause_around(page.tokens, run)
    years = [at for at in range(start, end) if is_year_amount(page.tokens[at])]
    return len(years) == 1 and (
        page.tokens[years[0]].same(year.token)
        and page.first <= years[0] < page.last
        and page.tokens[years[0] - 1].form == "in"
    )


def runs(
    page: PageSentence, wanted: Sequence[Wanted], start: int, before: tuple[int, ...]
) -> Iterator[tuple[int, ...]]:
    """The places of the wanted words in the page's sentence, in order and close together."""
    if not wanted:
        yield before
        return
    end = min(page.last, before[-1] + 12) if before else page.last
    for at in range(start, end):
        if page.tokens[at].same(wanted[0].token) and fits(page, wanted[0], at, before):
            yield from runs(page, wanted[1:], at + 1, (*before, at))


def fits(page: PageSentence, wanted: Wanted, at: int, before: tuple[int, ...]) -> bool:
    found, strict = page.tokens[at], vocabulary().strict_prepositions
    if wanted.token.is_name and not found.capital:
        return False
    preposition = page.tokens[at - 1].form if at else ""
    if wanted.after != preposition and (wanted.after in strict or preposition in strict):
        return False
    if turns_round(page.tokens, at, wanted.after):
        return False
    if not before:
        return True
    between = page.tokens[before[-1] + 1 : at]
    content = [one for one in between if is_content(one)]
    if any(one.amount or one.capital for one in content):
        return False
    if wanted.next_to:
        return not content and not any(one.is_mark or one.form in {"and", "or"} for one in between)
    return len(content) <= SKIPPED_AT_MOST


def turns_round(words: Sequence[Token], at: int, before: str) -> bool:
    """ "You nominated" is not what "we were nominated" says, nor the other way round; `before`: the
    small word before it in the claim. "Founded in 1998" says that somebody was."""
    form = words[at].form
    if not (form.endswith(("ed", "en")) or form in vocabulary().irregular) or form.endswith("ing"):
        return False
    is_passive = at > 0 and "be" in words[at - 1].bases
    opens = at == 0 or words[at - 1].is_mark
    return is_passive != ("be" in bases(before)) and not opens


def changes_meaning(
    page: PageSentence, run: Sequence[int], claim: Sequence[Token], own: frozenset[str]
) -> bool:
    """Does what the claim leaves out, or adds, change what is said?"""
    start, end = clause_around(page.tokens, run)
    claimed = dangers(claim)
    if dangers(page.tokens[start:end]) != claimed:
        return True
    if dangers(page.tokens[: run[-1] + 1]) & ALWAYS - claimed:
        return True
    if takes_back(page.tokens, start, end):
        return True
    if adds_being(page.tokens[start:end], claim):
        return True
    return is_of_somebody_else(page.tokens[start : run[0]], own, claim)


def dangers(words: Sequence[Token]) -> frozenset[str]:
    forms = {one.form for one in words}
    return frozenset(kind for kind, listed in vocabulary().danger.items() if forms & listed)


def adds_being(clause: Sequence[Token], claim: Sequence[Token]) -> bool:
    """ "You are in Durban" is not what "We ship to Durban" says; "you are shipping" is."""
    there = {base for one in clause for base in one.bases}
    if "do" not in there and any(one.form in {"done", "doing"} for one in claim):
        return True
    for one, after in zip(claim, [*claim[1:], None], strict=True):
        verb = one.bases & {"be", "have"}
        helps = after is not None and (
            after.form.endswith(("ed", "ing", "en")) or after.form in vocabulary().irregular
        )
        if verb and not helps and not any(is_same_time(one, other) for other in clause):
            return True
    return False


INVERTED = {"had", "were", "should"}
TAKES_BACK = {"not", "or", "just", "if", "unless"}


def takes_back(words: Sequence[Token], start: int, end: int) -> bool:
    """ "Had we won the cup, …"; "We won the cup (not really)"."""
    opens = words[start].form in INVERTED and start + 1 < end
    after = next((one.form for one in words[end:] if not one.is_mark), "")
    return opens or after in TAKES_BACK


PAST = {"had", "was", "were"}


def is_same_time(one: Token, other: Token) -> bool:
    """Of "be" and "have": "you had 40 vans" is not what "we have 40 vans" says."""
    return one.same(other) and (one.form in PAST) == (other.form in PAST)


def clause_around(words: Sequence[Token], run: Sequence[int]) -> tuple[int, int]:
    """From the mark before the first word to the mark after the last."""
    start = max((at + 1 for at in range(run[0]) if is_border(words, at)), default=0)
    ends = (at for at in range(run[-1] + 1, len(words)) if is_border(words, at))
    return start, next(ends, len(words))


def is_border(words: Sequence[Token], at: int) -> bool:
    """A mark; or "and" and "but" where another subject follows."""
    if words[at].is_mark:
        return True
    after = words[at + 1].form if at + 1 < len(words) else ""
    return words[at].form in {"and", "but"} and after in {"we", "i", "our", "they", "it", "the"}


def is_of_somebody_else(
    before: Sequence[Token], own: frozenset[str], claim: Sequence[Token]
) -> bool:
    """Has the page's clause, before what is taken over, a subject that is not the lead? Adverbs and
    "In Durban we" are no subject; "our suppliers", "Peter" and "the town" are."""
    content = [one for one in before if is_content(one) and one.form not in own]
    speaks_of_lead = any(one.form in {"we", "i", "us"} or one.form in own for one in before)
    if content and speaks_of_lead:
        return any(one.form in {"our", "my", "their", "his", "her"} for one in before[:-1])
    claimed = {base for one in claim for base in one.bases}
    return any(one.bases.isdisjoint(claimed) for one in content)
