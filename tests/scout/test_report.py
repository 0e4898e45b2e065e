"""The summary mail as its reader gets it."""

import re
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup, Tag

from app.agents.scout.report import phrases
from app.agents.scout.report.mail_lines import LISTED
from app.agents.scout.report.result_schema import (
    AlsoIn,
    BadLink,
    Counts,
    DigestResult,
    EmailResult,
    HeldBackFind,
    RunResult,
    SiteResult,
    TopFind,
)
from app.agents.scout.report.summary_mail import build_mail, palette_of
from app.lib.colours import contrast
from app.parts.mail.message import MailContent
from tests.scout.hostile_text import HOSTILE_ADDRESSES, HOSTILE_TEXTS
from tests.scout.sample_report import (
    COUNTS,
    HELD_BACK,
    JOHANNESBURG,
    KEYWORD_USAGE,
    MODEL_USAGE,
    NOON,
    PUBLIC_URL,
    SITES,
    STORIES,
    sample_report,
)

GMAIL_CUTS_AT = 102 * 1024
WITHOUT_PLACE = "good enough, but without a place"


def soup_of(content: MailContent) -> BeautifulSoup:
    return BeautifulSoup(content.html, "lxml")


def words_of(content: MailContent) -> str:
    """What a reader sees of the HTML, on one line."""
    body = soup_of(content).body
    assert body is not None
    return " ".join(body.get_text(" ").split())


def unfolded(content: MailContent) -> str:
    return " ".join(content.text.split())


def with_find(**changes: object) -> TopFind:
    return sample_report().finds[0].model_copy(update=changes)


def test_the_subject_is_the_best_headline_and_how_many_more() -> None:
    assert build_mail(sample_report()).subject == (
        "Best man climbs a ladder to cut a wedding cake made of 96 pizza boxes"
        " + 4 more for Debonairs Pizza"
    )


def test_the_subject_of_a_single_find_counts_nothing() -> None:
    subject = build_mail(sample_report(STORIES[4])).subject
    expected = "Pineapple or not? A school debate ends in a draw, a find for Debonairs Pizza"
    assert subject == expected


def test_a_long_headline_leaves_room_for_how_many_more() -> None:
    subject = build_mail(sample_report(*(replace(STORIES[0], title="word " * 999),) * 3)).subject
    assert subject.endswith("… + 2 more for Debonairs Pizza")
    assert len(subject) <= 130


def test_a_find_without_a_title_still_has_a_subject() -> None:
    report = sample_report(replace(STORIES[0], title="\u202e\0"))
    assert build_mail(report).subject == "A find without a title, a find for Debonairs Pizza"


def test_each_find_is_told_in_full_in_both_parts() -> None:
    content = build_mail(sample_report())
    html, text = words_of(content), unfolded(content)
    for find in sample_report().finds:
        for fact in (find.title, find.site, find.reason, find.angle, f"Score {find.score} of 100"):
            assert fact in html
            assert fact in text


def test_a_find_names_its_age_and_its_time_where_the_team_is() -> None:
    content = build_mail(sample_report(STORIES[1]))
    assert "Franchise Ledger, 1 h ago (Fri 20 Nov 2026, 12:08)" in unfolded(content)
    assert "Franchise Ledger , 1 h ago Fri 20 Nov 2026, 12:08" in words_of(content)


def test_a_find_without_a_date_claims_none() -> None:
    content = build_mail(sample_report(STORIES[4]))
    assert " ago" not in content.text
    assert " ago" not in words_of(content)


def test_a_title_links_straight_to_its_source() -> None:
    link = title_links(build_mail(sample_report(STORIES[0])))[0]
    assert link["href"] == STORIES[0].url
    assert link.get_text() == STORIES[0].title


def title_links(content: MailContent) -> list[Tag]:
    return soup_of(content).select("h2.title a")


@pytest.mark.parametrize("url", HOSTILE_ADDRESSES)
def test_a_title_with_an_unsafe_address_is_plain_text(url: str) -> None:
    content = build_mail(sample_report(replace(STORIES[0], url=url)))
    assert title_links(content) == []
    assert "Best man climbs" in words_of(content)
    assert "(it has no link that is safe to open)" in content.text


