"""Now, the runs so far and one run, as a browser without scripts gets them."""

from dataclasses import replace
from datetime import timedelta

import pytest
from bs4 import Tag

from app.agents.scout.pages.history import HistoryView
from app.agents.scout.pages.now import NowView
from app.agents.scout.pages.page_html import ScoutPages
from app.agents.scout.pages.progress import Progress
from app.agents.scout.pages.run_reading import OneRunView
from app.agents.scout.pages.run_view import RunView
from app.agents.scout.report.result_schema import Delivery, DigestResult, EmailResult
from app.parts.http.security_headers import MAIL_POLICY
from tests.api.sample_views import (
    ALL_WELL,
    AROUND,
    AT_WORK,
    BRAND_NEW,
    FAILED,
    FOUND,
    HISTORY,
    IN_TROUBLE,
    KEYWORD_RUN,
    NO_HISTORY,
    NOTHING_FOUND,
    NOTHING_NEW,
    ONE_RUN,
    PENDING,
    PROGRESS,
    RUN,
    RUNNING,
    SENT_MAIL,
    SKIPPED,
    WAITING,
    result,
)
from tests.dashboard.reading import soup_of, words_of
from tests.scout.sample_report import STORIES, top_find

pages = ScoutPages()


def now_page(view: NowView) -> str:
    return pages.service_page("now", AROUND, view)


def runs_page(*runs: RunView) -> str:
    (day,) = HISTORY.days
    return pages.service_page("runs", AROUND, replace(HISTORY, days=(replace(day, runs=runs),)))


def history_page(view: HistoryView) -> str:
    return pages.service_page("runs", AROUND, view)


def run_page(run: RunView, progress: Progress | None = None) -> str:
    return pages.service_page("run", AROUND, OneRunView(run, NOTHING_FOUND, progress))


def said_of(run: RunView) -> str:
    return words_of(run_page(run))


def only(html: str, selector: str) -> Tag:
    (tag,) = soup_of(html).select(selector)
    return tag


def test_now_says_that_all_is_well_and_when_the_next_run_is() -> None:
    words = words_of(now_page(ALL_WELL))
    assert "All is well" in words
    assert "Next run in 6 min, at 14:10 ; one every 10 minutes." in words


def test_now_names_each_part_that_is_not_well() -> None:
    words = words_of(now_page(IN_TROUBLE))
    assert "Something is wrong" in words
    assert "No worker is running: start one with `python worker.py`." in words
    assert "All is well" not in words


def test_now_says_what_the_model_cost_today_or_that_it_costs_nothing() -> None:
    assert "Money for the language model: $0.0312 of $1.00 today." in words_of(now_page(ALL_WELL))
    free = "Money for the language model: nothing is spent, as the keyword scorer costs nothing."
    assert free in words_of(now_page(IN_TROUBLE))


def test_now_says_why_the_last_run_mailed_nothing() -> None:
    words = words_of(now_page(ALL_WELL))
    assert "Last run No mail" in words
    assert "No mail: Nothing new scored 60 or more, so no mail was sent." in words
    assert "No site could be read: look at the network" in words_of(now_page(IN_TROUBLE))


def test_now_shows_the_latest_finds_with_their_votes_and_mails() -> None:
    words = words_of(now_page(ALL_WELL))
    assert "Latest finds Run 7" in words
    assert "94 of 100 Kasi Table , 31 min ago 1 yes, 1 no" in words
    assert "Sent ann@example.com" in words


def test_a_run_can_be_started_from_now_unless_one_is_at_work() -> None:
    assert only(now_page(ALL_WELL), "form")["action"] == "/run-now?brand=debonairs"
    assert not soup_of(now_page(AT_WORK)).select("form")


def test_now_shows_how_far_the_run_at_work_is() -> None:
    html = now_page(AT_WORK)
    words = words_of(html)
    assert "At work: judging what is new." in words
    assert "sites looked at 8 of 8" in words
    assert "articles scored 12" in words
    assert "money so far $0.0031" in words
    assert only(html, "[data-live]")["data-live"] == "/runs/8/live"


def test_without_scripts_a_run_at_work_can_be_looked_at_again() -> None:
    assert only(now_page(AT_WORK), "noscript a")["href"] == "/"
    assert only(run_page(RUNNING, PROGRESS), "noscript a")["href"] == "/runs/8"


def test_stages_are_done_at_work_or_still_to_come() -> None:
    states = [str(tag["class"][0]) for tag in soup_of(now_page(AT_WORK)).select(".steps li")]
    assert states == ["done", "done", "now", "later", "later", "later"]


@pytest.mark.parametrize(
    ("progress", "words"),
    [
        (WAITING, "Waiting for a worker."),
        (PROGRESS, "At work: judging what is new."),
        (replace(PROGRESS, stage=None), "At work: starting."),
        (replace(PROGRESS, stage="other"), "At work: other."),
    ],
)
def test_an_active_run_says_what_it_is_doing(progress: Progress, words: str) -> None:
    assert words in words_of(run_page(RUNNING, progress))


