"""Cuts a sentence into clauses and says of each what it does: tells of us, asks, or claims. Pure.

What the clause is for is read from its own words, never from what a model says of it; a clause of
no known form is a claim.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from app.agents.leads.sequence.guard.vocabulary import vocabulary
from app.agents.leads.sequence.guard.words import Token, is_content

LEAD, GIVEN, QUOTED = "xleadx", "xgivenx", "xquotedx"
"""Stand in a text for the lead's own names, for its title and country, and for a checked quote."""


WONDERS = {"what", "how", "whom", "which", "whatever", "whenever", "whichever"}
"""Before "you think": it is not said that you do."""


SOMETHING = {"something", "anything", "someone", "anyone", "somebody", "anybody", "whoever"}
"""In "if lunch is something that you look after" nothing is said to be so."""


MASKS = {LEAD, GIVEN, QUOTED}


class Stance(Enum):
    """OWN tells of us, ASK asks, offers or sets a condition, CLAIM says how something is."""

    OWN = "own"
    ASK = "ask"
    CLAIM = "claim"


@dataclass(frozen=True, slots=True)
class Clause:
    """`reports`: "I read that": what it introduces must stand on a page."""

    tokens: tuple[Token, ...]
    stance: Stance
    reports: bool = False

    @property
    def names_lead(self) -> bool:
        return any(one.form in vocabulary().lead_words or one.form == LEAD for one in self.tokens)


def clauses(words: Sequence[Token], *, is_question: bool) -> list[Clause]:
    """Of one sentence, in order. What has no subject of its own is one with the clause before."""
    found: list[Clause] = []
    for piece in pieces(words):
        before = found[-1] if found else None
        stance, inherits = stance_of(piece, before, is_question=is_question)
        reports = is_report(piece, stance)
        if inherits and before:
            found[-1] = replace(before, tokens=(*before.tokens, *piece))
            continue
        found += after_subjects(Clause(tuple(piece), stance, reports))
    return found


def pieces(words: Sequence[Token]) -> Iterator[list[Token]]:
    piece: list[Token] = []
    for at, word in enumerate(words):
        after = words[at + 1].form if at + 1 < len(words) else ""
        makes_me = word.form in {"made", "makes", "make"} and after in {"me", "us"}
        begins = word.is_mark or makes_me or word.form in vocabulary().joints
        has_words = any(not one.is_mark for one in piece)
        if begins and has_words and not joins_names(piece[-1], word, after):
            yield piece
            piece = []
        piece.append(word)
    if piece:
        yield piece


def is_report(piece: Sequence[Token], stance: Stance) -> bool:
    """ "I read that", "your website says that": what follows is said by a page."""
    known = vocabulary()
    if stance is Stance.OWN:
        return any(
            one.form in known.reporting and before not in known.modals | {"to", "for"}
            for before, one in zip(["", *(one.form for one in piece)], piece, strict=False)
        )
    frame = all(one.form in known.claim_frame | {LEAD} for one in piece if is_content(one))
    return frame and any(one.form in {"says", "states", "mentions"} for one in piece)


def joins_names(before: Token, word: Token, after: str) -> bool:
    """ "You and your team"."""
    leads = vocabulary().lead_words | {LEAD}
    return word.form in {"and", "or"} and before.form in leads and after in leads


def stance_of(
    piece: Sequence[Token], before: Clause | None, *, is_question: bool
) -> tuple[Stance, bool]:
    """And whether it is only the stance of the clause before."""
    words = [one for one in piece if not one.is_mark]
    if sets_condition([one.form for one in words[:2]]):
        return Stance.ASK, False
    if adds_of_somebody(piece):
        return Stance.CLAIM, False
    while words and words[0].form in vocabulary().fillers:
        words = words[1:]
    if not words:
        return (before.stance if before else Stance.OWN), True
    first = words[0].form
    if first in vocabulary().lead_words or first == LEAD:
        return stance_about_lead(words, before)
    if stance := stance_by_opening(words, before, is_question=is_question):
        return stance, False
    return (before.stance, True) if before else (Stance.CLAIM, False)


def sets_condition(opens: Sequence[str]) -> bool:
    return list(opens) == ["in", "case"] or bool(vocabulary().condition_openers & set(opens[:1]))


