"""Columns that several of the lead agent's tables have."""

from typing import Any

from sqlalchemy import Column, ForeignKey, text
from sqlmodel import Field

from app.parts.mail.tables import Mail
from app.parts.runs.tables import AgentRun
from app.parts.store.database import Json
from app.parts.store.statements import table_of

RUN_ID, MAIL_ID = table_of(AgentRun).c.id, table_of(Mail).c.id


def json_list() -> Any:
    return Field(
        default_factory=list,
        sa_column=Column(Json, nullable=False, server_default=text("'[]'")),
    )


def json_object() -> Any:
    return Field(
        default_factory=dict,
        sa_column=Column(Json, nullable=False, server_default=text("'{}'")),
    )


def of_lead() -> Any:
    return Field(sa_column=Column(ForeignKey("leads.id"), nullable=False, index=True))
