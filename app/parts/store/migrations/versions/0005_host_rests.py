"""hosts that asked for a rest, and the settings a site was read with"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.parts.store.database import UtcDateTime

revision: str = "0005"
down_revision: str | Sequence[str] | None = "0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "host_rests",
        sa.Column("host", sa.String(), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("host"),
    )
    op.add_column("sites", sa.Column("read_as", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("sites", "read_as")
    op.drop_table("host_rests")
