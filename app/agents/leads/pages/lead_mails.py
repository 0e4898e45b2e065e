"""The mails of a sequence as the pages of a lead and of drafts show them, and the campaigns that a
lead is in or may come to."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from app.agents.leads.pages import words
from app.agents.leads.tables import Campaign, CampaignLead, CampaignStatus, SequenceMail
from app.parts.http.pages import Badge
from app.parts.store.statements import required_id

OUTCOMES = (
    ("unsubscribed", "unsubscribed_at"),
    ("bounced", "bounced_at"),
    ("replied", "replied_at"),
    ("sent", "sent_at"),
)
"""What is said of a mail, by the first of these moments that it has."""


MOST_OFFERED = 100


@dataclass(frozen=True, slots=True)
class InCampaign:
    """`ended_because` "" while mails may follow."""

    id: int
    name: str
    status: Badge
    ended_because: str


@dataclass(frozen=True, slots=True)
class Campaigns:
    """`offered`: id and name of those that the lead may be put into, the newest first."""

    joined: tuple[InCampaign, ...] = ()
    offered: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class MailView:
    """`at`: the moment of what `badge` says. `rests_on`: what the ground rested on when the mail
    was decided on; `countries`: the signs of the country, each with where it was seen."""

    id: int
    campaign_id: int
    campaign: str
    number: int
    step: str
    subject: str
    badge: Badge
    at: datetime | None
    scheduled_for: datetime | None
    paragraphs: tuple[tuple[str, ...], ...]
    refusal: str
    ground: str
    rule: str
    rests_on: tuple[tuple[str, str], ...] = ()
    countries: tuple[tuple[str, str, str], ...] = ()


def mail_of(row: SequenceMail, campaigns: Mapping[int, str]) -> MailView:
    badge, at = outcome_of(row)
    return MailView(
        id=required_id(row.id),
        campaign_id=row.campaign_id,
        campaign=campaigns.get(row.campaign_id, ""),
        number=row.email_sequence,
        step=row.step,
        subject=row.subject,
        badge=badge,
        at=at,
        scheduled_for=row.scheduled_for if row.sent_at is None else None,
        paragraphs=paragraphs_of(row.body),
        refusal=row.refusal or "",
        ground=row.ground or "",
        rule=" ".join(filter(None, (row.rule, row.rules_version))),
        rests_on=tuple(rests_on(row.ground_evidence)),
        countries=tuple(
            (one["country"], one["source"], one["value"]) for one in row.country_evidence
        ),
    )


def rests_on(evidence: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """What is there of it, by its name and in words; "name" is the ground's own."""
    for name, value in evidence.items():
        if name != "name" and value not in (None, ""):
            yield name, {True: "yes", False: "no"}.get(value, str(value))  # type: ignore[call-overload]


def outcome_of(row: SequenceMail) -> tuple[Badge, datetime | None]:
    for name, moment in OUTCOMES:
        at: datetime | None = getattr(row, moment)
        if at is not None:
            return words.MAILS[name], at
    return words.badge(words.MAILS, row.state), row.approved_at


def paragraphs_of(body: str) -> tuple[tuple[str, ...], ...]:
    """The lines of each: a template would put all on one."""
    parts = body.replace("\r\n", "\n").split("\n\n")
    return tuple(tuple(part.strip("\n").split("\n")) for part in parts if part.strip())


def campaigns_of(session: Session, lead_id: int) -> Campaigns:
    ways = (
        select(CampaignLead, Campaign)
        .join(Campaign, col(Campaign.id) == CampaignLead.campaign_id)
        .where(CampaignLead.lead_id == lead_id)
        .order_by(col(Campaign.id).desc())
    )
    joined = tuple(
        InCampaign(
            way.campaign_id,
            campaign.name,
            words.badge(words.CAMPAIGNS, campaign.status),
            way.ended_because if way.ended_at else "",
        )
        for way, campaign in session.exec(ways)
    )
    others = (
        select(Campaign.id, Campaign.name)
        .where(
            Campaign.status != CampaignStatus.STOPPED,
            col(Campaign.id).not_in([one.id for one in joined]),
        )
        .order_by(col(Campaign.id).desc())
        .limit(MOST_OFFERED)
    )
    return Campaigns(joined, tuple((required_id(row[0]), row[1]) for row in session.exec(others)))
