"""The links that say "not the same story". Opening one changes nothing."""

import structlog
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from app.agents.scout.brand.brands import ScoutParts
from app.agents.scout.pages.mail_link import Body, Token, press_of
from app.agents.scout.pages.page_html import ScoutPages
from app.agents.scout.report.links import MailLinks
from app.agents.scout.votes.after_correction import outlook_in_words, outlook_of
from app.agents.scout.votes.corrections import (
    Label,
    TwoArticles,
    find_two_articles,
    record_correction,
)
from app.lib.errors import ScoutError
from app.lib.signing import BadTokenError
from app.parts.http.documented import TOO_LARGE

log = structlog.get_logger("api")


def add_story_routes(router: APIRouter, parts: ScoutParts, links: MailLinks) -> None:
    pages = ScoutPages(parts.settings.public_path)
    zone = parts.settings.zone

    def two_articles(token: str) -> TwoArticles:
        mail_id, pick_id, article_id = links.stories.read(token, 3)
        found = find_two_articles(parts.database, mail_id, pick_id, article_id, parts.clock())
        if found is None:
            raise BadTokenError("This link is not valid.")
        return found

    @router.get("/feedback/{token}/story/{label}", name="ask_story")
    @router.head("/feedback/{token}/story/{label}", include_in_schema=False)
    def ask_story(token: Token, label: Label) -> Response:
        """Shows both articles and asks to confirm. Changes nothing."""
        about = two_articles(token)
        return HTMLResponse(pages.story_confirm_page(about, label, zone))

    @router.post("/feedback/{token}/story/{label}", responses=TOO_LARGE)
    def say_story(request: Request, token: Token, label: Label, body: Body = b"") -> Response:
        """Records whether the two tell the same story, says what that changes."""
        about = two_articles(token)
        press = press_of(request, links, label, body)
        counted = record_correction(parts.database, about, press, parts.clock())
        effect = effect_words(parts, about) if counted else ()
        page = pages.story_thanks_page(about, label, zone, counted=counted, effect=effect)
        return HTMLResponse(page)


def effect_words(parts: ScoutParts, about: TwoArticles) -> tuple[str, ...]:
    """The word is stored: whatever fails from here on, who said it must not be told that it did."""
    try:
        outlook = outlook_of(parts.database, about, parts.clock())
        return outlook_in_words(outlook, about.other.title)
    except ScoutError as error:
        log.warning("feedback.after_correction_failed", reason=str(error))
        return ()
