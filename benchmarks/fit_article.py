"""Which of our own rules the text of articles needs beside trafilatura's, and what they are worth
at publishers that had no part in them: `python -m benchmarks.fit_article` prints both.

A rule is kept for a fold only if the pages of the other publishers are better with it. So one that
answers the pages of a single publisher is not there when that publisher is judged.
"""

import random
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from operator import attrgetter
from unittest.mock import patch

from app.parts.reading.extract import extract
from app.parts.reading.types import Page, UnreadableError
from benchmarks.article_pages import (
    ArticlePage,
    Overlap,
    article_pages,
    grams,
    overlap,
    precision_recall_f1,
    seen_grams,
)
from benchmarks.figures import IN_SAMPLE, Figures


@dataclass(frozen=True, slots=True)
class Reading:
    """What was found on a page beside its known text: both as a reader sees them, and character by
    character, as the README of the data has it."""

    as_seen: Overlap
    as_given: Overlap


Readings = Mapping[ArticlePage, Reading]
Measure = Callable[[Reading], Overlap]

FOLDS = 10
COLLECTIONS = ("aeb", "news")
AS_SEEN: Measure = attrgetter("as_seen")
MEASURES: Mapping[str, Measure] = {
    "": AS_SEEN,
    ", characters as given": attrgetter("as_given"),
}

_READING = "app.parts.reading"


def _nothing(*_: object) -> None:
    return


def _title_alone(title: str | None, _headings: Iterable[str]) -> list[str]:
    return [title] if title else []


WITHOUT: Mapping[str, tuple[str, object]] = {
    "links go from sentences": ("article.unlink_sentences", _nothing),
    "empty inline elements go": ("article.drop_empty_inline", _nothing),
    "parts in several containers are joined": ("article.join_parts", _nothing),
    "a bolder second look where little was found": ("article._TWICE", 1e9),
    "pointers to other stories go": ("article._POINTER_LENGTH", 0),
    "the headline goes": ("article._TITLE_WITHIN", 0),
    "so do the headings of the page": ("article._headlines", _title_alone),
    "captions of pictures go": ("article._IS_CAPTION", "false()"),
    "boxes of facts go": ("article._IS_BOX", "false()"),
    "a paragraph under the headline comes first": ("article._lead", _nothing),
    "but no short one": ("article._LEAD", 40),
    "text in scripts, where the page has none": ("extract._SHORTEST_ARTICLE", 0),
}
"""Our rules, but for safety's (what is hidden goes), and what takes the place of each."""


def text_of(page: Page) -> str:
    try:
        return extract(page).text
    except UnreadableError:
        return ""


@contextmanager
def without(rules: Iterable[str]) -> Iterator[None]:
    """The product does without these rules for as long."""
    with ExitStack() as stack:
        for rule in rules:
            name, instead = WITHOUT[rule]
            stack.enter_context(patch(f"{_READING}.{name}", instead))
        yield


def read(pages: Iterable[ArticlePage], doing_without: Collection[str] = ()) -> Readings:
    with without(doing_without):
        return {one: _reading(one.text, text_of(one.page)) for one in pages}


def _reading(known: str, found: str) -> Reading:
    return Reading(
        as_seen=overlap(seen_grams(known), seen_grams(found)),
        as_given=overlap(grams(known), grams(found)),
    )


def f1(
    readings: Readings, pages: Iterable[ArticlePage], collection: str, measure: Measure = AS_SEEN
) -> float:
    chosen = (measure(readings[one]) for one in pages if one.collection == collection)
    return precision_recall_f1(chosen)[2]


def figures() -> Figures:
    """The F1 of publishers left out, and of all pages with all rules."""
    pages = article_pages()
    with_all = read(pages)
    left_out = _left_out(pages, with_all, _without_each(pages))
    return {
        f"{name} text F1{kind}{ending}": f1(found, pages, name, measure)
        for found, ending in ((left_out, ""), (with_all, IN_SAMPLE))
        for kind, measure in MEASURES.items()
        for name in COLLECTIONS
    }


def _without_each(pages: Sequence[ArticlePage]) -> Mapping[str, Readings]:
    return {rule: read(pages, [rule]) for rule in WITHOUT}


def _left_out(
    pages: Sequence[ArticlePage], with_all: Readings, without_each: Mapping[str, Readings]
) -> Readings:
    fold_of = _folds(pages)
    found = dict(with_all)
    for fold in range(FOLDS):
        known = [one for one in pages if fold_of[one.publisher] != fold]
        dropped = [
            rule
            for rule, other in without_each.items()
            if _mean(other, known) >= _mean(with_all, known)
        ]
        if dropped:
            found |= read([one for one in pages if fold_of[one.publisher] == fold], dropped)
    return found


def _mean(readings: Readings, pages: Sequence[ArticlePage]) -> float:
    return sum(f1(readings, pages, name) for name in COLLECTIONS) / len(COLLECTIONS)


def _folds(pages: Iterable[ArticlePage]) -> Mapping[str, int]:
    publishers = sorted({one.publisher for one in pages})
    random.Random(0).shuffle(publishers)
    return {publisher: place % FOLDS for place, publisher in enumerate(publishers)}


def main() -> None:
    """Prints what each rule is worth, and the figures."""
    pages = article_pages()
    with_all = read(pages)
    for rule, other in _without_each(pages).items():
        losses = (
            f"{f1(with_all, pages, name) - f1(other, pages, name):+.4f}" for name in COLLECTIONS
        )
        touched = {one.publisher for one in pages if with_all[one] != other[one]}
        print(f"{rule:45} {'  '.join(losses)}  publishers {len(touched)}")
    for name, value in figures().items():
        print(f"{name:45} {value:8.4f}")


if __name__ == "__main__":
    main()
