"""What a find is, as the votes see it: its site, its subjects, the words of its headline."""

from collections.abc import Iterable
from functools import cache, lru_cache

from app.agents.scout.judge.keyword.lexicon_files import fields
from app.agents.scout.judge.keyword.phrases import Phrase, PhraseBook
from app.agents.scout.judge.keyword.tokens import Word, clean, words
from app.agents.scout.votes.learning.taste import Trait

READ = 600
"""Characters of title and summary that tell what a find is about."""
LETTERS = 4
"""Shorter words are mostly glue, except names in capitals: ANC, KFC, AI."""
UNTELLING = frozenset({"", "other"})
KEPT = 4_096
"""Finds whose traits are kept, of some 3 KB each: all that the votes of two brands are about."""


def traits_of(*, site_id: int, title: str, summary: str, subject: str) -> frozenset[Trait]:
    """`subject` is what the scorer called it."""
    headline = title[:READ]
    return kept_traits(site_id, headline, f"{headline}\n{summary}"[:READ], subject.casefold())


@lru_cache(maxsize=KEPT)
def kept_traits(site_id: int, headline: str, about: str, subject: str) -> frozenset[Trait]:
    named = {subject, *fields_named(about)} - UNTELLING
    return frozenset(
        {
            Trait("site", str(site_id)),
            *(Trait("subject", name) for name in named),
            *(Trait("word", stem) for stem in telling_words(headline)),
        }
    )


def fields_named(text: str) -> set[str]:
    """Subjects of the fields whose own words or names stand in it."""
    return {name for found in field_book().find(words(clean(text))) for name in found.meanings}


@cache
def field_book() -> PhraseBook[str]:
    return PhraseBook(list(field_phrases()))


def field_phrases() -> Iterable[Phrase[str]]:
    for field in fields():
        yield from (Phrase(wording, field.subject) for wording in field.words)
        yield from (Phrase(wording, field.subject, name=True) for wording in field.names)


def telling_words(title: str) -> set[str]:
    return {word.stem for word in words(clean(title[:READ])) if is_telling(word)}


def is_telling(word: Word) -> bool:
    if word.acronym:
        return len(word.form) > 1
    return len(word.form) >= LETTERS and word.form.isalpha()
