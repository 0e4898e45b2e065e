"""runs with an input, due later, asked for by others; mails of any kind, several a run"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.parts.store.database import Json, UtcDateTime

revision: str = "0013"
down_revision: str | Sequence[str] | None = "0012"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

HAS_EXTERNAL_ID = sa.text("external_id IS NOT NULL")


def upgrade() -> None:
    widen_runs()
    widen_mails()
    pause_by_list()


def widen_runs() -> None:
    input_ = sa.Column("input", Json, nullable=False, server_default=sa.text("'{}'"))
    op.add_column("agent_runs", input_)
    op.add_column("agent_runs", sa.Column("external_id", sa.Text(), nullable=True))
    op.add_column("agent_runs", sa.Column("parent_run_id", sa.Integer(), nullable=True))
    op.add_column("agent_runs", sa.Column("not_before", UtcDateTime(), nullable=True))
    op.create_index(
        "uq_agent_runs_external_id",
        "agent_runs",
        ["agent", "external_id"],
        unique=True,
        sqlite_where=HAS_EXTERNAL_ID,
        postgresql_where=HAS_EXTERNAL_ID,
    )
    op.create_index("ix_agent_runs_parent_run_id", "agent_runs", ["parent_run_id"])


def widen_mails() -> None:
    with op.batch_alter_table("mails") as mails:
        mails.drop_constraint("uq_mails_run_recipient", type_="unique")
        mails.add_column(sa.Column("kind", sa.String(), nullable=False, server_default="summary"))
        mails.add_column(sa.Column("list_name", sa.String(), nullable=True))
        mails.add_column(
            sa.Column("auto_submitted", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        for name in ("sender", "reply_to", "in_reply_to", "thread"):
            mails.add_column(sa.Column(name, sa.Text(), nullable=True))
        mails.create_index("ix_mails_run_id", ["run_id"])
    op.execute(
        "UPDATE mails SET list_name = 'brand-scout', auto_submitted = true,"
        " kind = CASE WHEN run_id IS NULL THEN 'alert' ELSE 'summary' END"
    )


def pause_by_list() -> None:
    op.create_table(
        "paused",
        sa.Column("list_name", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("paused_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("list_name", "recipient"),
    )
    op.execute(
        "INSERT INTO paused (list_name, recipient, paused_at)"
        " SELECT 'brand-scout', recipient, paused_at FROM paused_recipients"
    )
    op.drop_table("paused_recipients")
    op.rename_table("paused", "paused_recipients")


def downgrade() -> None:
    op.create_table(
        "paused",
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("paused_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("recipient"),
    )
    op.execute(
        "INSERT INTO paused (recipient, paused_at)"
        " SELECT recipient, min(paused_at) FROM paused_recipients GROUP BY recipient"
    )
    op.drop_table("paused_recipients")
    op.rename_table("paused", "paused_recipients")
    with op.batch_alter_table("mails") as mails:
        mails.drop_index("ix_mails_run_id")
        for name in ("kind", "list_name", "auto_submitted"):
            mails.drop_column(name)
        for name in ("sender", "reply_to", "in_reply_to", "thread"):
            mails.drop_column(name)
        mails.create_unique_constraint("uq_mails_run_recipient", ["run_id", "recipient"])
    op.drop_index("ix_agent_runs_parent_run_id", "agent_runs")
    op.drop_index("uq_agent_runs_external_id", "agent_runs")
    for name in ("input", "external_id", "parent_run_id", "not_before"):
        op.drop_column("agent_runs", name)
