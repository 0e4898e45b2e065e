"""Keeps from run to run how much the model manages, in the database."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit, urlunsplit

from sqlalchemy import Text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Field, SQLModel

from app.agents.scout.judge.load import MOST_AT_ONCE, Load
from app.lib.settings.settings import Settings
from app.parts.parts import Parts
from app.parts.store.database import UtcDateTime

DEFAULT_ENDPOINT = "the provider's own"


class ModelLoad(SQLModel, table=True):
    """How much a model manages within the time limit of a question, as last learnt.

    `endpoint` without user, password and query: they may be secrets.
    """

    __tablename__ = "model_loads"

    endpoint: str = Field(sa_type=Text, primary_key=True)
    model: str = Field(sa_type=Text, primary_key=True)
    items: int
    text_tokens: int
    at_once: int
    learnt_at: datetime = Field(sa_type=UtcDateTime)


@dataclass(frozen=True, slots=True)
class LoadMemory:
    """Of the model that is set. Of two runs that learn at once the word of one stays."""

    parts: Parts

    def recall(self) -> Load | None:
        """Raises DatabaseAwayError."""
        with self.parts.database.read() as session:
            row = session.get(ModelLoad, key_of(self.parts.settings))
        if row is None:
            return None
        load = Load(at_once=max(1, min(row.at_once, MOST_AT_ONCE)))
        return load.with_size("triage", row.items).with_size("review", row.text_tokens)

    def keep(self, load: Load) -> None:
        """Raises DatabaseAwayError."""
        endpoint, model = key_of(self.parts.settings)
        row = ModelLoad(
            endpoint=endpoint,
            model=model,
            items=load.triage,
            text_tokens=load.review,
            at_once=load.at_once,
            learnt_at=self.parts.clock(),
        )
        # Of two whose word would be the first, one is refused: nothing is lost with it.
        with suppress(IntegrityError), self.parts.database.write() as session:
            session.merge(row)


def key_of(settings: Settings) -> tuple[str, str]:
    """The endpoint without what may be secret in its address, and the model's name."""
    address = urlsplit(settings.openai_base_url or "")
    host = address.netloc.rpartition("@")[2]
    endpoint = urlunsplit((address.scheme, host, address.path, "", ""))
    return endpoint or DEFAULT_ENDPOINT, settings.openai_model