def stance_about_lead(words: Sequence[Token], before: Clause | None) -> tuple[Stance, bool]:
    """Of a clause with the lead as its subject: a claim, unless it is said to be free to do it."""
    known = vocabulary()
    first, second = words[0].form, words[1].form if len(words) > 1 else ""
    if before and before.stance is Stance.ASK and before.tokens[-1].form in SOMETHING:
        return Stance.ASK, True
    if before and is_asking(before) and first == "you" and second in known.chooses:
        return before.stance, True
    your_team = first == "your" and second in known.your_things
    may = first in {"you", LEAD} or your_team
    is_free = may and is_leave(words[1:] if your_team else words)
    return (Stance.ASK if is_free else Stance.CLAIM), False


def adds_of_somebody(piece: Sequence[Token]) -> bool:
    """ "Your colleague, who likes it": what is added after a mark, unless of us."""
    forms = [one.form for one in piece[:3]]
    relative = piece[0].is_mark and forms[1:2] in (["who"], ["which"])
    return relative and forms[2:] not in (["i"], ["we"], ["you"])


def stance_by_opening(
    words: Sequence[Token], before: Clause | None, *, is_question: bool
) -> Stance | None:
    known = vocabulary()
    first, second = words[0].form, words[1].form if len(words) > 1 else ""
    if is_question and first in known.question_openers and is_asking(before):
        return Stance.ASK
    if before and before.reports and first not in {"i", "we", "our", "my"}:
        return Stance.CLAIM
    if first in known.imperatives or (before is None and speaks_of_mail(words)):
        return Stance.ASK
    makes_me = first in {"made", "makes", "make"} and second in {"me", "us"}
    speaks_later = first in known.prepositions and first_subject(words) in {"we", "i"}
    return Stance.OWN if first in known.own_openers or makes_me or speaks_later else None


def speaks_of_mail(words: Sequence[Token]) -> bool:
    """ "A reply in one line is fine"; "to give you an example"."""
    forms = [one.form for one in words[:4]]
    if forms[0] == "to":
        return True
    return forms[0] in {"a", "an", "one", "any"} and bool(
        vocabulary().correspondence & set(forms[1:])
    )


def first_subject(words: Sequence[Token]) -> str:
    subjects = {"we", "i", "you", "they", "he", "she", "it", LEAD}
    return next((one.form for one in words if one.form in subjects), "")


def is_asking(clause: Clause | None) -> bool:
    return clause is None or clause.stance is not Stance.CLAIM


def is_leave(words: Sequence[Token]) -> bool:
    """ "You can", "you would", "you do not have to": it says what may be, not what is."""
    forms = tuple(one.form for one in words[1:5])
    if (forms[:1] and forms[0] in vocabulary().modals - {"must"}) or forms[:1] == ("get",):
        return True
    if forms[:2] == ("are", "welcome"):
        return True
    return forms in {("do", "not", "have", "to"), ("do", "not", "need", "to")}


def after_subjects(clause: Clause) -> list[Clause]:
    """A clause of ours that goes on with "you need" or "your team needs", without a "that", is
    two."""
    if clause.stance is not Stance.OWN:
        return [clause]
    words = clause.tokens
    for at in range(1, len(words) - 1):
        if is_subject(words, at):
            wonders = words[at - 1].form in WONDERS and not (
                words[at + 1].bases & {"have", "do", "be"}
            )
            return [
                replace(clause, tokens=words[:at]),
                Clause(words[at:], Stance.ASK if wonders else Stance.CLAIM),
            ]
    return [clause]


def is_subject(words: Sequence[Token], at: int) -> bool:
    """Is the lead at that place the one who does something?"""
    form, known = words[at].form, vocabulary()
    if form == "you":
        return not shows_object(words[at + 1])
    if form not in {"your", LEAD}:
        return False
    verb = words[at + 1 + (form == "your")] if at + 1 + (form == "your") < len(words) else None
    if verb is None or verb.is_mark or verb.form in known.your_things:
        return False
    is_verb = verb.bases & known.auxiliaries or verb.form in known.chooses | {"need", "love"}
    return bool(is_verb) or (verb.form.endswith("s") and verb.form not in known.function)


def shows_object(after: Token) -> bool:
    """ "Send you the menu", "for you to decide"; or "you can", which claims nothing."""
    known = vocabulary()
    if after.is_mark or after.form in known.modals - {"must"} or after.form in known.after_object:
        return True
    return after.form in known.function and not after.bases & known.auxiliaries
