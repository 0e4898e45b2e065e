"""Invented runs as the pages show them."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from app.agents.scout.pages.feedback_views import AfterVote, FeedbackView, OtherFindView
from app.agents.scout.pages.found import Found, FoundView
from app.agents.scout.pages.history import Day, HistoryView
from app.agents.scout.pages.now import Activity, NowView
from app.agents.scout.pages.progress import Progress
from app.agents.scout.pages.run_reading import OneRunView, SentMail
from app.agents.scout.pages.run_view import CorrectionView, RunView, VoteView
from app.agents.scout.pages.surroundings import Surroundings
from app.agents.scout.pages.words import DELIVERIES
from app.agents.scout.report.mail_lines import outlet
from app.agents.scout.report.result_schema import Counts, Delivery, EmailResult, RunResult, Unjudged
from app.agents.scout.votes.after_correction import Outlook, outlook_in_words
from app.agents.scout.votes.corrections import Told, TwoArticles
from tests.scout.sample_report import (
    COUNTS,
    HELD_BACK,
    KEYWORD_USAGE,
    MODEL_USAGE,
    SITES,
    STORIES,
    Story,
    top_find,
)

NOW = datetime(2026, 11, 20, 12, 4, tzinfo=UTC)
AROUND = Surroundings(NOW, ZoneInfo("Africa/Johannesburg"), ("Debonairs Pizza",), 10)
SENT = EmailResult(
    status="sent",
    recipients=("ann@example.com", "ben@example.com"),
    deliveries=(
        Delivery(recipient="ann@example.com", status="sent"),
        Delivery(
            recipient="ben@example.com",
            status="failed",
            error="mail.example.com answered 550 no such user here.",
        ),
    ),
)


def result(*stories: Story, **changes: object) -> RunResult:
    full = RunResult(
        brand="debonairs",
        top=tuple(top_find(rank, story) for rank, story in enumerate(stories, start=1)),
        sites=SITES,
        counts=COUNTS,
        usage=MODEL_USAGE,
        email=SENT,
        held_back=HELD_BACK,
    )
    return full.model_copy(update=changes)


RUN = RunView(
    id=7,
    brand="Debonairs Pizza",
    status="completed",
    trigger="schedule",
    created_at=NOW - timedelta(minutes=4),
    seconds=42,
    result=result(*STORIES),
    votes=(
        VoteView(1, "ann@example.com", "yes"),
        VoteView(1, "ben@example.com", "no"),
        VoteView(3, "ann@example.com", "yes"),
    ),
    corrections=(CorrectionView(1, 11, "ann@example.com", "different"),),
    story_tokens={(1, 10): "token10", (1, 11): "token11"},
)
NOTHING_NEW = replace(
    RUN,
    id=6,
    created_at=NOW - timedelta(minutes=14),
    seconds=9,
    result=result(
        sites=SITES[:6],
        counts=Counts(found=409, new=2, evaluated=2, below_threshold=2),
        usage=KEYWORD_USAGE,
        email=EmailResult(status="nothing_new"),
        held_back=(),
        note="Nothing new scored 60 or more, so no mail was sent.",
    ),
    votes=(),
)
NOT_JUDGED = replace(
    NOTHING_NEW,
    result=result(
        counts=Counts(found=409, new=26, waiting=26),
        email=EmailResult(status="nothing_new"),
        held_back=(),
        unjudged=(Unjudged(reason="The key is wrong: check OPENAI_API_KEY.", stories=26),),
        notice="26 new stories could not be judged and wait for the next run. The key is wrong: "
        "check OPENAI_API_KEY.",
        note="Nothing new could be judged, so no mail was sent: 26 new stories wait.",
    ),
)
RUNNING = RunView(8, "Debonairs Pizza", "running", "request", NOW)
PENDING = RunView(9, "Debonairs Pizza", "pending", "request", NOW)
SKIPPED = RunView(
    5,
    "Debonairs Pizza",
    "skipped",
    "schedule",
    NOW - timedelta(minutes=24),
    problem="The run before it was still working.",
)
FAILED = replace(
    NOTHING_NEW,
    id=4,
    status="failed",
    created_at=NOW - timedelta(minutes=34),
    problem="No site could be read: look at the network of this machine.",
    result=None,
)
KEYWORD_RUN = replace(
    RUN,
    id=3,
    created_at=NOW - timedelta(hours=3),
    result=result(*STORIES[:2], usage=KEYWORD_USAGE, sites=SITES[:4]),
    votes=(),
)
RUNS = (PENDING, RUNNING, RUN, NOTHING_NEW, SKIPPED, FAILED, KEYWORD_RUN)
PROGRESS = Progress(
    run_id=8,
    status="running",
    stage="judge",
    sites_done=8,
    sites=8,
    new=37,
    read=31,
    scored=12,
    usd=0.0031,
    seconds=14,
)
WAITING = replace(PROGRESS, run_id=9, status="pending", stage=None, sites_done=0, scored=0)
NEXT_RUN_AT = NOW + timedelta(minutes=6)
ALL_WELL = NowView(
    problems=(),
    next_run_at=NEXT_RUN_AT,
    next_digest_at=None,
    brands=(Activity("debonairs", "Debonairs Pizza", None, None, NOTHING_NEW, RUN),),
    usd_today=0.0312,
    ceiling_usd=1.0,
    with_model=True,
)
AT_WORK = replace(
    ALL_WELL,
    brands=(Activity("debonairs", "Debonairs Pizza", RUNNING, PROGRESS, NOTHING_NEW, RUN),),
)
IN_TROUBLE = replace(
    ALL_WELL,
    problems=("No worker is running: start one with `python worker.py`.",),
    brands=(Activity("debonairs", "Debonairs Pizza", None, None, FAILED, None),),
    usd_today=0.0,
    with_model=False,
)
BRAND_NEW = replace(
    ALL_WELL, brands=(Activity("debonairs", "Debonairs Pizza", None, None, None, None),)
)
FOUND = FoundView(
    found=(
        Found(
            STORIES[0].title, STORIES[0].url, "Kasi Table", 94, STORIES[0].reason, "Picked, place 1"
        ),
        Found(
            "Rates up", "https://news.example/rates", "News", 12, "Money.", "Scored, but not picked"
        ),
        Found("A page that hangs", "https://slow.example/", "Slow", None, "", "Waiting to be read"),
    ),
    total=53,
    page=1,
)
NOTHING_FOUND = FoundView((), 0, 1)
HISTORY = HistoryView((Day(date(2026, 11, 20), RUNS),), "all", None, has_older=True)
NO_HISTORY = HistoryView((), "all", None, has_older=False)
ONE_RUN = OneRunView(replace(RUN, mail_ids={"ann@example.com": 3}), FOUND, None)
SENT_MAIL = SentMail(
    run_id=7,
    id=3,
    recipient="ann@example.com",
    subject="A subject + 4 more",
    badge=DELIVERIES["sent"],
    error=None,
    written_at=NOW,
    text="Debonairs Pizza: 5 finds\n\n1. A find\n   https://news.example/1",
    html="<!DOCTYPE html><html lang='en'><title>Mail</title><h1>A find</h1></html>",
)
BESIDE = top_find(1, STORIES[0]).also_in
FEEDBACK = FeedbackView(
    title=STORIES[0].title,
    url=STORIES[0].url,
    rank=1,
    run_id=7,
    site=STORIES[0].site,
    reason=STORIES[0].reason,
    others=tuple(outlet(other, f"../t{other.article_id}/story/different") for other in BESIDE),
)
TWO_ARTICLES = TwoArticles(
    mail_id=3,
    pick_id=1,
    run_id=7,
    rank=1,
    brand="debonairs",
    find=Told(
        article_id=9,
        title=STORIES[0].title,
        url=STORIES[0].url,
        site=STORIES[0].site,
        summary="The cake was eleven boxes high, and the best man had to fetch a ladder from the "
        "neighbours to reach the top. The couple met in the queue of a pizza shop nine years ago.",
        published_at=NOW - timedelta(minutes=31),
    ),
    other=Told(
        article_id=BESIDE[1].article_id,
        title=BESIDE[1].title,
        url=BESIDE[1].url,
        site=BESIDE[1].site,
        summary="Three hundred guests came to a wedding in Soweto where two hundred were asked. "
        "Nobody went home hungry.",
        published_at=NOW - timedelta(hours=5),
    ),
    voter="ann@example.com",
)
AFTER_CORRECTION = outlook_in_words(
    Outlook(different=1, same=0, are_apart=False), TWO_ARTICLES.other.title
)
AFTER_VOTE = AfterVote(
    effect=(
        "Your team said yes to 4 of 5 finds from Kasi Table and to 6 of 9 finds about weddings.",
        "A find like this one now moves up by 6 points; before your vote it moved up by 2 points.",
    ),
    others=tuple(
        OtherFindView(
            rank=rank,
            title=story.title,
            url=story.url,
            site=story.site,
            score=story.score,
            token=f"token{rank}",
            answer={2: "yes", 3: "no", 4: "yes"}.get(rank),
            counted=rank != 4,
        )
        for rank, story in enumerate(STORIES[1:], start=2)
    ),
)
ALL_VOTED = replace(
    AFTER_VOTE,
    others=tuple(replace(one, answer="yes", counted=True) for one in AFTER_VOTE.others),
)
