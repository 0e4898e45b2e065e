"""consents are sealed over digests of their words, which stand in a table of their own and can be
erased; triggers hold that entries are only added

Entries that are there are sealed anew, up to the first that is not as it was sealed before: from
there on they keep the digests that they have, so that what was broken stays broken.
"""

import hashlib
import json
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

from app.parts.store.database import UtcDateTime

revision: str = "0017"
down_revision: str | Sequence[str] | None = "0016"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

BEGINNING = "0" * 64
WORDS = "consents are only ever added"
ON_SQLITE = tuple(
    f"CREATE TRIGGER consents_no_{verb} BEFORE {verb} ON consents "
    f"BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
    for verb in ("update", "delete")
)
ON_POSTGRESQL = (
    "CREATE FUNCTION consents_are_only_added() RETURNS trigger LANGUAGE plpgsql "
    f"AS $$ BEGIN RAISE EXCEPTION '{WORDS}'; END $$",
    "CREATE TRIGGER consents_only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON consents "
    "FOR EACH STATEMENT EXECUTE FUNCTION consents_are_only_added()",
)


def upgrade() -> None:
    bind = op.get_bind()
    leads = sa.text("SELECT id FROM leads WHERE id IN (SELECT lead_id FROM consents)")
    known = set(bind.execute(leads).scalars())
    old = stored("SELECT * FROM consents ORDER BY id")
    op.drop_table("consents")
    consents, words = new_tables()
    previous, last, whole = BEGINNING, BEGINNING, True
    for number, row in enumerate(old, start=1):
        whole = whole and row["digest"] == old_digest(number, row, last)
        last = row["digest"]
        salt = secrets.token_hex(16)
        new = entry_of(number, row, salt, previous if whole else row["previous_digest"])
        new["digest"] = previous = new_digest(new) if whole else row["digest"]
        made = bind.execute(consents.insert().values(new)).inserted_primary_key
        told = {"wording": row["evidence"], "source": row["source"], "salt": salt}
        told["lead_id"] = row["lead_id"] if row["lead_id"] in known else None
        bind.execute(words.insert().values(consent_id=made and made[0], **told))
    for statement in ON_SQLITE if bind.dialect.name == "sqlite" else ON_POSTGRESQL:
        op.execute(statement)


def stored(query: str) -> list[dict[str, Any]]:
    rows = op.get_bind().execute(sa.text(query).columns(created_at=UtcDateTime))
    return [dict(row) for row in rows.mappings()]


def entry_of(number: int, row: dict[str, Any], salt: str, previous: str) -> dict[str, Any]:
    said = [salt, row["evidence"], row["source"]]
    return {
        "number": number,
        "address_digest": row["address_digest"],
        "kind": row["kind"],
        "via": "before",
        "happened_at": row["created_at"],
        "created_at": row["created_at"],
        "words_digest": sha256(json.dumps(said, ensure_ascii=True)),
        "rule": "",
        "rules_version": "",
        "previous_digest": previous,
    }


def new_tables() -> tuple[sa.Table, sa.Table]:
    consents = op.create_table(
        "consents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("address_digest", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("via", sa.String(), nullable=False),
        sa.Column("happened_at", UtcDateTime(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("words_digest", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("rules_version", sa.String(), nullable=False),
        sa.Column("previous_digest", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("number"),
        sa.UniqueConstraint("previous_digest"),
        sa.UniqueConstraint("digest"),
    )
    op.create_index("ix_consents_address_digest", "consents", ["address_digest"])
    words = op.create_table(
        "consent_words",
        sa.Column("consent_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("lead_id", sa.Integer(), nullable=True),
        sa.Column("wording", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["consent_id"], ["consents.id"]),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"]),
        sa.PrimaryKeyConstraint("consent_id"),
    )
    op.create_index("ix_consent_words_lead_id", "consent_words", ["lead_id"])
    return consents, words


def old_digest(number: int, row: dict[str, Any], previous: str) -> str:
    """As entries were sealed until now."""
    return sealed(
        previous,
        {
            "number": number,
            "subject": row["address_digest"],
            "event": row["kind"],
            "at": moment(row["created_at"]),
            "wording": row["evidence"],
            "source": row["source"],
            "rule": "",
            "rule_version": "",
        },
    )


def new_digest(row: dict[str, Any]) -> str:
    """As app/agents/leads/law/consents.py seals them from here on."""
    return sealed(
        row["previous_digest"],
        {
            "number": row["number"],
            "subject": row["address_digest"],
            "event": row["kind"],
            "via": row["via"],
            "happened_at": moment(row["happened_at"]),
            "recorded_at": moment(row["created_at"]),
            "words_digest": row["words_digest"],
            "rule": row["rule"],
            "rule_version": row["rules_version"],
        },
    )


def sealed(previous: str, content: dict[str, object]) -> str:
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return sha256(f"{previous}\n{canonical}")


def moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def downgrade() -> None:
    """Sealed anew as before, whatever their chain was."""
    kept = stored(
        "SELECT lead_id, address_digest, kind, coalesce(wording, '') AS evidence,"
        " coalesce(source, '') AS source, created_at"
        " FROM consents LEFT JOIN consent_words ON consent_id = consents.id ORDER BY number"
    )
    op.drop_table("consent_words")
    op.drop_table("consents")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION consents_are_only_added()")
    consents = old_table()
    previous = BEGINNING
    for number, row in enumerate(kept, start=1):
        digest = old_digest(number, row, previous)
        values = {**row, "previous_digest": previous, "digest": digest}
        op.get_bind().execute(consents.insert().values(values))
        previous = digest


def old_table() -> sa.Table:
    consents = op.create_table(
        "consents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lead_id", sa.Integer(), nullable=True),
        sa.Column("address_digest", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("previous_digest", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("digest"),
    )
    op.create_index("ix_consents_address_digest", "consents", ["address_digest"])
    op.create_index("ix_consents_lead_id", "consents", ["lead_id"])
    return consents
