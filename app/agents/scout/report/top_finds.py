"""Finds as a run's result has them: the five, and what was left out and why."""

from collections.abc import Mapping, Sequence

from sqlmodel import Session

from app.agents.scout import stored_stories
from app.agents.scout.gather.tables import Article
from app.agents.scout.pick.link_check import Seen
from app.agents.scout.pick.pick_finds import Picked
from app.agents.scout.pick.rule import Find
from app.agents.scout.report.result_schema import AlsoIn, BadLink, HeldBackFind, TopFind


def top_finds(
    session: Session, chosen: Sequence[Find], site_names: Mapping[int, str]
) -> tuple[TopFind, ...]:
    also = stored_stories.others_of_stories(
        session, [find.story for find in chosen], list(site_names)
    )
    return tuple(
        TopFind(
            rank=place,
            title=find.shown.title,
            url=find.shown.url,
            site=find.shown.site,
            published_at=find.shown.published_at and find.shown.published_at.isoformat(),
            score=find.voted_score,
            reason=find.reason,
            angle=find.verdict.angle,
            also_in=also_in(find, also, site_names),
            own_line=find.own_line,
            scorer=find.verdict.scorer,
        )
        for place, find in enumerate(chosen, start=1)
    )


def also_in(
    find: Find, same_story: Sequence[Article], site_names: Mapping[int, str]
) -> tuple[AlsoIn, ...]:
    """Other sites that ran the story, each once."""
    others = {
        other.site_id: other.url
        for other in reversed(same_story)
        if other.story == find.story
        and other.site_id != find.site_id
        and not (find.copy and other.id == find.id)  # its page is why the copy is shown
    }
    return tuple(AlsoIn(site=site_names[site_id], url=url) for site_id, url in others.items())


def held_back(finds: Sequence[Find], min_score: int) -> tuple[HeldBackFind, ...]:
    """Unsafe finds that would have been good enough, best first, and then the others."""
    unsafe = sorted(
        (find for find in finds if not find.safe), key=lambda find: (-find.score, find.id)
    )
    return tuple(
        HeldBackFind(
            title=find.article.title,
            url=find.article.url,
            site=find.article.site,
            rule=find.verdict.safety.rule or "not safe for the brand",
            quote=find.verdict.safety.quote or "",
        )
        for find in unsafe
        if find.score >= min_score // 2
    )


def bad_links(picked: Picked) -> tuple[BadLink, ...]:
    return tuple(
        BadLink(
            title=find.article.title,
            url=find.article.url,
            site=find.article.site,
            reason=picked.bad[find.id].reason,
            waits=seen is Seen.AWAY,
        )
        for seen in (Seen.GONE, Seen.AWAY)
        for find in picked.left_out(seen)
    )
