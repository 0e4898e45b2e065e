"""The pages people see, from frozen views to HTML. Reads no database."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.api.feedback_views import ANSWERS, NOTHING_MORE, AfterVote, FeedbackView
from app.dashboard.surroundings import Surroundings
from app.scout import facts
from app.scout.votes import Answer
from app.templating import render


@dataclass(frozen=True, slots=True)
class Operation:
    """What can be asked of the API, for its page."""

    method: str
    path: str
    description: str


@dataclass(frozen=True, slots=True)
class Pages:
    """`root` stands before the address of every page and file of ours: "", or "/scout" when the
    team reaches the service below that path.
    """

    root: str = ""

    def render(self, name: str, **values: object) -> str:
        return render(f"pages/{name}.html.j2", root=self.root, **values)

    def service_page(self, name: str, around: Surroundings, view: object) -> str:
        """A page of the dashboard: `templates/pages/{name}.html.j2`, which shows `view`."""
        return self.render(name, around=around, view=view, facts=facts)

    def docs_page(self, operations: Sequence[Operation]) -> str:
        return self.render("docs", operations=operations)

    def feedback_confirm_page(self, view: FeedbackView, answer: Answer) -> str:
        """Asks to confirm with one button, which posts to the page's own address."""
        return self.render("feedback_confirm", view=view, answer=answer, words=ANSWERS)

    def feedback_thanks_page(
        self,
        view: FeedbackView,
        answer: Answer,
        *,
        counted: bool = True,
        after: AfterVote = NOTHING_MORE,
    ) -> str:
        """Says what was recorded and what it changes; offers the other answer and the other
        finds."""
        values = {"view": view, "answer": answer, "counted": counted, "after": after}
        return self.render("feedback_thanks", **values, words=ANSWERS)

    def feedback_bad_link_page(self) -> str:
        """The same words whatever is wrong with the link, so that a guesser learns nothing."""
        return self.render("feedback_bad_link")

    def pause_page(self, address: str, *, paused: bool, done: bool) -> str:
        """Asks whether to pause or to resume; `done` after it happened."""
        return self.render("pause", address=address, paused=paused, done=done)

    def error_page(self, status: int, reason: str) -> str:
        return self.render("error", status=status, reason=reason)
