"""What can be seen of a draft without knowing what it is about. Pure."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import urlsplit

from app.agents.leads.sequence.guard.words import plain_text, tokens
from app.agents.leads.sequence.types import Brief, Draft, Fact, Foot, Step
from app.parts.model.clean_text import comparable, uses_any
from app.parts.model.untrusted.orders import orders
from app.parts.reading.clean import visible

SUBJECT_CHARACTERS = 50
BODY_WORDS_AT_LEAST, BODY_WORDS_AT_MOST = 50, 150
"""Without greeting, signature and foot: at least so many without, and at most so many with the call
to action and the postscript."""
TAKEN_OVER_WORDS = 4
"""So many of an order on a page, in its order, are taken over from it."""

PLACEHOLDER = re.compile(
    r"\{\{|\}\}|\{%|\$\{|<<|>>|\[[^\]]*\]|\{[^}]*\}|<[a-z_ ]+>|%[a-z_]+%|_{2,}|\bX{2,}\b|\bxxx?\b"
    r"|(?-i:\bTODO\b)|\b(?:tbd|tbc|fixme|lorem ipsum|none|null|nan|undefined|n/a|placeholder)\b"
    r"|\binsert \w+ here\b|\b(?:hi|hello|dear)\s*(?:,|$)|\b(?:first|last|company)_?name\b"
    r"|\bx(?:lead|given|quoted)x\b"
    r"|\?\?|\.\.\.\.",
    re.IGNORECASE,
)
ADDRESS = re.compile(r"https?://\S+")
"""In the foot it is ours, and its token is of any letters: one in a hundred has two underscores."""
NONE_ALONE = re.compile(r"\bnone\b(?! of\b)", re.IGNORECASE)
GREETING = re.compile(
    r"^(?:hi|hello|dear|good (?:morning|afternoon|day))\b[^.!?]{0,40},", re.IGNORECASE
)
FAKE_REPLY = re.compile(
    r"^\W*(?:re|fw|fwd|aw|wg|sv|vs|tr|rv|antw|doorst|ref|rif|res|enc)\s*(?:\[\d+\])?\s*:",
    re.IGNORECASE,
)
FAKE_BUSINESS = re.compile(
    r"\byour\s+(?:\w+\s+)?(?:order|invoice|account|payment|request|booking|application|enquiry|inquiry|"
    r"reply|message|subscription|delivery|refund)\b"
    r"|\b(?:urgent|overdue|final notice|last chance|act now)\b",
    re.IGNORECASE,
)
PROMISE = re.compile(
    r"\b(?:cures?|heals?|diagnos\w+|treats? (?:your|any|all)|clinically|medically|doctor-approved"
    r"|lose weight|weight loss|healthier|immune"
    r"|risk[- ]?free|no risk|(?:returns?|profits?|income) (?:is|are|of) guaranteed|get rich"
    r"|guaranteed? (?:\w+ )?(?:returns?|profits?|income|results?|savings?|approval)"
    r"|double your (?:\w+ )?(?:money|income|sales|profit\w*|revenue)|make you rich"
    r"|investment advice|tax[- ](?:free|deductible)"
    r"|legally (?:safe|binding)|legal advice|lawsuit|sue|fully compliant|gdpr[- ]compliant)\b",
    re.IGNORECASE,
)
FOLLOWS_UP = re.compile(r"\b(?:follow(?:ing)?[- ]?up|again|reminder)\b", re.IGNORECASE)
NO_COST = re.compile(
    r"\b(?:costs? (?:\w+ )?nothing|pays? nothing|nothing to pay|(?:at|of|with(?:out)?|no|zero)"
    r" (?:any |no |extra )*(?:costs?|charges?|fees?|payment))\b",
    re.IGNORECASE,
)
GUARANTEE = re.compile(r"\b(?:guarantee\w*|promise\w*|warrant\w*|assure\w*)\b", re.IGNORECASE)
LINK = re.compile(
    r"(?:https?|ftp)://\S+|\bwww\.\S+|\b(?:mailto|javascript|data|tel|sms):\S+"
    r"|[\w.+-]+@[\w-]+\.[\w.-]+|\b[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}\b(?:/\S*)?",
    re.IGNORECASE,
)
PHONE = re.compile(r"(?<!\w)\+?\(?\d(?:[\d\s().-]{6,})\d(?!\w)")
ABBREVIATION = re.compile(r"(?:e\.g|i\.e|a\.m|p\.m|p\.s)\.?", re.IGNORECASE)


def surface_problems(draft: Draft, brief: Brief) -> Iterator[str]:
    yield from subject_problems(draft.subject, is_first=is_first(brief))
    yield from length_problems(draft)
    yield from missing_parts(draft, brief)
    yield from greeting_problems(brief)
    for text in (
        brief.foot.text,
        ADDRESS.sub("", brief.foot.unsubscribe_line),
        brief.offer.sender_name,
        brief.lead.first_name,
    ):
        yield from (
            f"Greeting, signature or foot have a placeholder: {one}" for one in placeholders(text)
        )


def greeting_problems(brief: Brief) -> Iterator[str]:
    """Whoever fills in a form may give an advertisement for a name; the greeting would send it."""
    for link in links(brief.lead.first_name, brief):
        yield f"The name of the lead has an address or number in it: {link}"


def is_first(brief: Brief) -> bool:
    return not brief.earlier and brief.step in {Step.INTRODUCTION, Step.CONSENT_REQUEST}


def subject_problems(subject: str, *, is_first: bool) -> Iterator[str]:
    if not subject.strip():
        yield "The subject is missing."
    if len(subject) > SUBJECT_CHARACTERS:
        yield f"The subject has {len(subject)} characters; at most {SUBJECT_CHARACTERS} may be."
    if "\n" in subject or "\r" in subject:
        yield "The subject has more than one line."
    if FAKE_REPLY.search(subject):
        yield 'The subject pretends to be a reply ("Re:", "Fwd:").'
    if is_first and FOLLOWS_UP.search(subject):
        yield "The subject speaks of an earlier mail, and there is none."
    if found := FAKE_BUSINESS.search(subject):
        yield f"The subject pretends to business that there is not: {found[0]}"


def length_problems(draft: Draft) -> Iterator[str]:
    short = sum(len(one.text.split()) for one in draft.sentences)
    long = sum(len(one.text.split()) for one in draft.parts)
    if short < BODY_WORDS_AT_LEAST:
        yield (
            f"The body has {short} words without call to action and postscript; it needs at least "
            f"{BODY_WORDS_AT_LEAST}."
        )
    if long > BODY_WORDS_AT_MOST:
        yield (
            f"The body has {long} words with call to action and postscript; at most "
            f"{BODY_WORDS_AT_MOST} are allowed."
        )


def missing_parts(draft: Draft, brief: Brief) -> Iterator[str]:
    if not draft.call_to_action.text.strip():
        yield "The call to action is missing."
    if not draft.postscript.text.strip():
        yield "The postscript is missing."
    yield from missing_foot(brief.foot, brief.offer.postal_address)


def missing_foot(foot: Foot, postal_address: str) -> Iterator[str]:
    if not foot.text.strip():
        yield "The foot is missing."
    if not foot.unsubscribe_line.strip():
        yield "The line to unsubscribe is missing."
    if not postal_address.strip() or comparable(postal_address) not in comparable(foot.text):
        yield "The foot does not have the postal address of the offer."


def text_problems(text: str, brief: Brief) -> Iterator[str]:
    """Of one text of a draft."""
    yield from character_problems(text, brief)
    yield from (f"There is a placeholder ({one}) in: {text}" for one in placeholders(text))
    if GREETING.match(text):
        yield f"The greeting comes by itself; leave it out: {text}"
    if brief.offer.banned_words and uses_any(text, brief.offer.banned_words):
        yield f"There is a banned word in: {text}"
    yield from (f"It promises what no mail may ({one}): {text}" for one in promises(text, brief))
    for link in links(text, brief):
        yield f"There is an address or number of nobody's ({link}) in: {text}"
    if takes_over(text, brief):
        yield f"It takes over an order from a page: {text}"


def character_problems(text: str, brief: Brief) -> Iterator[str]:
    if visible(text) != unicodedata.normalize("NFC", text) or not text.isprintable():
        yield f"There are hidden characters in: {visible(text)}"
    if strange := foreign_letters(text, brief):
        yield f"There are letters or signs of another script ({strange}) in: {text}"


def promises(text: str, brief: Brief) -> list[str]:
    """A word such as "guaranteed" may stand where the team's own claims have it."""
    found = [one[0] for one in PROMISE.finditer(text)]
    offer = brief.offer
    found += [
        one[0] for one in NO_COST.finditer(text) if not said_by_team(one[0], offer.statements)
    ]
    return found + [
        one[0] for one in GUARANTEE.finditer(text) if not said_by_team(one[0], offer.own_claims)
    ]


