"""A tiny second agent: greets the people in its own file, each by a letter.

It is all that an agent needs: this folder, and a line in the list (`with_greeter`).
"""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import typer
from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from sqlmodel import col, select, update

from app.lib.errors import MisconfiguredError
from app.lib.settings.settings import Settings
from app.parts.agent import Agent, LookAtParts, RunHere, StillOurs
from app.parts.mail.tables import Mail, MailKind, MailPhase
from app.parts.parts import Parts, make_outbox
from app.parts.queue.queues import ASSISTANT_QUEUE
from app.parts.runs import endings, lease, runs
from app.parts.runs.lease import Claim
from app.parts.runs.tables import AgentRun, MailStatus
from tests.second_agent.troubles import make_trouble

NAME = "greeter"
FILE = Path("greeter.txt")
"""An address a line."""


def people(_: Settings) -> Sequence[str]:
    """Raises MisconfiguredError."""
    addresses()
    return ["everybody"]


def addresses() -> list[str]:
    try:
        lines = FILE.read_text().split()
    except OSError as error:
        raise MisconfiguredError([f"{FILE} cannot be read: it names who is greeted."]) from error
    strange = [line for line in lines if "@" not in line]
    if strange:
        raise MisconfiguredError([f"{FILE}: '{strange[0]}' is no address."])
    return lines


async def greet(parts: Parts, claim: Claim, _still_ours: StillOurs) -> None:
    await make_trouble(claim.profile, parts)
    recipients = addresses()
    now = parts.clock()
    with parts.database.write() as session:
        lease.guard(session, claim, now)
        session.add_all(letter(parts, claim, recipient) for recipient in recipients)
        waiting = {"mail_status": MailStatus.WAITING, "result": {"greeted": len(recipients)}}
        session.execute(update(AgentRun).where(col(AgentRun.id) == claim.run_id).values(**waiting))
    make_outbox(parts).deliver_due(claim.run_id)
    with parts.database.write() as session:
        endings.finish_run(session, claim, now, result={"greeted": len(recipients)})


def letter(parts: Parts, claim: Claim, recipient: str) -> Mail:
    now = parts.clock()
    return Mail(
        run_id=claim.run_id,
        kind=MailKind.LETTER,
        sender="Greeter <greeter@example.com>",
        recipient=recipient,
        message_id=f"greeting-{claim.run_id}.{recipient}",
        subject="Good morning",
        text="Good morning",
        html="<p>Good morning</p>",
        created_at=now,
        next_try_at=now,
        give_up_at=now + timedelta(hours=1),
        changed_at=now,
    )


def settle(parts: Parts, run_id: int) -> None:
    """Notes how many letters arrived."""
    with parts.database.write() as session:
        phases = session.exec(select(Mail.phase).where(Mail.run_id == run_id)).all()
        arrived = phases.count(MailPhase.SENT)
        status = MailStatus.SENT if arrived else MailStatus.FAILED
        values = {"mail_status": status, "result": {"greeted": len(phases), "arrived": arrived}}
        session.execute(update(AgentRun).where(col(AgentRun.id) == run_id).values(**values))


def pages(parts: Parts, _look: LookAtParts) -> Sequence[APIRouter]:
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get("/greetings")
    def greetings() -> str:
        if not FILE.exists():
            raise RuntimeError("a page of the greeter that crashes")
        return f"<p>{len(runs.list_runs(parts.database, agent=NAME, limit=100))} greetings</p>"

    return [router]


def add_commands(app: typer.Typer, _run_here: RunHere) -> None:
    @app.command()
    def greet() -> None:
        """Says who would be greeted."""
        typer.echo(FILE.read_text())


def every_hour(_: Settings) -> timedelta:
    return timedelta(hours=1)


GREETER = Agent(
    name=NAME,
    run=greet,
    profiles=people,
    interval=every_hour,
    queue=ASSISTANT_QUEUE,
    settle=settle,
    pages=pages,
    add_commands=add_commands,
)
