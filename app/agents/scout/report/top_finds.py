"""Finds as a run's result has them: the five with how the brand could use each, and what was left
out and why.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlmodel import Session

from app.agents.scout import stored_stories
from app.agents.scout.brand.brand_file import Brand
from app.agents.scout.gather.tables import Article
from app.agents.scout.pick.link_check import Seen
from app.agents.scout.pick.pick_finds import Picked
from app.agents.scout.pick.rule import Find
from app.agents.scout.report.result_schema import AlsoIn, BadLink, HeldBackFind, TopFind
from app.parts.model.clean_text import comparable


def top_finds(
    session: Session, chosen: Sequence[Find], site_names: Mapping[int, str]
) -> tuple[TopFind, ...]:
    also = stored_stories.articles_of_stories(
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
            article_id=int(find.shown.id),
        )
        for place, find in enumerate(chosen, start=1)
    )


def also_in(
    find: Find, same_story: Sequence[Article], site_names: Mapping[int, str]
) -> tuple[AlsoIn, ...]:
    """What else was taken to tell the story, in the order it was found; of one site each headline
    once."""
    told = {(find.site_id, comparable(find.shown.title))}
    others: list[AlsoIn] = []
    for other in same_story:
        headline = (other.site_id, comparable(other.title))
        if is_beside(find, other) and headline not in told:
            told.add(headline)
            others.append(as_also_in(other, site_names[other.site_id]))
    return tuple(others)


def is_beside(find: Find, other: Article) -> bool:
    """Where a copy is shown, the page of the article that was judged is why."""
    return other.story == find.story and other.id not in {find.id, int(find.shown.id)}


def as_also_in(other: Article, site: str) -> AlsoIn:
    return AlsoIn(site=site, url=other.url, title=other.title, article_id=other.id or 0)


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


def with_suggestions(brand: Brand, chosen: Sequence[Find]) -> tuple[Find, ...]:
    """No words twice, and none where none fit: a model writes them for each find by itself; the
    keyword scorer takes lines of the brand file, and may know several that fit.
    """
    said = shared_out(offers(brand, chosen))
    own = {comparable(line) for lines in brand.example_copy.values() for line in lines}
    return tuple(
        replace(
            find,
            verdict=replace(find.verdict, angle=said[find.id]),
            own_line=comparable(said[find.id]) in own,
        )
        for find in chosen
    )


def offers(brand: Brand, chosen: Sequence[Find]) -> dict[int, tuple[str, ...]]:
    """What could be said of each, best first."""
    by_keywords = [one for one in chosen if one.verdict.scorer == "keyword"]
    return {one.id: (one.verdict.angle,) for one in chosen} | own_lines(brand, by_keywords)


def own_lines(brand: Brand, judged: Sequence[Find]) -> dict[int, tuple[str, ...]]:
    if not judged:
        return {}
    from app.agents.scout.judge.keyword import keyword_scorer  # loading it takes its time

    scorer = keyword_scorer(brand)
    return {one.id: scorer.lines(one.article) for one in judged}


def shared_out(offered: Mapping[int, Sequence[str]]) -> dict[int, str]:
    """Each the best that no other has; those with the least choice choose first."""
    said: dict[int, str] = {}
    taken = {""}
    for id_ in sorted(offered, key=lambda one: len(offered[one])):
        said[id_] = next((one for one in offered[id_] if comparable(one) not in taken), "")
        taken.add(comparable(said[id_]))
    return said
