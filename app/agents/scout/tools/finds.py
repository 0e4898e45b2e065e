"""The tool `scout_finds`: what was mailed in the last weeks, and what people voted."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, ConfigDict, Field

from app.agents.scout.tools.brand import LONGEST_ID
from app.parts.tools.tool import Caller, Effect, Tool

if TYPE_CHECKING:
    from sqlmodel import Session

    from app.agents.scout.brand.brand_file import Brand
    from app.agents.scout.gather.tables import Article
    from app.agents.scout.report.result_schema import TopFind
    from app.agents.scout.tables import Pick, VerdictRow
    from app.parts.parts import Parts

    Row = tuple[Pick, Article, VerdictRow | None]

FINDS_AT_MOST = 100


class FindsAsked(BaseModel):
    """`brand`: as of the tool `brand`. `weeks` back from now; the latest `most` of them."""

    model_config = ConfigDict(frozen=True)

    brand: Annotated[str, Field(max_length=LONGEST_ID)] = ""
    weeks: Annotated[int, Field(ge=1, le=52)] = 4
    most: Annotated[int, Field(ge=1, le=FINDS_AT_MOST)] = 40


class ScoutFind(BaseModel):
    """As its mail had it. Title, reason and angle may be words of strangers. `yes` and `no`: how
    many people said so, of votes that count; `score` 0 to 100, None where nobody judged it."""

    model_config = ConfigDict(frozen=True)

    article_id: int
    title: str
    url: str
    site: str
    published_at: datetime | None
    mailed_at: datetime
    score: int | None
    reason: str
    angle: str
    subject: str
    yes: int
    no: int


class FindsFound(BaseModel):
    """The latest first."""

    model_config = ConfigDict(frozen=True)

    brand: str
    since: datetime
    finds: tuple[ScoutFind, ...] = ()


async def find_mailed(parts: "Parts", _: Caller, given: BaseModel) -> FindsFound:
    """Raises PermanentError where there is no such brand, BrandFileError, DatabaseAwayError."""
    from app.agents.scout.tools.brand import brand_of

    asked = FindsAsked.model_validate(given)
    brand = brand_of(parts, asked.brand)
    since = parts.clock() - timedelta(weeks=asked.weeks)
    with parts.database.read() as session:
        finds = finds_since(session, brand, since, asked.most)
    return FindsFound(brand=brand.id, since=since, finds=finds)


def finds_since(
    session: "Session", brand: "Brand", since: datetime, most: int
) -> tuple[ScoutFind, ...]:
    from app.agents.scout.brand.site_names import site_names
    from app.agents.scout.pages.picks_reading import answers
    from app.parts.store.statements import required_id

    rows = picked_since(session, brand.id, since, most)
    names = site_names(session, brand)
    told = told_in_mails(session, {pick.run_id for pick, _, _ in rows})
    votes = answers(session, {required_id(pick.id) for pick, _, _ in rows})
    finds = []
    for row in rows:
        pick = row[0]
        counted = votes.get(required_id(pick.id))
        find = as_find(row, told.get((pick.run_id, pick.rank)), names)
        finds.append(
            find.model_copy(update={"yes": counted[1], "no": counted[2]}) if counted else find
        )
    return tuple(finds)


def picked_since(session: "Session", brand: str, since: datetime, most: int) -> list["Row"]:
    """A find counts as mailed while its pick is not released."""
    from sqlmodel import col, select

    from app.agents.scout.gather.tables import Article
    from app.agents.scout.tables import Pick, VerdictRow, verdict_of_pick

    rows = session.exec(
        select(Pick, Article, VerdictRow)
        .join(Article, col(Article.id) == Pick.article_id)
        .outerjoin(VerdictRow, verdict_of_pick())
        .where(Pick.brand == brand, col(Pick.released_at).is_(None), col(Pick.created_at) >= since)
        .order_by(col(Pick.created_at).desc(), col(Pick.id).desc())
        .limit(most)
    )
    return [(pick, article, verdict) for pick, article, verdict in rows]


def told_in_mails(
    session: "Session", run_ids: Collection[int]
) -> Mapping[tuple[int, int], "TopFind"]:
    """What the mails said of their finds, by run and rank; none of a result of another shape."""
    from sqlmodel import col, select

    from app.agents.scout.report.result_schema import stored_result
    from app.parts.runs.tables import AgentRun

    found = session.exec(select(AgentRun).where(col(AgentRun.id).in_(run_ids)))
    results = ((run.id or 0, stored_result(run.result)) for run in found)
    return {
        (run_id, find.rank): find for run_id, result in results if result for find in result.top
    }


def as_find(row: "Row", told: "TopFind | None", names: Mapping[int, str]) -> ScoutFind:
    pick, article, verdict = row
    site = names.get(article.site_id, "")
    return ScoutFind(
        article_id=pick.article_id,
        title=told.title if told else article.title,
        url=told.url if told else article.url,
        site=told.site if told else site,
        published_at=article.published_at,
        mailed_at=pick.created_at,
        score=told.score if told else (verdict.score if verdict else None),
        reason=told.reason if told else (verdict.reason if verdict else ""),
        angle=told.angle if told else (verdict.angle if verdict else ""),
        subject=pick.topic,
        yes=0,
        no=0,
    )


SCOUT_FINDS = Tool(
    name="scout_finds",
    description="The finds that were mailed in the last weeks, with what people voted on each.",
    input=FindsAsked,
    output=FindsFound,
    effect=Effect.READS,
    work=find_mailed,
)
