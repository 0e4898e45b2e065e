"""Gathering, grouping and judging work side by side; what comes of it is as if they had not."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from sqlmodel import select

from app.agents.scout.gather.tables import Article
from app.agents.scout.group import Grouping
from app.agents.scout.tables import Pick, StoryCorrection
from app.lib.errors import TransientError
from app.parts.reading.grouping.evidence import COPY
from app.parts.reading.grouping.index import ArticleIndex
from app.parts.runs import endings, lease
from app.parts.store.api_usage import ApiUsage
from app.parts.store.database import Database
from app.parts.store.statements import required_id
from tests.conftest import NOON
from tests.scout.newspaper import (
    EARLY,
    FIRE,
    FIRE_TEXT,
    LATE,
    PRIZE,
    PRIZE_TEXT,
    Newspaper,
    newspaper,
)

# What the stages hand each other is the same on both databases.
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def paper(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Newspaper]:
    with newspaper(database, tmp_path, monkeypatch) as opened:
        yield opened


def test_the_first_story_is_judged_while_another_site_has_not_answered(paper: Newspaper) -> None:
    paper.publish(EARLY, FIRE, FIRE_TEXT)
    paper.publish(LATE, PRIZE, PRIZE_TEXT)
    paper.hold_until(f"/{LATE}.xml", lambda: bool(paper.verdicts()))

    result = paper.run()

    assert paper.held == [True], "its verdict was stored before the other site had answered"
    assert {find.title for find in result.top} == {FIRE, PRIZE}
    assert result.counts.evaluated == 2


@on_sqlite
def test_a_story_that_a_slower_site_tells_too_is_judged_once(paper: Newspaper) -> None:
    paper.publish(EARLY, FIRE, FIRE_TEXT)
    paper.publish(LATE, FIRE, FIRE_TEXT)
    paper.hold_until(f"/story-{LATE}", lambda: bool(paper.endpoint.received))

    result = paper.run()

    assert paper.held == [True]
    assert paper.titles_asked_about() == [FIRE]
    assert (result.counts.new, result.counts.duplicates, result.counts.evaluated) == (2, 1, 1)
    [find] = result.top
    assert (find.site, [other.site for other in find.also_in]) == (EARLY, [LATE])


@on_sqlite
def test_a_story_is_named_after_the_article_that_was_judged(paper: Newspaper) -> None:
    """Its other articles, whichever was found first, tell "the same story as" that one."""
    paper.publish(EARLY, FIRE, FIRE_TEXT)
    paper.publish(LATE, FIRE, FIRE_TEXT)
    found_first = f"/story-{LATE}"
    paper.hold_until(f"/{EARLY}.xml", lambda: found_first in paper.web.asked_for)
    paper.hold_until(found_first, lambda: bool(paper.endpoint.received))
    paper.run()
    assert paper.held == [True, True]
    [verdict] = paper.verdicts()
    assert verdict.article_id == 2
    assert paper.stories() == [2, 2]


@on_sqlite
def test_the_stories_of_all_are_found_out_once_the_last_is_judged(
    paper: Newspaper, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper.publish(EARLY, FIRE, FIRE_TEXT)
    paper.publish(LATE, FIRE, FIRE_TEXT)
    finish = Grouping.finish

    def finish_then(grouping: Grouping) -> list[Article]:
        paper.held.append(bool(paper.verdicts()))
        return finish(grouping)

    monkeypatch.setattr(Grouping, "finish", finish_then)
    monkeypatch.setattr("app.agents.scout.judge.agenda.FILLING_SECONDS", 3600.0)
    assert [find.title for find in paper.run().top] == [FIRE]
    assert paper.held == [True]


@on_sqlite
def test_what_only_turns_out_to_be_a_story_of_its_own_at_the_end_is_judged_then(
    paper: Newspaper, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper.publish(EARLY, FIRE, FIRE_TEXT)
    paper.publish(LATE, PRIZE, PRIZE_TEXT)
    monkeypatch.setattr(Grouping, "add", lambda _grouping, _ids: [])
    result = paper.run()
    assert {find.title for find in result.top} == {FIRE, PRIZE}
    assert result.counts.evaluated == 2


def test_an_attempt_that_dies_while_sites_are_read_leaves_its_verdicts_to_the_next(
    paper: Newspaper, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper.publish(EARLY, FIRE, FIRE_TEXT)
    paper.publish(LATE, PRIZE, PRIZE_TEXT)
    paper.hold_until(f"/{LATE}.xml", lambda: bool(paper.verdicts()))
    claim = paper.claim()
    add = Grouping.add

    def add_or_die(grouping: Grouping, ids: Sequence[int]) -> list[Article]:
        if paper.verdicts():
            raise TransientError("The worker was killed.")
        return add(grouping, ids)

    with monkeypatch.context() as patch:
        patch.setattr(Grouping, "add", add_or_die)
        with pytest.raises(TransientError, match="killed"):
            paper.run(claim)
    assert paper.stories() == [None, None], "not one is stored before all are read"
    asked = len(paper.endpoint.received)
    endings.release_run(paper.parts.database, claim, paper.parts.clock(), "killed")
    again = lease.claim_run(paper.parts.database, claim.run_id, paper.parts.clock())

    result = paper.run(again)

    assert asked >= 2, "triage and review of the first story"
    assert paper.titles_asked_about() == [FIRE, PRIZE]
    assert {find.title for find in result.top} == {FIRE, PRIZE}
    with paper.parts.database.read() as session:
        calls = sum(row.calls for row in session.exec(select(ApiUsage)))
    assert calls == len(paper.endpoint.received)


@on_sqlite
def test_what_was_wrongly_put_together_is_mailed_by_the_run_after_somebody_said_so(
    paper: Newspaper, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper.publish(EARLY, FIRE, FIRE_TEXT)
    paper.publish(LATE, PRIZE, PRIZE_TEXT)
    with monkeypatch.context() as patch:
        patch.setattr(ArticleIndex, "support", lambda *_: COPY)
        claim = paper.claim()
        [find] = paper.run(claim).top
    [other] = find.also_in
    assert {find.title, other.title} == {FIRE, PRIZE}
    with paper.parts.database.write() as session:
        pick = session.exec(select(Pick)).one()
        session.add(
            StoryCorrection(
                pick_id=required_id(pick.id),
                run_id=claim.run_id,
                rank=1,
                find_article_id=find.article_id,
                article_id=other.article_id,
                voter="ann@example.com",
                label="different",
                created_at=NOON,
                updated_at=NOON,
            )
        )

    [second] = paper.run().top

    assert (second.title, second.also_in) == (other.title, ())
    assert len(set(paper.stories())) == 2
    assert paper.run().top == ()
