"""leads: whom we know, what pages say of them, campaigns, mails, answers, who must not be written to"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.parts.store.database import Json, UtcDateTime

revision: str = "0016"
down_revision: str | Sequence[str] | None = "0015"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

HAS_EMAIL = sa.text("email_key IS NOT NULL")
HAS_SUBJECT = sa.text("subject IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "leads",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("email_key", sa.String(), nullable=True),
        sa.Column("name_key", sa.String(), nullable=True),
        sa.Column("company", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("website_url", sa.Text(), nullable=True),
        sa.Column("linkedin_url", sa.Text(), nullable=True),
        sa.Column("twitter_url", sa.Text(), nullable=True),
        sa.Column("ig_url", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("location", sa.Text(), nullable=True),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("tags", Json, nullable=False, server_default=sa.text("'[]'")),
        sa.Column("ground", sa.String(), nullable=True),
        sa.Column("profile_text", sa.Text(), nullable=True),
        sa.Column("is_role_address", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("is_disposable", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("score_parts", Json, nullable=False, server_default=sa.text("'{}'")),
        sa.Column("missing", Json, nullable=False, server_default=sa.text("'[]'")),
        sa.Column("searched", sa.Text(), nullable=False, server_default=""),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_leads_created_at", "leads", ["created_at", "status"])
    op.create_index("ix_leads_name_key", "leads", ["name_key"])
    op.create_index("ix_leads_score", "leads", ["score", "id"])
    op.create_index("ix_leads_searched", "leads", ["searched", "status", "score", "id"])
    op.create_index("ix_leads_status", "leads", ["status", "id"])
    op.create_index("ix_leads_status_score", "leads", ["status", "score", "id"])
    op.create_index("ix_leads_updated_at", "leads", ["updated_at"])
    op.create_index(
        "uq_leads_email_key",
        "leads",
        ["email_key"],
        unique=True,
        sqlite_where=HAS_EMAIL,
        postgresql_where=HAS_EMAIL,
    )
    op.create_table(
        "lead_research",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lead_id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("depth", sa.String(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("milliseconds", sa.Integer(), nullable=False),
        sa.Column("usd", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"]),
        sa.ForeignKeyConstraint(["run_id"], ["agent_runs.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_lead_research_created_at", "lead_research", ["created_at", "lead_id"])
    op.create_index("ix_lead_research_lead_id", "lead_research", ["lead_id"])
    op.create_index("ix_lead_research_run_id", "lead_research", ["run_id"])
    op.create_table(
        "lead_pages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lead_id", sa.Integer(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("asked_url", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("links", Json, nullable=False, server_default=sa.text("'[]'")),
        sa.Column("fetched_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("lead_id", "url", name="uq_lead_pages_url"),
    )
    op.create_index("ix_lead_pages_lead_id", "lead_pages", ["lead_id"])
    op.create_table(
        "lead_facts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lead_id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("fetched_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"]),
        sa.ForeignKeyConstraint(["run_id"], ["agent_runs.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_lead_facts_lead_id", "lead_facts", ["lead_id"])
    op.create_table(
        "campaigns",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("goal", sa.Text(), nullable=False),
        sa.Column("offer", Json, nullable=False, server_default=sa.text("'{}'")),
        sa.Column("steps", Json, nullable=False, server_default=sa.text("'[]'")),
        sa.Column("approve", sa.String(), nullable=False),
        sa.Column("daily_cap", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "campaign_leads",
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("lead_id", sa.Integer(), nullable=False),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.Column("paused_until", UtcDateTime(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("ended_because", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"]),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"]),
        sa.PrimaryKeyConstraint("campaign_id", "lead_id"),
    )
    op.create_index(
        "ix_campaign_leads_ended", "campaign_leads", ["campaign_id", "ended_at", "ended_because"]
    )
    op.create_index("ix_campaign_leads_lead", "campaign_leads", ["lead_id"])
    op.create_table(
        "email_campaigns",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lead_id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.Column("mail_id", sa.Integer(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("email_sequence", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("claims", Json, nullable=False, server_default=sa.text("'[]'")),
        sa.Column("problems", Json, nullable=False, server_default=sa.text("'[]'")),
        sa.Column("written_by", sa.String(), nullable=False),
        sa.Column("from_email", sa.String(), nullable=False),
        sa.Column("reply_to", sa.String(), nullable=True),
        sa.Column("scheduled_for", UtcDateTime(), nullable=True),
        sa.Column("approved_at", UtcDateTime(), nullable=True),
        sa.Column("approved_by", sa.String(), nullable=True),
        sa.Column("sent_at", UtcDateTime(), nullable=True),
        sa.Column("message_id", sa.String(), nullable=True),
        sa.Column("ground", sa.String(), nullable=True),
        sa.Column("rule", sa.String(), nullable=True),
        sa.Column("rules_version", sa.String(), nullable=True),
        sa.Column("country_evidence", Json, nullable=False, server_default=sa.text("'[]'")),
        sa.Column("refusal", sa.Text(), nullable=True),
        sa.Column("replied_at", UtcDateTime(), nullable=True),
        sa.Column("bounced_at", UtcDateTime(), nullable=True),
        sa.Column("bounce_type", sa.String(), nullable=True),
        sa.Column("opened_at", UtcDateTime(), nullable=True),
        sa.Column("clicked_at", UtcDateTime(), nullable=True),
        sa.Column("unsubscribed_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"]),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"]),
        sa.ForeignKeyConstraint(["run_id"], ["agent_runs.id"]),
        sa.ForeignKeyConstraint(["mail_id"], ["mails.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("message_id"),
        sa.UniqueConstraint(
            "campaign_id", "lead_id", "email_sequence", name="uq_email_campaigns_sequence"
        ),
    )
    op.create_index(
        "ix_email_campaigns_counted",
        "email_campaigns",
        [
            *("campaign_id", "step", "email_sequence", "state", "mail_id"),
            *("sent_at", "replied_at", "bounced_at", "unsubscribed_at"),
        ],
    )
    op.create_index("ix_email_campaigns_drafts", "email_campaigns", ["state", "id", "campaign_id"])
    op.create_index("ix_email_campaigns_lead", "email_campaigns", ["lead_id"])
    op.create_index("ix_email_campaigns_mail_id", "email_campaigns", ["mail_id"])
    op.create_index(
        "ix_email_campaigns_marks",
        "email_campaigns",
        ["sent_at", "replied_at", "bounced_at", "unsubscribed_at", "opened_at", "clicked_at"],
    )
    op.create_index("ix_email_campaigns_sent_at", "email_campaigns", ["from_email", "sent_at"])
    op.create_index("ix_email_campaigns_state", "email_campaigns", ["state", "scheduled_for"])
    op.create_table(
        "email_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lead_id", sa.Integer(), nullable=True),
        sa.Column("email_campaign_id", sa.Integer(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("by_machine", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("source_key", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"]),
        sa.ForeignKeyConstraint(["email_campaign_id"], ["email_campaigns.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("source_key"),
    )
    op.create_index("ix_email_events_email_campaign_id", "email_events", ["email_campaign_id"])
    op.create_index("ix_email_events_lead", "email_events", ["lead_id", "id"])
    op.create_table(
        "suppressions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("address_digest", sa.String(), nullable=False),
        sa.Column("hint", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("address_digest"),
    )
    op.create_table(
        "consents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lead_id", sa.Integer(), nullable=True),
        sa.Column("address_digest", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("previous_digest", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("digest"),
    )
    op.create_index("ix_consents_address_digest", "consents", ["address_digest"])
    op.create_index("ix_consents_lead_id", "consents", ["lead_id"])
    op.create_table(
        "inbox_places",
        sa.Column("mailbox", sa.String(), nullable=False),
        sa.Column("uid_validity", sa.Integer(), nullable=False),
        sa.Column("last_uid", sa.Integer(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("mailbox"),
    )
    op.create_index(
        "ix_api_usage_subject",
        "api_usage",
        ["subject"],
        sqlite_where=HAS_SUBJECT,
        postgresql_where=HAS_SUBJECT,
    )


def downgrade() -> None:
    op.drop_index("ix_api_usage_subject", "api_usage")
    op.drop_table("inbox_places")
    op.drop_table("consents")
    op.drop_table("suppressions")
    op.drop_table("email_events")
    op.drop_table("email_campaigns")
    op.drop_table("campaign_leads")
    op.drop_table("campaigns")
    op.drop_table("lead_facts")
    op.drop_table("lead_pages")
    op.drop_table("lead_research")
    op.drop_table("leads")
