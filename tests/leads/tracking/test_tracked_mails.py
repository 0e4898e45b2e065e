"""Mails whose opens and clicks may be counted: what they look like, what is noted, what is not."""

from datetime import timedelta

import httpx
import pytest

from app.agents.leads.campaigns.figures import funnel_of
from app.agents.leads.intake.erase import erase, keeping_of
from app.lib.errors import TransientError
from app.service.application import create_app
from tests.conftest import PATIENCE_SECONDS
from tests.leads.campaigns.test_gate import unsubscribed
from tests.leads.tracking.watched import (
    BROWSER,
    GMAIL,
    MENU,
    PRICES,
    PUBLIC_URL,
    THUNDERBIRD,
    Watched,
    links_of,
    part_of,
    picture_of,
    said_by,
)
from tests.servers.killing import wait_until
from tests.servers.live_api import served
from tests.servers.services import SmtpServer

ANN = "ann@acme.example"


def test_a_mail_has_a_dot_and_links_through_us_and_its_text_as_it_was_approved(
    watched: Watched, smtp_server: SmtpServer
) -> None:
    row = watched.sent(watched.lead())
    (message,) = smtp_server.mailbox.to(ANN)
    assert " ".join(part_of(message, "plain").split()) == " ".join(row.body.split())
    links = links_of(message)
    # Not compared with the header's, which may be signed in another second.
    (unsubscribe,) = set(links) - {MENU, PRICES}
    assert unsubscribe.startswith(f"{PUBLIC_URL}/unsubscribe/")
    assert links[unsubscribe] == unsubscribe
    for address in (MENU, PRICES):
        assert links[address].startswith(f"{PUBLIC_URL}/follow/")
    for url in (picture_of(message), links[MENU]):
        assert not {"ann", "nkosi", "acme"} & set(said_by(url).lower().replace('"', " ").split())
        assert ANN not in said_by(url)


def test_a_link_leads_to_the_address_of_the_mail_and_a_changed_one_nowhere(
    watched: Watched, smtp_server: SmtpServer
) -> None:
    watched.sent(watched.lead())
    (message,) = smtp_server.mailbox.to(ANN)
    for address in (MENU, PRICES):
        answer = watched.get(links_of(message)[address], BROWSER)
        assert (answer.status_code, answer.headers["location"]) == (302, address)
    token = links_of(message)[MENU].rpartition("/")[2]
    of_picture = picture_of(message).rpartition("/")[2]
    bad = [watched.get(f"/follow/{one}", BROWSER) for one in (token[:-2], "x" * 9_000, of_picture)]
    bad.append(watched.get(f"/follow/{token}?to=https://evil.example/", BROWSER))
    assert bad.pop().headers["location"] == MENU
    assert {(one.status_code, one.text) for one in bad} == {(404, bad[0].text)}
    good, other = (watched.get(f"/opened/{one}", THUNDERBIRD) for one in (of_picture, token))
    assert (good.status_code, good.content) == (other.status_code, other.content)
    assert good.headers["content-type"] == "image/gif"


def test_what_people_do_is_counted_apart_from_what_machines_do(
    watched: Watched, smtp_server: SmtpServer
) -> None:
    row = watched.sent(watched.lead())
    (message,) = smtp_server.mailbox.to(ANN)
    watched.get(picture_of(message), GMAIL)
    assert watched.rows()[0].opened_at is None
    watched.clock.go_on(hours=1)
    opened_at = watched.clock()
    watched.get(picture_of(message), THUNDERBIRD)
    watched.clock.go_on(minutes=1)
    watched.get(links_of(message)[MENU], BROWSER)
    watched.clock.go_on(days=1)
    watched.get(picture_of(message), THUNDERBIRD)
    watched.get(picture_of(message), THUNDERBIRD, "HEAD")
    assert watched.events() == [
        ("opened", True),
        *(("opened", False), ("clicked", False), ("opened", False)),
        ("opened", True),
    ]
    stored = watched.rows()[0]
    assert (stored.opened_at, stored.clicked_at) == (opened_at, opened_at + timedelta(minutes=1))
    with watched.database.read() as session:
        mails = funnel_of(session, row.campaign_id).mails
    assert (mails.opened_by_people, mails.clicked_by_people) == (1, 1)
    assert (mails.opened_by_machines, mails.clicked_by_machines) == (1, 0)
    told = watched.client.get(f"/api/campaigns/{row.campaign_id}").json()["figures"]
    assert (told["opened_by_people"], told["opened_by_machines"]) == (1, 1)
    assert told["by_step"]["introduction"]["clicked_by_people"] == 1
    page = watched.client.get(f"/campaigns/{row.campaign_id}").text
    assert "People opened 1 and followed links of 1; machines opened 1" in page
    analytics = watched.client.get("/api/leads/analytics?range=all").json()
    assert [analytics[name] for name in ("opened", "clicked", "opened_by_machines")] == [1, 1, 1]


