"""One run as the pages show it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from app.agents.scout.pages.words import DELIVERIES, OUTCOMES, TRIGGERS
from app.agents.scout.report.mail_lines import Outlet, outlet
from app.agents.scout.report.result_schema import AlsoIn, Delivery, RunResult, TopFind
from app.agents.scout.votes.votes import Answer
from app.parts.http.pages import Badge
from app.parts.model.prices import dollars
from app.parts.runs.runs import ACTIVE


@dataclass(frozen=True, slots=True)
class VoteView:
    """One person's answer to one find of a run."""

    rank: int
    voter: str
    answer: str
    counted: bool = True


@dataclass(frozen=True, slots=True)
class CorrectionView:
    """One person's word on whether an article tells the story of the find it was told beside."""

    rank: int
    article_id: int
    voter: str
    label: str
    counted: bool = True


@dataclass(frozen=True, slots=True)
class OtherView:
    """An article told beside a find, with what people said of it."""

    outlet: Outlet
    said: tuple[CorrectionView, ...] = ()


@dataclass(frozen=True, slots=True)
class FindView:
    """A find as a page shows it; `link` is "" when nobody must be sent there."""

    find: TopFind
    published_at: datetime | None
    others: tuple[OtherView, ...]
    votes: tuple[VoteView, ...]

    def count(self, answer: Answer) -> int:
        return sum(vote.answer == answer and vote.counted for vote in self.votes)

    @property
    def is_disputed(self) -> bool:
        """Some said yes and some no."""
        return bool(self.count("yes") and self.count("no"))


@dataclass(frozen=True, slots=True)
class MailView:
    """What became of the mail to one recipient; `id` None when it is not in the outbox."""

    recipient: str
    badge: Badge
    error: str | None
    id: int | None = None


@dataclass(frozen=True, slots=True)
class RunView:
    """One run. `status` and `trigger` are those of `agent_runs`; `problem` is its
    `error_message`; `seconds` how long it took; `result` None until there is one; `mail_ids` the
    mails in the outbox by recipient; `story_tokens` by rank and article beside it."""

    id: int
    brand: str
    status: str
    trigger: str
    created_at: datetime
    seconds: int | None = None
    attempt: int = 1
    problem: str | None = None
    result: RunResult | None = None
    votes: tuple[VoteView, ...] = ()
    corrections: tuple[CorrectionView, ...] = ()
    mail_ids: Mapping[str, int] = field(default_factory=dict)
    story_tokens: Mapping[tuple[int, int], str] = field(default_factory=dict)

    @property
    def outcome(self) -> Badge:
        """What a run came to is what became of its mails."""
        if self.status != "completed" or self.result is None:
            return OUTCOMES.get(self.status, Badge("Finished", "quiet"))
        email = self.result.email
        if email.status == "nothing_new" and self.is_unjudged:
            return OUTCOMES["unjudged"]
        lost = any(one.status == "failed" for one in email.deliveries)
        return OUTCOMES["sent_in_part" if email.status == "sent" and lost else email.status]

    @property
    def is_active(self) -> bool:
        return self.status in ACTIVE

    @property
    def trigger_words(self) -> str:
        return TRIGGERS.get(self.trigger, self.trigger)

    @property
    def why_no_mail(self) -> str | None:
        """The reason, for a run that ended without one; an error speaks for itself."""
        if self.problem or self.result is None or self.result.email.status != "nothing_new":
            return None
        return self.result.note or "Nothing new was worth a mail."

    @property
    def is_unjudged(self) -> bool:
        """There was something new, and not one story of it could be judged."""
        if self.result is None or self.result.counts.evaluated:
            return False
        return bool(self.result.unjudged or self.result.given_up)

    @property
    def finds(self) -> tuple[FindView, ...]:
        top = self.result.top if self.result else ()
        return tuple(
            FindView(
                find,
                moment(find.published_at),
                tuple(self.other(find.rank, other) for other in find.also_in),
                tuple(vote for vote in self.votes if vote.rank == find.rank),
            )
            for find in top
        )

    def other(self, rank: int, told: AlsoIn) -> OtherView:
        key = (rank, told.article_id)
        return OtherView(
            outlet(told, self.story_tokens.get(key, "")),
            tuple(said for said in self.corrections if (said.rank, said.article_id) == key),
        )

    @property
    def mails(self) -> tuple[MailView, ...]:
        """By recipient; before the first outcome is known, all are on their way."""
        if self.result is None:
            return ()
        email = self.result.email
        deliveries = email.deliveries or tuple(
            Delivery(recipient=one, status="open") for one in email.recipients
        )
        return tuple(
            MailView(
                one.recipient,
                DELIVERIES.get(one.status, DELIVERIES["open"]),
                one.error,
                self.mail_ids.get(one.recipient),
            )
            for one in deliveries
        )

    @property
    def money(self) -> str:
        return dollars(self.result.usage.usd) if self.result else ""


def moment(text: str | None) -> datetime | None:
    """An ISO 8601 time; None for anything else."""
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
