"""A mailed link signs in whoever presses its button, once; whoever asks learns nothing from it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

from app.parts.mail.tables import Mail
from app.parts.people.mail_links import ASKED_FROM_SOURCE, LINKS_OF_ADDRESS
from app.parts.people.tables import SignInLink, User, UserSession
from tests.people.conftest import Service

MACHINE = {"User-Agent": "Mozilla/5.0 (compatible; SafeLinks scanner)"}


def test_a_link_is_mailed_and_its_button_signs_in_once(service: Service) -> None:
    browser = service.browser()
    asked = browser.post("/sign-in", email=" BEN@other.EXAMPLE ")
    assert (asked.status_code, "Look into your mailbox" in asked.text) == (200, True)
    [link] = service.mailed_links()
    for _ in range(3):  # mail scanners open every link
        opened = service.browser().client.get(link, headers=MACHINE)
        assert (opened.status_code, "ben@other.example" in opened.text) == (200, True)
        assert service.browser().client.head(link).status_code == 200
    assert service.rows(UserSession) == []
    assert browser.post(link).status_code == 303
    [user] = service.rows(User)
    assert (user.email, user.role) == ("ben@other.example", "editor")
    assert "scout_session" in browser.client.cookies
    for answer in (service.browser().get(link), service.browser().post(link)):
        assert (answer.status_code, "not good any more" in answer.text) == (404, True)
    assert len(service.rows(UserSession)) == 1


def test_the_answer_is_the_same_whoever_asks_and_only_who_may_gets_a_mail(
    service: Service,
) -> None:
    answers = {}
    for address in ("ann@example.com", "eve@evilexample.com", "eve@example.com.evil.org"):
        asked = service.browser().post("/sign-in", email=address)
        answers[address] = (asked.status_code, asked.text.replace(address, "…"))
    assert len(set(answers.values())) == 1
    assert [one.recipient for one in service.rows(Mail)] == ["ann@example.com"]
    assert [one.email for one in service.rows(SignInLink)] == ["ann@example.com", "", ""]
    assert service.browser().post("/sign-in", email="no address").status_code == 422


def test_whoever_reads_the_database_finds_no_link_that_works(
    service: Service, tmp_path: Path
) -> None:
    service.browser().post("/sign-in", email="ann@example.com")
    [link] = service.mailed_links()
    token = link.rpartition("/")[2]
    stored = b"".join(one.read_bytes() for one in tmp_path.glob("scout.db*"))
    assert token.encode() not in stored
    [mail], [row] = service.rows(Mail), service.rows(SignInLink)
    mark = mail.text.partition("/sign-in/mail/")[2].split()[0]
    for guess in (mark, row.token_digest):
        assert service.browser().post(f"/sign-in/mail/{guess}").status_code == 404


def test_a_link_ends_after_a_quarter_of_an_hour_and_of_two_posts_at_once_one_counts(
    service: Service,
) -> None:
    for minutes, status in ((14.9, 303), (15, 404)):
        service.browser().post("/sign-in", email="ann@example.com")
        link = service.mailed_links()[-1]
        service.clock.go_on(minutes=minutes)
        assert service.browser().post(link).status_code == status
    service.browser().post("/sign-in", email="ann@example.com")
    link = service.mailed_links()[-1]
    browsers = [service.browser() for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        statuses = sorted(pool.map(lambda one: one.post(link).status_code, browsers))
    assert statuses == [303, 404, 404, 404]
    assert len(service.rows(UserSession)) == 2


def test_an_address_gets_few_links_an_hour_and_one_source_asks_for_few(service: Service) -> None:
    for _ in range(LINKS_OF_ADDRESS + 2):
        assert service.browser().post("/sign-in", email="ann@example.com").status_code == 200
    assert len(service.rows(Mail)) == LINKS_OF_ADDRESS
    for number in range(ASKED_FROM_SOURCE - LINKS_OF_ADDRESS - 2):
        asked = service.browser().post("/sign-in", email=f"eve{number}@evil.example")
        assert asked.status_code == 200
    refused = service.browser().post("/sign-in", email="eve@evil.example")
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "3600")
    assert "Try again later" in refused.text
    service.clock.go_on(seconds=timedelta(hours=1).total_seconds())
    assert service.browser().post("/sign-in", email="ann@example.com").status_code == 200
    assert len(service.rows(Mail)) == LINKS_OF_ADDRESS + 1
