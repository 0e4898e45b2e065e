"""indexes for what the pages and the look every 15 seconds ask"""

from collections.abc import Sequence

from alembic import op

revision: str = "0007"
down_revision: str | Sequence[str] | None = "0006"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_index("ix_agent_runs_agent", "agent_runs", ["agent", "id"])
    op.create_index("ix_agent_runs_status", "agent_runs", ["status", "agent", "profile"])
    op.create_index("ix_picks_created_at", "picks", ["brand", "created_at"])
    op.create_index("ix_feedback_updated_at", "feedback", ["updated_at"])


def downgrade() -> None:
    op.drop_index("ix_feedback_updated_at", table_name="feedback")
    op.drop_index("ix_picks_created_at", table_name="picks")
    op.drop_index("ix_agent_runs_status", table_name="agent_runs")
    op.drop_index("ix_agent_runs_agent", table_name="agent_runs")
