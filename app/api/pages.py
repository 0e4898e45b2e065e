"""The pages people see, from frozen views to HTML. Reads no database."""

from app.api.feedback_views import ANSWERS, NOTHING_MORE, AfterVote, FeedbackView
from app.dashboard.surroundings import Surroundings
from app.scout import facts
from app.scout.votes import Answer
from app.templating import render


def service_page(name: str, around: Surroundings, view: object) -> str:
    """A page of the dashboard: `templates/pages/{name}.html.j2`, which shows `view`."""
    return render(f"pages/{name}.html.j2", around=around, view=view, facts=facts)


def feedback_confirm_page(view: FeedbackView, answer: Answer) -> str:
    """Asks to confirm with one button, which posts to the page's own address."""
    return render("pages/feedback_confirm.html.j2", view=view, answer=answer, words=ANSWERS)


def feedback_thanks_page(
    view: FeedbackView, answer: Answer, *, counted: bool = True, after: AfterVote = NOTHING_MORE
) -> str:
    """Says what was recorded and what it changes; offers the other answer and the other finds."""
    values = {"view": view, "answer": answer, "counted": counted, "after": after}
    return render("pages/feedback_thanks.html.j2", **values, words=ANSWERS)


def feedback_bad_link_page() -> str:
    """The same words whatever is wrong with the link, so that a guesser learns nothing."""
    return render("pages/feedback_bad_link.html.j2")


def pause_page(address: str, *, paused: bool, done: bool) -> str:
    """Asks whether to pause or to resume; `done` after it happened."""
    return render("pages/pause.html.j2", address=address, paused=paused, done=done)


def error_page(status: int, reason: str) -> str:
    return render("pages/error.html.j2", status=status, reason=reason)
