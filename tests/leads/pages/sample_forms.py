"""Invented forms of leads, and what became of invented files."""

from dataclasses import replace

from app.agents.leads.intake.import_notes import Counted, RowNote
from app.agents.leads.intake.merge import Difference
from app.agents.leads.intake.take_in import MergedInto
from app.agents.leads.pages.import_view import ImportView
from app.agents.leads.pages.lead_form import NOT_STORED, LeadForm, empty_form, typed_of
from app.parts.http.forms import Form, filled
from tests.leads.pages.sample_lead import THANDI

EMPTY = empty_form()
WRONG = LeadForm(
    Form(
        filled(name="Sipho Dlamini", email="sipho@harbour", website_url="harbour", tags="docks"),
        {
            "email": "'sipho@harbour' is not a mail address: the part after the @ has no dot.",
            "website_url": "'harbour' is not the address of a site.",
        },
        NOT_STORED,
    ),
    file_problem="leads.xlsx is no text: save it as CSV.",
)
KNOWN = LeadForm(Form(typed_of(THANDI)), 9, "Thandi Mokoena")
MERGED = MergedInto(
    1,
    9,
    (),
    ("phone", "tags"),
    (Difference("company", "Karoo Event Makers", "Karoo Events (Pty) Ltd"),),
)
IMPORTED = ImportView(
    file="trade fair november.csv",
    encoding="cp1252",
    separator=";",
    columns={
        "name": ("Ansprechpartner",),
        "email": ("E-Mail", "E-Mail 2"),
        "company": ("Firma",),
        "location": ("Ort", "Bundesland"),
    },
    unused=("Kundennummer", "Bemerkung"),
    counted=Counted(created=1_204, merged=38, refused=2, likely_doubles=1, last_row=1_245),
    notes={
        "refused": (
            RowNote(17, "refused", "'ann at acme' is not a mail address: it has no @"),
            RowNote(402, "refused", "asked not to be written to"),
        ),
        "left_out": (
            RowNote(9, "left_out", "website_url: 'ftp://a' is not the address of a site"),
        ),
        "double": (RowNote(51, "double", "", (88, 4)),),
        "merged": (RowNote(60, "merged", "name stays 'Ann Nkosi', not 'A. Nkosi'", (12,)),),
    },
    counts={"refused": 2, "left_out": 140, "double": 1, "merged": 1},
)
BROKEN = replace(
    IMPORTED,
    notes={},
    counts={},
    problem="Row 812 cannot be read, nor what follows it (unexpected end of data): a quotation "
    "mark there may never be closed. The rows up to 811 are stored, those after it are not. Mend "
    "it and import the file again: what is stored already is merged.",
)
