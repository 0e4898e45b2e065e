"""`agent_runs.result`, typed: programs of others read it, so its names stay. Pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

EmailStatus = Literal["sent", "nothing_new", "waiting", "failed", "unknown"]


WhyNoPlace = Literal[
    "votes", "gone", "stale", "same_story", "site", "told", "alike", "try", "beaten"
]
"""`votes` brought it below the mark; `gone`: its page; `site`: others of its site have its places;
`told`: a mail of the last days may have; `alike`: it resembles another of the five; `try`: the last
place is for news of a kind with few votes; `beaten`: by score, votes and age."""


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class AlsoIn(Part):
    """An article taken to tell the same story. Results of before know neither its headline nor its
    `article_id`."""

    site: str
    url: str
    title: str = ""
    article_id: int = 0


class TopFind(Part):
    """`own_line`: the angle is a line of the brand file, word for word. `scorer`: "model" or
    "keyword"; "" in results of before. `article_id`: of the article whose page is shown; 0 in
    results of before."""

    rank: int
    title: str
    url: str
    site: str
    published_at: str | None
    score: int
    reason: str
    angle: str
    also_in: tuple[AlsoIn, ...] = ()
    own_line: bool = False
    scorer: str = ""
    article_id: int = 0

    @property
    def beside(self) -> tuple[int, ...]:
        """The articles told beside it; none of a result of before, which knows no articles."""
        if not self.article_id:
            return ()
        return tuple(other.article_id for other in self.also_in if other.article_id)


class SiteResult(Part):
    """`since`: when it began to fail, if that was in an earlier run. `instead`: how many of its
    stories lead to something else, by what that is (app.parts.reading.types.Instead)."""

    url: str
    status: Literal["ok", "not_modified", "blocked", "failed", "skipped"]
    new: int = 0
    error: str | None = None
    name: str = ""
    since: datetime | None = None
    instead: Mapping[str, int] = {}


class Counts(Part):
    """`passed_over`: in a site's archive at the first visit, so neither new nor seen before.
    `picked`: None in results of before; `collected`: good enough, left to the next digest."""

    found: int = 0
    new: int = 0
    duplicates: int = 0
    evaluated: int = 0
    unsafe: int = 0
    below_threshold: int = 0
    waiting: int = 0
    passed_over: int = 0
    picked: int | None = None
    collected: int = 0

    @property
    def without_place(self) -> int:
        """Of what was evaluated, what is good enough and was neither picked nor collected."""
        if self.picked is None:
            return 0
        told = self.unsafe + self.below_threshold + self.picked + self.collected
        return max(0, self.evaluated - told)


class UsageResult(Part):
    scorer: str
    model: str = ""
    calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    usd: float = 0.0


class HeldBackFind(Part):
    """A find the brand must not be seen with: which rule says so, and which words."""

    title: str
    url: str
    site: str
    rule: str
    quote: str


class Unjudged(Part):
    """New stories of which the model gave no judgement, and why."""

    reason: str
    stories: int


class BadLink(Part):
    """A good find that was not mailed for its address; `waits`: it is tried again next time."""

    title: str
    url: str
    site: str
    reason: str
    waits: bool = False


class WithoutPlace(Part):
    """A find that is good enough and got no place. `beside`: the rank of the find whose story it
    tells or may tell, 0 for none."""

    article_id: int
    why: WhyNoPlace
    beside: int = 0


class Delivery(Part):
    recipient: str
    status: str
    error: str | None = None


class EmailResult(Part):
    status: EmailStatus
    recipients: tuple[str, ...] = ()
    deliveries: tuple[Delivery, ...] = ()


class DigestResult(Part):
    """The digest that the run made: counts and usage are those of `runs` runs since then."""

    due_at: datetime
    since: datetime
    runs: int


class RunResult(Part):
    """`usd_today`: what the model cost from midnight until the report, by any run or command.
    `unjudged` wait for the next run; what was `given_up` is not asked about again. `min_score`: the
    mark; None in results of before, which do not know who is `without_place` either."""

    brand: str
    top: tuple[TopFind, ...]
    sites: tuple[SiteResult, ...]
    counts: Counts
    usage: UsageResult
    email: EmailResult
    held_back: tuple[HeldBackFind, ...] = ()
    bad_links: tuple[BadLink, ...] = ()
    min_score: int | None = None
    without_place: tuple[WithoutPlace, ...] = ()
    unjudged: tuple[Unjudged, ...] = ()
    given_up: tuple[Unjudged, ...] = ()
    notice: str | None = None
    note: str | None = None
    usd_today: float | None = None
    digest: DigestResult | None = None


def stored_result(stored: Mapping[str, object]) -> RunResult | None:
    """None for a run that has none yet, or one of a shape that is no longer known."""
    try:
        return RunResult.model_validate(stored) if stored else None
    except ValidationError:
        return None


def email_status(phases: list[str]) -> EmailStatus:
    """One word for the mails of a run: what the team should know first."""
    if not phases:
        return "nothing_new"
    if any(phase in {"open", "dot"} for phase in phases):
        return "waiting"
    if "unknown" in phases:
        return "unknown"
    return "sent" if "sent" in phases else "failed"
