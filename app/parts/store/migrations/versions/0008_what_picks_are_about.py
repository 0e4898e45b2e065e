"""site and subject of a pick beside it: the page of the picks looked up 15,000 articles for them"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0008"
down_revision: str | Sequence[str] | None = "0007"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

FILL = """
UPDATE picks SET
    site_id = (SELECT site_id FROM articles WHERE articles.id = picks.article_id),
    topic = coalesce(
        (SELECT topic FROM verdicts
         WHERE verdicts.article_id = picks.article_id AND verdicts.brand = picks.brand),
        '')
"""


def upgrade() -> None:
    op.add_column("picks", sa.Column("site_id", sa.Integer(), nullable=True))
    op.add_column("picks", sa.Column("topic", sa.String(), server_default="", nullable=False))
    op.execute(FILL)


def downgrade() -> None:
    op.drop_column("picks", "topic")
    op.drop_column("picks", "site_id")
