"""`scout leads`, as a user calls it."""

from pathlib import Path

from app.parts.store.database import Database
from tests.commands.calling import scout

FILE = "Naam;E-pos\nAnn Nkosi;ann@acme.co.za\nBob;bob\n"


def test_a_file_is_imported_and_comes_out_again(database: Database) -> None:
    Path("leads.csv").write_text(FILE)
    code, shown, told = scout("leads", "import", "leads.csv")
    assert (code, shown) == (0, "1 created, 0 merged, 1 refused\n")
    assert "name is read from 'Naam'" in told
    assert "row 3: refused: 'bob' is not a mail address" in told
    head, row = scout("leads", "export")[1].splitlines()
    assert head.startswith("id,name,email,company")
    assert row.startswith("1,Ann Nkosi,ann@acme.co.za")
    assert '"email": "ann@acme.co.za"' in scout("leads", "export", "--format", "jsonl")[1]


def test_a_wrong_file_or_format_is_told(database: Database) -> None:
    assert "cannot be read" in scout("leads", "import", "none.csv")[2]
    assert "'xml' is not a format" in scout("leads", "export", "--format", "xml")[2]


def test_a_person_is_erased_by_their_address(database: Database) -> None:
    Path("leads.csv").write_text(FILE)
    scout("leads", "import", "leads.csv")
    assert "No lead has the address" in scout("leads", "erase", "bob@acme.co.za")[2]
    code, shown, _ = scout("leads", "erase", "ANN@acme.co.za")
    assert (code, shown.startswith("Erased.")) == (0, True)
    _, shown, told = scout("leads", "import", "leads.csv")
    assert shown == "0 created, 0 merged, 2 refused\n"
    assert "row 2: refused: asked not to be written to" in told


def test_the_record_of_consents_comes_out_and_says_whether_it_is_whole(database: Database) -> None:
    code, shown, told = scout("leads", "consents", "--format", "jsonl")
    assert (code, shown) == (0, "")
    assert "ok, 0 entries" in told
    code, shown, told = scout("leads", "consents", "--noted", "7" * 64)
    assert (code, shown.startswith("number,kind,")) == (1, True)
    assert "entries were cut off the end" in told
