"""Who is asked about together, and which of the sorted are worth a review. Pure."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence

from app.agents.scout.judge.prompt import OPENING_TOKENS, SITE_TOKENS, TITLE_TOKENS, opening
from app.agents.scout.types import Candidate, Judgement, Verdict
from app.parts.model.untrusted.detect import speaks_to_a_machine
from app.parts.model.untrusted.fence import one_line

BATCH = 12
REVIEWS = 12
REVIEW_FROM = 50
"""Triage sees little; what it puts ten points below the mail's usual 60 may still turn out well."""
SURE_OF_A_REVIEW = 85
GOOD_FROM, ENOUGH_GOOD = 60, 5
"""With fewer good ones than a mail has places, the dozen after the first is reviewed too."""
PER_SITE = 3
REVIEWS_WITHOUT_WAITING = 6
"""So many that are sure to be among the best are reviewed while the others are still sorted."""


def portions(items: Sequence[Candidate], size: int) -> list[tuple[Candidate, ...]]:
    return [tuple(items[start : start + size]) for start in range(0, len(items), size)]


def thirds(items: Sequence[Candidate]) -> list[tuple[Candidate, ...]]:
    """For another try at a group whose answer failed as a whole: one item was too much for the
    model, and two thirds go free of it.
    """
    return portions(items, math.ceil(len(items) / 3))


def is_suspect(candidate: Candidate) -> bool:
    """By what a triage would show of it, and by how that is written on the page."""
    parts = {candidate.title: TITLE_TOKENS, candidate.site: SITE_TOKENS}
    parts[opening(candidate)] = OPENING_TOKENS
    shown = "\n".join(one_line(text, tokens)[: tokens * 2] for text, tokens in parts.items())
    written = "\n".join(text[: tokens * 2] for text, tokens in parts.items())
    return speaks_to_a_machine(shown) or speaks_to_a_machine(written)


class Shortlist:
    """Holds back the verdicts of the triage that are worth a review, and deals out the places.

    No site gets more than a quarter of the places as long as others want them: one that floods
    us must not push out the rest.
    """

    def __init__(self, review_from: int = REVIEW_FROM) -> None:
        self._review_from = review_from
        self._by_id: dict[str, Candidate] = {}
        self._held: dict[str, Verdict] = {}
        self._taken: Counter[tuple[int, str]] = Counter()
        self._hopes = 0

    @property
    def held(self) -> int:
        """How many wait for a place."""
        return len(self._held)

    def expect(self, candidates: Iterable[Candidate]) -> None:
        self._by_id |= {candidate.id: candidate for candidate in candidates}

    def candidate(self, judgement: Judgement) -> Candidate:
        return self._by_id[judgement.candidate_id]

    def sift(self, judgements: Iterable[Judgement]) -> list[Judgement]:
        """The judgements that stand as they are; the others are held for now."""
        standing: list[Judgement] = []
        for judgement in judgements:
            if isinstance(judgement, Verdict) and self._is_promising(judgement):
                self._held[judgement.candidate_id] = judgement
            else:
                standing.append(judgement)
        return standing

    def sure(self) -> list[Verdict]:
        """Those that need not wait for the rest of the triage to be reviewed."""
        return self._take(REVIEWS_WITHOUT_WAITING, SURE_OF_A_REVIEW, PER_SITE)

    def best(self) -> list[Verdict]:
        """The best of all for the places that are left, once the triage is through."""
        chosen = self._take(REVIEWS, self._review_from, PER_SITE)
        return chosen + self._take(REVIEWS, self._review_from, REVIEWS)

    def reviewed(self, judgements: Iterable[Judgement]) -> None:
        """What is no verdict yet may still turn out well: another run asks again."""
        self._hopes += sum(not isinstance(one, Verdict) or is_good(one) for one in judgements)

    def second_best(self) -> list[Verdict]:
        """As many again, once the reviews are in and too few of them turned out well."""
        if self._hopes >= ENOUGH_GOOD:
            return []
        chosen = self._take(2 * REVIEWS, self._review_from, 2 * PER_SITE)
        return chosen + self._take(2 * REVIEWS, self._review_from, 2 * REVIEWS)

    def left_over(self) -> list[Judgement]:
        """What was held and got no place: it stands as the triage saw it."""
        held: list[Judgement] = [*self._held.values()]
        self._held.clear()
        return held

    def _is_promising(self, verdict: Verdict) -> bool:
        return verdict.safety.safe and verdict.score >= self._review_from

    def _take(self, places: int, from_score: int, per_site: int) -> list[Verdict]:
        chosen = []
        for verdict in sorted(self._held.values(), key=lambda verdict: -verdict.score):
            candidate = self.candidate(verdict)
            site = (candidate.site_id, candidate.site)
            has_place = self._taken.total() < places and self._taken[site] < per_site
            if verdict.score >= from_score and has_place:
                self._taken[site] += 1
                chosen.append(self._held.pop(verdict.candidate_id))
        return chosen


def is_good(verdict: Verdict) -> bool:
    return verdict.safety.safe and verdict.score >= GOOD_FROM