@pytest.mark.parametrize("url", HOSTILE_ADDRESSES)
def test_an_outlet_with_an_unsafe_address_is_named_without_link(url: str) -> None:
    found = with_find(also_in=(AlsoIn(site="Elsewhere", url=url),))
    content = build_mail(sample_report(finds=(found,)))
    assert hrefs(content) <= own_links() | {STORIES[0].url}
    assert "Also in Elsewhere" in words_of(content)


def test_other_outlets_are_linked_and_many_are_counted() -> None:
    others = tuple(AlsoIn(site=f"Outlet {n}", url=f"https://o{n}.example/") for n in range(9))
    content = build_mail(sample_report(finds=(with_find(also_in=others),)))
    assert "https://o4.example/" in hrefs(content)
    assert "Outlet 4 and 4 more" in words_of(content)
    assert "- Outlet 4: https://o4.example/" in content.text
    assert "- and 4 more" in content.text


def test_each_find_has_a_yes_and_a_no_of_its_own() -> None:
    content = build_mail(sample_report())
    buttons = soup_of(content).select("td.button a")
    expected = [url for one in sample_report().votes for url in (one.yes, one.no)]
    assert [button["href"] for button in buttons] == expected
    assert re.findall(r"https://\S+/feedback/\S+/(?:yes|no)\b", content.text) == expected


def test_what_was_put_together_has_its_headline_and_a_link_that_says_it_is_another_story() -> None:
    report = sample_report()
    content = build_mail(report)
    told = report.finds[0].also_in
    items = soup_of(content).select("ul.also")[0].select("li")
    assert [" ".join(item.get_text().split()) for item in items] == [
        f"{one.site}: {one.title} not the same story" for one in told
    ]
    links = [[str(link["href"]) for link in item.select("a")] for item in items]
    assert links == [[one.url, report.votes[0].different[one.article_id]] for one in told]
    for one in told:
        assert f"- {one.site}: {one.title}" in unfolded(content)
        assert f"Not the same story: {report.votes[0].different[one.article_id]}" in content.text


def test_an_article_of_a_result_of_before_has_no_such_link() -> None:
    found = with_find(also_in=(AlsoIn(site="Elsewhere", url="https://o.example/"),))
    content = build_mail(sample_report(finds=(found,)))
    assert "ot the same story" not in content.html + content.text


def test_the_score_is_drawn_as_wide_as_it_is_high() -> None:
    bar = soup_of(build_mail(sample_report(STORIES[1]))).select("td.bar-full")
    assert [cell["width"] for cell in bar] == ["81%"]


@pytest.mark.parametrize(("score", "cells"), [(0, 1), (100, 1), (50, 2)])
def test_a_bar_that_is_full_or_empty_has_one_part(score: int, cells: int) -> None:
    soup = soup_of(build_mail(sample_report(replace(STORIES[0], score=score))))
    assert len(soup.select("table.bar td")) == cells


def test_the_keyword_scorer_is_named_where_its_scores_show() -> None:
    content = build_mail(sample_report())
    assert words_of(content).count("by the keyword scorer") == 1
    assert "Score 74 of 100, by the keyword scorer" in words_of(content)
    assert "Score 74 of 100, by the keyword scorer" in content.text
    assert "The keyword scorer stood in where a find says so." in words_of(content)


def test_a_run_without_a_model_says_that_the_keyword_scorer_did_it() -> None:
    stories = [replace(story, scorer="keyword") for story in STORIES]
    content = build_mail(sample_report(*stories, usage=KEYWORD_USAGE))
    for words in (words_of(content), unfolded(content)):
        assert "Scored by the keyword scorer: no language model was asked" in words
        assert words.count("of 100, by the keyword scorer") == 5


def test_the_foot_says_what_it_cost() -> None:
    content = build_mail(sample_report())
    cost = "Scored by gpt-4o-mini: 12 calls, 41,250 tokens read and 3,180 written, $0.0081."
    assert cost in words_of(content)
    assert cost in unfolded(content)


def test_the_foot_says_what_the_day_cost_so_far() -> None:
    content = build_mail(sample_report(usd_today=0.0312, usd_a_day=1.0))
    for words in (words_of(content), unfolded(content)):
        assert "Today so far: $0.0312 of $1.00." in words


