"""when machines opened a mail and followed its links, apart from people; both are counted from the
mails' rows by an index alone"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.parts.store.database import UtcDateTime

revision: str = "0018"
down_revision: str | Sequence[str] | None = "0017"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TABLE = "email_campaigns"
COUNTED, MARKS = "ix_email_campaigns_counted", "ix_email_campaigns_marks"
BY_PEOPLE = ("opened_at", "clicked_at")
BY_MACHINES = ("opened_by_machine_at", "clicked_by_machine_at")
COUNTED_BEFORE = (
    *("campaign_id", "step", "email_sequence", "state", "mail_id"),
    *("sent_at", "replied_at", "bounced_at", "unsubscribed_at"),
)
MARKS_BEFORE = ("sent_at", "replied_at", "bounced_at", "unsubscribed_at", *BY_PEOPLE)


def upgrade() -> None:
    for name in BY_MACHINES:
        op.add_column(TABLE, sa.Column(name, UtcDateTime(), nullable=True))
    index_on([*COUNTED_BEFORE, *BY_PEOPLE, *BY_MACHINES], [*MARKS_BEFORE, *BY_MACHINES])


def downgrade() -> None:
    index_on(COUNTED_BEFORE, MARKS_BEFORE)
    for name in BY_MACHINES:
        op.drop_column(TABLE, name)


def index_on(counted: Sequence[str], marks: Sequence[str]) -> None:
    for name, columns in ((COUNTED, counted), (MARKS, marks)):
        op.drop_index(name, TABLE)
        op.create_index(name, TABLE, list(columns))
