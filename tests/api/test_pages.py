"""The pages as a browser without scripts and a screen reader get them."""

import re
from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pytest
from bs4 import Tag

from app.agents.scout.pages.found import Found, FoundView
from app.agents.scout.pages.now import Activity
from app.agents.scout.pages.page_html import ScoutPages
from app.agents.scout.pages.run_reading import OneRunView
from app.agents.scout.report.mail_lines import outlet
from app.agents.scout.report.result_schema import AlsoIn, HeldBackFind, SiteResult
from app.agents.scout.votes.corrections import Told
from app.agents.scout.votes.votes import Answer
from app.lib.templating import TEMPLATES
from tests.api.documents import ALL_PAGES
from tests.api.sample_views import (
    AFTER_VOTE,
    ALL_WELL,
    AROUND,
    FEEDBACK,
    HISTORY,
    NOT_JUDGED,
    RUN,
    SENT_MAIL,
    TWO_ARTICLES,
    result,
)
from tests.dashboard.reading import soup_of, words_of
from tests.scout.hostile_text import HOSTILE_ADDRESSES, HOSTILE_TEXTS
from tests.scout.sample_report import STORIES, top_find

pages = ScoutPages()

every_page = pytest.mark.parametrize("html", ALL_PAGES.values(), ids=ALL_PAGES)


@every_page
def test_a_page_needs_no_inline_scripts_or_styles_and_no_other_host(html: str) -> None:
    soup = soup_of(html)
    assert not soup.select("style, [style], img, base, object, script:not([src])")
    assert {str(tag["src"]) for tag in soup.select("script")} <= {"/static/live.js"}
    assert not soup.select("iframe:not([sandbox]), iframe[sandbox*=script], iframe[sandbox*=form]")
    assert not [name for tag in soup.find_all(True) for name in tag.attrs if name.startswith("on")]
    loaded = [str(tag["href"]) for tag in soup.select("link")]
    assert loaded == ["/static/style.css", "/static/icon.svg"]
    assert all((TEMPLATES / path.lstrip("/")).is_file() for path in loaded)


def test_only_a_page_that_shows_a_run_at_work_has_a_script() -> None:
    with_script = {name for name, html in ALL_PAGES.items() if soup_of(html).script}
    assert with_script == {"now at work", "running run"}


def test_a_run_that_judged_nothing_says_so_and_why_wherever_it_is_shown() -> None:
    runs = pages.service_page(
        "runs", AROUND, replace(HISTORY, days=(replace(HISTORY.days[0], runs=(NOT_JUDGED,)),))
    )
    for html in (ALL_PAGES["now not judged"], ALL_PAGES["run not judged"], runs):
        words = words_of(html)
        assert "Not judged" in words
        assert "26 new stories could not be judged" in words
        assert "check OPENAI_API_KEY" in words


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


def test_a_bad_link_says_that_nothing_was_recorded_and_what_to_do() -> None:
    words = words_of(pages.bad_link_page())
    assert "Nothing was recorded" in words
    assert "open the newest mail that you got from us" in words
    assert "can also answer with these words: no more mails" in words


def test_pages_of_mail_readers_do_not_lead_into_the_service() -> None:
    for name in ("confirm", "thanks", "after a vote", "bad link", "pause"):
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


def test_an_error_says_what_is_wrong_and_leads_back() -> None:
    assert "There is no such page There is no run 99." in words_of(ALL_PAGES["error"])
    away = pages.error_page(503, "The database cannot be reached.")
    assert "That did not work The database cannot be reached." in words_of(away)
    assert soup_of(away).select('a[href="/"]')


def poisoned(text: str, url: str = "https://other.example/") -> list[str]:
    """Every page that shows what comes from outside, with `text` for all of it."""
    find = top_find(1, STORIES[0]).model_copy(
        update={
            "title": text,
            "site": text,
            "reason": text,
            "angle": f"! {text}",
            "url": url,
            "also_in": (AlsoIn(site=text, url=url, title=f"! {text}", article_id=11),),
        }
    )
    site = SiteResult(url=text, status="failed", name=text, error=f"! {text}")
    held = HeldBackFind(title=text, url=url, site=text, rule=text, quote=f"! {text}")
    changes = {"top": (find,), "sites": (site,), "held_back": (held,), "note": f"! {text}"}
    shown = result().model_copy(update=changes)
    run = replace(RUN, result=shown, problem=f"! {text}", votes=())
    found = FoundView((Found(text, url, text, 50, f"! {text}", f"! {text}"),), 1, 1)
    brand = Activity("debonairs", "Debonairs Pizza", None, None, run, run)
    now = replace(ALL_WELL, brands=(brand,), problems=(f"! {text}",))
    day = replace(HISTORY.days[0], runs=(run,))
    beside = (outlet(find.also_in[0], "../token/story/different"),)
    view = replace(
        FEEDBACK, title=text, site=f"! {text}", reason=f"! {text}", url=url, others=beside
    )
    told = Told(1, text, url, f"! {text}", f"! {text}", None)
    about = replace(TWO_ARTICLES, find=told, other=told)
    others = (replace(AFTER_VOTE.others[0], title=text, site=f"! {text}", url=url),)
    after = replace(AFTER_VOTE, effect=(f"! {text}",), others=others)
    return [
        pages.service_page("now", AROUND, now),
        pages.service_page("runs", AROUND, replace(HISTORY, days=(day,))),
        pages.service_page("run", AROUND, OneRunView(run, found, None)),
        pages.service_page("mail", AROUND, replace(SENT_MAIL, subject=text, text=f"! {text}")),
        pages.feedback_confirm_page(view, "yes"),
        pages.feedback_thanks_page(view, "yes", after=after),
        pages.story_confirm_page(about, "same", AROUND.zone),
        pages.story_thanks_page(about, "same", AROUND.zone, effect=(f"! {text}",)),
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
            assert re.fullmatch(
                r"(/[\w?=-]*)+|#main|no|\.\./token/story/different", str(link["href"])
            )
