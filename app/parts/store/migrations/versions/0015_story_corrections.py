"""which articles people said tell another story than the find they were told beside"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.parts.store.database import UtcDateTime

revision: str = "0015"
down_revision: str | Sequence[str] | None = "0014"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("vote_events", sa.Column("article_id", sa.Integer(), nullable=True))
    op.create_table(
        "story_corrections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pick_id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("find_article_id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("voter", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("counted", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["pick_id"], ["picks.id"]),
        sa.ForeignKeyConstraint(["run_id"], ["agent_runs.id"]),
        sa.ForeignKeyConstraint(["find_article_id"], ["articles.id"]),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("pick_id", "article_id", "voter", name="uq_story_corrections_voter"),
    )
    op.create_index("ix_story_corrections_run_id", "story_corrections", ["run_id"])
    op.create_index("ix_story_corrections_updated_at", "story_corrections", ["updated_at"])


def downgrade() -> None:
    op.drop_index("ix_story_corrections_updated_at", "story_corrections")
    op.drop_index("ix_story_corrections_run_id", "story_corrections")
    op.drop_table("story_corrections")
    op.execute("DELETE FROM vote_events WHERE article_id IS NOT NULL")
    op.drop_column("vote_events", "article_id")
