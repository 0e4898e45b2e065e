"""who named a lead's ground and who stated what of a campaign's leads, and when; what the ground of
each mail rested on

Of what is there nobody knows it: these stay empty.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.parts.store.database import Json, UtcDateTime

revision: str = "0020"
down_revision: str | Sequence[str] | None = "0019"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

SAID = (("leads", "ground"), ("campaigns", "stated"))


def upgrade() -> None:
    for table, what in SAID:
        by = sa.Column(f"{what}_by", sa.String(), nullable=False, server_default="")
        op.add_column(table, by)
        op.add_column(table, sa.Column(f"{what}_at", UtcDateTime(), nullable=True))
    evidence = sa.Column("ground_evidence", Json, nullable=False, server_default=sa.text("'{}'"))
    op.add_column("email_campaigns", evidence)


def downgrade() -> None:
    op.drop_column("email_campaigns", "ground_evidence")
    for table, what in SAID:
        op.drop_column(table, f"{what}_at")
        op.drop_column(table, f"{what}_by")
