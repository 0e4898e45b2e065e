"""`scout check`: one line for each part, "ok" or what to do."""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress

import structlog
from pydantic import SecretStr

from app.lib.errors import MisconfiguredError, PermanentError, ScoutError
from app.lib.mail_address import parse_sender
from app.lib.settings.problems import misspelt
from app.lib.settings.settings import Settings, load_settings
from app.parts.agent import Agent, Say
from app.parts.mail.sender import FileSender, SmtpSender
from app.parts.parts import Parts, make_sender, open_parts
from app.service.agents import AGENTS, check_agents, fault_of

log = structlog.get_logger("check")
LIMIT_SECONDS = 10.0
"""To wait for a rate limit of the model: who checks sees more in its length than in an answer."""


def check_everything(say: Say) -> bool:
    """True when every part works."""
    try:
        settings = load_settings()
        check_agents(settings)
        parts = open_parts(settings, need_redis=False)
    except MisconfiguredError as error:
        for problem in error.problems:
            say(f"settings: {problem}")
        say_what_is_misspelt(say)
        return False
    try:
        say("settings: ok")
        say_what_is_misspelt(say)
        results = [
            outcome("database", parts.database.ping, say),
            outcome("redis", parts.doorbell.ping, say),
            check_mail(parts, say),
            asyncio.run(check_model(parts, say)),
            *(check_agent(agent, parts, say) for agent in AGENTS),
        ]
        return all(results)
    finally:
        parts.close()


def check_agent(agent: Agent, parts: Parts, say: Say) -> bool:
    """One of the service's catch-all boundaries: what one agent's check raises is told, and the
    others are looked at."""
    try:
        return agent.check(parts, say)
    except ScoutError as error:
        say(f"{agent.name}: {error}")
    except Exception as error:
        log.exception("agent.crashed", agent=agent.name)
        say(fault_of(agent, "its check ended early", error))
    return False


def say_what_is_misspelt(say: Say) -> None:
    with suppress(MisconfiguredError):  # a file that cannot be read has been told of
        for line in misspelt(Settings):
            say(f"settings: {line}")


def outcome(name: str, check: Callable[[], object], say: Say) -> bool:
    try:
        check()
    except ScoutError as error:
        say(f"{name}: {error}")
        return False
    say(f"{name}: ok")
    return True


def check_mail(parts: Parts, say: Say) -> bool:
    sender = make_sender(parts.settings)
    if isinstance(sender, SmtpSender):
        return check_mail_server(sender, parts.settings, say)
    if isinstance(sender, FileSender):
        return outcome("mail (files, no SMTP_HOST is set)", sender.check, say)
    return True


def check_mail_server(sender: SmtpSender, settings: Settings, say: Say) -> bool:
    """A recipient that is put off is no fault: the summary's mail is tried again, too."""
    try:
        faults = sender.check(str(parse_sender(settings.email_from)), settings.email_to)
    except ScoutError as error:
        say(f"mail server: {error}")
        return False
    say("mail server: ok")
    for recipient, fault in faults.items():
        later = "" if isinstance(fault, PermanentError) else "put off, tried again by itself: "
        say(f"mail to {recipient}: {later}{fault}")
    return not any(isinstance(fault, PermanentError) for fault in faults.values())


async def check_model(parts: Parts, say: Say) -> bool:
    settings = parts.settings
    if settings.openai_api_key is None:
        say("model: none (no OPENAI_API_KEY); the keyword scorer is used")
        return True
    from app.parts.model.prices import unknown_price

    try:
        await ask_model(settings, settings.openai_api_key)
    except ScoutError as error:
        say(f"model {settings.openai_model}: {error}")
        return False
    say(f"model {settings.openai_model}: ok")
    unknown = unknown_price(settings.openai_model)
    if unknown:
        say(f"model {settings.openai_model}: {unknown}")
    return True


async def ask_model(settings: Settings, api_key: SecretStr) -> None:
    """One short question. Raises the ModelError that says why it has no answer."""
    from pydantic import BaseModel

    from app.parts.model.configured import client_of

    class Ping(BaseModel):
        word: str

    waits_until = time.monotonic() + LIMIT_SECONDS
    async with client_of(settings, api_key, waits_until=waits_until) as client:
        system = 'Answer with JSON: {"word": "ok"}'
        await client.ask(system=system, user="ok?", reply=Ping, max_output_tokens=50)
