"""A campaign at work, and a desk that incoming mails come to. What a standard asks for is the same
with either database."""

from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path

import pytest

from app.agents.leads.campaigns.offer import CampaignStep
from app.agents.leads.sequence.types import Step
from app.parts.store.database import Database
from tests.leads.campaigns.world import World
from tests.leads.listening.desk import Desk, settings_for
from tests.servers.made_tables import sqlite_with_tables

STEPS = (
    CampaignStep(step=Step.INTRODUCTION, wait_days=0),
    CampaignStep(step=Step.VALUE_PROPOSITION, wait_days=1),
    CampaignStep(step=Step.BREAKUP, wait_days=1),
)


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Desk:
    return Desk(database, settings_for(database, tmp_path))


@contextmanager
def at_work(database: Database, folder: Path) -> Iterator[World]:
    made = World(
        database,
        folder,
        PUBLIC_URL="https://scout.lunch.example",
        API_TOKEN="open-sesame-open-sesame-open",
    )
    yield made
    made.parts.doorbell.close()


@pytest.fixture
def world(database: Database, tmp_path: Path) -> Iterator[World]:
    with at_work(database, tmp_path) as made:
        yield made


@pytest.fixture(scope="package")
def conversation(tmp_path_factory: pytest.TempPathFactory) -> tuple[EmailMessage, ...]:
    """The three mails of one sequence as they were handed to the mail server, in their order."""
    folder = tmp_path_factory.mktemp("conversation")
    database = Database(sqlite_with_tables(folder / "scout.db"))
    with at_work(database, folder) as world:
        world.campaign(world.lead(), steps=STEPS)
        went = world.days(4, hours=24)
    database.close()
    first, second, third = went
    return first.message, second.message, third.message
