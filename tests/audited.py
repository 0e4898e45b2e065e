"""A database that writes down, by triggers, each change of a run's or a mail's state."""

from dataclasses import dataclass

from sqlalchemy import text

from app.parts.store.database import Database

WATCHED = {
    "agent_runs": (("run", "status", "owner", "attempt"), ("mail_status", "mail_status", "", "")),
    "mails": (("mail", "phase", "owner", "tries"),),
}
TABLE = """CREATE TABLE audit (
    id {serial} PRIMARY KEY, kind TEXT, before TEXT, after TEXT,
    owner_before TEXT, owner_after TEXT, tries_before INTEGER, tries_after INTEGER)"""
COLUMNS = "kind, before, after, owner_before, owner_after, tries_before, tries_after"


@dataclass(frozen=True, slots=True)
class Change:
    """One row that was made or updated; `before` is None for one that was made."""

    id: int
    kind: str
    before: str | None
    after: str | None
    owner_before: str | None
    owner_after: str | None
    tries_before: int | None
    tries_after: int | None

    @property
    def is_move(self) -> bool:
        """A change of state, or of hands within a state."""
        return (self.before, self.owner_before) != (self.after, self.owner_after)


def audit(database: Database) -> None:
    """From now on every change is written down, whatever makes it."""
    on_sqlite = database.url.startswith("sqlite")
    with database.connection() as connection:
        connection.execute(text(TABLE.format(serial="INTEGER" if on_sqlite else "SERIAL")))
        for table in WATCHED:
            for statement in sqlite_triggers(table) if on_sqlite else postgresql_trigger(table):
                connection.exec_driver_sql(statement)


def sqlite_triggers(table: str) -> list[str]:
    return [
        f"CREATE TRIGGER audit_{table}_{event} AFTER {event} ON {table} "
        f"BEGIN {notes(table, made=event == 'INSERT')} END"
        for event in ("INSERT", "UPDATE")
    ]


def postgresql_trigger(table: str) -> list[str]:
    return [
        f"CREATE FUNCTION audit_{table}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {notes(table, made=False)} RETURN NULL; END $$",
        f"CREATE TRIGGER audit_{table} AFTER INSERT OR UPDATE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION audit_{table}()",
    ]


def notes(table: str, *, made: bool) -> str:
    """PostgreSQL has an empty OLD for a row that is made, SQLite has none."""
    statements = []
    for kind, *columns in WATCHED[table]:
        values = [
            f"{side}.{column}" if column and not (made and side == "OLD") else "NULL"
            for column in columns
            for side in ("OLD", "NEW")
        ]
        noted = ", ".join([f"'{kind}'", *values])
        statements.append(f"INSERT INTO audit ({COLUMNS}) VALUES ({noted});")  # noqa: S608
    return " ".join(statements)


def changes_after(database: Database, last: int) -> list[Change]:
    query = text(f"SELECT id, {COLUMNS} FROM audit WHERE id > :last ORDER BY id")  # noqa: S608
    with database.read() as session:
        return [Change(*row) for row in session.execute(query, {"last": last})]
