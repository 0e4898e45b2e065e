"""What the mails of a replay brought, and the articles that were put to the same stories."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from app.agents.scout.brand.brand_file import Brand
from app.agents.scout.gather.tables import Article, Site
from app.agents.scout.tables import Pick, VerdictRow, verdict_of_pick
from app.parts.store.database import Database


@dataclass(frozen=True, slots=True)
class Told:
    """One article, as a reader sees it."""

    id: int
    site: str
    title: str
    summary: str
    url: str
    published_at: datetime | None


@dataclass(frozen=True, slots=True)
class Mailed:
    """One find of a mail. `also`: the other articles of its story, by the end of the replay."""

    at: datetime
    run_id: int
    rank: int
    score: int
    story: int
    told: Told
    also: tuple[Told, ...]


def mailed_finds(database: Database, brand: Brand) -> list[Mailed]:
    names = {site.url: site.name for site in brand.sites}
    with database.read() as session:
        sites = {site.id: names[site.url] for site in session.exec(select(Site))}
        rows = session.exec(
            select(Pick, Article, VerdictRow)
            .join(Article, col(Pick.article_id) == Article.id)
            .join(VerdictRow, verdict_of_pick())
            .where(Pick.brand == brand.id, col(Pick.released_at).is_(None))
            .order_by(col(Pick.run_id), col(Pick.rank))
        ).all()
        return [
            Mailed(
                at=pick.created_at,
                run_id=pick.run_id,
                rank=pick.rank,
                score=verdict.score or 0,
                story=pick.story,
                told=as_told(article, sites),
                also=also(session, article, sites),
            )
            for pick, article, verdict in rows
        ]


def also(session: Session, article: Article, sites: dict[int | None, str]) -> tuple[Told, ...]:
    same = select(Article).where(Article.story == article.story, Article.id != article.id)
    return tuple(as_told(one, sites) for one in session.exec(same.order_by(col(Article.id))))


def as_told(article: Article, sites: dict[int | None, str]) -> Told:
    return Told(
        id=article.id or 0,
        site=sites[article.site_id],
        title=article.title,
        summary=article.summary,
        url=article.url,
        published_at=article.published_at,
    )
