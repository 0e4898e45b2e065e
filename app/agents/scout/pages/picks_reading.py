"""Reads what the team thought of a brand's picks."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from sqlalchemy import Row, Select, case, func, select
from sqlmodel import Session, col

from app.agents.scout.brand.brand_file import Brand
from app.agents.scout.brand.brands import ScoutParts
from app.agents.scout.brand.site_names import site_names
from app.agents.scout.gather.tables import Article
from app.agents.scout.pages.brand_choice import choices
from app.agents.scout.pages.picks import PicksView, VoteLine
from app.agents.scout.tables import Feedback, Pick
from app.agents.scout.votes.precision import Precision, overview, week_starts

LATEST_VOTES = 20


def read_picks(parts: ScoutParts, brand: Brand) -> PicksView:
    starts = week_starts(parts.clock(), parts.settings.zone)
    with parts.database.read() as session:
        names = site_names(session, brand)
        found = overview(session, brand.id, starts)
        return PicksView(
            brand=brand.display_name,
            weeks=found.weeks,
            sites=named_sites(found.sites, names),
            subjects=found.subjects,
            votes=latest_votes(session, brand.id, names),
            choices=choices(parts, brand),
        )


def named_sites(sites: Mapping[int, Precision], names: Mapping[int, str]) -> tuple[Precision, ...]:
    return tuple(
        replace(one, name=names.get(site_id, f"site {site_id}")) for site_id, one in sites.items()
    )


def latest_votes(session: Session, brand: str, names: Mapping[int, str]) -> tuple[VoteLine, ...]:
    """The latest first. Their articles are looked up when it is known which they are."""
    # Not joined: SQLite would read all picks of the brand to find the latest votes on them.
    article = (
        select(col(Pick.article_id))
        .where(col(Pick.id) == Feedback.pick_id, col(Pick.brand) == brand)
        .scalar_subquery()
    )
    latest: Select[Feedback, int] = (
        select(Feedback, article.label("article_id"))
        .where(article.is_not(None))
        .order_by(col(Feedback.updated_at).desc(), col(Feedback.id).desc())
        .limit(LATEST_VOTES)
    )
    rows = session.execute(latest).all()
    sites = sites_of(session, {article_id for _, article_id in rows})
    counts = answers(session, {vote.pick_id for vote, _ in rows})
    return tuple(
        line(vote, names.get(sites.get(article_id, 0), ""), counts.get(vote.pick_id))
        for vote, article_id in rows
    )


def sites_of(session: Session, article_ids: Collection[int]) -> dict[int, int]:
    found = select(col(Article.id), col(Article.site_id)).where(col(Article.id).in_(article_ids))
    return {id_: site_id for id_, site_id in session.execute(found) if id_ is not None}


def answers(session: Session, pick_ids: Collection[int]) -> dict[int, Row[int, int, int]]:
    """Find, how many said yes, how many said no; only votes that count."""
    counted = (
        select(
            col(Feedback.pick_id),
            func.count(case((col(Feedback.answer) == "yes", 1))),
            func.count(case((col(Feedback.answer) == "no", 1))),
        )
        .where(col(Feedback.pick_id).in_(pick_ids), col(Feedback.counted))
        .group_by(col(Feedback.pick_id))
    )
    return {row[0]: row for row in session.execute(counted)}


def line(vote: Feedback, site: str, count: Row[int, int, int] | None) -> VoteLine:
    return VoteLine(
        title=vote.title,
        url=vote.url,
        site=site,
        rank=vote.rank,
        run_id=vote.run_id,
        voter=vote.voter,
        answer=vote.answer,
        counted=vote.counted,
        at=vote.updated_at,
        yes=count[1] if count else 0,
        no=count[2] if count else 0,
    )
