"""An event is kept once, on both databases, however many bring it at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from sqlmodel import select

from app.agents.team.tables import WebhookEvent
from app.agents.team.webhooks.checking.internal_tokens import Shown, use_once
from app.agents.team.webhooks.events import Incoming
from app.agents.team.webhooks.http.keeping import Keeper
from app.parts.store.database import Database

EACH = 20


def test_of_many_that_bring_an_event_at_once_one_is_told_that_it_is_new(
    database: Database, noon: datetime
) -> None:
    """Two processes: what two threads of one bring shares a transaction."""
    keepers = [Keeper(database), Keeper(database)]

    def bring(number: int) -> tuple[str, bool]:
        event_id = f"e{number % EACH}"
        incoming = Incoming("email", event_id, "", b"Hello", noon)
        return event_id, keepers[number % 2].keep(incoming)

    with ThreadPoolExecutor(16) as pool:
        told = list(pool.map(bring, range(EACH * 7)))
    expected = sorted(f"e{number}" for number in range(EACH))
    assert sorted(event_id for event_id, is_new in told if is_new) == expected
    with database.read() as session:
        kept = session.exec(select(WebhookEvent.event_id)).all()
    assert sorted(kept) == expected


def test_a_token_is_used_once(database: Database, noon: datetime) -> None:
    shown = Shown("jti", noon, {})
    with database.write() as session:
        assert use_once(session, shown)
    with database.write() as session:
        assert not use_once(session, shown)
