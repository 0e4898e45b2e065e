"""The scout's pages, from frozen views to HTML. Reads no database."""

from zoneinfo import ZoneInfo

from app.agents.scout.pages.feedback_views import (
    ANSWERS,
    LABELS,
    LABELS_AGAIN,
    NOTHING_MORE,
    AfterVote,
    FeedbackView,
)
from app.agents.scout.pages.surroundings import Surroundings
from app.agents.scout.report import phrases
from app.agents.scout.votes.corrections import Label, TwoArticles
from app.agents.scout.votes.votes import Answer
from app.parts.http.pages import Pages


class ScoutPages(Pages):
    def service_page(self, name: str, around: Surroundings, view: object) -> str:
        """A page of the dashboard: `templates/pages/{name}.html.j2`, which shows `view`."""
        return self.render(name, around=around, view=view, facts=phrases)

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

    def story_confirm_page(self, about: TwoArticles, label: Label, zone: ZoneInfo) -> str:
        """Shows two articles side by side and asks whether they tell the same story."""
        values = {"about": about, "label": label, "zone": zone}
        return self.render("story_confirm", **values, words=LABELS)

    def story_thanks_page(
        self,
        about: TwoArticles,
        label: Label,
        zone: ZoneInfo,
        *,
        counted: bool = True,
        effect: tuple[str, ...] = (),
    ) -> str:
        """Says what was recorded and what it changes, and offers to change one's mind."""
        values = {"about": about, "label": label, "zone": zone, "counted": counted}
        words = {"words": LABELS, "again": LABELS_AGAIN, "effect": effect}
        return self.render("story_thanks", **values, **words)

    def pause_page(self, address: str, *, paused: bool, done: bool) -> str:
        """Asks whether to pause or to resume; `done` after it happened."""
        return self.render("pause", address=address, paused=paused, done=done)
