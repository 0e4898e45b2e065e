"""what a verdict calls an article, in the index that finds it by the article"""

from collections.abc import Sequence

from alembic import op

revision: str = "0008"
down_revision: str | Sequence[str] | None = "0007"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_index("ix_verdicts_topic", "verdicts", ["article_id", "brand", "topic"])
    op.drop_index("ix_verdicts_article_id", table_name="verdicts")


def downgrade() -> None:
    op.create_index("ix_verdicts_article_id", "verdicts", ["article_id"])
    op.drop_index("ix_verdicts_topic", table_name="verdicts")
