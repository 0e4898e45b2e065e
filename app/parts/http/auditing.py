"""Notes who did what: every request that changed something, in one place for all routes."""

from datetime import datetime

import structlog
from anyio.to_thread import run_sync

from app.lib.clock import Clock
from app.lib.errors import TransientError
from app.parts.http.asgi import Asgi, Message, Receive, Scope, Send
from app.parts.http.guard import ASKED
from app.parts.http.own_network import address_of
from app.parts.http.route_table import NO_ROUTE, SAFE_METHODS, Asked
from app.parts.people.audit import note
from app.parts.people.person import PERSON, STRANGER, Person
from app.parts.store.database import Database

REFUSED_FROM = 400

log = structlog.get_logger("audit")


class Auditing:
    """What was refused or went wrong changed nothing and is not noted. What a route notes by itself
    (`note`) has no words in the table of routes."""

    def __init__(self, app: Asgi, database: Database, clock: Clock) -> None:
        self.app = app
        self.database = database
        self.clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        state = scope.get("state", {})
        person, asked = state.get(PERSON, STRANGER), state.get(ASKED, NO_ROUTE)
        is_safe = scope["type"] != "http" or scope["method"] in SAFE_METHODS
        if is_safe or person is STRANGER or not asked.does:
            await self.app(scope, receive, send)
            return

        async def noting(message: Message) -> None:
            """Before the answer goes: whoever got it finds it noted."""
            if message["type"] == "http.response.start" and message["status"] < REFUSED_FROM:
                await run_sync(self.store, person, asked, self.clock(), address_of(scope))
            await send(message)

        await self.app(scope, receive, noting)

    def store(self, person: Person, asked: Asked, now: datetime, address: str) -> None:
        """It is done already: that it cannot be stored is told in the log."""
        try:
            with self.database.write() as session:
                note(session, person, asked.does, asked.subject, now=now, address=address)
        except TransientError as error:
            log.warning(
                "audit.not_stored",
                who=person.user_id,
                action=asked.does,
                subject=asked.subject,
                reason=str(error),
            )
