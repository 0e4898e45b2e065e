"""The pages as a browser without scripts and a screen reader get them."""

import re
from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pytest
from bs4 import BeautifulSoup, Tag

from app.api import pages
from app.dashboard.run_view import RunView
from app.scout.result import AlsoIn, Delivery, EmailResult, HeldBackFind, SiteResult
from app.scout.votes import Answer
from app.templating import TEMPLATES
from tests.api.sample_views import (
    AROUND,
    FAILED,
    FEEDBACK,
    KEYWORD_RUN,
    NOTHING_NEW,
    PENDING,
    RUN,
    RUNNING,
    RUNS,
    SKIPPED,
    result,
)
from tests.dashboard import sample_brand
from tests.scout.hostile_text import HOSTILE_ADDRESSES, HOSTILE_TEXTS
from tests.scout.sample_report import STORIES, reported

ALL_PAGES = {
    "dashboard": pages.dashboard_page(AROUND, RUNS),
    "empty dashboard": pages.dashboard_page(AROUND, ()),
    "run": pages.run_page(AROUND, RUN),
    "run without mail": pages.run_page(AROUND, NOTHING_NEW),
    "running run": pages.run_page(AROUND, RUNNING),
    "confirm": pages.feedback_confirm_page(FEEDBACK, "yes"),
    "thanks": pages.feedback_thanks_page(FEEDBACK, "no"),
    "not counted": pages.feedback_thanks_page(FEEDBACK, "no", counted=False),
    "bad link": pages.feedback_bad_link_page(),
    "pause": pages.pause_page("ann@example.com", paused=False, done=False),
    "paused": pages.pause_page("ann@example.com", paused=True, done=True),
    "error": pages.error_page(404, "There is no run 99."),
    "brand": pages.service_page("brand", AROUND, sample_brand.BRAND_FULL),
    "bare brand": pages.service_page("brand", AROUND, sample_brand.BRAND_EMPTY),
    "broken brand": pages.service_page("brand", AROUND, sample_brand.BRAND_TROUBLED),
    "changed brand": pages.service_page("brand", AROUND, sample_brand.BRAND_CHANGED),
}
every_page = pytest.mark.parametrize("html", ALL_PAGES.values(), ids=ALL_PAGES)


def soup_of(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "lxml")


def words_of(html: str) -> str:
    main = soup_of(html).main
    assert main is not None
    return " ".join(main.get_text(" ").split())


def card(run: RunView) -> str:
    """What the dashboard says about one run."""
    article = soup_of(pages.dashboard_page(AROUND, (run,))).article
    assert article is not None
    return " ".join(article.get_text(" ").split())


@every_page
def test_a_page_needs_no_scripts_no_inline_styles_and_no_other_host(html: str) -> None:
    soup = soup_of(html)
    assert not soup.select("script, style, [style], iframe, img, base, object")
    assert not [name for tag in soup.find_all(True) for name in tag.attrs if name.startswith("on")]
    loaded = [str(tag["href"]) for tag in soup.select("link")]
    assert loaded == ["/static/style.css", "/static/icon.svg"]
    assert all((TEMPLATES / path.lstrip("/")).is_file() for path in loaded)


@every_page
def test_a_page_is_kept_out_of_search_engines_and_fits_a_phone(html: str) -> None:
    soup = soup_of(html)
    assert soup.select_one('meta[name=robots][content="noindex, nofollow"]')
    assert soup.select_one('meta[name=viewport][content="width=device-width, initial-scale=1"]')


@every_page
def test_a_page_has_a_language_a_title_one_main_part_and_one_headline(html: str) -> None:
    soup = soup_of(html)
    assert soup.html is not None
    assert soup.html["lang"] == "en"
    assert soup.title is not None
    assert soup.title.get_text(strip=True)
    assert len(soup.select("main")) == 1
    assert len(soup.select("h1")) == 1


@every_page
def test_headlines_skip_no_level_and_ids_are_unique(html: str) -> None:
    soup = soup_of(html)
    levels = [int(tag.name[1]) for tag in soup.select("h1, h2, h3, h4")]
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))
    ids = Counter(str(tag["id"]) for tag in soup.select("[id]"))
    assert max(ids.values(), default=1) == 1