def test_without_a_model_the_day_costs_nothing_and_nothing_is_said_of_it() -> None:
    content = build_mail(sample_report(usage=KEYWORD_USAGE, usd_today=0.0, usd_a_day=1.0))
    assert "Today so far" not in content.text
    assert "Today so far" not in words_of(content)


def test_what_the_model_cost_before_its_money_was_spent_is_said() -> None:
    content = build_mail(sample_report(usage=KEYWORD_USAGE, usd_today=1.0, usd_a_day=1.0))
    assert "Today so far: $1.00 of $1.00." in unfolded(content)


@pytest.mark.parametrize(
    ("usd", "shown"),
    [(0.0, "$0.00"), (0.00001, "less than $0.0001"), (0.25, "$0.2500"), (3.456, "$3.46")],
)
def test_money_is_shown_as_finely_as_it_matters(usd: float, shown: str) -> None:
    usage = MODEL_USAGE.model_copy(update={"usd": usd})
    assert f"written, {shown}." in unfolded(build_mail(sample_report(usage=usage)))


def test_a_model_that_was_not_asked_cost_nothing() -> None:
    usage = MODEL_USAGE.model_copy(update={"calls": 0, "usd": 0.0})
    assert "gpt-4o-mini: no call was needed" in unfolded(build_mail(sample_report(usage=usage)))


def test_the_foot_counts_what_became_of_what_was_found() -> None:
    content = build_mail(sample_report())
    for fact in (
        "412 links found",
        "375 seen before",
        "37 new",
        "6 told a story we had",
        "31 evaluated",
        "2 held back as unsafe",
        "24 scored below 60",
        "0 waiting for the next run",
    ):
        assert f"- {fact}" in content.text
        assert fact in words_of(content)


@pytest.mark.parametrize(
    ("counts", "facts"),
    [
        (
            Counts(evaluated=15, unsafe=2, below_threshold=6, picked=5),
            ["2 held back as unsafe", "6 scored below 60", "5 picked", f"2 {WITHOUT_PLACE}"],
        ),
        (
            Counts(evaluated=13, unsafe=2, below_threshold=6, picked=5),
            ["2 held back as unsafe", "6 scored below 60", "5 picked"],
        ),
        (
            Counts(evaluated=9, unsafe=1, below_threshold=5, picked=0, collected=3),
            ["1 held back as unsafe", "5 scored below 60", "3 kept for the next digest"],
        ),
    ],
)
def test_what_was_evaluated_is_the_sum_of_what_became_of_it(
    counts: Counts, facts: list[str]
) -> None:
    said = [f"{fact.count} {fact.label}" for fact in phrases.count_facts(counts, 60)]
    after = said.index(f"{counts.evaluated} evaluated") + 1
    assert said[after:-1] == facts
    assert sum(int(fact.split()[0]) for fact in facts) == counts.evaluated


def test_a_result_of_before_does_not_say_that_nothing_was_picked() -> None:
    said = [fact.label for fact in phrases.count_facts(Counts(evaluated=15, below_threshold=6), 60)]
    assert not {"picked", WITHOUT_PLACE, "kept for the next digest"} & {*said}


def test_what_lay_in_an_archive_was_not_seen_before() -> None:
    counts = Counts(found=300, new=30, passed_over=270)
    text = build_mail(sample_report(counts=counts)).text
    assert "- 0 seen before" in text
    assert "- 270 in an archive, from before our first visit" in text
    assert "archive" not in build_mail(sample_report()).text


def test_large_counts_are_written_so_that_they_can_be_read() -> None:
    counts = Counts(found=1_234_567)
    assert "1,234,567 links found" in build_mail(sample_report(counts=counts)).text


def test_what_was_held_back_is_named_with_its_rule_and_the_words_that_say_so() -> None:
    line = (
        "Diners in hospital after a birthday lunch in a mall (Jacaranda Courier): illness and food "
        "poisoning, because it says “eleven guests were treated for food poisoning”"
    )
    content = build_mail(sample_report())
    assert line in words_of(content)
    assert line in unfolded(content)
    assert "Councillor hands out takeaways at the rally (Two Oceans Dispatch): party politics" in (
        words_of(content)
    )


