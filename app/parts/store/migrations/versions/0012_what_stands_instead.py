"""what stands at an article's address instead of its story: counted at its site"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0012"
down_revision: str | Sequence[str] | None = "0011"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("articles", sa.Column("instead", sa.String(), nullable=True))
    op.create_index(
        "ix_articles_instead",
        "articles",
        ["site_id", "found_at"],
        sqlite_where=sa.text("instead IS NOT NULL"),
        postgresql_where=sa.text("instead IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_articles_instead", "articles")
    op.drop_column("articles", "instead")