@every_page
def test_every_form_posts_and_every_button_says_what_it_does(html: str) -> None:
    soup = soup_of(html)
    assert all(form["method"] == "post" for form in soup.select("form"))
    assert all(button["type"] == "submit" for button in soup.select("button"))
    assert all(button.get_text(strip=True) for button in soup.select("button"))


def only(html: str, selector: str) -> Tag:
    (tag,) = soup_of(html).select(selector)
    return tag


def test_the_question_names_the_find_its_site_and_why_it_was_sent() -> None:
    html = pages.feedback_confirm_page(FEEDBACK, "yes")
    assert only(html, "h1").get_text() == STORIES[0].title
    for fact in (STORIES[0].site, STORIES[0].reason, "find 1 of run 7"):
        assert fact in words_of(html)


@pytest.mark.parametrize(("answer", "words"), [("yes", "Yes, worth it"), ("no", "No, not for us")])
def test_the_question_has_one_button_that_posts_to_its_own_address(
    answer: Answer, words: str
) -> None:
    html = pages.feedback_confirm_page(FEEDBACK, answer)
    assert only(html, "button").get_text() == f"Confirm: {words}"
    assert only(html, "form")["action"] == answer  # beside it: /feedback/{token}/{answer}


def test_the_question_links_to_the_other_answer_and_changes_nothing_by_it() -> None:
    html = pages.feedback_confirm_page(FEEDBACK, "yes")
    other = soup_of(html).select("a[href=no]")
    assert [link.get_text() for link in other] == ["No, not for us"]
    assert "Nothing is recorded before you press the button" in words_of(html)


def test_the_question_tells_an_earlier_answer() -> None:
    html = pages.feedback_confirm_page(replace(FEEDBACK, earlier="no"), "yes")
    assert "So far you said No, not for us ." in words_of(html)
    assert "So far" not in words_of(pages.feedback_confirm_page(FEEDBACK, "yes"))


def test_the_question_works_without_site_and_reason() -> None:
    bare = replace(FEEDBACK, site="", reason="", url="javascript:alert(1)")
    html = pages.feedback_confirm_page(bare, "no")
    assert "Why it was sent" not in words_of(html)
    assert not soup_of(html).select("a[href^=javascript]")


def test_the_thanks_say_what_was_recorded_and_offer_to_change_it() -> None:
    html = pages.feedback_thanks_page(FEEDBACK, "yes")
    assert "Recorded: Yes, worth it" in words_of(html)
    assert STORIES[0].title in words_of(html)
    assert only(html, "form")["action"] == "no"
    assert only(html, "button").get_text() == "Change it to: No, not for us"
    assert only(html, "[role=status]")


def test_a_bad_link_says_that_nothing_was_recorded_and_what_to_do() -> None:
    words = words_of(pages.feedback_bad_link_page())
    assert "Nothing was recorded" in words
    assert "open the newest summary mail" in words


def test_pages_of_mail_readers_do_not_lead_into_the_service() -> None:
    for name in ("confirm", "thanks", "bad link", "pause"):
        assert not soup_of(ALL_PAGES[name]).select('a[href^="/"]')


@pytest.mark.parametrize(
    ("paused", "done", "headline", "button"),
    [
        (False, False, "Pause the summary mails?", "Pause mails for me"),
        (True, True, "Mails are paused", "Send them again"),
        (True, False, "Mails are paused", "Send them again"),
        (False, True, "Mails are on again", "Pause mails for me"),
    ],
)
def test_pausing_can_be_done_and_undone(
    *, paused: bool, done: bool, headline: str, button: str
) -> None:
    html = pages.pause_page("ann@example.com", paused=paused, done=done)
    assert only(html, "h1").get_text() == headline
    assert only(html, "button").get_text() == button
    assert bool(soup_of(html).select("input[name=resume]")) is paused


def test_the_first_dashboard_says_what_to_do_next() -> None:
    words = words_of(pages.dashboard_page(AROUND, ()))
    assert "No run yet" in words
    assert "press “Run now”" in words
    assert "python worker.py" in words


def test_past_the_last_page_there_is_a_way_back() -> None:
    html = pages.dashboard_page(AROUND, (), is_first_page=False)
    assert "No older runs" in words_of(html)
    assert "No run yet" not in words_of(html)


def test_older_runs_are_one_link_away_unless_there_are_none() -> None:
    assert soup_of(ALL_PAGES["dashboard"]).select('a[href="/?before=3"]')
    first = pages.dashboard_page(AROUND, (replace(RUN, id=1),))
    assert "Older runs" not in words_of(first)


