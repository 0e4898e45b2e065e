"""Files of leads as programs and people write them."""

import codecs
import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlmodel import col, select

from app.agents.leads.intake.columns import columns_of
from app.agents.leads.intake.csv_file import open_leads_file
from app.agents.leads.intake.given import GivenLead, GivenRow
from app.agents.leads.intake.import_notes import MOST_TOLD, Counted, Teller, summary
from app.agents.leads.intake.lead_files import Import, ImportEndedError, write_leads
from app.agents.leads.tables import Lead
from app.lib.errors import ScoutError
from app.lib.table_files import Format
from app.parts.store.database import Database
from tests.conftest import NOON

PLAIN = "name,email,company\nAnn Nkosi,ann@acme.co.za,Acme\nZoë Müller,zoe@müller.example,Möbel\n"


def read(path: Path) -> list[GivenLead]:
    with open_leads_file(path) as file:
        return [row.lead for row in file.rows if isinstance(row, GivenRow)]


def imported(database: Database, path: Path) -> tuple[Counted, list[str]]:
    told: list[str] = []
    made = Import(database, lambda: NOON, ("s" * 32,), Teller(told.append))
    return made.run(open_leads_file(path)), told


def stored(database: Database) -> Sequence[Lead]:
    with database.read() as session:
        return session.exec(select(Lead).order_by(col(Lead.id))).all()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "leads.csv"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)
def test_any_encoding_that_programs_write_is_read(path: Path, encoding: str) -> None:
    path.write_bytes(PLAIN.encode(encoding))
    _, zoe = read(path)
    assert (zoe.name, zoe.email, zoe.company) == ("Zoë Müller", "zoe@müller.example", "Möbel")


def test_utf_16_of_the_other_byte_order_has_its_mark(path: Path) -> None:
    path.write_bytes(codecs.BOM_UTF16_BE + PLAIN.encode("utf-16-be"))
    assert read(path)[1].name == "Zoë Müller"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_any_delimiter_and_line_end_is_found_out(path: Path, delimiter: str, line_end: str) -> None:
    path.write_bytes(PLAIN.replace(",", delimiter).replace("\n", line_end).encode())
    assert [lead.company for lead in read(path)] == ["Acme", "Möbel"]


def test_quotes_keep_delimiters_and_line_breaks_in_their_cell(path: Path) -> None:
    path.write_text(
        'company;notes;email\n"Acme; Foods";"one\ntwo, ""three""";ann@acme.co.za\n'
        "\nB;;b@b.example\n"
    )
    first, second = read(path)
    assert first.company == "Acme; Foods"
    assert first.profile_text == 'one\ntwo, "three"'
    assert second.email == "b@b.example"


def test_the_delimiter_that_excel_names_is_taken(path: Path) -> None:
    path.write_text("sep=;\nemail;company\nann@acme.co.za;Acme, Foods\n")
    assert read(path)[0].company == "Acme, Foods"


@pytest.mark.parametrize(
    ("head", "fields"),
    [
        ("E-Mail Address,Full Name,Organisation", "email name company"),
        ("Correo electrónico,Nombre,Empresa,Teléfono,País", "email name company phone country"),
        ("E-Mail-Adresse,Vorname,Nachname,Firma", "email first_name last_name company"),
        ("Courriel,Prénom,Nom,Société,Ville", "email first_name last_name company location"),
        ("E-pos,Naam,Maatskappy,Selfoon,Land", "email name company phone country"),
        ("EMAIL_ADDRESS,job_title,LinkedIn URL", "email title linkedin_url"),
    ],
)
def test_columns_are_known_by_their_names_in_several_languages(head: str, fields: str) -> None:
    columns = columns_of(head.split(","))
    assert sorted(columns.places) == sorted(fields.split())
    assert columns.unused == ()


def test_halves_of_a_name_are_put_together_and_later_columns_fill_gaps() -> None:
    columns = columns_of(["Last Name", "First Name", "Phone", "Mobile", "City", "State", "Age"])
    lead = columns.lead(["Nkosi", "Ann", "", "082 123 4567", "Durban", "KZN", "9"])
    assert (lead.name, lead.phone, lead.location) == ("Ann Nkosi", "082 123 4567", "Durban, KZN")
    assert columns.unused == ("Age",)


def test_how_the_columns_were_read_is_said_back(database: Database, path: Path) -> None:
    path.write_text("Contact;E-mail;Age\nAnn Nkosi;ann@acme.co.za;9\n")
    counted, told = imported(database, path)
    assert counted.created == 1
    assert told == [
        "read as utf-8, columns separated by ;",
        "name is read from 'Contact'",
        "email is read from 'E-mail'",
        "not used: 'Age'",
    ]


