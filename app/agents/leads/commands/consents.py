"""`scout leads consents`: the record of consents written out, and a look whether it is whole; the
same look for `scout check`."""

from collections.abc import Iterator
from typing import Final, TextIO

from sqlmodel import Session

from app.agents.leads.consent_chain import Chain, look_at_chain, whole_chain
from app.agents.leads.law.consents import SealedEntry
from app.lib.table_files import Format, Row, write_rows
from app.parts.agent import Say
from app.parts.store.database import Database

COLUMNS: Final = (
    *("number", "kind", "address_digest", "via", "happened_at", "recorded_at"),
    *("wording", "source", "salt", "words_digest", "rule", "rules_version"),
    *("previous_digest", "digest"),
)
"""All that the digests are made of: law/consents.py says how, so that others can check them."""


def write_consents(
    database: Database, format_: Format, noted: str | None, output: TextIO, say: Say
) -> bool:
    """False when the record is not as it was sealed. Raises DatabaseAwayError."""
    with database.read() as session:
        write_rows(rows(session), COLUMNS, format_, output)
    chain = look_at_chain(database, noted)
    say(said_of(chain))
    return chain.is_whole


def rows(session: Session) -> Iterator[Row]:
    for sealed in whole_chain(session):
        yield row_of(sealed)


def row_of(sealed: SealedEntry) -> Row:
    entry, words = sealed.entry, sealed.words
    return {
        "number": entry.number,
        "kind": entry.event,
        "address_digest": entry.subject,
        "via": entry.via,
        "happened_at": entry.happened_at,
        "recorded_at": entry.recorded_at,
        "wording": words.wording if words else "",
        "source": words.source if words else "",
        "salt": words.salt if words else "",
        "words_digest": entry.words_digest,
        "rule": entry.rule,
        "rules_version": entry.rule_version,
        "previous_digest": sealed.previous,
        "digest": sealed.digest,
    }


def check_chain(database: Database, say: Say) -> bool:
    """A line where there are consents; False when the record was changed."""
    chain = look_at_chain(database)
    if chain.entries or not chain.is_whole:
        say(f"consents: {said_of(chain)}")
    return chain.is_whole


def said_of(chain: Chain) -> str:
    if chain.is_whole:
        return (
            f"ok, {chain.entries} entries, all as they were sealed. Keep the last digest elsewhere "
            f"(--noted asks for it later): {chain.last_digest}"
        )
    if chain.first_broken is not None and chain.first_broken > chain.entries:
        return (
            f"entries were cut off the end: the digest that was noted is in none of the "
            f"{chain.entries}. Compare the database with a backup."
        )
    return (
        f"entry {chain.first_broken} of {chain.entries} is not as it was sealed: somebody changed "
        "the table by hand, or it was restored in part. Compare it with a backup, and do not rely "
        "on consents from there on."
    )