def placeholders(text: str) -> list[str]:
    found = [one[0] for one in PLACEHOLDER.finditer(text)]
    return [one for one in found if one.lower() != "none" or NONE_ALONE.search(text)]


def foreign_letters(text: str, brief: Brief) -> str:
    """Letters that are not Latin and stand in no name of the lead, and pictures."""
    known = set(brief.lead.name + brief.lead.company + brief.lead.title)
    return "".join(
        one
        for one in unicodedata.normalize("NFC", text)
        if one not in known
        and (
            (one.isalpha() and "LATIN" not in unicodedata.name(one, ""))
            or unicodedata.category(one) in {"So", "Sk", "Co", "Cn"}
            or (unicodedata.normalize("NFKC", one) != one and one.isalnum())
        )
    )


def said_by_team(word: str, statements: tuple[str, ...]) -> bool:
    return any(word.casefold() in one.casefold() for one in statements)


def links(text: str, brief: Brief) -> list[str]:
    """Web and mail addresses and telephone numbers that are not the team's own; the site that a
    fact was read on may be named."""
    offer = brief.offer
    own = " ".join((*offer.statements, *offer.links, brief.foot.text)).casefold()
    hosts = {host_of(one) for one in brief.facts}
    found = [one[0].rstrip(".,;:!?)") for one in LINK.finditer(text)]
    found += [one[0].strip() for one in PHONE.finditer(text) if is_phone(one[0])]
    return [
        one
        for one in found
        if not ABBREVIATION.fullmatch(one)
        and one.casefold() not in own
        and one.casefold().removeprefix("www.") not in hosts
    ]


def host_of(fact: Fact) -> str:
    """As a mail names the site: without "www." and without a port."""
    return (urlsplit(fact.url).hostname or "").removeprefix("www.")


def is_phone(written: str) -> bool:
    return sum(map(str.isdigit, written)) >= 7 and "," not in written


def takes_over(text: str, brief: Brief) -> bool:
    own = runs_of(" ".join(brief.offer.statements))
    ordered = {run for fact in brief.facts for run in ordered_runs(fact.page_text)}
    return bool(ordered) and bool(runs_of(text) & ordered - own)


@lru_cache(maxsize=64)
def ordered_runs(page_text: str) -> frozenset[tuple[str, ...]]:
    return frozenset(run for one in orders(page_text) for run in runs_of(one))


def runs_of(text: str) -> set[tuple[str, ...]]:
    words = [one.form for one in tokens(plain_text(text)) if not one.is_mark]
    return {
        tuple(words[at : at + TAKEN_OVER_WORDS]) for at in range(len(words) - TAKEN_OVER_WORDS + 1)
    }