def test_a_run_can_be_started_from_the_dashboard() -> None:
    assert only(ALL_PAGES["dashboard"], "form")["action"] == "/run-now"


@pytest.mark.parametrize(
    ("run", "words", "tone"),
    [
        (PENDING, "Waiting to start", "busy"),
        (RUNNING, "Running", "busy"),
        (SKIPPED, "Skipped", "quiet"),
        (FAILED, "Failed", "bad"),
        (NOTHING_NEW, "Nothing new", "quiet"),
        (RUN, "Mailed in part", "warn"),
        (replace(RUN, result=None), "Finished", "quiet"),
    ],
)
def test_a_state_is_told_in_words_and_in_colour(run: RunView, words: str, tone: str) -> None:
    html = pages.dashboard_page(AROUND, (run,))
    assert only(html, f"h2 .badge.{tone}").get_text() == words


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
    time = soup_of(pages.dashboard_page(AROUND, (RUN,))).select("article time")[0]
    assert time.get_text() == "Fri 20 Nov 2026, 14:00"
    assert time["title"] == "2026-11-20 12:00:00 UTC"
    assert time["datetime"] == "2026-11-20T12:00:00+00:00"


def test_a_find_is_told_with_its_score_site_link_and_votes() -> None:
    html = pages.dashboard_page(AROUND, (RUN,))
    link = soup_of(html).select("h3 a")[0]
    assert (link.get_text(), link["href"]) == (STORIES[0].title, STORIES[0].url)
    assert "94 of 100 Kasi Table , 31 min ago 1 yes, 1 no" in card(RUN)


def test_people_who_disagree_on_a_find_are_shown_to_disagree() -> None:
    words = " ".join(soup_of(pages.run_page(AROUND, RUN)).get_text(" ").split())
    assert words.count("People disagree on this one: 1 yes, 1 no.") == 1


def test_the_keyword_scorer_is_named_at_each_of_its_scores() -> None:
    assert card(KEYWORD_RUN).count("of 100, keyword scorer") == 2
    assert "keyword" not in card(RUN)


def test_each_mail_is_told_with_its_outcome() -> None:
    assert "Sent ann@example.com" in card(RUN)
    assert "Not sent ben@example.com: mail.example.com answered 550 no such user here." in card(RUN)


def test_before_the_first_outcome_mails_are_on_their_way() -> None:
    email = EmailResult(status="waiting", recipients=("ann@example.com",))
    assert "On its way ann@example.com" in card(replace(RUN, result=result(email=email)))


def test_a_mail_that_nobody_can_be_sure_of_says_so() -> None:
    delivery = Delivery(recipient="ann@example.com", status="unknown")
    email = EmailResult(status="unknown", deliveries=(delivery,))
    assert "May have arrived ann@example.com" in card(replace(RUN, result=result(email=email)))


def test_a_site_that_was_not_read_is_named_with_its_reason() -> None:
    assert "2 of 8 sites not read" in card(RUN)
    assert "Pepperoni Post , blocked: pepperoni-post.example does not let" in card(RUN)
    assert "Byte & Bumper , broken: byte-and-bumper.example did not take" in card(RUN)


def test_a_run_without_mail_says_why() -> None:
    assert "Nothing new scored 60 or more, so no mail was sent." in card(NOTHING_NEW)
    assert "The run before it was still at work when this one was due." in card(SKIPPED)
    assert "No site could be read" in card(FAILED)


def test_a_run_says_who_scored_and_what_it_cost() -> None:
    assert "Scored by gpt-4o-mini for $0.0081." in card(RUN)
    assert "Scored by the keyword scorer." in card(NOTHING_NEW)


def test_the_brand_is_named_on_each_run_when_there_are_several() -> None:
    around = replace(AROUND, brands=("Debonairs Pizza", "Another"))
    assert "Debonairs Pizza: 37 new" in words_of(pages.dashboard_page(around, (RUN,)))


@pytest.mark.parametrize(
    ("run", "words"),
    [
        (PENDING, "Waiting for a worker."),
        (RUNNING, "At work: judging what is new."),
        (replace(RUNNING, stage=None), "At work: starting."),
        (replace(RUNNING, stage="other"), "At work: other."),
    ],
)
def test_an_active_run_says_what_it_is_doing(run: RunView, words: str) -> None:
    assert words in card(run)
    assert words in words_of(pages.run_page(AROUND, run))


