"""what the team keeps: answers of models, insights, calls and what to say in them"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.parts.store.database import Json, UtcDateTime

revision: str = "0022"
down_revision: str | Sequence[str] | None = "0021"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "model_answers",
        sa.Column("question_digest", sa.String(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("prompt_version", sa.String(), nullable=False),
        sa.Column("answer", Json, nullable=False),
        sa.PrimaryKeyConstraint("question_digest"),
    )
    op.create_index("ix_model_answers_created_at", "model_answers", ["created_at"])
    op.create_table(
        "calendar_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("stamped_at", UtcDateTime(), nullable=True),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("organizer", sa.String(), nullable=False),
        sa.Column("attendees", Json, nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=True),
        sa.Column("lead_id", sa.Integer(), nullable=True),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("caldav_revision", sa.Integer(), nullable=True),
        sa.Column("caldav_etag", sa.Text(), nullable=True),
        sa.Column("caldav_tries", sa.Integer(), nullable=False),
        sa.Column("caldav_try_at", UtcDateTime(), nullable=True),
        sa.Column("caldav_problem", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["agent_runs.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("external_id"),
        sa.UniqueConstraint("uid"),
    )
    op.create_index("ix_calendar_events_caldav_try_at", "calendar_events", ["caldav_try_at"])
    op.create_index("ix_calendar_events_lead_id", "calendar_events", ["lead_id"])
    op.create_index("ix_calendar_events_run_id", "calendar_events", ["run_id"])
    op.create_index("ix_calendar_events_starts_at", "calendar_events", ["starts_at", "status"])
    op.create_table(
        "call_scripts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("lead_id", sa.Integer(), nullable=True),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("content", Json, nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["agent_runs.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_call_scripts_event_id", "call_scripts", ["event_id"])
    op.create_index("ix_call_scripts_lead_id", "call_scripts", ["lead_id"])
    op.create_index("ix_call_scripts_run_id", "call_scripts", ["run_id"])
    op.create_table(
        "product_insights",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("insight", sa.Text(), nullable=False),
        sa.Column("sources", Json, nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["agent_runs.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_product_insights_run_id", "product_insights", ["run_id"])
    op.add_column("mails", sa.Column("calendar", sa.Text(), nullable=True))
    op.create_index("ix_mails_changed_at", "mails", ["changed_at"])


def downgrade() -> None:
    op.drop_index("ix_mails_changed_at", table_name="mails")
    op.drop_column("mails", "calendar")
    op.drop_index("ix_product_insights_run_id", table_name="product_insights")
    op.drop_table("product_insights")
    op.drop_index("ix_call_scripts_run_id", table_name="call_scripts")
    op.drop_index("ix_call_scripts_lead_id", table_name="call_scripts")
    op.drop_index("ix_call_scripts_event_id", table_name="call_scripts")
    op.drop_table("call_scripts")
    op.drop_index("ix_calendar_events_starts_at", table_name="calendar_events")
    op.drop_index("ix_calendar_events_run_id", table_name="calendar_events")
    op.drop_index("ix_calendar_events_caldav_try_at", table_name="calendar_events")
    op.drop_index("ix_calendar_events_lead_id", table_name="calendar_events")
    op.drop_table("calendar_events")
    op.drop_index("ix_model_answers_created_at", table_name="model_answers")
    op.drop_table("model_answers")
