"""What the pages of a vote show. Pure."""

from dataclasses import dataclass

from app.agents.scout.report.mail_lines import Outlet
from app.agents.scout.votes.corrections import Label
from app.agents.scout.votes.votes import Answer

ANSWERS: dict[Answer, str] = {"yes": "Yes, worth it", "no": "No, not for us"}
LABELS: dict[Label, str] = {"different": "Not the same story", "same": "The same story"}
LABELS_AGAIN: dict[Label, str] = {
    "different": "They are two stories after all",
    "same": "They do tell the same story after all",
}
COUNTS = {1: "the only find", 2: "both finds", 3: "all three", 4: "all four", 5: "all five"}


@dataclass(frozen=True, slots=True)
class FeedbackView:
    """The find that a vote link is about. `earlier` is the person's answer so far, `others` what
    was told beside it."""

    title: str
    url: str
    rank: int
    run_id: int
    site: str = ""
    reason: str = ""
    earlier: str | None = None
    others: tuple[Outlet, ...] = ()


@dataclass(frozen=True, slots=True)
class OtherFindView:
    """Another find of the same mail, to be voted on by `token`; `answer` None: not voted yet."""

    rank: int
    title: str
    url: str
    site: str
    score: int | None
    token: str
    answer: str | None = None
    counted: bool = True

    @property
    def is_done(self) -> bool:
        return self.answer is not None and self.counted


@dataclass(frozen=True, slots=True)
class AfterVote:
    """What follows a vote: sentences on what it changed, the other finds of the mail by rank.

    `changed`: it was pressed where the answer so far is shown.
    """

    effect: tuple[str, ...] = ()
    others: tuple[OtherFindView, ...] = ()
    changed: bool = False

    @property
    def open(self) -> int:
        """Other finds without an answer that counts."""
        return sum(not other.is_done for other in self.others)

    @property
    def all_in_words(self) -> str:
        """ "all five"."""
        count = len(self.others) + 1
        return COUNTS.get(count, f"all {count}")


NOTHING_MORE = AfterVote()
