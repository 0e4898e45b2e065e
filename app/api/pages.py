"""The pages people see, from frozen views to HTML. Reads no database."""

from dataclasses import dataclass

from app.dashboard.surroundings import Surroundings
from app.scout import facts
from app.scout.votes import Answer
from app.templating import render

ANSWERS: dict[Answer, str] = {"yes": "Yes, worth it", "no": "No, not for us"}


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


def service_page(name: str, around: Surroundings, view: object) -> str:
    """A page of the dashboard: `templates/pages/{name}.html.j2`, which shows `view`."""
    return render(f"pages/{name}.html.j2", around=around, view=view, facts=facts)


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