def test_every_row_that_is_not_taken_is_told_by_its_number(database: Database, path: Path) -> None:
    path.write_text(
        "name,email,website\nAnn,ann,\nAnn,ann@acme.co.za,ftp://a\nB,b@b.example,,x\nA,Ann@acme.co.za,\n"
    )
    counted, told = imported(database, path)
    assert (counted.created, counted.merged, counted.refused) == (1, 1, 2)
    rows = [line for line in told if line.startswith("row ")]
    assert sorted(rows)[0].startswith("row 2: refused: 'ann' is not a mail address")
    assert "row 3: left out: website_url: 'ftp://a' is not the address of a site" in rows
    assert "row 4: refused: it has more cells than the first row has names" in rows
    assert "row 5: merged into lead 1: name stays 'Ann', not 'A'" in rows


def test_rows_that_were_merged_and_likely_doubles_are_named(database: Database, path: Path) -> None:
    path.write_text(
        "name,company,email\nAnn Nkosi,Acme,ann@acme.co.za\nAnn Nkosi,Acme,ann@gmail.com\n"
        "Ann Nkosi,Acme,a.n.n@gmail.com\n"
    )
    assert summary(imported(database, path)[0]) == [
        "merged: row 4 into lead 2",
        "likely doubles: row 3 (now lead 2) of lead 1; they have the same name and company, and "
        "were not merged",
    ]


def test_of_many_merged_rows_the_first_are_named_and_the_others_counted(
    database: Database, path: Path
) -> None:
    path.write_text("email\n" + "ann@acme.co.za\n" * 1_500)
    [line] = summary(imported(database, path)[0])
    assert line.startswith("merged: row 3 into lead 1, row 4 into lead 1, ")
    assert line.endswith("row 22 into lead 1 and 1,479 more")


def test_of_many_bad_rows_only_the_first_are_told(database: Database, path: Path) -> None:
    path.write_text("email\n" + "ann\n" * 2_500)
    counted, told = imported(database, path)
    assert counted.refused == 2_500
    assert sum(line.startswith("row ") for line in told) == MOST_TOLD


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "names no column that is known"),
        (b"ann@acme.co.za,Ann\n", "names no column that is known; it needs a first row such as"),
        (b"PK\x03\x04" + bytes(range(256)) * 50, "cannot be read|is no text|names no column"),
        (b"\xff\xfe\x00\xd8", "is no text in utf-16"),
        (b"email" + b"," * 5_000 + b"\nann@acme.co.za\n", "has 5,001 columns, and 1,000 are read"),
    ],
)
def test_what_is_no_table_of_leads_is_told_in_plain_words(
    database: Database, path: Path, content: bytes, words: str
) -> None:
    path.write_bytes(content)
    with pytest.raises(ScoutError, match=words):
        imported(database, path)
    assert stored(database) == []


def test_a_file_that_is_not_there_is_told(database: Database, path: Path) -> None:
    with pytest.raises(ScoutError, match="cannot be read: No such file"):
        imported(database, path)


def test_a_file_that_breaks_off_says_up_to_which_row_it_is_stored(
    database: Database, path: Path
) -> None:
    rows = "".join(f"ann{n}@acme.co.za,Acme\n" for n in range(1_500))
    path.write_text(f'email,company\n{rows}eve@acme.co.za,"Acme\n{rows}')
    with pytest.raises(ImportEndedError, match=r"Row 1502 cannot .* rows up to 1001 are stored"):
        imported(database, path)
    assert len(stored(database)) == 1_000
    path.write_text(f"email,company\n{rows}")
    counted, _ = imported(database, path)
    assert (counted.created, counted.merged) == (500, 1_000)


def test_what_is_exported_can_be_imported_and_holds_no_formula(
    database: Database, path: Path
) -> None:
    path.write_text(
        "name,email,company,phone,tags,notes\n"
        '=1+1,ann@acme.co.za,@SUM(A1),+27821234567,"a;b","one\ntwo"\n'
    )
    imported(database, path)
    output = io.StringIO()
    write_leads(database, Format.CSV, output)
    (row,) = csv.DictReader(io.StringIO(output.getvalue()))
    assert (row["name"], row["company"], row["phone"]) == ("'=1+1", "'@SUM(A1)", "'+27821234567")
    path.write_text(output.getvalue())
    counted, told = imported(database, path)
    assert counted.merged == 1
    assert [line for line in told if line.startswith("row ")] == []


def test_json_lines_have_every_field_as_it_is(database: Database, path: Path) -> None:
    path.write_text(PLAIN)
    imported(database, path)
    output = io.StringIO()
    write_leads(database, Format.JSONL, output)
    ann, _ = map(json.loads, output.getvalue().splitlines())
    assert (ann["name"], ann["tags"], ann["status"]) == ("Ann Nkosi", [], "new")
    assert ann["created_at"] == NOON.isoformat()