def test_a_site_that_was_not_read_is_named_with_its_reason() -> None:
    content = build_mail(sample_report())
    for line in (
        "Pepperoni Post, blocked: pepperoni-post.example does not let this service read it (403",
        "Byte & Bumper, broken: byte-and-bumper.example did not take the connection in time.",
    ):
        assert line in words_of(content)
        assert line in unfolded(content)


YESTERDAY = NOON - timedelta(days=1, hours=5, minutes=50)


@pytest.mark.parametrize(
    ("status", "words"), [("blocked", "blocked"), ("failed", "broken"), ("skipped", "not read")]
)
def test_a_site_that_failed_before_says_since_when_where_the_team_is(
    status: str, words: str
) -> None:
    site = SITES[-1].model_copy(update={"status": status, "since": YESTERDAY})
    content = build_mail(sample_report(sites=(site,)))
    line = f"Byte & Bumper, {words} since Thu 19 Nov 2026, 08:10: byte-and-bumper.example did not"
    assert line in words_of(content)
    assert line in unfolded(content)


def test_a_digest_says_since_when_and_over_how_many_runs() -> None:
    digest = DigestResult(due_at=NOON, since=NOON - timedelta(hours=6), runs=14)
    content = build_mail(sample_report(digest=digest))
    for words in (words_of(content), unfolded(content)):
        since = words.index("Since Fri 20 Nov 2026, 08:00, over 14 runs")
        assert words.index("finds worth reacting to") < since < words.index("Kasi Table")
        assert "How these runs went" in words


def test_a_mail_about_one_run_does_not_say_since_when() -> None:
    for words in (words_of(build_mail(sample_report())), build_mail(sample_report()).text):
        assert "Since" not in words
        assert "How this run went" in words


def test_a_find_whose_page_is_away_is_tried_again_with_the_next_digest() -> None:
    bad = BadLink(title="Away", url="u", site="Kasi Table", reason="It is away.", waits=True)
    digest = DigestResult(due_at=NOON, since=NOON, runs=1)
    once, many = sample_report(bad_links=(bad,)), sample_report(bad_links=(bad,), digest=digest)
    assert "It is tried again with the next run." in unfolded(build_mail(once))
    assert "It is tried again with the next digest." in unfolded(build_mail(many))
    assert "over one run" in unfolded(build_mail(many))


def test_the_sites_that_were_read_are_named() -> None:
    content = build_mail(sample_report())
    names = "Kasi Table, Franchise Ledger, Plate & Padstal, KwikBite Weekly, Jacaranda Courier, Two"
    assert names in words_of(content)
    assert names in unfolded(content)


def test_stories_that_lead_to_something_else_are_counted_at_their_site() -> None:
    walled = SITES[0].model_copy(update={"instead": {"consent": 3, "list": 1}})
    content = build_mail(sample_report(sites=(walled, *SITES[1:])))
    line = "Kasi Table: 3 stories lead to a page that asks for consent, 1 to a front page"
    for words in (words_of(content), unfolded(content)):
        assert "Stories whose own page was not seen" in words
        assert line in words


def test_parts_of_the_foot_that_are_empty_are_left_out() -> None:
    content = build_mail(sample_report(held_back=(), sites=SITES[:1]))
    for words in (words_of(content), content.text):
        assert "Held back" not in words
        assert "Not read" not in words
        assert "Stories whose" not in words


def test_long_lists_in_the_foot_are_cut_and_counted() -> None:
    content = build_mail(sample_report(held_back=HELD_BACK * 20))
    assert content.text.count("- Councillor hands out") == LISTED // 2
    assert "- and 32 more" in content.text
    assert "and 32 more" in words_of(content)


def test_what_was_held_back_but_not_good_enough_to_name_is_counted() -> None:
    counts = COUNTS.model_copy(update={"unsafe": 9})
    content = build_mail(sample_report(counts=counts))
    assert "- and 7 more" in content.text
    assert "party politics and 7 more" in words_of(content)


