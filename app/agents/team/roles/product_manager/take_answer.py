"""What of the model's answer is taken: only what stands on sources that were given. Pure.

Each thing that is refused is a problem in words: for the model, which is asked once more, and for
people, who are told what was left out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from app.agents.team.grounding.grounding import Ground
from app.agents.team.grounding.supported_words import supported_words
from app.agents.team.roles.product_manager.question import InsightReply, InsightsReply, RoadmapReply
from app.agents.team.roles.product_manager.role import Insight, RoadmapItem, TeamTask
from app.agents.team.roles.product_manager.take_tasks import take_tasks
from app.agents.team.sources import Given

MOST_INSIGHTS, MOST_ITEMS = 10, 12
TITLE, TEXT, SUMMARY = 120, 500, 800
"""Characters."""
HORIZONS: Mapping[str, Literal["now", "next", "later"]] = {
    "now": "now",
    "next": "next",
    "later": "later",
}


@dataclass(frozen=True, slots=True)
class Taken:
    title: str
    summary: str
    insights: tuple[Insight, ...]
    roadmap: tuple[RoadmapItem, ...]
    tasks: tuple[TeamTask, ...]
    problems: tuple[str, ...]


def take_answer(
    reply: InsightsReply, given: Mapping[str, Given], brand_names: tuple[str, ...]
) -> Taken:
    """`given` by the ids that the model knows."""
    taking = Taking(given, brand_names, [])
    insights = taking.insights(reply.insights)
    roadmap = tuple(taking.roadmap(reply.roadmap, insights))
    everything = taking.ground(given)
    tasks = take_tasks(reply.tasks, everything, taking.problems)
    return Taken(
        title=taking.words("The title", reply.title, TITLE, everything),
        summary=taking.words("The summary", reply.summary, SUMMARY, everything),
        insights=tuple(insights.values()),
        roadmap=roadmap,
        tasks=tasks,
        problems=tuple(taking.problems),
    )


@dataclass(frozen=True, slots=True)
class Taking:
    given: Mapping[str, Given]
    brand_names: tuple[str, ...]
    problems: list[str]

    def ground(self, item_ids: Iterable[str]) -> Ground:
        return Ground(tuple(self.given[item_id].text for item_id in item_ids), self.brand_names)

    def insights(self, replies: Sequence[InsightReply]) -> dict[str, Insight]:
        """By the number that the model's order gives each; they are numbered anew."""
        taken: dict[str, Insight] = {}
        for number, reply in enumerate(replies[:MOST_INSIGHTS], start=1):
            insight = self.insight(f"Insight {number}", reply, len(taken) + 1)
            if insight is not None:
                taken[str(number)] = insight
        if not taken:
            self.problems.append("There is no insight that stands on its sources.")
        return taken

    def insight(self, name: str, reply: InsightReply, number: int) -> Insight | None:
        named = dict.fromkeys(one.strip() for one in reply.sources)
        known = [one for one in named if one in self.given]
        if len(known) < len(named) or not known:
            self.problems.append(f"{name} rests on a source that was not given.")
        ground = self.ground(known)
        text = self.words(name, reply.text, TEXT, ground) if known else ""
        if not text:
            return None
        return Insight(
            number=number,
            title=self.words(f"The title of {name.lower()}", reply.title, TITLE, ground),
            text=text,
            sources=tuple(self.given[one].source.id for one in known),
        )

    def roadmap(
        self, replies: Sequence[RoadmapReply], insights: Mapping[str, Insight]
    ) -> Iterable[RoadmapItem]:
        for number, reply in enumerate(replies[:MOST_ITEMS], start=1):
            name = f"Roadmap item {number}"
            horizon = HORIZONS.get((reply.horizon or "").strip().lower())
            rests_on = [insights[one] for one in dict.fromkeys(reply.insights) if one in insights]
            if horizon is None or not rests_on:
                self.problems.append(f"{name} has no horizon, or rests on no insight that stands.")
                continue
            ids = {source for insight in rests_on for source in insight.sources}
            ground = self.ground(
                item
                for item, one in self.given.items()
                if one.source.id in ids or one.source.kind == "request"
            )
            title = self.words(name, reply.title, TITLE, ground)
            reason = self.words(f"The reason of {name.lower()}", reply.reason, TEXT, ground)
            if title and reason:
                yield RoadmapItem(
                    horizon=horizon,
                    title=title,
                    reason=reason,
                    insights=tuple(insight.number for insight in rests_on),
                )

    def words(self, name: str, said: str | None, limit: int, ground: Ground) -> str:
        return supported_words(name, said, limit, ground, self.problems)
