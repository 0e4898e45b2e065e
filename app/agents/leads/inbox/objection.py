"""Objections in words: "please remove me", in the languages that leads write.

A sentence objects, or it does not; what a person asks about others' mails, or asks not to do, is
left out. Only new words are looked at: the mail that is quoted has our own "unsubscribe" in it.
"""

import re
from typing import Final

from app.agents.leads.inbox.phrases import Phrases, is_answer, squeezed

MOST_WORDS: Final = 4_000
"""Characters: an objection stands at the beginning of a mail, or is all of it."""
_SENTENCE_ENDS: Final = re.compile(r"(?<=[.!?;\u3002\uff01\uff1f])\s*|\n{2,}|\n(?=[-*\u2022])")
_SIGNS: Final = re.compile(r"[^\w\s'-]+")


def objects(words: str, subject: str, phrases: Phrases) -> bool:
    """Whether the new words, or a subject that is nothing but that, ask for no more mail."""
    first = _bare(words.strip().partition("\n\n")[0]) if words.strip() else ""
    if _is_whole(first, phrases):
        return True
    plain_subject = squeezed(subject)
    if not is_answer(plain_subject) and _is_whole(_bare(subject), phrases):
        return True
    sentences = _sentences(words[:MOST_WORDS])
    return any(_objects(one, phrases) or _is_whole(_bare(one), phrases) for one in sentences)


def _sentences(words: str) -> list[str]:
    return [squeezed(one) for one in _SENTENCE_ENDS.split(words) if one and one.strip()]


def _objects(sentence: str, phrases: Phrases) -> bool:
    return bool(phrases.found("objection", sentence)) and not phrases.found(
        "no_objection", sentence
    )


def _bare(text: str) -> str:
    return " ".join(_SIGNS.sub(" ", squeezed(text)).split())


def _is_whole(text: str, phrases: Phrases) -> bool:
    found = phrases.found("objection_whole", text)
    return any(re.fullmatch(one, text) for one in phrases.of("objection_whole")) if found else False