def test_a_notice_stands_before_the_finds() -> None:
    notice = "The day's money for the model is spent; keyword scores until midnight."
    content = build_mail(sample_report(notice=notice))
    for words in (words_of(content), unfolded(content)):
        assert words.index(notice) < words.index("Kasi Table")


def test_the_run_in_full_and_the_pause_are_one_click_away() -> None:
    content = build_mail(sample_report())
    assert own_links() <= hrefs(content)
    assert f"This run in full: {PUBLIC_URL}/runs/7" in content.text
    assert "Pause these mails for me: " in content.text


def own_links() -> set[str]:
    report = sample_report()
    votes = {url for one in report.votes for url in (one.yes, one.no)}
    different = {url for one in report.votes for url in one.different.values()}
    return votes | different | {report.run_url, report.pause_url}


def hrefs(content: MailContent) -> set[str]:
    return {str(link["href"]) for link in soup_of(content).select("[href]")}


def test_nothing_is_loaded_from_anywhere() -> None:
    soup = soup_of(build_mail(sample_report()))
    assert not soup.select("img, script, link, iframe, object, video, [src], [background]")
    assert "url(" not in build_mail(sample_report()).html
    assert "@import" not in build_mail(sample_report()).html


def test_styles_are_in_the_elements_because_mail_programs_drop_style_sheets() -> None:
    soup = soup_of(build_mail(sample_report()))
    for selector in ("td.find", "a.button-link", "h2.title", "p.words", "td.bar-full"):
        assert soup.select_one(f"{selector}[style]")
    kept = [sheet.get_text() for sheet in soup.select("style")]
    assert all(sheet.strip().startswith("@media") for sheet in kept)


def test_the_mail_says_that_it_can_be_dark() -> None:
    html = build_mail(sample_report()).html
    assert '<meta name="color-scheme" content="light dark">' in html
    assert "@media (prefers-color-scheme: dark)" in html


def test_layout_tables_are_no_data_tables_for_a_screen_reader() -> None:
    soup = soup_of(build_mail(sample_report()))
    assert all(table["role"] == "presentation" for table in soup.select("table"))


BRAND_COLOURS = [
    "#D2232A",
    "#FFC72C",
    "#FFFFFF",
    "#000000",
    "#777777",
    "#00A651",
    "#FFF",
    "#1b365d",
]


@pytest.mark.parametrize("primary", BRAND_COLOURS)
@pytest.mark.parametrize("secondary", BRAND_COLOURS)
def test_text_on_and_in_any_brand_colour_can_be_read(primary: str, secondary: str) -> None:
    palette = palette_of(primary, secondary)
    assert contrast(palette.on_primary, palette.primary) >= 4.5
    assert contrast(palette.on_secondary, palette.secondary) >= 4.5
    assert contrast(palette.link_light, "#FFFFFF") >= 4.5
    assert contrast(palette.link_dark, "#242120") >= 4.5


def shape(content: MailContent) -> tuple[list[str], Counter[str]]:
    """Every element with the names of its attributes, and every address linked to."""
    soup = soup_of(content)
    tags = [f"{tag.name} {sorted(tag.attrs)}" for tag in soup.find_all(True)]
    return tags, Counter(str(tag["href"]) for tag in soup.select("[href]"))


def poisoned(text: str) -> MailContent:
    """A mail in which everything that comes from outside is `text`."""
    find = TopFind(
        rank=1,
        title=text,
        url="https://kasi-table.example/",
        site=text,
        published_at=(NOON - timedelta(hours=2)).isoformat(),
        score=80,
        reason=text,
        angle=f"! {text}",
        also_in=(AlsoIn(site=text, url="https://other.example/", title=text, article_id=1),),
    )
    report = sample_report(
        finds=(find,),
        sites=(
            SiteResult(url="https://x.example/", status="failed", name=text, error=f"! {text}"),
        ),
        held_back=(HeldBackFind(title=text, url=text, site=text, rule=text, quote=f"! {text}"),),
        counts=COUNTS,
    )
    return build_mail(report)


HARMLESS = shape(poisoned("A harmless text"))
EXPECTED_LINES = len(poisoned("A harmless text").text.splitlines())


