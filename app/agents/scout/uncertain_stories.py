"""Which articles of a run the model should compare: where its answer changes what the team sees."""

from collections.abc import Container, Iterable, Iterator
from datetime import datetime

from sqlmodel import Session, col, select

from app.agents.scout.gather.tables import Article
from app.agents.scout.judge.doubts import Doubt
from app.agents.scout.judge.verdicts import as_candidate
from app.agents.scout.tables import Pick
from app.agents.scout.types import Candidate
from app.parts.reading.group import Stories
from app.parts.store.database import Database
from app.parts.store.statements import parts_of

SPARE = 4


class UncertainStories:
    """Those of one brand's run. `since`: what was mailed before that is not looked at."""

    def __init__(self, database: Database, brand: str, since: datetime) -> None:
        self._database = database
        with database.read() as session:
            self._mailed = mailed(session, brand, since)

    def spare(self) -> tuple[Candidate, ...]:
        """Articles to check an answer by: the last that were mailed."""
        return tuple(self._candidates(list(self._mailed.values())[-SPARE:]).values())

    def doubts(
        self, stories: Stories, new: Iterable[str], given: Container[str], opened: Container[str]
    ) -> list[Doubt]:
        """About the new articles. `given`: the articles that are judged in this run, `opened`: the
        stories that they tell."""
        found = [
            (one, other, is_joined)
            for one in new
            for other, is_joined in self._uncertain(stories, one, given, opened)
        ]
        shown = self._candidates({int(id_) for one, other, _ in found for id_ in (one, other)})
        return [
            Doubt(shown[one], shown[other], is_joined)
            for one, other, is_joined in found
            if one in shown and other in shown
        ]

    def _uncertain(
        self, stories: Stories, one: str, given: Container[str], opened: Container[str]
    ) -> Iterator[tuple[str, bool]]:
        """Another one that it is joined with barely, so that nobody would judge it; or, if it is
        judged, one that is judged as well or of a story that was mailed."""
        for other in stories.uncertain(one):
            story = stories.story_of(other)
            if story == stories.story_of(one):
                yield other, True
            elif one in given and (story in opened or int(story) in self._mailed):
                yield other, False

    def _candidates(self, ids: Iterable[int]) -> dict[str, Candidate]:
        found: dict[str, Candidate] = {}
        with self._database.read() as session:
            for part in parts_of(list(ids)):
                rows = session.exec(select(Article).where(col(Article.id).in_(part)))
                found |= {str(article.id): as_candidate(article, "") for article in rows}
        return found


def mailed(session: Session, brand: str, since: datetime) -> dict[int, int]:
    """The stories that the brand's team was sent, each with the article that told it."""
    of_brand = (
        Pick.brand == brand,
        col(Pick.released_at).is_(None),
        Pick.created_at >= since,
    )
    rows = session.exec(select(Pick.story, Pick.article_id).where(*of_brand).order_by(col(Pick.id)))
    return dict(rows.all())
