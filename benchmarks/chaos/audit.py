"""A witness inside the database: triggers that write down every move of a run or a mail."""

from dataclasses import dataclass

from sqlalchemy import Engine, create_engine, text

TABLE = """
CREATE TABLE audit (
    id {serial}, at {real}, kind TEXT, row_id INTEGER,
    old_state TEXT, new_state TEXT, old_attempt INTEGER, new_attempt INTEGER,
    old_owner TEXT, new_owner TEXT
)"""
COLUMNS = (
    "INSERT INTO audit (at, kind, row_id, old_state, new_state, "
    "old_attempt, new_attempt, old_owner, new_owner)"
)
WATCHED = (("agent_runs", "run", "status", "attempt"), ("mails", "mail", "phase", "tries"))


@dataclass(frozen=True, slots=True)
class Move:
    """`at` in seconds since 1970; `before` is None for a new row."""

    at: float
    kind: str
    row_id: int
    before: str | None
    after: str
    attempt_before: int | None
    attempt_after: int
    owner_before: str | None
    owner_after: str | None


def engine_of(url: str) -> Engine:
    return create_engine(url.replace("postgresql://", "postgresql+psycopg://"))


def install(url: str) -> None:
    engine = engine_of(url)
    statements = sqlite_statements() if url.startswith("sqlite") else postgresql_statements()
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def values(kind: str, state: str, attempt: str, *, new_row: bool, now: str) -> str:
    old = ("NULL",) * 3 if new_row else (f"OLD.{state}", f"OLD.{attempt}", "OLD.owner")
    return (
        f"{COLUMNS} VALUES ({now}, '{kind}', NEW.id, {old[0]}, NEW.{state}, "
        f"{old[1]}, NEW.{attempt}, {old[2]}, NEW.owner);"
    )


def sqlite_statements() -> list[str]:
    now = "(julianday('now') - 2440587.5) * 86400.0"
    statements = [TABLE.format(serial="INTEGER PRIMARY KEY AUTOINCREMENT", real="REAL")]
    for table, kind, state, attempt in WATCHED:
        for event in ("INSERT", "UPDATE"):
            insert = values(kind, state, attempt, new_row=event == "INSERT", now=now)
            statements.append(
                f"CREATE TRIGGER audit_{table}_{event} AFTER {event} ON {table} BEGIN {insert} END"
            )
    return statements


def postgresql_statements() -> list[str]:
    now = "extract(epoch from clock_timestamp())"
    statements = [TABLE.format(serial="SERIAL PRIMARY KEY", real="DOUBLE PRECISION")]
    for table, kind, state, attempt in WATCHED:
        for event in ("INSERT", "UPDATE"):
            name = f"audit_{table}_{event.lower()}"
            insert = values(kind, state, attempt, new_row=event == "INSERT", now=now)
            statements.append(
                f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql "
                f"AS $$ BEGIN {insert} RETURN NULL; END $$"
            )
            statements.append(
                f"CREATE TRIGGER {name} AFTER {event} ON {table} "
                f"FOR EACH ROW EXECUTE FUNCTION {name}()"
            )
    return statements


def read(engine: Engine) -> list[Move]:
    """Every move that changed a state, an attempt or an owner, in order."""
    query = text(
        "SELECT at, kind, row_id, old_state, new_state, old_attempt, new_attempt, old_owner, "
        "new_owner FROM audit ORDER BY id"
    )
    with engine.connect() as connection:
        moves = [Move(*row) for row in connection.execute(query)]
    return [
        move
        for move in moves
        if (move.before, move.attempt_before, move.owner_before)
        != (move.after, move.attempt_after, move.owner_after)
    ]
