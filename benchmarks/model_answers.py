"""Same story where a model was asked about two articles: `python -m benchmarks.model_answers`.

A real endpoint on this machine answers from the labels, or from nothing; it is asked by the
product's own client and prompt, and its answers are read by the product's own code. Weights are
those that a pair's month had no part in.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from app.agents.scout.brand.brand_file import Brand, Site
from app.agents.scout.judge.doubts import Doubt, Doubts
from app.agents.scout.judge.judging import in_one_batch
from app.agents.scout.judge.model_judge import ModelJudge
from app.agents.scout.judge.prompt import TITLE_TOKENS
from app.agents.scout.story_item import as_story_item
from app.agents.scout.types import Candidate
from app.parts.model.client import ModelClient
from app.parts.model.untrusted.fence import Fence
from app.parts.reading.group import Fingerprint, ModelAnswers, Stories, fingerprint
from app.parts.reading.grouping.signals import Signals
from benchmarks.figures import Figures
from benchmarks.fit_story import examples
from benchmarks.story_data import lines, moment, row_of
from benchmarks.story_pairs import fitted, left_out
from tests.servers.model_endpoint import ModelEndpoint
from tests.servers.scoring_brain import Says, comparing

BRAND = Brand(id="b", display_name="B", sites=(Site(url="https://a.example/"),))


@dataclass(frozen=True, slots=True)
class CandidatePair:
    """A labelled pair as candidates, and the weights that it had no part in."""

    one: Candidate
    other: Candidate
    is_same: bool
    kind: str
    weights: Signals

    @property
    def prints(self) -> list[Fingerprint]:
        return [fingerprint(as_story_item(side)) for side in (self.one, self.other)]

    def stories(self, answers: ModelAnswers) -> Stories:
        stories = Stories(weights=self.weights, answers=answers)
        stories.add_all(self.prints)
        return stories

    def is_joined(self, answers: ModelAnswers) -> bool:
        stories = self.stories(answers)
        return stories.story_of(self.one.id) == stories.story_of(self.other.id)

    def judged(self) -> list[Candidate]:
        """What a run would have judged: one of each story, by the words alone."""
        return [self.one] if self.is_joined({}) else [self.one, self.other]

    def doubts(self) -> list[Doubt]:
        stories = self.stories({})
        return [
            Doubt(self.other, self.one, self.is_joined({}))
            for _ in stories.uncertain(self.other.id)
        ]


@cache
def candidate_pairs() -> Sequence[CandidatePair]:
    labelled, others = examples()
    labelled_pairs = [*(story.pair for story in labelled), *others]
    months = {story.month for story in labelled}
    weights = {month: fitted(left_out(labelled_pairs, month)) for month in months}
    return [
        CandidatePair(
            candidate(row_of(line["a"]), f"{number}a"),
            candidate(row_of(line["b"]), f"{number}b"),
            is_same=story.pair.is_same,
            kind=story.kind,
            weights=weights[story.month],
        )
        for number, (line, story) in enumerate(
            zip(lines("neardup/same_story_pairs"), labelled, strict=True)
        )
    ]


def candidate(row: Mapping[str, object], id_: str) -> Candidate:
    outlet = str(row["outlet"])
    return Candidate(
        id=id_,
        title=str(row["title"]),
        url="",
        site=outlet,
        summary=str(row["summary"] or ""),
        published_at=moment(row["published"]),
        site_id=1 + sorted(outlets()).index(outlet),
    )


@cache
def outlets() -> frozenset[str]:
    rows = (row_of(line[side]) for line in lines("neardup/same_story_pairs") for side in "ab")
    return frozenset(str(row["outlet"]) for row in rows)


def by_the_gold(pairs: Sequence[CandidatePair]) -> Says:
    shown = Fence("no mark")
    gold = {
        frozenset(shown.inside(side.title, TITLE_TOKENS) for side in (pair.one, pair.other))
        for pair in pairs
        if pair.is_same
    }
    return lambda one, other: frozenset((title_in(one), title_in(other))) in gold


def title_in(text: str) -> str:
    return text.partition("\n")[0].removeprefix("title: ")


def answers_of(says: Says, pairs: Sequence[CandidatePair]) -> tuple[ModelAnswers, int]:
    """The believed answers of such a model, and how many questions it took."""
    doubts = Doubts()
    doubts.put(doubt for pair in pairs for doubt in pair.doubts())
    judged = [one for pair in pairs for one in pair.judged()]

    async def ask(url: str) -> None:
        async with ModelClient(api_key="sk-1", base_url=url, model="gpt-4o-mini") as client:
            judge = ModelJudge(client, BRAND, doubts=doubts)
            async for _ in judge.evaluate(in_one_batch(judged)):
                pass

    with ModelEndpoint(comparing(says)) as endpoint:
        asyncio.run(ask(endpoint.url))
        return doubts.answers, len(endpoint.received)


def shares(name: str, pairs: Sequence[CandidatePair], answers: ModelAnswers) -> Figures:
    joined = {pair: pair.is_joined(answers) for pair in pairs}
    kinds = {
        "joined": [pair for pair in pairs if pair.is_same],
        "look-alikes joined": [pair for pair in pairs if pair.kind == "pair" and not pair.is_same],
        "series joined": [pair for pair in pairs if pair.kind == "series"],
    }
    return {
        f"{name}: {kind}": sum(joined[pair] for pair in of_kind) / len(of_kind)
        for kind, of_kind in kinds.items()
    }


def figures() -> Figures:
    """By words alone, and with the answers of models that know, or say always the same."""
    pairs = candidate_pairs()
    gold, questions = answers_of(by_the_gold(pairs), pairs)
    one_story, _ = answers_of(lambda _one, _other: True, pairs)
    apart, _ = answers_of(lambda _one, _other: False, pairs)
    return {
        **shares("story pairs by words alone", pairs, {}),
        **shares("story pairs with a model", pairs, gold),
        **shares("story pairs, a model that says: all one story", pairs, one_story),
        **shares("story pairs, a model that says: all apart", pairs, apart),
        "story pairs with a model: asked": len(gold),
        "story pairs with a model: questions": questions,
    }


def main() -> None:
    """Prints the figures."""
    for name, value in figures().items():
        print(f"{name:65} {value:10.4f}")


if __name__ == "__main__":
    main()
