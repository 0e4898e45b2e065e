"""An invented run to build mails and pages from: stories, outlets and people do not exist."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from app.agents.scout.report.links import VoteLinks
from app.agents.scout.report.result_schema import (
    AlsoIn,
    Counts,
    HeldBackFind,
    SiteResult,
    TopFind,
    UsageResult,
)
from app.agents.scout.report.summary_mail import RunReport

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
JOHANNESBURG = ZoneInfo("Africa/Johannesburg")
PUBLIC_URL = "https://scout.example.com"
TOKEN = "WzEyMyw0NTZd.aR9xkQ.3mV0Zk1yT2h8bWJ6U3pHcGZyZkE5dWc0d1E"


@dataclass(frozen=True, slots=True)
class Story:
    title: str
    site: str
    minutes_old: int | None
    score: int
    reason: str
    angle: str = ""
    also_in: tuple[tuple[str, str], ...] = ()
    scorer: str = "model"
    url: str = field(default="https://kasi-table.example/stories/wedding")


STORIES = (
    Story(
        "Best man climbs a ladder to cut a wedding cake made of 96 pizza boxes",
        "Kasi Table",
        27,
        94,
        "A wedding in Orlando West had a tower of pizzas for a cake, and the couple met in the "
        "queue of a Debonairs.",
        "There is pizza, and then there is Amazing Pizza. Try Debonairs.",
        (
            ("Two Oceans Dispatch", "Couple who met in a pizza queue cut a cake of 96 boxes"),
            ("Jacaranda Courier", "Soweto wedding runs out of chairs before it runs out of pizza"),
        ),
    ),
    Story(
        "Township brothers bake 150 pizzas a night in an oven that was a gas drum",
        "Franchise Ledger",
        112,
        81,
        "Two young bakers in Khayelitsha sell pizza from a home-made oven, and the whole street "
        "queues on Fridays.",
        "To everyone who feeds a full house: we see you, and we saved you a slice.",
    ),
    Story(
        "Load-shedding quiz night: café hands a slice to whoever guesses the hour",
        "Plate & Padstal",
        190,
        74,
        "A playful moment about eating out that people share.",
        "Somebody said pizza. We heard our name.",
        (("KwikBite Weekly", "Guess the hour the lights go out and the next slice is on us"),),
        scorer="keyword",
    ),
    Story(
        "Scooter couriers hold a street race for charity, boxes and all",
        "KwikBite Weekly",
        1_500,
        68,
        "Delivery riders in Durban raced with empty pizza boxes and raised money for a school.",
    ),
    Story(
        "Pineapple or not? A school debate ends in a draw",
        "Jacaranda Courier",
        None,
        63,
        "The oldest pizza question, argued by twelve-year-olds.",
        "We have opinions on this. Most of them have extra cheese.",
    ),
)

READ = ("Kasi Table", "Franchise Ledger", "Plate & Padstal", "KwikBite Weekly", "Jacaranda Courier")
SITES = (
    *(SiteResult(url=f"https://{number}.example/feed", status="ok", new=number, name=name)
      for number, name in enumerate(READ, start=2)),
    SiteResult(url="https://quiet.example/feed", status="not_modified", name="Two Oceans Dispatch"),
    SiteResult(
        url="https://pepperoni-post.example/",
        status="blocked",
        name="Pepperoni Post",
        error="pepperoni-post.example does not let this service read it (403 Forbidden).",
    ),
    SiteResult(
        url="https://byte-and-bumper.example/rss",
        status="failed",
        name="Byte & Bumper",
        error="byte-and-bumper.example did not take the connection in time.",
    ),
)  # fmt: skip
HELD_BACK = (
    HeldBackFind(
        title="Diners in hospital after a birthday lunch in a mall",
        url="https://jacaranda-courier.example/news/lunch",
        site="Jacaranda Courier",
        rule="illness and food poisoning",
        quote="eleven guests were treated for food poisoning",
    ),
    HeldBackFind(
        title="Councillor hands out takeaways at the rally",
        url="https://two-oceans.example/rally",
        site="Two Oceans Dispatch",
        rule="party politics",
        quote="",
    ),
)
COUNTS = Counts(
    found=412, new=37, duplicates=6, evaluated=31, unsafe=2, below_threshold=24, waiting=0
)
MODEL_USAGE = UsageResult(
    scorer="model",
    model="gpt-4o-mini",
    calls=12,
    input_tokens=41_250,
    output_tokens=3_180,
    usd=0.0081,
)
KEYWORD_USAGE = UsageResult(scorer="keyword")


def top_find(rank: int, story: Story) -> TopFind:
    published = NOON - timedelta(minutes=story.minutes_old) if story.minutes_old else None
    return TopFind(
        rank=rank,
        title=story.title,
        url=story.url,
        site=story.site,
        published_at=published.isoformat() if published else None,
        score=story.score,
        reason=story.reason,
        angle=story.angle,
        also_in=tuple(
            AlsoIn(
                site=site,
                url=f"https://{number}.example/same-story",
                title=title,
                article_id=10 * rank + number,
            )
            for number, (site, title) in enumerate(story.also_in)
        ),
        scorer=story.scorer,
        article_id=rank,
    )


def vote_links(find: TopFind) -> VoteLinks:
    link = f"{PUBLIC_URL}/feedback/{TOKEN}{find.rank}"
    different = {id_: f"{link}x{id_}/story/different" for id_ in find.beside}
    return VoteLinks(f"{link}/yes", f"{link}/no", different)


def sample_report(*stories: Story, **changes: object) -> RunReport:
    """A whole run with these stories, or with five; `changes` replaces fields of the report."""
    finds = [top_find(rank, story) for rank, story in enumerate(stories or STORIES, start=1)]
    report = RunReport(
        brand_name="Debonairs Pizza",
        primary="#D2232A",
        secondary="#FFC72C",
        now=NOON,
        zone=JOHANNESBURG,
        finds=tuple(finds),
        votes=(),
        sites=SITES,
        counts=COUNTS,
        usage=MODEL_USAGE,
        held_back=HELD_BACK,
        run_url=f"{PUBLIC_URL}/runs/7",
        pause_url=f"{PUBLIC_URL}/pause/{TOKEN}",
        min_score=60,
    )
    changed = replace(report, **changes)  # type: ignore[arg-type]
    return replace(changed, votes=tuple(map(vote_links, changed.finds)))
