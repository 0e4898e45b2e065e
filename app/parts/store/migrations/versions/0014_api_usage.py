"""what calls of any service took, by agent: the ledger knew models alone, and not who asked"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.parts.store.database import UtcDateTime

revision: str = "0014"
down_revision: str | Sequence[str] | None = "0013"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# A new table, not a renamed one: the names of its constraints and of its sequence are the same in
# an old database and a new one.
KEEP_ALL = """
INSERT INTO api_usage (id, created_at, service, agent, run_id, model, prompt_version,
    calls, input_tokens, output_tokens, usd, milliseconds)
SELECT spending.id, spent_at, 'model', COALESCE(agent_runs.agent, 'brand_scout'), run_id, model,
    prompt_version, calls, input_tokens, output_tokens, usd, CAST(ROUND(seconds * 1000) AS INTEGER)
FROM spending LEFT JOIN agent_runs ON agent_runs.id = spending.run_id
"""
KEEP_WHAT_IS_OF_MODELS = """
INSERT INTO spending (id, run_id, spent_at, model, prompt_version, calls, input_tokens,
    output_tokens, usd, seconds)
SELECT id, run_id, created_at, model, prompt_version, calls, input_tokens, output_tokens, usd,
    milliseconds / 1000.0
FROM api_usage WHERE service = 'model'
"""
COUNT_ON = """
SELECT setval(pg_get_serial_sequence('{table}', 'id'), MAX(id)) FROM {table} HAVING MAX(id) > 0
"""


def upgrade() -> None:
    op.create_table(
        "api_usage",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("agent", sa.String(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("prompt_version", sa.String(), nullable=False),
        *amounts(),
        sa.Column("milliseconds", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["run_id"], ["agent_runs.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    replace("spending", "api_usage", KEEP_ALL)
    op.create_index("ix_api_usage_run_id", "api_usage", ["run_id"])
    op.create_index("ix_api_usage_created_at", "api_usage", ["created_at"])


def downgrade() -> None:
    op.create_table(
        "spending",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.Column("spent_at", UtcDateTime(), nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("prompt_version", sa.String(), nullable=False),
        *amounts(),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["agent_runs.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    replace("api_usage", "spending", KEEP_WHAT_IS_OF_MODELS)
    op.create_index("ix_spending_run_id", "spending", ["run_id"])
    op.create_index("ix_spending_spent_at", "spending", ["spent_at"])


def amounts() -> tuple[sa.Column[int] | sa.Column[float], ...]:
    counted = ("calls", "input_tokens", "output_tokens")
    return (
        *(sa.Column(name, sa.Integer(), nullable=False) for name in counted),
        sa.Column("usd", sa.Float(), nullable=False),
    )


def replace(old: str, new: str, keep: str) -> None:
    op.execute(keep)
    if op.get_bind().dialect.name == "postgresql":
        op.execute(COUNT_ON.format(table=new))
    op.drop_table(old)