@pytest.mark.parametrize("text", HOSTILE_TEXTS, ids=range(len(HOSTILE_TEXTS)))
def test_hostile_text_adds_no_element_no_attribute_and_no_link(text: str) -> None:
    assert shape(poisoned(text)) == HARMLESS


@pytest.mark.parametrize("text", HOSTILE_TEXTS, ids=range(len(HOSTILE_TEXTS)))
def test_hostile_text_starts_no_line_that_looks_like_ours(text: str) -> None:
    lines = poisoned(text).text.splitlines()
    assert sum(line.startswith("   Yes: ") for line in lines) == 1
    assert not any(line.startswith("Bcc:") for line in lines)


@pytest.mark.parametrize("text", HOSTILE_TEXTS, ids=range(len(HOSTILE_TEXTS)))
def test_hostile_text_is_encodable_and_shows_nothing_backwards(text: str) -> None:
    content = poisoned(text)
    for part in (content.subject, content.text, content.html):
        part.encode()
        assert not set(part) & set("\0\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u2028\x85")
    assert "\n" not in content.subject


@pytest.mark.parametrize("text", ['"' * 9_000, "<" * 9_000, "漢" * 9_000, "😀" * 9_000])
def test_the_mail_stays_below_what_gmail_cuts_off(text: str) -> None:
    far = "https://example.com/" + "é" * 110
    others = tuple(AlsoIn(site=text, url=far, title=text, article_id=n) for n in range(40))
    find = with_find(
        title=text, site=text, reason=text, angle=text, also_in=others, url=far + "x" * 1_760
    )
    site = SiteResult(
        url="https://x.example/", status="failed", name=text, error=text, since=YESTERDAY
    )
    held = HeldBackFind(title=text, url=text, site=text, rule=text, quote=text)
    read = SiteResult(url="https://x.example/", status="ok", name=text)
    report = sample_report(
        finds=(find,) * 5,
        sites=(site, read) * 99,
        held_back=(held,) * 99,
        bad_links=(BadLink(title=text, url=text, site=text, reason=text, waits=True),) * 99,
        notice=text[:300],
        digest=DigestResult(due_at=NOON, since=YESTERDAY, runs=1_000),
    )
    assert len(build_mail(report).html.encode()) < GMAIL_CUTS_AT


def test_a_usual_mail_is_far_below_what_gmail_cuts_off() -> None:
    assert len(build_mail(sample_report()).html.encode()) < GMAIL_CUTS_AT / 2


def test_a_long_line_goes_on_under_its_first_word() -> None:
    content = build_mail(sample_report(replace(STORIES[0], title="Eleven words " * 8)))
    lines = content.text.splitlines()
    first = next(number for number, line in enumerate(lines) if line.startswith("1. Eleven"))
    assert lines[first + 1].startswith("   words")


def test_a_result_from_before_there_were_digests_is_still_read() -> None:
    stored = {
        "brand": "debonairs",
        "top": [],
        "sites": [{"url": "https://x.example/", "status": "failed", "error": "Away."}],
        "counts": {"found": 3, "new": 1},
        "usage": {"scorer": "keyword"},
        "email": {"status": "nothing_new"},
    }
    read = RunResult.model_validate(stored)
    assert (read.sites[0].since, read.usd_today, read.digest) == (None, None, None)
    assert phrases.trouble(read.sites[0], JOHANNESBURG) == "broken: Away."
    assert phrases.today_in_words(read.usage, read.usd_today) == ""


def test_a_result_comes_back_from_json_as_it_was() -> None:
    digest = DigestResult(due_at=NOON, since=YESTERDAY, runs=2)
    site = SITES[-1].model_copy(update={"since": YESTERDAY})
    report = sample_report()
    result = RunResult(
        brand="debonairs",
        top=(),
        sites=(site,),
        counts=report.counts,
        usage=report.usage,
        email=EmailResult(status="nothing_new"),
        digest=digest,
    )
    assert RunResult.model_validate_json(result.model_dump_json()) == result


def test_the_same_run_gives_the_same_mail() -> None:
    assert build_mail(sample_report()) == build_mail(sample_report())


def test_text_lines_fit_a_terminal_and_addresses_are_never_broken() -> None:
    for line in build_mail(sample_report()).text.splitlines():
        assert len(line) <= 76 or "://" in line
