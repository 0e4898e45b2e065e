import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from jinja2 import UndefinedError

from app.lib.templating import TEMPLATES, age, environment, exact_time, local_time, web_link
from tests.scout.hostile_text import HOSTILE_ADDRESSES

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (-30, "just now"),
        (0, "just now"),
        (1, "1 min ago"),
        (59, "59 min ago"),
        (60, "1 h ago"),
        (150, "2 h ago"),
        (1_440, "1 day ago"),
        (4_320, "3 days ago"),
    ],
)
def test_an_age_is_told_in_its_largest_unit(minutes: int, words: str) -> None:
    assert age(NOON - timedelta(minutes=minutes), NOON) == words


def test_nobody_knows_the_age_of_what_has_no_date() -> None:
    assert age(None, NOON) == ""
    assert local_time(None, ZoneInfo("Africa/Johannesburg")) == ""
    assert exact_time(None) == ""


def test_a_time_is_told_where_the_team_is_and_exactly_in_utc() -> None:
    assert local_time(NOON, ZoneInfo("Africa/Johannesburg")) == "Fri 20 Nov 2026, 14:00"
    there = NOON.astimezone(ZoneInfo("Africa/Johannesburg"))
    assert exact_time(there) == "2026-11-20 12:00:00 UTC"


@pytest.mark.parametrize(
    "url",
    [
        "https://news.example/a?b=c&d=e#f",
        "http://news.example:8080/",
        "https://news.example/it's-on",
        "https://bücher.example/käse",
        "https://[2001:db8::1]/",
    ],
)
def test_a_web_address_may_be_linked(url: str) -> None:
    assert web_link(url) == url


@pytest.mark.parametrize("url", HOSTILE_ADDRESSES)
def test_anything_else_may_not(url: str) -> None:
    assert web_link(url) == ""


@pytest.mark.parametrize("name", ["x.html.j2", "x.html", "x.j2", None])
def test_everything_is_escaped_whatever_the_file_is_called(name: str | None) -> None:
    autoescape = environment().autoescape
    assert callable(autoescape)
    assert autoescape(name) is True


def test_a_text_part_is_not_escaped_but_has_no_lines_of_strangers() -> None:
    made = environment().overlay(autoescape=False).from_string("{{ words }}")
    assert made.render(words="<b>\r\nBcc: x\u202e") == "<b>  Bcc: x"


def test_a_forgotten_value_is_an_error_and_not_an_empty_space() -> None:
    with pytest.raises(UndefinedError):
        environment().from_string("{{ forgotten }}").render()


@pytest.mark.parametrize(
    "template", [str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.j2")]
)
def test_every_template_can_be_read(template: str) -> None:
    environment().get_template(template)


def test_no_template_switches_escaping_off() -> None:
    for path in TEMPLATES.rglob("*.j2"):
        text = path.read_text()
        assert "|safe" not in text.replace(" ", "")
        assert "autoescape" not in text


def test_every_form_that_changes_something_carries_the_hidden_field() -> None:
    forms = re.compile(r'<form\b(?:\{\{.*?\}\}|[^>])*method="post"(?:\{\{.*?\}\}|[^>])*>')
    found = [
        (path.name, page[form.end() :])
        for path in (TEMPLATES / "pages").rglob("*.j2")
        for page in [path.read_text("utf-8")]
        for form in forms.finditer(page)
    ]
    assert len(found) > 20
    assert [name for name, rest in found if not rest.startswith("{{ csrf_field() }}")] == []
