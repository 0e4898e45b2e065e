"""Fills an empty database with a believable past."""

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta

from sqlmodel import SQLModel

from app.agents.leads.tables import (
    Campaign,
    CampaignLead,
    Consent,
    ConsentWords,
    EmailEvent,
    Lead,
    LeadFact,
    LeadResearch,
    SequenceMail,
    Suppression,
)
from app.agents.scout.agent import NAME as AGENT
from app.agents.scout.gather.tables import Article, Site, SiteVisit
from app.agents.scout.tables import Digest, Feedback, Pick, VerdictRow, VoteEvent
from app.parts.alarm.silences import Silence
from app.parts.mail.tables import Mail, PausedRecipient
from app.parts.runs.tables import AgentRun
from app.parts.store.api_usage import ApiUsage
from app.parts.store.database import Database
from app.parts.store.statements import table_of
from benchmarks.page_times import rows, rows_of_leads, rows_of_scout
from benchmarks.page_times.bulk import Row, insert, let_the_planner_know
from benchmarks.page_times.shape import Past


def silences(past: Past) -> Iterable[Row]:
    yield {
        "agent": AGENT,
        "profile": past.brand.id,
        "since": past.now - timedelta(days=9, minutes=40),
        "seen_at": past.now - timedelta(days=9),
        "over_at": past.now - timedelta(days=8),
    }


TABLES: Mapping[type[SQLModel], Callable[[Past], Iterable[Row]]] = {
    Site: rows.sites,
    AgentRun: rows.runs,
    SiteVisit: rows.visits,
    Article: rows.articles,
    VerdictRow: rows_of_scout.verdicts,
    Pick: rows_of_scout.picks,
    Mail: rows_of_scout.mails,
    Feedback: rows_of_scout.votes,
    VoteEvent: rows_of_scout.vote_events,
    ApiUsage: rows.usage,
    Digest: rows_of_scout.digests,
    Silence: silences,
    PausedRecipient: rows_of_scout.paused,
    Lead: rows_of_leads.leads,
    LeadResearch: rows_of_leads.research,
    LeadFact: rows_of_leads.facts,
    Campaign: rows_of_leads.campaigns,
    CampaignLead: rows_of_leads.campaign_leads,
    SequenceMail: rows_of_leads.mails,
    EmailEvent: rows_of_leads.events,
    Suppression: rows_of_leads.suppressions,
    Consent: rows_of_leads.consents,
    ConsentWords: rows_of_leads.consent_words,
}
"""A table comes after those it points to."""


def seed(database: Database, past: Past) -> None:
    for model, rows_of in TABLES.items():
        insert(database, table_of(model), rows_of(past))
    let_the_planner_know(database)