def test_the_first_page_says_what_to_do_next_when_nothing_ran_yet() -> None:
    words = words_of(now_page(BRAND_NEW))
    assert "No run yet" in words
    assert "press “Run now”" in words
    assert "python worker.py" in words


def test_several_brands_have_a_button_each() -> None:
    (brand,) = ALL_WELL.brands
    two = replace(ALL_WELL, brands=(brand, replace(brand, id="other", name="Other Pizza")))
    buttons = [button.get_text() for button in soup_of(now_page(two)).select("button")]
    assert buttons == ["Run now for Debonairs Pizza", "Run now for Other Pizza"]


def test_the_history_tells_of_each_run_its_state_finds_duration_and_cost() -> None:
    row = only(runs_page(RUN), "tbody tr").get_text(" ", strip=True)
    assert " ".join(row.split()) == (
        f"Run 7 14:00 Mailed in part {STORIES[0].title[:90]} 5 42 s $0.0081"
    )


def test_the_history_says_why_a_run_mailed_nothing() -> None:
    words = words_of(runs_page(NOTHING_NEW, SKIPPED, FAILED))
    assert "Nothing new scored 60 or more, so no mail was sent." in words
    assert "The run before it was still working." in words
    assert "No site could be read" in words


def test_the_history_has_a_headline_for_each_day_where_the_team_is() -> None:
    assert only(runs_page(RUN), "h2").get_text() == "Friday, 20 November 2026"


def test_without_runs_the_history_says_what_to_do_next() -> None:
    assert "No run yet" in words_of(history_page(NO_HISTORY))
    assert "No run has failed" in words_of(history_page(replace(NO_HISTORY, show="trouble")))
    assert "anything to mail yet" in words_of(history_page(replace(NO_HISTORY, show="finds")))


def test_past_the_last_page_there_is_a_way_back() -> None:
    words = words_of(history_page(replace(NO_HISTORY, before=5)))
    assert "No older runs Back to the newest" in words


def test_older_runs_are_one_link_away_unless_there_are_none() -> None:
    assert soup_of(history_page(HISTORY)).select('a[href="/runs?before=3"]')
    mailed = history_page(replace(HISTORY, show="finds"))
    assert soup_of(mailed).select('a[href="/runs?show=finds&before=3"]')
    assert "Older runs" not in words_of(history_page(replace(HISTORY, has_older=False)))


@pytest.mark.parametrize(
    ("run", "words", "tone"),
    [
        (PENDING, "Waiting to start", "busy"),
        (RUNNING, "Running", "busy"),
        (SKIPPED, "Skipped", "quiet"),
        (FAILED, "Failed", "bad"),
        (NOTHING_NEW, "No mail", "quiet"),
        (RUN, "Mailed in part", "warn"),
        (replace(RUN, result=None), "Finished", "quiet"),
    ],
)
def test_a_state_is_told_in_words_and_in_colour(run: RunView, words: str, tone: str) -> None:
    assert only(runs_page(run), f"td .badge.{tone}").get_text() == words
    assert only(run_page(run), f"h1 .badge.{tone}").get_text() == words


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("sent", "Mailed"),
        ("waiting", "Mail on its way"),
        ("unknown", "Mail not confirmed"),
        ("failed", "Failed"),
    ],
)
def test_a_completed_run_is_told_by_its_mails(status: str, words: str) -> None:
    email = EmailResult.model_validate({"status": status})
    assert replace(RUN, result=result(email=email)).outcome.words == words


def test_a_run_tells_its_time_where_the_team_is_and_exactly_in_utc() -> None:
    time = soup_of(run_page(RUN)).select("time")[0]
    assert time.get_text() == "Fri 20 Nov 2026, 14:00"
    assert time["title"] == "2026-11-20 12:00:00 UTC"
    assert time["datetime"] == "2026-11-20T12:00:00+00:00"


def test_a_find_is_told_with_its_score_site_and_link() -> None:
    link = soup_of(run_page(RUN)).select("h3 a")[0]
    assert (link.get_text(), link["href"]) == (STORIES[0].title, STORIES[0].url)
    assert "94 of 100 Kasi Table , 31 min ago" in said_of(RUN)


def test_people_who_disagree_on_a_find_are_shown_to_disagree() -> None:
    assert said_of(RUN).count("People disagree on this one: 1 yes, 1 no.") == 1


def test_the_keyword_scorer_is_named_at_each_of_its_scores() -> None:
    assert said_of(KEYWORD_RUN).count("of 100, keyword scorer") == 2
    assert "keyword" not in said_of(RUN)


def test_each_mail_is_told_with_its_outcome_and_can_be_read_as_it_was_sent() -> None:
    html = pages.service_page("run", AROUND, ONE_RUN)
    assert "Sent ann@example.com" in words_of(html)
    assert "Not sent ben@example.com: mail.example.com answered 550" in words_of(html)
    assert only(html, ".mails a")["href"] == "/runs/7/mails/3"


