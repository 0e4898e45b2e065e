"""Leads that come again, leads that nobody may write to, and leads of two hands at once."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from sqlmodel import col, select

from app.agents.leads.intake.given import GivenLead, GivenRow
from app.agents.leads.intake.take_in import TakenIn, take_in
from app.agents.leads.suppressions import suppress
from app.agents.leads.tables import Lead
from app.parts.store.database import Database
from tests.conftest import NOON

SECRET = "s" * 32
ANN = GivenLead(name="Ann Nkosi", email="ann@acme.co.za", title="Office manager", tags=("lunch",))


def taken(database: Database, *leads: GivenLead, secrets: Sequence[str] = (SECRET,)) -> TakenIn:
    rows = [GivenRow(number, lead) for number, lead in enumerate(leads, start=1)]
    return take_in(database, rows, now=NOON, secrets=secrets)


def stored(database: Database) -> list[Lead]:
    with database.read() as session:
        return list(session.exec(select(Lead).order_by(col(Lead.id))))


def suppressed(database: Database, address: str, secret: str = SECRET) -> None:
    with database.write() as session:
        suppress(session, address, reason="objected", source="", now=NOON, secret=secret)


def test_a_new_lead_is_stored_as_it_was_read(database: Database) -> None:
    (created,) = taken(database, ANN).created
    (lead,) = stored(database)
    assert (created.row, created.id) == (1, lead.id)
    assert (lead.name, lead.email, lead.tags) == ("Ann Nkosi", "ann@acme.co.za", ["lunch"])
    assert (lead.status, lead.created_at, lead.score_parts) == ("new", NOON, {})


def test_a_double_fills_what_is_empty_and_overwrites_nothing(database: Database) -> None:
    taken(database, ANN)
    again = GivenLead(
        email="ANN+b@acme.co.za", title="CEO", company="Acme", tags=("Lunch", "braai")
    )
    (merged,) = taken(database, again).merged
    (lead,) = stored(database)
    assert (lead.company, lead.title, lead.tags) == ("Acme", "Office manager", ["lunch", "braai"])
    assert lead.email == "ann@acme.co.za"
    assert merged.filled == ("company", "tags")
    assert [(one.field, one.kept, one.given) for one in merged.differs] == [
        ("title", "Office manager", "CEO")
    ]


def test_doubles_within_one_request_merge_too(database: Database) -> None:
    first = GivenLead(email="a.nn@gmail.com")
    second = GivenLead(email="ann@googlemail.com", phone="+27821234567")
    answer = taken(database, first, second, first)
    assert [one.row for one in answer.created] == [1]
    assert [(one.row, one.filled) for one in answer.merged] == [(2, ("phone",)), (3, ())]
    (lead,) = stored(database)
    assert lead.phone == "+27821234567"


def test_likely_doubles_are_shown_and_stay_apart(database: Database) -> None:
    one = GivenLead(name="Ann Nkosi", company="Acme (Pty) Ltd", email="ann@acme.co.za")
    other = GivenLead(name="NKOSI, Ann", company="ACME", email="ann.nkosi@gmail.com")
    stranger = GivenLead(name="Ann Nkosi", email="ann@other.co.za")
    (first,) = taken(database, one).created
    second, third = taken(database, other, stranger).created
    assert second.likely_doubles == (first.id,)
    assert third.likely_doubles == ()
    assert len(stored(database)) == 3


def test_leads_without_an_address_are_never_merged_by_machine(database: Database) -> None:
    nobody = GivenLead(name="Ann Nkosi", company="Acme")
    first, second = taken(database, nobody, nobody).created
    assert second.likely_doubles == (first.id,)


def test_who_asked_not_to_be_written_to_is_refused(database: Database) -> None:
    suppressed(database, "ann@acme.co.za")
    suppressed(database, "@quiet.example")
    answer = taken(
        database,
        GivenLead(email="Ann+x@acme.co.za"),
        GivenLead(email="bob@acme.co.za"),
        GivenLead(email="eve@mail.quiet.example"),
    )
    assert [(one.row, one.why) for one in answer.refused] == [
        (1, "asked not to be written to"),
        (3, "asked not to be written to"),
    ]
    assert [lead.email for lead in stored(database)] == ["bob@acme.co.za"]


def test_an_objection_outlives_a_change_of_the_key(database: Database) -> None:
    suppressed(database, "ann@acme.co.za", secret="o" * 32)
    assert taken(database, ANN, secrets=(SECRET, "o" * 32)).refused
    assert not taken(database, ANN, secrets=(SECRET,)).refused


def test_a_refused_row_keeps_none_of_the_others_out(database: Database) -> None:
    answer = taken(database, GivenLead(email="ann"), ANN, GivenLead())
    assert [one.row for one in answer.refused] == [1, 3]
    assert [one.row for one in answer.created] == [2]


def test_two_who_bring_the_same_leads_at_once_make_each_once(database: Database) -> None:
    leads = [GivenLead(email=f"ann{n}@acme.co.za") for n in range(50)]
    orders = [leads, list(reversed(leads))] * 2
    with ThreadPoolExecutor(len(orders)) as pool:
        answers = list(pool.map(lambda order: taken(database, *order), orders))
    assert len(stored(database)) == 50
    assert sum(len(one.created) for one in answers) == 50
    assert sum(len(one.merged) for one in answers) == 150