def test_without_tracking_there_is_no_dot_and_earlier_links_lead_on_unseen(
    watched: Watched, smtp_server: SmtpServer
) -> None:
    watched.sent(watched.lead())
    (before,) = smtp_server.mailbox.to(ANN)
    watched.set(tracking=False)
    assert watched.get(picture_of(before), THUNDERBIRD).status_code == 404
    assert watched.get(links_of(before)[MENU], BROWSER).headers["location"] == MENU
    watched.sent(watched.lead("ben@acme.example"))
    (after,) = smtp_server.mailbox.to("ben@acme.example")
    assert "<img" not in part_of(after, "html")
    assert all(leads_to == says for says, leads_to in links_of(after).items())
    watched.set(tracking=True)
    assert watched.events() == []


def test_a_mail_that_waited_is_made_ready_by_the_setting_of_the_day_it_goes(
    watched: Watched, smtp_server: SmtpServer
) -> None:
    watched.approved(watched.lead())
    watched.set(tracking=False)
    watched.outbox.deliver_due()
    (message,) = smtp_server.mailbox.to(ANN)
    assert "<img" not in part_of(message, "html")


def test_a_mail_that_is_tried_again_is_the_same_unless_it_may_be_tracked_no_more(
    watched: Watched, smtp_server: SmtpServer
) -> None:
    watched.approved(watched.lead())
    smtp_server.mailbox.answer_to_data = "451 later"
    kept = []
    for _ in range(2):
        watched.outbox.deliver_due()
        kept.append(watched.mails()[0].html)
        watched.clock.go_on(minutes=5)
    assert "<img" in kept[0]
    assert kept[0] == kept[1]
    watched.set(tracking=False)
    watched.outbox.deliver_due()
    assert "<img" not in watched.mails()[0].html


def test_nothing_is_noted_once_they_answered_object_or_are_gone(
    watched: Watched, smtp_server: SmtpServer
) -> None:
    lead = watched.lead()
    row = watched.sent(lead)
    (message,) = smtp_server.mailbox.to(ANN)
    unsubscribed(watched, lead, row.campaign_id)
    watched.get(picture_of(message), THUNDERBIRD)
    assert watched.events() == []
    settings = watched.parts.settings
    erase(watched.database, lead, watched.clock(), keeping_of(settings))
    assert watched.get(picture_of(message), THUNDERBIRD).status_code == 200
    assert watched.get(links_of(message)[MENU], BROWSER).headers["location"] == MENU
    assert watched.events() == []


def test_a_link_leads_on_although_the_database_is_away(
    watched: Watched, smtp_server: SmtpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched.sent(watched.lead())
    (message,) = smtp_server.mailbox.to(ANN)

    def away(*_: object) -> None:
        raise TransientError("away")

    monkeypatch.setattr("app.agents.leads.pages.tracking_routes.Tracker.note", away)
    assert watched.get(links_of(message)[MENU], BROWSER).headers["location"] == MENU
    assert watched.get(picture_of(message), THUNDERBIRD).status_code == 200


def test_what_is_opened_two_months_later_is_not_noted(
    watched: Watched, smtp_server: SmtpServer
) -> None:
    watched.sent(watched.lead())
    (message,) = smtp_server.mailbox.to(ANN)
    watched.clock.go_on(days=61)
    watched.get(picture_of(message), THUNDERBIRD)
    assert watched.events() == []


def test_it_works_over_a_real_connection(watched: Watched, smtp_server: SmtpServer) -> None:
    watched.sent(watched.lead())
    (message,) = smtp_server.mailbox.to(ANN)
    path = picture_of(message).removeprefix(PUBLIC_URL)
    with served(create_app(watched.parts)) as port:
        url = f"http://127.0.0.1:{port}{path}"
        answer = httpx.get(url, headers=THUNDERBIRD, timeout=PATIENCE_SECONDS)
        assert answer.content.startswith(b"GIF89a")
        assert wait_until(lambda: watched.events() == [("opened", False)])