def test_before_the_first_outcome_mails_are_on_their_way() -> None:
    email = EmailResult(status="waiting", recipients=("ann@example.com",))
    assert "On its way ann@example.com" in said_of(replace(RUN, result=result(email=email)))


def test_a_mail_that_nobody_can_be_sure_of_says_so() -> None:
    delivery = Delivery(recipient="ann@example.com", status="unknown")
    email = EmailResult(status="unknown", deliveries=(delivery,))
    assert "May have arrived ann@example.com" in said_of(replace(RUN, result=result(email=email)))


def test_the_page_of_a_run_tells_everything() -> None:
    html = pages.service_page("run", AROUND, ONE_RUN)
    words = words_of(html)
    for fact in (
        "Run 7 Mailed in part",
        "on schedule, took 42 s",
        STORIES[0].reason,
        STORIES[0].angle,
        "How Debonairs Pizza could use it",
        f"Also in Two Oceans Dispatch : {STORIES[0].also_in[0][1]} not the same story",
        f"Jacaranda Courier : {STORIES[0].also_in[1][1]} not the same story Not the same story ann",
        "yes ann@example.com no ben@example.com",
        "links found 412",
        "held back as unsafe 2",
        "12 calls, 41,250 tokens read",
        "Jacaranda Courier: illness and food poisoning, because it says “eleven guests",
        "Pepperoni Post pepperoni-post.example does not let this service read it (403 Forbidden).",
        "Two Oceans Dispatch Nothing new 0",
    ):
        assert fact in words
    assert soup_of(html).select('a[href="/agent-runs/7"]')


def test_everything_a_run_found_is_listed_with_its_score_and_what_became_of_it() -> None:
    words = words_of(pages.service_page("run", AROUND, ONE_RUN))
    assert "53 articles, the best first; page 1 of 2." in words
    assert "12 of 100 Rates up Scored, but not picked News Money." in words
    assert "no score A page that hangs Waiting to be read Slow" in words


def test_what_was_found_is_shown_a_page_at_a_time() -> None:
    first = pages.service_page("run", AROUND, ONE_RUN)
    assert only(first, '.choices a[href="/runs/7?found=2#found"]').get_text() == "Next 3"
    second = pages.service_page("run", AROUND, replace(ONE_RUN, found=replace(FOUND, page=2)))
    assert only(second, '.choices a[href="/runs/7?found=1#found"]').get_text() == "Before"
    beyond = replace(ONE_RUN, found=replace(FOUND, found=(), page=9))
    assert "There is no such page." in words_of(pages.service_page("run", AROUND, beyond))


def test_the_page_of_a_run_that_was_tried_again_says_so() -> None:
    assert "attempt 3" in said_of(replace(RUN, attempt=3))
    assert "attempt" not in said_of(RUN)


def test_the_page_of_a_run_without_finds_says_why() -> None:
    assert "Nothing new scored 60 or more" in said_of(NOTHING_NEW)


def test_a_stored_time_that_is_none_is_left_out() -> None:
    find = top_find(1, STORIES[0]).model_copy(update={"published_at": "yesterday"})
    run = replace(RUN, result=result().model_copy(update={"top": (find,)}))
    assert [view.published_at for view in run.finds] == [None]


def test_a_mail_is_shown_in_a_frame_that_can_do_nothing_but_open_links_and_as_text() -> None:
    html = pages.service_page("mail", AROUND, SENT_MAIL)
    frame = only(html, "iframe")
    allowed = {"allow-same-origin", "allow-popups", "allow-popups-to-escape-sandbox"}
    assert set(frame["sandbox"]) == allowed
    for policy in ("default-src 'none'", "form-action 'none'", *allowed):
        assert policy in MAIL_POLICY
    assert frame["src"] == "/runs/7/mails/3/html"
    assert only(html, "pre").get_text() == (
        "Debonairs Pizza: 5 finds\n\n1. A find\n   https://news.example/1\n"
    )


def test_in_digest_mode_now_says_when_the_next_digest_is() -> None:
    assert "digest" not in words_of(now_page(ALL_WELL))
    view = replace(ALL_WELL, next_digest_at=ALL_WELL.next_run_at)
    assert "the next one Fri 20 Nov 2026, 14:10 ." in words_of(now_page(view))


def test_the_page_of_a_digest_says_since_when_and_what_the_day_cost() -> None:
    digest = DigestResult(due_at=AROUND.now, since=AROUND.now - timedelta(hours=6), runs=36)
    shown = result(*STORIES, digest=digest, usd_today=0.0312, notice="The budget is spent.")
    words = said_of(replace(RUN, result=shown))
    assert "Numbers Since Fri 20 Nov 2026, 08:04, over 36 runs" in words
    assert "Today so far: $0.0312." in words
    assert "The budget is spent." in words


def test_a_failing_site_says_since_when() -> None:
    (site,) = (site for site in result().sites if site.status == "failed")
    failing = site.model_copy(update={"since": AROUND.now - timedelta(days=1)})
    words = said_of(replace(RUN, result=result(sites=(failing,))))
    assert "Broken since Thu 19 Nov 2026, 14:04" in words
