"""an index for figures over the times of completed runs"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0019"
down_revision: str | Sequence[str] | None = "0018"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

COMPLETED = sa.text("status = 'completed'")


def upgrade() -> None:
    op.create_index(
        "ix_agent_runs_completed",
        "agent_runs",
        ["agent", "status", "completed_at", "started_at"],
        sqlite_where=COMPLETED,
        postgresql_where=COMPLETED,
    )


def downgrade() -> None:
    op.drop_index("ix_agent_runs_completed", table_name="agent_runs")
