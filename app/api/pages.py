"""The pages people see: from frozen views, which the routes fill, to HTML. Reads no database."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from app.scout import facts
from app.scout.result import RunResult, TopFind
from app.scout.summary import Outlet, outlet
from app.templating import render

Answer = Literal["yes", "no"]
Tone = Literal["good", "bad", "warn", "busy", "quiet"]


@dataclass(frozen=True, slots=True)
class Badge:
    """A state in words, with the tone that decides its colour."""

    words: str
    tone: Tone


OUTCOMES = {
    "pending": Badge("Waiting to start", "busy"),
    "running": Badge("Running", "busy"),
    "skipped": Badge("Skipped", "quiet"),
    "failed": Badge("Failed", "bad"),
    "sent": Badge("Mailed", "good"),
    "sent_in_part": Badge("Mailed in part", "warn"),
    "nothing_new": Badge("Nothing new", "quiet"),
    "waiting": Badge("Mail on its way", "busy"),
    "unknown": Badge("Mail not confirmed", "warn"),
}
DELIVERIES = {
    "open": Badge("On its way", "busy"),
    "dot": Badge("On its way", "busy"),
    "waiting": Badge("On its way", "busy"),
    "sent": Badge("Sent", "good"),
    "failed": Badge("Not sent", "bad"),
    "unknown": Badge("May have arrived", "warn"),
}
VISITS = {
    "ok": Badge("Read", "good"),
    "not_modified": Badge("Nothing new", "quiet"),
    "blocked": Badge("Blocked", "bad"),
    "failed": Badge("Failed", "bad"),
    "skipped": Badge("Not visited", "warn"),
}
TRIGGERS = {
    "schedule": "on schedule",
    "request": "asked for by hand",
    "command": "by `scout run`",
}
STAGES = {
    "gather": "reading the sites",
    "group": "putting the same stories together",
    "evaluate": "judging what is new",
    "rank": "choosing the best",
    "report": "writing the report",
    "mail": "sending the mails",
}
ANSWERS: dict[Answer, str] = {"yes": "Yes, worth it", "no": "No, not for us"}


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What all pages of the service have around them. `now` carries a zone."""

    now: datetime
    zone: ZoneInfo
    brands: tuple[str, ...]
    interval_minutes: float


@dataclass(frozen=True, slots=True)
class VoteView:
    """One person's answer to one find of a run."""

    rank: int
    voter: str
    answer: str
    counted: bool = True


@dataclass(frozen=True, slots=True)
class FindView:
    """A find as a page shows it; `link` is "" when nobody must be sent there."""

    find: TopFind
    published_at: datetime | None
    others: tuple[Outlet, ...]
    votes: tuple[VoteView, ...]

    def count(self, answer: Answer) -> int:
        return sum(vote.answer == answer and vote.counted for vote in self.votes)

    @property
    def is_disputed(self) -> bool:
        """Some said yes and some no."""
        return bool(self.count("yes") and self.count("no"))


@dataclass(frozen=True, slots=True)
class MailView:
    """What became of the mail to one recipient."""

    recipient: str
    badge: Badge
    error: str | None


@dataclass(frozen=True, slots=True)
class RunView:
    """One run. `status`, `trigger` and `stage` are those of `agent_runs`; `problem` is its
    `error_message`; `seconds` how long it took; `result` None until there is one."""

    id: int
    brand: str
    status: str
    trigger: str
    created_at: datetime
    seconds: int | None = None
    attempt: int = 1
    stage: str | None = None
    problem: str | None = None
    result: RunResult | None = None
    votes: tuple[VoteView, ...] = ()

    @property
    def outcome(self) -> Badge:
        """What a run came to is what became of its mails."""
        if self.status != "completed" or self.result is None:
            return OUTCOMES.get(self.status, Badge("Finished", "quiet"))
        email = self.result.email
        lost = any(one.status == "failed" for one in email.deliveries)
        return OUTCOMES["sent_in_part" if email.status == "sent" and lost else email.status]

    @property
    def is_active(self) -> bool:
        return self.status in {"pending", "running"}

    @property
    def at_work(self) -> str:
        """What an active run is doing just now."""
        if self.status == "pending":
            return "Waiting for a worker."
        return f"At work: {STAGES.get(self.stage or '', self.stage or 'starting')}."

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
    def finds(self) -> tuple[FindView, ...]:
        top = self.result.top if self.result else ()
        return tuple(
            FindView(
                find,
                moment(find.published_at),
                tuple(outlet(other) for other in find.also_in),
                tuple(vote for vote in self.votes if vote.rank == find.rank),
            )
            for find in top
        )

    @property
    def mails(self) -> tuple[MailView, ...]:
        """By recipient; before the first outcome is known, all are on their way."""
        if self.result is None:
            return ()
        email = self.result.email
        if not email.deliveries:
            return tuple(MailView(one, DELIVERIES["open"], None) for one in email.recipients)
        return tuple(
            MailView(one.recipient, DELIVERIES.get(one.status, DELIVERIES["open"]), one.error)
            for one in email.deliveries
        )


@dataclass(frozen=True, slots=True)
class FeedbackView:
    """The find that a vote link is about. `earlier` is the person's answer so far."""

    title: str
    url: str
    rank: int
    run_id: int
    site: str = ""
    reason: str = ""
    earlier: str | None = None


def moment(text: str | None) -> datetime | None:
    """An ISO 8601 time; None for anything else."""
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError:
        return None


def dashboard_page(
    around: Surroundings, runs: tuple[RunView, ...], *, is_first_page: bool = True
) -> str:
    """The runs, newest first; a page that is not the first offers the way back."""
    return render(
        "pages/runs.html.j2", around=around, runs=runs, is_first_page=is_first_page, facts=facts
    )


def run_page(around: Surroundings, run: RunView) -> str:
    return render("pages/run_detail.html.j2", around=around, run=run, facts=facts, visits=VISITS)


def feedback_confirm_page(view: FeedbackView, answer: Answer) -> str:
    """Asks to confirm with one button, which posts to the page's own address."""
    return feedback("confirm", view, answer)


def feedback_thanks_page(view: FeedbackView, answer: Answer, *, counted: bool = True) -> str:
    """Says what was recorded, and offers the other answer."""
    return feedback("thanks", view, answer, counted=counted)


def feedback(page: str, view: FeedbackView, answer: Answer, *, counted: bool = True) -> str:
    other: Answer = "no" if answer == "yes" else "yes"
    values = {"view": view, "answer": answer, "other": other, "words": ANSWERS}
    return render(f"pages/feedback_{page}.html.j2", **values, counted=counted)


def feedback_bad_link_page() -> str:
    """The same words whatever is wrong with the link, so that a guesser learns nothing."""
    return render("pages/feedback_bad_link.html.j2")


def pause_page(address: str, *, paused: bool, done: bool) -> str:
    """Asks whether to pause or to resume; `done` after it happened."""
    return render("pages/pause.html.j2", address=address, paused=paused, done=done)


def error_page(status: int, reason: str) -> str:
    return render("pages/error.html.j2", status=status, reason=reason)
