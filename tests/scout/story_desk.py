"""A run whose articles are put into the database as gathering stores them."""

from dataclasses import dataclass

from sqlmodel import col, select

from app.agents.scout.gather.tables import Article, ArticleState
from app.agents.scout.group import Grouping
from app.agents.scout.tables import VerdictRow
from app.parts.parts import Parts
from app.parts.runs.lease import Claim
from app.parts.store.database import Database
from tests.conftest import NOON
from tests.scout.stored import NAMES, SITE


@dataclass
class Desk:
    parts: Parts
    claim: Claim

    @property
    def database(self) -> Database:
        return self.parts.database

    def grouping(self) -> Grouping:
        return Grouping(self.parts, self.claim, list(NAMES))

    def find(self, told: tuple[str, str], site_id: int = SITE) -> int:
        """An article whose page is not read yet; its id."""
        with self.database.write() as session:
            article = Article(
                site_id=site_id,
                address=f"{site_id} {told[0]} {len(self.stories())}",
                url=f"https://{site_id}.example/story",
                title=told[0],
                text=told[1],
                state=ArticleState.FOUND,
                found_at=self.parts.clock(),
                found_by_run_id=self.claim.run_id,
                content_hash=told[0],
            )
            session.add(article)
            session.flush()
            return article.id or 0

    def read(self, told: tuple[str, str], site_id: int = SITE) -> int:
        """An article as gathering stores it; its id."""
        return self.now_read(self.find(told, site_id))

    def now_read(self, article_id: int) -> int:
        with self.database.write() as session:
            session.get_one(Article, article_id).state = ArticleState.READ
        return article_id

    def judge(self, article_id: int, outcome: str = "judged") -> None:
        with self.database.write() as session:
            session.add(
                VerdictRow(
                    brand=self.claim.profile,
                    article_id=article_id,
                    run_id=self.claim.run_id,
                    evaluator="e",
                    content_hash="",
                    outcome=outcome,
                    score=70,
                    scorer="model",
                    created_at=NOON,
                )
            )

    def stories(self) -> list[int | None]:
        with self.database.read() as session:
            return list(session.exec(select(Article.story).order_by(col(Article.id))))
