"""The vote and pause links. Opening one changes nothing: mail scanners open every link."""

import structlog
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from app.agents.scout.brand.brands import ScoutParts
from app.agents.scout.pages.feedback_views import AfterVote, FeedbackView, OtherFindView
from app.agents.scout.pages.mail_link import Body, Token, link_router, press_of
from app.agents.scout.pages.page_html import ScoutPages
from app.agents.scout.pages.story_routes import add_story_routes
from app.agents.scout.report.links import MailLinks
from app.agents.scout.report.mail_lines import Outlet, outlet
from app.agents.scout.report.result_schema import AlsoIn
from app.agents.scout.votes.after_vote import effect_of_vote, other_finds
from app.agents.scout.votes.learning.effect_words import effect_in_words
from app.agents.scout.votes.presses import Press
from app.agents.scout.votes.votes import Answer, Ballot, find_ballot, record_vote
from app.lib.errors import ScoutError
from app.lib.signing import BadTokenError
from app.parts.http.documented import TOO_LARGE
from app.parts.mail.pausing import Subscription, is_paused, set_paused, subscription_of

log = structlog.get_logger("api")


def feedback_routes(parts: ScoutParts) -> APIRouter:
    router, links = link_router(), MailLinks(parts.settings)
    add_vote_routes(router, parts, links)
    add_story_routes(router, parts, links)
    add_pause_routes(router, parts, links)
    return router


def add_vote_routes(router: APIRouter, parts: ScoutParts, links: MailLinks) -> None:
    pages = ScoutPages(parts.settings.public_path)

    def ballot(token: str) -> Ballot:
        mail_id, pick_id = links.votes.read(token, 2)
        found = find_ballot(parts.database, mail_id, pick_id, parts.clock())
        if found is None:
            raise BadTokenError("This link is not valid.")
        return found

    @router.get("/feedback/{token}/{answer}", name="ask")
    @router.head("/feedback/{token}/{answer}", include_in_schema=False)
    def ask(token: Token, answer: Answer) -> Response:
        """Names the find and asks to confirm with one button. Changes nothing."""
        found = ballot(token)
        return HTMLResponse(pages.feedback_confirm_page(view(found, links), answer))

    @router.post("/feedback/{token}/{answer}", responses=TOO_LARGE)
    def vote(request: Request, token: Token, answer: Answer, body: Body = b"") -> Response:
        """Records the vote, says thanks and offers to change it."""
        found = ballot(token)
        press = press_of(request, links, answer, body)
        counted = record_vote(parts.database, found, press, parts.clock())
        after = after_vote(parts, links, found, press, counted=counted)
        page = pages.feedback_thanks_page(view(found, links), answer, counted=counted, after=after)
        return HTMLResponse(page)


def add_pause_routes(router: APIRouter, parts: ScoutParts, links: MailLinks) -> None:
    pages = ScoutPages(parts.settings.public_path)

    def subscription(token: str) -> Subscription:
        (mail_id,) = links.pauses.read(token, 1)
        found = subscription_of(parts.database, mail_id)
        if found is None:
            raise BadTokenError("This link is not valid.")
        return found

    @router.get("/pause/{token}", name="ask_pause")
    @router.head("/pause/{token}", include_in_schema=False)
    def ask_pause(token: Token) -> Response:
        """Asks whether to pause, or to resume. Changes nothing."""
        asked = subscription(token)
        paused = is_paused(parts.database, asked)
        return HTMLResponse(pages.pause_page(asked.recipient, paused=paused, done=False))

    @router.post("/pause/{token}", responses=TOO_LARGE)
    def pause(token: Token, body: Body = b"") -> Response:
        """Pauses the mails for this person; with the form field `resume`, starts them again.

        Mail programs post `List-Unsubscribe=One-Click` here (RFC 8058).
        """
        asked = subscription(token)
        paused = b"resume=" not in body
        set_paused(parts.database, asked, paused=paused, now=parts.clock())
        return HTMLResponse(pages.pause_page(asked.recipient, paused=paused, done=True))


def after_vote(
    parts: ScoutParts, links: MailLinks, ballot: Ballot, press: Press, *, counted: bool
) -> AfterVote:
    """The vote is stored: whatever fails from here on, its voter must not be told that it did."""
    try:
        return AfterVote(
            effect=effect_words(parts, ballot, press.answer) if counted else (),
            others=other_views(parts, links, ballot),
            changed=press.changing,
        )
    except ScoutError as error:
        log.warning("feedback.after_vote_failed", reason=str(error))
        return AfterVote(changed=press.changing)


def effect_words(parts: ScoutParts, ballot: Ballot, answer: str) -> tuple[str, ...]:
    """Nothing for a brand that is no longer in the brand file: its finds are ranked no more."""
    for brand in parts.brands:
        if brand.id == ballot.brand:
            effect = effect_of_vote(parts.database, brand, ballot, answer, parts.clock())
            return effect_in_words(effect) if effect else ()
    return ()


def other_views(parts: ScoutParts, links: MailLinks, ballot: Ballot) -> tuple[OtherFindView, ...]:
    return tuple(
        OtherFindView(
            rank=other.rank,
            title=other.shown.title,
            url=other.shown.url,
            site=other.shown.site,
            score=other.shown.score,
            token=links.votes.sign(ballot.mail_id, other.pick_id),
            answer=other.answer,
            counted=other.counted,
        )
        for other in other_finds(parts.database, ballot)
    )


def view(ballot: Ballot, links: MailLinks) -> FeedbackView:
    return FeedbackView(
        title=ballot.title,
        url=ballot.url,
        rank=ballot.rank,
        run_id=ballot.run_id,
        site=ballot.site,
        reason=ballot.reason,
        earlier=ballot.earlier.answer if ballot.earlier else None,
        others=tuple(beside(ballot, other, links) for other in ballot.also_in),
    )


def beside(ballot: Ballot, other: AlsoIn, links: MailLinks) -> Outlet:
    token = links.stories.sign(ballot.mail_id, ballot.pick_id, other.article_id)
    return outlet(other, f"../{token}/story/different" if other.article_id else "")
