"""States of tasks and names of fields in words, the same on every page of the team."""

from app.parts.http.pages import Badge
from app.parts.model.prices import dollars

__all__ = ["STATUSES", "dollars", "in_words", "status"]

STATUSES = {
    "pending": Badge("Waits", "quiet"),
    "running": Badge("At work", "busy"),
    "completed": Badge("Done", "good"),
    "failed": Badge("Failed", "bad"),
    "skipped": Badge("Left out", "warn"),
}


def status(name: str) -> Badge:
    return STATUSES.get(name, Badge(name, "quiet"))


def in_words(field: str) -> str:
    """ "lead_ids" as "Lead ids"."""
    return field.replace("_", " ").strip().capitalize()
