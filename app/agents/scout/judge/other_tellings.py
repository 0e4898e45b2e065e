"""Stories that were turned down for one article's sake, and another site's article that tells them.

A story is judged once, by whichever article was read first. Whoever repeats the headline or the
first sentences of another outlet, and adds what no brand may be seen with, would have that outlet's
find held back. So an article that by itself would be mailed, as far as a scorer can tell that obeys
nobody, is judged as well.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import or_
from sqlmodel import Session, col, select

from app.agents.scout.brand.brand_file import Brand
from app.agents.scout.gather.tables import Article, ArticleState
from app.agents.scout.judge.verdicts import GIVEN_UP, as_candidate
from app.agents.scout.judge.waiting import SETTLED, is_own_verdict
from app.agents.scout.tables import VerdictRow
from app.parts.parts import Parts
from app.parts.runs.lease import Claim
from app.parts.store.statements import parts_of

FULL_TEXT = 600
"""Characters. A shorter article may leave out for want of room what must not be joined."""


@dataclass(frozen=True, slots=True)
class Telling:
    """One article of a story, and what judging it came to, if it was tried."""

    article_id: int
    site_id: int
    verdict: VerdictRow | None

    def is_turned_down(self, min_score: int) -> bool:
        """For good: what is still to be asked again may turn out well."""
        row = self.verdict
        if row is None or row.outcome not in SETTLED:
            return False
        return row.outcome == GIVEN_UP or not row.safe or (row.score or 0) < min_score


def other_tellings(
    parts: Parts, claim: Claim, brand: Brand, site_ids: Collection[int]
) -> list[Article]:
    """One article of each story that this run met and that was turned down, where a site of which
    none was judged has a full one that would be mailed: the best of those."""
    min_score = parts.settings.email_min_score
    with parts.database.read() as session:
        told = stories_met(session, claim)
        others = [id_ for one in told for id_ in unheard(one, site_ids, min_score)]
        full = full_articles(session, others)
    return best_of_each(full, brand, min_score) if full else []


def best_of_each(full: Sequence[Article], brand: Brand, min_score: int) -> list[Article]:
    """Of each story the one that the keyword scorer likes best, if it would be mailed."""
    from app.agents.scout.judge.keyword import keyword_scorer  # its word lists; seldom needed

    best: dict[int | None, tuple[int, Article]] = {}
    for article in full:
        verdict = keyword_scorer(brand).judge(as_candidate(article, ""))
        is_best = article.story not in best or verdict.score > best[article.story][0]
        if verdict.safety.safe and verdict.score >= min_score and is_best:
            best[article.story] = verdict.score, article
    return [article for _, article in best.values()]


def stories_met(session: Session, claim: Claim) -> list[list[Telling]]:
    """All articles of each story of which the run found or judged one."""
    run = claim.run_id
    met = (
        select(Article.story)
        .outerjoin(VerdictRow, is_own_verdict(claim.profile))
        .where(or_(col(Article.found_by_run_id) == run, col(VerdictRow.run_id) == run))
    )
    stories = [story for story in session.exec(met.distinct()) if story is not None]
    found: defaultdict[int | None, list[Telling]] = defaultdict(list)
    for part in parts_of(sorted(stories)):
        rows = (
            select(col(Article.story), col(Article.id), col(Article.site_id), VerdictRow)
            .outerjoin(VerdictRow, is_own_verdict(claim.profile))
            .where(col(Article.story).in_(part), col(Article.state) == ArticleState.READ)
        )
        for story, id_, site_id, verdict in session.exec(rows):
            found[story].append(Telling(id_ or 0, site_id, verdict))
    return list(found.values())


def unheard(told: Sequence[Telling], site_ids: Collection[int], min_score: int) -> Iterator[int]:
    """Of a story that was turned down the articles of the brand's sites that had no say in it."""
    judged = [one for one in told if one.verdict is not None]
    if judged and all(one.is_turned_down(min_score) for one in judged):
        heard = {one.site_id for one in judged}
        yield from (one.article_id for one in told if one.site_id in set(site_ids) - heard)


def full_articles(session: Session, ids: Sequence[int]) -> list[Article]:
    found = (
        session.exec(select(Article).where(col(Article.id).in_(part)).order_by(col(Article.id)))
        for part in parts_of(ids)
    )
    return [one for articles in found for one in articles if len(one.text) >= FULL_TEXT]
