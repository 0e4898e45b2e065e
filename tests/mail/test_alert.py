"""The mails about a service that stands still, and one that works again."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bs4 import BeautifulSoup

from app.parts.mail.alert import Alert, Recovery, build_alert, build_recovery
from app.parts.mail.message import MailContent

NOW = datetime(2026, 11, 20, 12, 30, tzinfo=UTC)
ZONE = ZoneInfo("Africa/Johannesburg")
PROBLEM = "No worker is running: start one with `python worker.py`."


def alert(since: datetime | None, *problems: str) -> MailContent:
    return build_alert(Alert("Scout", since, NOW, ZONE, problems, "https://scout.example/ready"))


def both_parts(content: MailContent) -> list[str]:
    html = BeautifulSoup(content.html, "lxml").get_text(" ")
    return [" ".join(part.split()) for part in (content.text, html)]


def test_the_subject_says_since_when_nothing_has_finished() -> None:
    content = alert(NOW - timedelta(minutes=20), PROBLEM)
    assert content.subject == "Scout: no finished run since 14:10"


def test_a_silence_since_another_day_names_the_day() -> None:
    assert alert(NOW - timedelta(hours=20)).subject.endswith("since 18:30 on Thu 19 Nov")


def test_a_service_that_never_finished_a_run_says_so() -> None:
    assert alert(None).subject == "Scout: no run has finished yet"


def test_both_parts_say_what_is_wrong_and_what_to_do() -> None:
    for part in both_parts(alert(NOW - timedelta(minutes=20), PROBLEM)):
        assert "No finished run since 14:10" in part
        assert PROBLEM in part
        assert "Nothing found is lost" in part


def test_without_a_known_problem_the_mail_still_says_what_to_do() -> None:
    for part in both_parts(alert(NOW)):
        assert "Look into the log for the last error, then restart" in part


def test_the_link_to_the_state_of_the_parts_is_in_both_parts() -> None:
    content = alert(NOW, PROBLEM)
    assert "https://scout.example/ready" in content.text
    assert 'href="https://scout.example/ready"' in content.html


def test_a_problem_with_markup_is_shown_as_text() -> None:
    content = alert(NOW, "<script>alert(1)</script> broke\r\nBcc: x")
    assert not BeautifulSoup(content.html, "lxml").select("script")
    assert "- <script>alert(1)</script> broke  Bcc: x" in content.text


def test_a_recovery_says_that_it_works_and_how_long_it_did_not() -> None:
    since = NOW - timedelta(hours=2)
    content = build_recovery(Recovery("Scout", since, NOW, ZONE, "https://scout.example/"))
    assert content.subject == "Scout: it works again"
    for part in both_parts(content):
        assert "A run finished at 14:30." in part
        assert "no run had finished since 12:30." in part
        assert "What is wrong" not in part
