"""Finds for a reader's eye: what was mailed, beside the earlier mailed finds most like it."""

import random
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import pairwise

from benchmarks.replay.likeness import Like, Likenesses
from benchmarks.replay.mailed import Mailed, Told

COPY = 0.8
"""Cosine of TF-IDF; two outlets that tell one story in their own words have half of it or less."""


def spread(count: int, of: int, seed: int) -> list[int]:
    """Numbers below `of`, one by chance out of each of so many equal parts: from all the days."""
    draw = random.Random(seed)
    edges = [part * of // count for part in range(count + 1)]
    return [draw.randrange(*pair) for pair in pairwise(edges) if pair[0] < pair[1]]


def repeats_list(finds: Sequence[Mailed], numbers: Sequence[int]) -> Iterator[str]:
    """Of each find the lines by which a reader judges whether an earlier mail told it."""
    likenesses = Likenesses(finds)
    for number in numbers:
        find = finds[number]
        yield f"\n#{number} {when(find.at)} story {find.story}: {words(find.told)}"
        yield from map(as_line, likenesses.earlier(number))


def also_list(finds: Sequence[Mailed]) -> Iterator[str]:
    """Of each find the other articles of its story, for a reader who looks for wrong ones."""
    for number, find in enumerate(finds):
        if find.also:
            yield f"\n#{number} {when(find.at)}: {words(find.told)}"
            yield from (f"    also {when(one.published_at)} {words(one)}" for one in find.also)


def near_copies(finds: Sequence[Mailed]) -> int:
    """Finds that say nearly the same words as an earlier one. Most are parts of a series."""
    likenesses = Likenesses(finds)
    return sum(
        any(like.tfidf >= COPY for like in likenesses.earlier(number))
        for number in range(len(finds))
    )


def as_line(like: Like) -> str:
    figures = f"{like.tfidf:.2f} {like.names:5.1f} {like.chance:.2f}"
    return f"    {figures} {when(like.earlier.at)} {words(like.earlier.told)}"


def when(at: datetime | None) -> str:
    return f"{at:%d %b %H:%M}" if at else "no date"


def words(told: Told) -> str:
    summary = "" if told.summary.startswith(told.title[:20]) else told.summary
    return f"{told.site} | {told.title} | {summary}".rstrip(" |")
