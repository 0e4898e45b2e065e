"""Fits the weights for the names of people and judges them by the sites left out:
`python -m benchmarks.fit_names` prints the table for app/agents/leads/facts/names/find_names.py.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.agents.leads.facts.contacts import words_of_page
from app.agents.leads.facts.names.find_names import (
    START,
    THRESHOLD,
    WEIGHTS,
    Signed,
    chosen,
    odds,
    signed_candidates,
)
from app.agents.leads.facts.names.signals import SIGNS
from app.agents.leads.facts.read_page import read_page
from benchmarks.contact_data import GoldPage, Name, folds_of, gold_pages, name_of, same_name
from benchmarks.regression import logistic

Figures = Mapping[str, float]
FOLDS = 8
PENALTY = 1.0
AS_OFTEN = 50
"""A row counts no more often: a menu that stands on all pages of a site teaches little."""


@dataclass(frozen=True, slots=True)
class Weights:
    start: float
    of: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class NamedPage:
    gold: GoldPage
    candidates: Sequence[Signed]

    def found(self, weights: Weights) -> frozenset[Name]:
        weighed = [(odds(signs, weights.of, weights.start), one) for one, signs in self.candidates]
        names = (name_of(" ".join(one.words)) for _, one in chosen(weighed, THRESHOLD))
        return frozenset(name for name in names if len(name) > 1)


IN_USE = Weights(START, WEIGHTS)


def named_pages() -> Sequence[NamedPage]:
    return [
        NamedPage(gold, signed_candidates(words_of_page(read_page(gold.page))))
        for gold in gold_pages()
    ]


def fitted(pages: Sequence[NamedPage]) -> Weights:
    """From the candidates of the pages, each with whether it was marked as somebody's name."""
    rows = Counter(
        (signs, _is_marked(name_of(" ".join(one.words)), page.gold.people))
        for page in pages
        for one, signs in page.candidates
    )
    start, weights = logistic(
        [[float(sign in signs) for sign in SIGNS] for signs, _ in rows],
        [float(is_name) for _, is_name in rows],
        [float(min(count, AS_OFTEN)) for count in rows.values()],
        PENALTY,
    )
    return Weights(start, dict(zip(SIGNS, weights, strict=True)))


def _is_marked(name: Name, people: frozenset[Name]) -> bool:
    return len(name) > 1 and any((name[0], name[-1]) == (one[0], one[-1]) for one in people)


def figures() -> Figures:
    """Precision, recall and F1 of sites left out, and in sample with the weights in use."""
    pages = named_pages()
    folds = folds_of([page.gold for page in pages], FOLDS)
    judged: list[tuple[GoldPage, frozenset[Name]]] = []
    for fold in range(FOLDS):
        weights = fitted([page for page in pages if folds[page.gold.site] != fold])
        of_fold = (page for page in pages if folds[page.gold.site] == fold)
        judged += [(page.gold, page.found(weights)) for page in of_fold]
    in_use = [(page.gold, page.found(IN_USE)) for page in pages]
    return {**shares(judged), **{f"{k}, in sample": v for k, v in shares(in_use).items()}}


def shares(judged: Sequence[tuple[GoldPage, frozenset[Name]]]) -> Figures:
    """Over all pages, each name of a page once. "all": people named by one word are missed, too."""
    found = right = known = by_one = marked = 0
    for gold, names in judged:
        found += len(names)
        right += sum(any(same_name(one, other) for other in gold.people) for one in names)
        marked += len(gold.people)
        known += sum(any(same_name(one, other) for one in names) for other in gold.people)
        by_one += len(gold.by_one_name)
    precision, recall, of_all = right / found, known / marked, known / (marked + by_one)
    return {
        "persons precision": precision,
        "persons recall": recall,
        "persons F1": 2 * precision * recall / (precision + recall),
        "persons F1, with those of one name": 2 * precision * of_all / (precision + of_all),
    }


def main() -> None:
    """Prints the weights and the figures."""
    weights = fitted(named_pages())
    print(f"START: Final = {weights.start:.2f}")
    for sign, weight in weights.of.items():
        print(f'    "{sign}": {weight:.2f},')
    for name, value in figures().items():
        print(f"{name:45} {value:10.4f}")


if __name__ == "__main__":
    main()
