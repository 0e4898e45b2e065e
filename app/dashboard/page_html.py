"""The scout's pages, from frozen views to HTML. Reads no database."""

from app.api.feedback_views import ANSWERS, NOTHING_MORE, AfterVote, FeedbackView
from app.api.pages import Pages
from app.dashboard.surroundings import Surroundings
from app.scout import facts
from app.scout.votes import Answer


class ScoutPages(Pages):
    def service_page(self, name: str, around: Surroundings, view: object) -> str:
        """A page of the dashboard: `templates/pages/{name}.html.j2`, which shows `view`."""
        return self.render(name, around=around, view=view, facts=facts)

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

    def pause_page(self, address: str, *, paused: bool, done: bool) -> str:
        """Asks whether to pause or to resume; `done` after it happened."""
        return self.render("pause", address=address, paused=paused, done=done)
