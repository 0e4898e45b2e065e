"""How many stories the mail says wait for the next run, and the same number in its foot."""

from sqlmodel import select

from app.agents.scout.gather.tables import Article
from app.agents.scout.judge.unjudged import unjudged
from app.agents.scout.judge.waiting import waiting_count
from app.agents.scout.tables import VerdictRow
from app.parts.runs.tables import AgentRun
from app.parts.store.database import Database
from tests.conftest import NOON
from tests.scout.stored import BRAND, SITE, Told, add_articles, add_sites, claimed_run


def test_an_article_that_tells_a_story_which_was_judged_does_not_wait(database: Database) -> None:
    add_sites(database)
    claim = claimed_run(database)
    told = [Told(f"Pizza {number}", score=80) for number in range(5)]
    judged, same, *_ = add_articles(database, claim, told)
    with database.write() as session:
        for row in session.exec(select(VerdictRow).where(VerdictRow.article_id != judged)):
            row.outcome, row.detail = "not_reached", "late"
        session.get_one(Article, same).story = judged
    with database.read() as session:
        this_run = select(AgentRun.id).where(AgentRun.id == claim.run_id)
        [left] = unjudged(session, BRAND.id, this_run)
        assert left.stories == waiting_count(session, BRAND.id, [SITE], NOON) == 3
    assert "1 of 4 were judged" in left.reason
