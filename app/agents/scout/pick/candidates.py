"""The rank step's reading: the finds that compete in a run, from their stored verdicts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session, col, select

from app.agents.scout import stored_stories
from app.agents.scout.gather.tables import Article
from app.agents.scout.judge import verdicts
from app.agents.scout.pick.rule import STALE_AFTER, Find, rank
from app.agents.scout.report.result_schema import AlsoIn, HeldBackFind, TopFind
from app.agents.scout.stored_stories import is_of_first_visit
from app.agents.scout.tables import Pick, VerdictRow
from app.agents.scout.votes.learning import telling
from app.agents.scout.votes.learning.opinions import taste_of, voted_finds
from app.agents.scout.votes.learning.taste import NOT_MOVED, Move, Taste
from app.agents.scout.votes.learning.traits import traits_of


@dataclass(frozen=True, slots=True)
class Judged:
    """An article with its verdict, as stored, and what the votes so far say of its kind.

    `site` is the name of its site. `copy`: an article of the same story to mail in its place,
    whose page opens, with the name of the site that ran it.
    """

    verdict: VerdictRow
    article: Article
    site: str
    move: Move = NOT_MOVED
    little_known: bool = False
    is_archive: bool = False
    is_try: bool = False
    copy: Article | None = None
    copy_site: str = ""

    @property
    def id(self) -> int:
        """The article's that was judged."""
        return self.article.id or 0

    @property
    def shown(self) -> Article:
        return self.copy or self.article

    @property
    def shown_site(self) -> str:
        return self.copy_site if self.copy else self.site

    @property
    def site_id(self) -> int:
        """Of the site whose page is shown."""
        return self.shown.site_id

    @property
    def find(self) -> Find:
        return Find(
            article_id=self.id,
            story=self.article.story or 0,
            site_id=self.site_id,
            score=self.verdict.score or 0,
            safe=bool(self.verdict.safe),
            published_at=moment_of(self.article),
            move=self.move.points,
            little_known=self.little_known,
            archive_found_at=self.article.found_at if self.is_archive else None,
        )

    @property
    def reason(self) -> str:
        """Why it fits, and what votes had to do with its place."""
        said = telling.a_try(self.site) if self.is_try else telling.told(self.move, self.site)
        return f"{self.verdict.reason} {said}".strip()

    @property
    def may_be_mailed(self) -> bool:
        """A triage's score decides who is reviewed, not what is mailed."""
        return self.verdict.step != "triage"


def judged_finds(
    session: Session, brand: str, run_id: int, site_names: Mapping[int, str], now: datetime
) -> list[Judged]:
    """What competes in this run: judged, never ranked before, of a story not mailed before."""
    found = unmailed(session, brand, run_id, site_names)
    if not found:
        return []
    taste = taste_of(voted_finds(session, brand, site_names, now), now)
    return [with_taste(session, one, taste) for one in found]


def with_taste(session: Session, one: Judged, taste: Taste) -> Judged:
    traits = traits_of(
        site_id=one.article.site_id,
        title=one.article.title,
        summary=one.article.summary,
        subject=one.verdict.topic,
    )
    was_old = one.article.found_at - moment_of(one.article) > STALE_AFTER
    return replace(
        one,
        move=taste.move(traits),
        little_known=taste.is_little_known(traits),
        is_archive=was_old and is_of_first_visit(session, one.article),
    )


def moment_of(article: Article) -> datetime:
    """When it appeared; a date in the future is a mistake of the page."""
    return min(article.published_at or article.found_at, article.found_at)


def unmailed(
    session: Session, brand: str, run_id: int, site_names: Mapping[int, str]
) -> list[Judged]:
    mailed = set(
        session.exec(
            select(Pick.story).where(
                Pick.brand == brand, col(Pick.released_at).is_(None), Pick.run_id != run_id
            )
        )
    )
    return [
        Judged(verdict, article, site_names[article.site_id])
        for verdict, article in verdicts.unranked_verdicts(session, brand, run_id)
        if article.site_id in site_names and article.story not in mailed
    ]


def choose(judged: Sequence[Judged], *, now: datetime, min_score: int, sites: int) -> list[Judged]:
    """The run's five, best first."""
    by_article = {one.article.id: one for one in judged if one.may_be_mailed}
    finds = [one.find for one in by_article.values()]
    return [
        replace(by_article[place.find.article_id], is_try=place.is_try)
        for place in rank(finds, now=now, min_score=min_score, sites=sites)
    ]


def top_finds(
    session: Session, chosen: Sequence[Judged], site_names: Mapping[int, str]
) -> tuple[TopFind, ...]:
    also = stored_stories.others_of_stories(
        session, [one.article.story or 0 for one in chosen], list(site_names)
    )
    return tuple(
        TopFind(
            rank=place,
            title=one.shown.title,
            url=one.shown.url,
            site=one.shown_site,
            published_at=published(one.shown),
            score=one.find.voted_score,
            reason=one.reason,
            angle=one.verdict.angle,
            also_in=also_in(one, also, site_names),
        )
        for place, one in enumerate(chosen, start=1)
    )


def published(article: Article) -> str | None:
    return moment_of(article).isoformat() if article.published_at else None


def also_in(
    one: Judged, same_story: Sequence[Article], site_names: Mapping[int, str]
) -> tuple[AlsoIn, ...]:
    """Other sites that ran the story, each once."""
    others = {
        other.site_id: other.url
        for other in reversed(same_story)
        if other.story == one.article.story
        and other.site_id != one.site_id
        and not (one.copy and other.id == one.id)  # its page is why the copy is shown
    }
    return tuple(AlsoIn(site=site_names[site_id], url=url) for site_id, url in others.items())


def held_back(judged: Sequence[Judged], min_score: int) -> tuple[HeldBackFind, ...]:
    """Unsafe finds that would have been good enough, best first, and then the others."""
    unsafe = [one for one in judged if not one.verdict.safe]
    unsafe.sort(key=lambda one: (-(one.verdict.score or 0), one.article.id or 0))
    return tuple(
        HeldBackFind(
            title=one.article.title,
            url=one.article.url,
            site=one.site,
            rule=one.verdict.rule or "not safe for the brand",
            quote=one.verdict.quote or "",
        )
        for one in unsafe
        if (one.verdict.score or 0) >= min_score // 2
    )
