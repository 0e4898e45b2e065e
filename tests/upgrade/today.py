"""What has become of a row of then."""

from collections.abc import Iterable, Iterator, Mapping

from tests.upgrade.past import AGENT, Past
from tests.upgrade.rows import Row
from tests.upgrade.stored import TABLES

ADDED: Mapping[str, Row] = {
    "agent_runs": {"input": {}, "external_id": None, "parent_run_id": None, "not_before": None},
    "sites": {"digest": None, "links": 0, "changed": True},
    "articles": {"instead": None},
    "mails": {
        "list_name": "brand-scout",
        "auto_submitted": True,
        **dict.fromkeys(("sender", "reply_to", "in_reply_to", "thread")),
    },
    "paused_recipients": {"list_name": "brand-scout"},
}
RENAMED = {"spending": "api_usage"}


def kept_rows(name: str, past: Past) -> Iterator[Row]:
    """What a table of then has to hold now, in the order of its key."""
    for row in TABLES[name](past):
        yield of_usage(row) if name == "spending" else with_added(name, row)


def with_added(name: str, row: Row) -> Row:
    now = row | ADDED.get(name, {})
    return now | {"kind": "summary" if row["run_id"] else "alert"} if name == "mails" else now


def of_usage(line: Row) -> Row:
    own = {name: line[name] for name in line if name not in {"spent_at", "seconds"}}
    return own | {
        "created_at": line["spent_at"],
        "milliseconds": round(line["seconds"] * 1000),
        "service": "model",
        "agent": AGENT,
        "subject": None,
        "error": None,
    }


def only(columns: Iterable[str], row: Row) -> Row:
    """Later versions may add more."""
    return {name: row[name] for name in columns}