def test_the_page_of_a_run_tells_everything() -> None:
    words = words_of(ALL_PAGES["run"])
    for fact in (
        "Run 7 Mailed in part",
        "on schedule, took 42 s",
        STORIES[0].reason,
        STORIES[0].angle,
        "How Debonairs Pizza could use it",
        "Also in Two Oceans Dispatch , Jacaranda Courier",
        "yes ann@example.com no ben@example.com",
        "links found 412",
        "held back as unsafe 2",
        "12 calls, 41,250 tokens read",
        "Jacaranda Courier: illness and food poisoning, because it says “eleven guests",
        "Pepperoni Post pepperoni-post.example does not let this service read it (403 Forbidden).",
        "Two Oceans Dispatch Nothing new 0",
    ):
        assert fact in words
    assert soup_of(ALL_PAGES["run"]).select('a[href="/agent-runs/7"]')


def test_the_page_of_a_run_that_was_tried_again_says_so() -> None:
    assert "attempt 3" in words_of(pages.run_page(AROUND, replace(RUN, attempt=3)))
    assert "attempt" not in words_of(ALL_PAGES["run"])


def test_the_page_of_a_run_without_finds_says_why() -> None:
    assert "Nothing new scored 60 or more" in words_of(ALL_PAGES["run without mail"])


def test_an_error_says_what_is_wrong_and_leads_back() -> None:
    assert "There is no such page There is no run 99." in words_of(ALL_PAGES["error"])
    away = pages.error_page(503, "The database cannot be reached.")
    assert "That did not work The database cannot be reached." in words_of(away)
    assert soup_of(away).select('a[href="/"]')


def test_a_stored_time_that_is_none_is_left_out() -> None:
    find = reported(1, STORIES[0]).find.model_copy(update={"published_at": "yesterday"})
    run = replace(RUN, result=result().model_copy(update={"top": (find,)}))
    assert [view.published_at for view in run.finds] == [None]
    assert "94 of 100 Kasi Table 1 yes" in card(run)


def poisoned(text: str, url: str = "https://other.example/") -> list[str]:
    """Every page that shows what comes from outside, with `text` for all of it."""
    find = reported(1, STORIES[0]).find.model_copy(
        update={
            "title": text,
            "site": text,
            "reason": text,
            "angle": f"! {text}",
            "url": url,
            "also_in": (AlsoIn(site=text, url=url),),
        }
    )
    site = SiteResult(url=text, status="failed", name=text, error=f"! {text}")
    held = HeldBackFind(title=text, url=url, site=text, rule=text, quote=f"! {text}")
    changes = {"top": (find,), "sites": (site,), "held_back": (held,), "note": f"! {text}"}
    shown = result().model_copy(update=changes)
    run = replace(RUN, result=shown, problem=f"! {text}", votes=())
    view = replace(FEEDBACK, title=text, site=f"! {text}", reason=f"! {text}", url=url)
    return [
        pages.dashboard_page(AROUND, (run,)),
        pages.run_page(AROUND, run),
        pages.feedback_confirm_page(view, "yes"),
        pages.feedback_thanks_page(view, "yes"),
        pages.error_page(404, text),
    ]


def shape(html: str) -> tuple[list[str], list[str]]:
    soup = soup_of(html)
    tags = [f"{tag.name} {sorted(tag.attrs)}" for tag in soup.find_all(True)]
    return tags, [str(tag.get("href") or tag.get("action")) for tag in soup.select("a, form")]


HARMLESS = [shape(html) for html in poisoned("A harmless text")]


@pytest.mark.parametrize("text", HOSTILE_TEXTS, ids=range(len(HOSTILE_TEXTS)))
def test_hostile_text_adds_no_element_no_attribute_and_no_link(text: str) -> None:
    assert [shape(html) for html in poisoned(text)] == HARMLESS


@pytest.mark.parametrize("url", HOSTILE_ADDRESSES, ids=range(len(HOSTILE_ADDRESSES)))
def test_a_hostile_address_is_never_linked(url: str) -> None:
    for html in poisoned("A harmless text", url):
        for link in soup_of(html).select("a"):
            assert re.fullmatch(r"(/[\w?=-]*)+|#main|no", str(link["href"]))
