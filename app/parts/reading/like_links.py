"""Which links of one page are stories: by themselves, and by the links of the page that are like
them. Pure.

A site makes all its stories' addresses in one way. Where the sure stories of a page have a number,
lie below /news/ or end in .html, a short headline with the same is one, too, and a long one without
is a series or an offer. What is weighed was fitted together with the weights in `story.py`.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from operator import and_, mul
from typing import Final, NamedTuple

from app.parts.reading.link_signals import Form, LinkSignals
from app.parts.reading.story import own_odds

_FOR_NONE = 1.0
"""Added to the number of like links: one alone says half as much as many."""
_SURE = 0.6
"""Of a lean: a chance of .8."""


class PageSignals(NamedTuple):
    """Of a link among the others of its page, or the weight of each.

    `own`: log odds by itself. Then how far the links that are like it lean towards stories, from
    -1 to 1: those made in the same way in the same section, in the same way, in the same section,
    and with the same kind of mark and of name. `unmarked`: it has no date or number, and this
    share of the sure stories has; `marked`: the other way round.
    """

    own: float
    same_form_and_section: float
    same_form: float
    same_section: float
    same_mark_and_name: float
    unmarked: float
    marked: float


START = 0.51
WEIGHTS = PageSignals(
    own=0.71,
    same_form_and_section=0.65,
    same_form=0.56,
    same_section=0.48,
    same_mark_and_name=0.72,
    unmarked=-0.46,
    marked=-0.20,
)


def are_stories(links: Sequence[LinkSignals]) -> list[bool]:
    """For each of the links of one page."""
    among = page_signals([own_odds(link) for link in links], [link.form for link in links])
    return [page_odds(signals, WEIGHTS, START) > 0 for signals in among]


def page_odds(signals: PageSignals, weights: PageSignals, start: float) -> float:
    """The log odds that the link is a story of its page."""
    return math.fsum((start, *map(mul, signals, weights)))


def page_signals(owns: Sequence[float], forms: Sequence[Form]) -> list[PageSignals]:
    """`owns`: log odds by themselves. In the links' order; each address should be there once."""
    leans = [math.tanh(own / 2) for own in owns]
    tallies = (_leans_of_others([key(form) for form in forms], leans) for key in _ALIKE)
    marks = _odd_marks([bool(form.mark) for form in forms], [lean > _SURE for lean in leans])
    return [
        PageSignals(own, *likes, *odd)
        for own, *likes, odd in zip(owns, *tallies, marks, strict=True)
    ]


_ALIKE: Final[Sequence[Callable[[Form], Hashable]]] = (
    lambda form: (form.host, form.section, form.depth, form.end, form.mark),
    lambda form: (form.host, form.depth, form.end, form.mark),
    lambda form: (form.host, form.section),
    lambda form: (form.mark, form.is_headline),
)


def _leans_of_others(kinds: Sequence[Hashable], leans: Sequence[float]) -> Iterator[float]:
    """For each link, how far the other links of its kind lean towards stories."""
    numbers = Counter(kinds)
    sums: defaultdict[Hashable, float] = defaultdict(float)
    for kind, lean in zip(kinds, leans, strict=True):
        sums[kind] += lean
    for kind, lean in zip(kinds, leans, strict=True):
        yield (sums[kind] - lean) / (numbers[kind] - 1 + _FOR_NONE)


def _odd_marks(marked: Sequence[bool], sure: Sequence[bool]) -> Iterator[tuple[float, float]]:
    """For each link, the share of the sure stories that have a mark where it has none, and of those
    that have none where it has one."""
    all_sure = sum(sure)
    all_marked = sum(map(and_, marked, sure))
    for own, is_sure in zip(marked, sure, strict=True):
        others = all_sure - is_sure + _FOR_NONE
        if own:
            yield 0.0, (all_sure - all_marked) / others
        else:
            yield all_marked / others, 0.0
