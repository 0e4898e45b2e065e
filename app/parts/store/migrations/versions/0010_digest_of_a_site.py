"""digest of what a site sent: the same feed of a server that never says 304 was read every time"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0010"
down_revision: str | Sequence[str] | None = "0009"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("sites", sa.Column("digest", sa.String(), nullable=True))
    links = sa.Column("links", sa.Integer(), server_default="0", nullable=False)
    op.add_column("sites", links)
    changed: sa.Column[bool] = sa.Column(
        "changed", sa.Boolean(), server_default=sa.true(), nullable=False
    )
    op.add_column("sites", changed)


def downgrade() -> None:
    op.drop_column("sites", "changed")
    op.drop_column("sites", "links")
    op.drop_column("sites", "digest")
