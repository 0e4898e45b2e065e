"""A real language model that is small and slow: within three runs each story is judged or given up.

Nothing but the model's address and name is set. What the model makes of the stories differs from
machine to machine; that none is left waiting does not.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

import pytest

from app.agents.scout.brand.brands import ScoutParts
from app.agents.scout.judge.verdicts import GIVEN_UP, JUDGED
from app.agents.scout.report.result_schema import RunResult, Unjudged
from app.parts.store.database import Database
from tests.scout.slow_runs import judge_waiting, reported, verdicts_in
from tests.scout.stored import Told, add_articles, add_sites, claimed_run, parts_for
from tests.servers.small_model import NAME, SmallModel

pytestmark = [
    pytest.mark.small_model,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
    pytest.mark.skipif(find_spec("xllamacpp") is None, reason="`make small-model` installs it"),
]
TITLES = (
    "Pizza with peri-peri prawns wins a prize in Durban",
    "A bakery in Soweto sells its ten thousandth loaf of the day",
    "Students vote for the best late-night takeaway",
    "The rand loses against the dollar for a third day",
    "A burger chain opens its first shop in Polokwane",
    "Loadshedding is back: what it means for restaurants",
    "The derby ends in a draw before a full stadium",
    "A cheese maker from the Karoo wins gold in France",
    "A court decides on the price of water in Nelson Mandela Bay",
    "How a family of six eats out on a small budget",
    "The longest queue of the year was for a stuffed crust",
    "A new train line joins two suburbs",
    "Mushroom growers fear the heat of the summer",
    "A comedian delivers pizza for a day and tells of it",
    "Schools open a week later because of floods",
    "The weekend's best markets for people who love food",
    "An oven from Naples travels by ship to Cape Town",
    "Parliament debates a tax on sugar once more",
    "A rugby captain names his favourite topping",
    "A museum of telephones closes its doors",
)


@pytest.fixture
def model() -> Iterator[SmallModel]:
    with SmallModel() as started:
        yield started


@pytest.fixture
def parts(database: Database, tmp_path: Path, model: SmallModel) -> ScoutParts:
    add_sites(database)
    return parts_for(
        database,
        tmp_path,
        OPENAI_API_KEY="none",
        OPENAI_BASE_URL=model.url,
        OPENAI_MODEL=NAME,
    )


def run(parts: ScoutParts, told: list[Told]) -> RunResult:
    claim = claimed_run(parts.database)
    add_articles(parts.database, claim, told)
    began = time.monotonic()
    asyncio.run(judge_waiting(parts, claim))
    result = reported(parts, claim)
    seconds, counts = time.monotonic() - began, result.counts
    print(  # noqa: T201 (the figures of a test that is run by hand)
        f"\n{seconds:.0f} s, {result.usage.calls} questions: {counts.evaluated} judged, "
        f"{stories(result.given_up)} given up, {counts.waiting} waiting. {result.notice}"
    )
    return result


def stories(of: Sequence[Unjudged]) -> int:
    return sum(one.stories for one in of)


def test_within_three_runs_a_small_model_has_judged_or_given_up_each_of_twenty_stories(
    parts: ScoutParts,
) -> None:
    told = [Told(title, site_id=1 + number % 2) for number, title in enumerate(TITLES)]
    results = [run(parts, told), run(parts, []), run(parts, [])]

    rows = verdicts_in(parts.database)
    outcomes = Counter(row.outcome for row in rows)
    assert outcomes.total() == outcomes[JUDGED] + outcomes[GIVEN_UP] == len(TITLES)
    assert results[-1].counts.waiting == 0
    assert all(row.detail for row in rows if row.outcome == GIVEN_UP)
    assert all(says_how_far_it_got(result) for result in results)


def says_how_far_it_got(result: RunResult) -> bool:
    """How many wait and how many were given up, with a reason for each."""
    said = result.notice or ""
    left = f"{result.counts.waiting} new stor" in said or not result.counts.waiting
    lost = "given up, because" in said or not result.given_up
    return left and lost and all(one.reason for one in (*result.unjudged, *result.given_up))
