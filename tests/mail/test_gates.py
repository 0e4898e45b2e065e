"""A mail of an agent's own kind goes only while its gate lets it, up to the final dot."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, select

from app.parts.mail import settling
from app.parts.mail.gates import Gate, Held, Outcome
from app.parts.mail.outbox import CRASHED, CRASHED_GATE_WAIT, Outbox
from app.parts.mail.sender import Sender, SmtpSender
from app.parts.mail.tables import Mail, MailPhase
from app.parts.store.database import Database
from tests.mail.test_outbox import build
from tests.servers.scripted_smtp import ScriptedSmtp

KIND = "news"


@dataclass
class PlayedGate:
    """Answers in turn with what it was given; the last answer stands."""

    answers: list[Held | Exception | None]
    asked: int = 0
    heard: list[MailPhase] = field(default_factory=list)
    refused: str = ""

    def may_go(self, _session: Session, _mail: Mail, _now: datetime, at_dot: bool) -> Held | None:
        assert at_dot == (self.asked % 2 == 1)
        answer = self.answers[min(self.asked, len(self.answers) - 1)]
        self.asked += 1
        if isinstance(answer, Exception):
            raise answer
        return answer

    def note(self, _session: Session, _mail: Mail, outcome: Outcome, _now: datetime) -> None:
        self.heard.append(outcome.phase)
        self.refused = outcome.recipient_refused

    @property
    def gates(self) -> dict[str, Gate]:
        return {KIND: Gate(self.may_go, self.note)}


@pytest.fixture(autouse=True)
def mail(database: Database, noon: datetime) -> None:
    with database.write() as session:
        session.add(
            Mail(
                kind=KIND,
                recipient="ann@example.com",
                message_id="news-1.a@example.com",
                created_at=noon,
                next_try_at=noon,
                give_up_at=noon + timedelta(days=1),
                changed_at=noon,
            )
        )


def stored(database: Database) -> Mail:
    with database.read() as session:
        return session.exec(select(Mail)).one()


def sender(port: int) -> Sender:
    return SmtpSender("127.0.0.1", port, "none", reply_seconds=1, reply_after_dot_seconds=0.3)


Deliver = Callable[[PlayedGate], list[bytes]]


@pytest.fixture
def deliver(database: Database, noon: datetime) -> Deliver:
    def once(gate: PlayedGate) -> list[bytes]:
        """What the server took."""
        with ScriptedSmtp() as server:
            Outbox(
                database, sender(server.port), build, lambda: noon, gates=gate.gates
            ).deliver_due()
        return server.bodies

    return once


def test_what_its_gate_lets_go_is_sent_and_the_gate_hears_of_it(
    database: Database, deliver: Deliver
) -> None:
    gate = PlayedGate([None])
    assert len(deliver(gate)) == 1
    assert (stored(database).phase, gate.asked, gate.heard) == ("sent", 2, ["sent"])


def test_held_for_good_it_ends_with_the_reason_and_is_never_sent(
    database: Database, deliver: Deliver
) -> None:
    assert deliver(PlayedGate([Held("They answered.")])) == []
    assert (stored(database).phase, stored(database).error) == ("failed", "They answered.")
    assert deliver(PlayedGate([None])) == []


def test_held_for_later_it_is_asked_about_again_then(
    database: Database, deliver: Deliver, noon: datetime
) -> None:
    tomorrow = noon + timedelta(days=1)
    assert deliver(PlayedGate([Held("It is night there.", tomorrow)])) == []
    mail = stored(database)
    assert (mail.phase, mail.next_try_at, mail.owner) == ("open", tomorrow, None)
    assert mail.give_up_at > tomorrow


def test_what_came_while_the_server_was_spoken_to_still_stops_it(
    database: Database, deliver: Deliver
) -> None:
    gate = PlayedGate([None, Held("They answered.")])
    assert deliver(gate) == []
    assert (stored(database).phase, stored(database).error) == ("failed", "They answered.")
    assert (stored(database).owner, gate.heard) == (None, [])


def test_without_its_gate_a_mail_of_that_kind_is_left_alone(
    database: Database, noon: datetime
) -> None:
    with ScriptedSmtp() as server:
        Outbox(database, sender(server.port), build, lambda: noon).deliver_due()
    assert (server.bodies, stored(database).tries) == ([], 0)


@pytest.mark.parametrize("answers", [[ValueError("a bug")], [None, ValueError("a bug")]], ids=str)
def test_a_gate_that_crashes_lets_nothing_go(
    database: Database, deliver: Deliver, answers: list[Held | Exception | None], noon: datetime
) -> None:
    assert deliver(PlayedGate(answers)) == []
    mail = stored(database)
    assert (mail.phase, mail.owner, mail.error) == ("open", None, CRASHED)
    assert noon < mail.next_try_at <= noon + CRASHED_GATE_WAIT


def test_a_gate_that_crashes_holds_up_none_of_the_mails_behind_it(
    database: Database, deliver: Deliver, noon: datetime
) -> None:
    with database.write() as session:
        other = Mail(**stored(database).model_dump() | {"id": None, "kind": "letter"})
        other.message_id, other.next_try_at = "letter@example.com", noon
        session.add(other)
    assert len(deliver(PlayedGate([ValueError("a bug")]))) == 1


@pytest.mark.parametrize("kind", ["letter", KIND])
def test_what_may_have_arrived_is_never_resent_if_a_gate_watches_it(
    database: Database, noon: datetime, kind: str
) -> None:
    """Whatever the operator chose for the mails of all."""
    with database.write() as session:
        mail = session.exec(select(Mail)).one()
        mail.kind = kind
        session.add(mail)
    with ScriptedSmtp(dot="cut") as server:
        Outbox(
            database,
            sender(server.port),
            build,
            lambda: noon,
            "resend",
            gates=PlayedGate([None]).gates,
        ).deliver_due()
    assert stored(database).phase == ("open" if kind == "letter" else "unknown")


@pytest.mark.parametrize("kind", ["letter", KIND])
def test_nor_when_its_sender_died(database: Database, noon: datetime, kind: str) -> None:
    with database.write() as session:
        mail = session.exec(select(Mail)).one()
        mail.kind, mail.phase, mail.owner = kind, MailPhase.DOT, "dead"
        session.add(mail)
    assert settling.settle_abandoned(database, noon + timedelta(hours=1), "resend") == 1
    assert stored(database).phase == ("open" if kind == "letter" else "unknown")
