"""Who is a machine: by what a request says, by when it comes, by what else is opened with it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.agents.leads.tracking.html_part import TrackedMail
from app.agents.leads.tracking.judge import MOST_NOTED, Seen, judge
from app.agents.leads.tracking.noting import Tracker
from app.parts.http.machine_requests import is_machine_request
from tests.conftest import NOON
from tests.leads.tracking.watched import (
    BROWSER,
    GMAIL,
    MENU,
    PRICES,
    THUNDERBIRD,
    Watched,
    links_of,
    picture_of,
)
from tests.servers.services import SmtpServer

ANN = "ann@acme.example"
SENT = NOON - timedelta(hours=1)
MACHINES = {
    "Apple's Mail Privacy Protection": "Mozilla/5.0",
    "Gmail's proxy": GMAIL["User-Agent"],
    "Yahoo's proxy": "YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html",
    "Barracuda": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Barracuda Sentinel (EE)",
    "Mimecast": "Mozilla/5.0 (compatible; Mimecast URL Protect)",
    "Proofpoint": "Mozilla/5.0 (compatible; proofpoint)",
    "Outlook, before it hands a link on": "Microsoft Office Existence Discovery",
    "a library": "python-requests/2.32.3",
    "a browser that nobody looks at": "Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/140.0.0.0",
    "nobody": "",
}
READERS = {
    "Thunderbird": THUNDERBIRD["User-Agent"],
    "Outlook": "Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.17928; Pro)",
    "Apple Mail without its protection": "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) "
    "AppleWebKit/605.1.15 (KHTML, like Gecko)",
}


@pytest.mark.parametrize("agent", MACHINES.values(), ids=MACHINES)
@pytest.mark.parametrize("follows_link", [True, False])
def test_a_machine_is_known_by_its_name(agent: str, follows_link: bool) -> None:
    headers = {name.lower(): value for name, value in BROWSER.items()} | {"user-agent": agent}
    assert is_machine_request("GET", headers, follows_link=follows_link)


@pytest.mark.parametrize("agent", READERS.values(), ids=READERS)
def test_a_program_that_people_read_mails_with_is_none(agent: str) -> None:
    assert not is_machine_request("GET", {"user-agent": agent}, follows_link=False)


@pytest.mark.parametrize(
    "changed",
    [
        {"purpose": "prefetch"},
        {"sec-purpose": "prefetch;prerender"},
        {"x-moz": "prefetch"},
        {"accept": "*/*"},
        {"accept-language": ""},
        {"sec-fetch-mode": "no-cors"},
    ],
    ids=str,
)
def test_a_link_is_followed_by_a_browser_that_somebody_looks_at(changed: dict[str, str]) -> None:
    headers = {name.lower(): value for name, value in BROWSER.items()}
    assert not is_machine_request("GET", headers, follows_link=True)
    assert is_machine_request("HEAD", headers, follows_link=True)
    assert is_machine_request("GET", headers | changed, follows_link=True)


def clicked(
    link: str, seconds: float, *, by_machine: bool = False, number: int | None = None
) -> Seen:
    return Seen("clicked", link, NOON + timedelta(seconds=seconds), by_machine, number)


def test_who_opens_two_links_within_seconds_is_a_machine_and_so_was_the_first_click() -> None:
    first = clicked(MENU, 0, number=1)
    judgement = judge(clicked(PRICES, 9), [first], SENT)
    assert judgement.machines == (1,)
    assert judgement.new is not None
    assert judgement.new.by_machine
    later = judge(clicked(PRICES, 11), [first], SENT).new
    assert later is not None
    assert not later.by_machine
    again = judge(clicked(MENU, 9), [first], SENT)
    assert again.machines == ()


def test_who_follows_a_link_as_the_mail_opens_has_not_read_it() -> None:
    opened = Seen("opened", "", NOON, by_machine=False, id=1)
    assert judge(clicked(MENU, 1), [opened], SENT).machines == (1,)
    assert judge(clicked(MENU, 3), [opened], SENT).machines == ()


def test_in_the_first_two_minutes_everybody_is_a_machine() -> None:
    early, late = (judge(clicked(MENU, seconds), [], NOON).new for seconds in (119, 120))
    assert early is not None
    assert early.by_machine
    assert late is not None
    assert not late.by_machine


def test_a_scanner_that_looks_like_a_browser_is_told_in_hindsight(
    watched: Watched, smtp_server: SmtpServer
) -> None:
    watched.sent(watched.lead())
    (message,) = smtp_server.mailbox.to(ANN)
    links = links_of(message)
    watched.get(links[MENU], BROWSER)
    assert watched.rows()[0].clicked_at == watched.clock()
    watched.clock.go_on(seconds=4)
    watched.get(links[PRICES], BROWSER)
    assert watched.events() == [("clicked", True)] * 2
    row = watched.rows()[0]
    assert row.clicked_at is None
    assert row.clicked_by_machine_at == watched.clock() - timedelta(seconds=4)


def test_a_mail_that_a_million_requests_open_has_few_events(
    watched: Watched, smtp_server: SmtpServer
) -> None:
    row = watched.sent(watched.lead())
    (message,) = smtp_server.mailbox.to(ANN)
    mail = TrackedMail(row.id or 0, row.lead_id)
    tracker = Tracker(watched.database, watched.parts.settings)
    for number in range(2 * MOST_NOTED):
        watched.clock.go_on(seconds=45)
        for kind, link in (("opened", ""), ("clicked", f"https://lunch.example/{number % 3}")):
            tracker.note(mail, Seen(kind, link, watched.clock(), by_machine=False))  # type: ignore[arg-type]
    assert len(watched.events()) == 2 * MOST_NOTED
    watched.clock.go_on(days=1)
    watched.get(picture_of(message), THUNDERBIRD)
    assert len(watched.events()) == 2 * MOST_NOTED


def test_what_comes_again_at_once_is_noted_once_and_asks_for_no_lock(
    watched: Watched, smtp_server: SmtpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched.sent(watched.lead())
    (message,) = smtp_server.mailbox.to(ANN)
    watched.get(picture_of(message), THUNDERBIRD)
    watched.clock.go_on(seconds=30)
    monkeypatch.setattr(watched.database, "write", None)
    for _ in range(5):
        watched.get(picture_of(message), THUNDERBIRD)
    assert watched.events() == [("opened", False)]


def test_no_pause_of_a_scanner_makes_it_a_person_once_it_was_one() -> None:
    """Link after link, each some seconds after the one before."""
    noted: list[Seen] = []
    for number in range(MOST_NOTED + 20):
        judgement = judge(clicked(f"{MENU}/{number}", 6.0 * number), noted, SENT)
        noted = [
            replace(one, by_machine=one.by_machine or one.id in judgement.machines) for one in noted
        ]
        if judgement.new is not None:
            noted.append(replace(judgement.new, id=number))
    assert [one.by_machine for one in noted] == [True] * MOST_NOTED
