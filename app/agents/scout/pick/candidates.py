"""The pick step's reading: the finds that compete in a run, from their stored verdicts."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import or_
from sqlmodel import Session, col, select

from app.agents.scout.gather.tables import Article, ArticleState
from app.agents.scout.judge import verdicts
from app.agents.scout.judge.verdicts import JUDGED
from app.agents.scout.pick.rule import STALE_AFTER, Find, rank
from app.agents.scout.stored_stories import is_of_first_visit
from app.agents.scout.tables import Pick, VerdictRow
from app.agents.scout.types import Candidate
from app.agents.scout.votes.learning.opinions import taste_of, voted_finds
from app.agents.scout.votes.learning.taste import Taste
from app.agents.scout.votes.learning.traits import traits_of


def competing_finds(
    session: Session, brand: str, run_id: int, site_names: Mapping[int, str], now: datetime
) -> list[Find]:
    """What competes in this run: judged, never ranked before, of a story not mailed before."""
    found = unmailed(session, brand, run_id, site_names)
    if not found:
        return []
    taste = taste_of(voted_finds(session, brand, site_names, now), now)
    return [with_taste(find, taste) for find in found]


def unmailed(
    session: Session, brand: str, run_id: int, site_names: Mapping[int, str]
) -> list[Find]:
    mailed = set(
        session.exec(
            select(Pick.story).where(
                Pick.brand == brand, col(Pick.released_at).is_(None), Pick.run_id != run_id
            )
        )
    )
    return [
        find_of(session, verdict, article, site_names[article.site_id])
        for verdict, article in unranked_verdicts(session, brand, run_id)
        if article.site_id in site_names and article.story not in mailed
    ]


def unranked_verdicts(
    session: Session, brand: str, run_id: int
) -> list[tuple[VerdictRow, Article]]:
    """Verdicts that have not competed for a mail yet, or did in an earlier attempt of this run.

    An article may have been taken back since: what was judged was not the story.
    """
    return list(
        session.exec(
            select(VerdictRow, Article)
            .join(Article, col(VerdictRow.article_id) == Article.id)
            .where(
                VerdictRow.brand == brand,
                VerdictRow.outcome == JUDGED,
                Article.state == ArticleState.READ,
                or_(
                    col(VerdictRow.ranked_by_run_id).is_(None),
                    col(VerdictRow.ranked_by_run_id) == run_id,
                ),
            )
            .order_by(col(VerdictRow.article_id))
        )
    )


def find_of(session: Session, verdict: VerdictRow, article: Article, site: str) -> Find:
    find = Find(
        article=as_shown(article, site),
        verdict=verdicts.verdict_of(verdict),
        story=article.story or 0,
        found_at=article.found_at,
        run_id=verdict.run_id,
    )
    was_old = find.found_at - find.appeared_at > STALE_AFTER
    return replace(find, is_archive=was_old and is_of_first_visit(session, article))


def as_shown(article: Article, site: str) -> Candidate:
    """A date in the future is a mistake of the page: it appeared when it was found."""
    given = article.published_at
    shown = verdicts.as_candidate(article, site)
    return replace(shown, published_at=min(given, article.found_at) if given else None)


def with_taste(find: Find, taste: Taste) -> Find:
    traits = traits_of(
        site_id=find.article.site_id,
        title=find.article.title,
        summary=find.article.summary,
        subject=find.verdict.subject,
    )
    return replace(find, move=taste.move(traits), little_known=taste.is_little_known(traits))


def choose(finds: Sequence[Find], *, now: datetime, min_score: int, sites: int) -> list[Find]:
    """The run's five, best first."""
    mailable = [find for find in finds if find.may_be_mailed]
    return list(rank(mailable, now=now, min_score=min_score, sites=sites))
