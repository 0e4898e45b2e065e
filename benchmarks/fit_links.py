"""Fits the weights for story links and judges them by the publishers left out:
`python -m benchmarks.fit_links` prints the tables for app/parts/reading/story.py and like_links.py.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from app.parts.reading import like_links, story
from app.parts.reading.like_links import PageSignals, page_odds, page_signals
from app.parts.reading.link_signals import SIGNS, LinkSignals
from app.parts.reading.story import BY_HAND, Weights, own_odds
from benchmarks.figures import IN_SAMPLE, Figures
from benchmarks.link_data import LabelledPage, folds, labelled_pages
from benchmarks.regression import logistic

Odds = Sequence[float]

FOLDS = 8
PENALTY, PAGE_PENALTY = 1.0, 10.0
RECALL = 0.972
"""The threshold finds so many of the stories of the publishers that the fit knows of."""

COUNTS = {"depth": 6, "longest": 8, "name": 8, "words": 10}


@dataclass(frozen=True, slots=True)
class PageModel:
    """The weights of both modules."""

    own: Weights
    page: PageSignals
    start: float

    def odds(self, page: LabelledPage) -> Odds:
        return [page_odds(one, self.page, self.start) for one in among(page, self.own)]


IN_USE = PageModel(story.WEIGHTS, like_links.WEIGHTS, like_links.START)


def among(page: LabelledPage, own: Weights) -> Sequence[PageSignals]:
    return page_signals(own_odds_of(page, own), [link.form for link in page.signals])


def own_odds_of(page: LabelledPage, own: Weights) -> Odds:
    return [own_odds(link, own) for link in page.signals]


class Fitting:
    """Weights that the publishers of some folds had no part in."""

    def __init__(self, pages: Sequence[LabelledPage], seed: int = 0) -> None:
        self.pages = pages
        self._folds = folds(pages, FOLDS, seed)
        self._owns: dict[frozenset[int], Weights] = {}

    def fold(self, page: LabelledPage) -> int:
        return self._folds[page.publisher]

    def own(self, *without: int) -> Weights:
        key = frozenset(without)
        if key not in self._owns:
            self._owns[key] = fitted_own([one for one in self.pages if self.fold(one) not in key])
        return self._owns[key]

    def page_model(self, *without: int) -> PageModel:
        """What a page adds is learnt from odds as they are of a publisher that nobody knew."""
        known = [page for page in self.pages if self.fold(page) not in without]
        signals = [among(page, self.own(self.fold(page), *without)) for page in known]
        page, start = fitted_page(known, signals)
        return PageModel(self.own(*without), page, start)


def fitted_own(pages: Sequence[LabelledPage]) -> Weights:
    """From the links of the pages, each by itself."""
    links = [
        (page.signals[at], is_story)
        for page in pages
        for at, is_story in page.placed
        if BY_HAND.keys().isdisjoint(page.signals[at].signs)
    ]
    rows = [_row(signals) for signals, _ in links]
    start, weights = logistic(
        rows, [float(label) for _, label in links], [1.0] * len(rows), PENALTY
    )
    return _own_weights(start, iter(weights))


def _row(signals: LinkSignals) -> list[float]:
    """A step for each further part or word, so that neighbouring numbers have similar weights."""
    steps = [
        float(getattr(signals, name) > number)
        for name, most in COUNTS.items()
        for number in range(most)
    ]
    return [*steps, *(float(sign in signals.signs) for sign in SIGNS)]


def _own_weights(start: float, weights: Iterator[float]) -> Weights:
    tables = {
        name: tuple(accumulate((next(weights) for _ in range(most)), initial=0.0))
        for name, most in COUNTS.items()
    }
    return Weights(
        start=start, **tables, signs={**dict(zip(SIGNS, weights, strict=True)), **BY_HAND}
    )


def fitted_page(
    pages: Sequence[LabelledPage], signals: Sequence[Sequence[PageSignals]]
) -> tuple[PageSignals, float]:
    links = [
        (one[at], is_story)
        for page, one in zip(pages, signals, strict=True)
        for at, is_story in page.placed
    ]
    rows = [one for one, _ in links]
    _, found = logistic(rows, [float(label) for _, label in links], [1.0] * len(rows), PAGE_PENALTY)
    weights = PageSignals(*found)
    stories = sorted(page_odds(one, weights, 0.0) for one, is_story in links if is_story)
    return weights, -stories[int((1 - RECALL) * len(stories))] + 1e-6


def figures() -> Figures:
    """Precision and recall for publishers left out, and in sample with the weights in use."""
    fitting = Fitting(labelled_pages())
    left_out, alone = [], []
    for fold in range(FOLDS):
        model = fitting.page_model(fold)
        for page in fitting.pages:
            if fitting.fold(page) == fold:
                left_out.append((page, model.odds(page)))
                alone.append((page, own_odds_of(page, model.own)))
    pages = fitting.pages
    return {
        **shares("story links", left_out),
        **shares("story links", [(page, IN_USE.odds(page)) for page in pages], IN_SAMPLE),
        **shares("one link alone", alone),
        **shares("one link alone", [(p, own_odds_of(p, IN_USE.own)) for p in pages], IN_SAMPLE),
    }


def shares(name: str, judged: Sequence[tuple[LabelledPage, Odds]], ending: str = "") -> Figures:
    """Over all labelled links; one that leads nowhere or to its own page is no story."""
    pairs = [
        (link.is_story, link.place is not None and odds[link.place] > 0)
        for page, odds in judged
        for link in page.links
    ]
    right = sum(label and found for label, found in pairs)
    precision = right / sum(found for _, found in pairs)
    recall = right / sum(label for label, _ in pairs)
    return {
        f"{name} precision{ending}": precision,
        f"{name} recall{ending}": recall,
        f"{name} F1{ending}": 2 * precision * recall / (precision + recall),
    }


def main() -> None:
    """Prints the weights and the figures."""
    model = Fitting(labelled_pages()).page_model()
    print(f"start={model.own.start:.2f}, START = {model.start:.2f}")
    for name in COUNTS:
        print(f"    {name}=({', '.join(f'{one:.2f}' for one in getattr(model.own, name))}),")
    for name, value in {**model.own.signs, **model.page._asdict()}.items():
        print(f"    {name}={value:.2f},")
    for name, value in figures().items():
        print(f"{name:45} {value:10.4f}")


if __name__ == "__main__":
    main()
