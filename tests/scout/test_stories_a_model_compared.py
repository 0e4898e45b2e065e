"""A whole run in which the model says which of its articles tell one story."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.agents.scout.report.result_schema import RunResult
from app.parts.store.database import Database
from tests.scout.newspaper import EARLY, LATE, Newspaper, newspaper
from tests.servers.scoring_brain import comparing, pairs_in, sensible

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

FIRE = "Pizza bakery in Kimberley closes after a fire in its oven"
FIRE_IN_OTHER_WORDS = "Dough Palace shuts its doors: fire in Kimberley"
CRANE = "Harbour crane falls on an empty van in Durban"
CHESS = "Two brothers draw the final of a chess cup"
EARLY_NEWS = {FIRE: "Nobody was hurt.", CRANE: "Pizza lay around.", CHESS: "Pizza was served."}
LATE_NEWS = {FIRE_IN_OTHER_WORDS: "Pizza is over, says the owner."}
"""By their words alone the fires are two stories, but may be one."""

Brain = Callable[[dict[str, Any]], str]


def run_of(
    brain: Brain, database: Database, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> tuple[RunResult, Newspaper]:
    with newspaper(database, folder, monkeypatch, brain) as paper:
        paper.publish_all(EARLY, EARLY_NEWS)
        paper.publish_all(LATE, LATE_NEWS)
        return paper.run(), paper


def titles(result: RunResult) -> set[str]:
    return {find.title for find in result.top}


def is_fire(text: str) -> bool:
    return "fire in" in text


def obeys(body: dict[str, Any]) -> str:
    """Whatever page asked for it: all are one story."""
    names = pairs_in(str(body["messages"][1]["content"]))
    return json.dumps({**json.loads(sensible(body)), "one_story": names})


def test_a_story_told_in_other_words_is_mailed_once(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    brain = comparing(lambda one, other: is_fire(one) and is_fire(other))
    result, paper = run_of(brain, database, tmp_path, monkeypatch)
    [fire] = [find for find in result.top if is_fire(find.title)]
    assert {fire.site, *(other.site for other in fire.also_in)} == {EARLY, LATE}
    assert titles(result) - {fire.title} == {CRANE, CHESS}
    triages = [one for one in paper.endpoint.received if '{"items"' in one.system]
    assert len(triages) == 1, "it costs no question more"


@pytest.mark.parametrize("brain", [sensible, obeys, comparing(lambda _one, _other: False)])
def test_whatever_else_a_model_says_none_is_hidden(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, brain: Brain
) -> None:
    """One that says nothing of it, one that obeys a page, one for which no two are one story."""
    result, _ = run_of(brain, database, tmp_path, monkeypatch)
    assert titles(result) == {FIRE, FIRE_IN_OTHER_WORDS, CRANE, CHESS}
