"""Leads brought by hand and by a file, changed, and put into a campaign, with a browser."""

import httpx
import pytest
from sqlmodel import col, select

from app.agents.leads.agent import MOST_FILE_BYTES, MOST_UPLOAD_BYTES
from app.agents.leads.intake.import_notes import Counted, RowNote
from app.agents.leads.intake.merge import Difference
from app.agents.leads.intake.take_in import MergedInto
from app.agents.leads.pages.import_view import ImportView
from app.agents.leads.pages.lead_form import LeadForm, read_changes, read_lead_form, typed_of
from app.agents.leads.pages.page import html
from app.agents.leads.tables import Campaign, CampaignLead, Lead
from app.parts.http.forms import Form, filled
from tests.api.conftest import LiveApi
from tests.conftest import NOON
from tests.dashboard.reading import shape, soup_of, words_of
from tests.leads.pages.samples import AROUND, HOSTILE

ANN = {"name": "Ann Nkosi", "email": "ann@acme.example", "company": "Acme", "tags": "lunch, Cape"}
ELSEWHERE = {"Sec-Fetch-Site": "cross-site"}


def stored(live_api: LiveApi) -> list[Lead]:
    with live_api.parts.database.read() as session:
        return list(session.exec(select(Lead).order_by(col(Lead.id))))


def wrong_on(page: httpx.Response) -> dict[str, str]:
    return {str(one["id"]): one.text for one in soup_of(page.text).select(".wrong")}


def test_a_lead_is_brought_once_changed_and_put_into_a_campaign(
    live_api: LiveApi, browser: httpx.Client
) -> None:
    assert browser.post("/leads/new", data=ANN, headers=ELSEWHERE).status_code == 403
    assert browser.post("/leads/new", data=ANN).headers["location"] == "/leads/2"
    again = browser.post("/leads/new", data=ANN | {"name": "A. Nkosi", "phone": "+27 21 555 0134"})
    assert "This lead is known already" in again.text
    assert "Name stays “Ann Nkosi” , you gave “A. Nkosi”" in words_of(again.text)
    refused = browser.post("/leads/new", data={"name": "Ben", "website_url": "ben"})
    assert refused.status_code == 422
    assert "It needs an address, a link, or a name with a company" in words_of(refused.text)
    assert soup_of(refused.text).select_one("#name")["value"] == "Ben"  # type: ignore[index]
    wrong = browser.post("/leads/new", data=ANN | {"email": "ann@", "website_url": "ftp://a"})
    assert list(wrong_on(wrong)) == ["email-wrong"]
    assert len(stored(live_api)) == 2

    changed = ANN | {"email": "ann@other.example", "title": "Owner", "tags": "lunch"}
    assert browser.post("/leads/2/edit", data=changed).status_code == 303
    ann = stored(live_api)[1]
    assert (ann.email, ann.title, ann.tags, ann.phone) == (
        *("ann@other.example", "Owner", ["lunch"]),
        None,  # it was emptied: the form had it, and nothing stood there
    )
    browser.post("/leads/new", data={"email": "ben@acme.example"})
    taken = browser.post("/leads/2/edit", data=changed | {"email": "ben@acme.example"})
    assert (taken.status_code, wrong_on(taken)) == (
        409,
        {"email-wrong": "Lead 3 has this address."},
    )
    assert browser.get("/leads/9/edit").status_code == 404

    with live_api.parts.database.write() as session:
        session.add_all([Campaign(created_at=NOON, name="Lunches") for _ in range(2)])
    assert browser.post("/leads/2/campaign", data={"campaign": "x"}).status_code == 409
    nowhere = browser.post("/leads/1/campaign", data={"campaign": "1"})
    assert "It was not put into the campaign: it has no mail address." in words_of(nowhere.text)
    assert browser.post("/leads/2/campaign", data={"campaign": "1"}).status_code == 303
    offered = soup_of(browser.get("/leads/2").text).select("#campaign option")
    assert [one["value"] for one in offered] == ["2"]
    with live_api.parts.database.read() as session:
        assert [one.lead_id for one in session.exec(select(CampaignLead))] == [2]


FILE = (
    "Name;E-mail;Company;Age\n"
    "Ann Nkosi;ann@acme.example;Acme;9\n"
    "Ann Nkosi;nkosi@acme.example;Acme;9\n"
    "Ben;ben at acme;Acme;9\n"
    "A. Nkosi;ANN@acme.example;Acme;9\n"
)


def test_a_file_is_imported_and_each_row_is_told(live_api: LiveApi, browser: httpx.Client) -> None:
    path = "/leads/import"
    answer = browser.post(path, files={"file": ('<b>"list".csv', FILE.encode("utf-16"))})
    assert answer.status_code == 200
    said = words_of(answer.text)
    assert "read as utf-16, columns separated by ;" in said
    assert "Mail address E-mail" in said
    assert "Not used Age" in said
    assert "leads are new 2" in said
    assert "Row 4 : 'ben at acme' is not a mail address" in said
    assert "Row 3 lead 3 is like lead 2" in said
    assert "Row 5 : name stays 'Ann Nkosi', not 'A. Nkosi' lead 2" in said
    assert soup_of(answer.text).select("b") == []
    assert [one.email for one in stored(live_api)[1:]] == ["ann@acme.example", "nkosi@acme.example"]

    broken = FILE.splitlines()[0] + '\nAnn;ann@b.example;"Acme;9\n'
    for content, words in (
        (b"", "names no column that is known"),
        (broken.encode(), "cannot be read, nor what follows it"),
        (b"x" * (MOST_FILE_BYTES + 1), "The file is larger than 5 MB."),
    ):
        refused = browser.post(path, files={"file": ("list.csv", content)})
        assert (refused.status_code, words in words_of(refused.text)) == (422, True)
    assert "Choose a file first." in browser.post(path, files={"file": ("", b"")}).text
    assert browser.post(path, files={"file": ("a", FILE)}, headers=ELSEWHERE).status_code == 403
    huge = browser.post(path, files={"file": ("list.csv", b"x" * (MOST_UPLOAD_BYTES + 1))})
    assert (huge.status_code, huge.headers["content-type"][:9]) == (413, "text/html")
    assert "The request is larger than 5.2 MB" in huge.text
    assert len(stored(live_api)) == 3


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("name", "a" * 201),
        ("email", "no address"),
        ("website_url", "ftp://a"),
        ("linkedin_url", "https://example.com/"),
        ("ground", "because"),
        ("tags", ",".join("a" * 51)),
        ("profile_text", "a" * 20_001),
    ],
)
def test_what_cannot_be_read_is_told_beside_its_field_and_not_left_out(
    field: str, text: str
) -> None:
    found = read_lead_form(filled(**(ANN | {field: text})))
    assert isinstance(found, Form)
    assert list(found.wrong) == [field]
    assert found.typed.text(field) == text


def test_what_nobody_touched_of_a_stored_lead_is_not_judged_anew() -> None:
    lead = Lead(created_at=NOON, updated_at=NOON, name="Ann", company="Acme", ground="older")
    lead.profile_text = "One\nTwo"
    shown = {name: text for name, (text,) in typed_of(lead).fields.items()}
    assert read_changes(lead, filled(**shown)) == {}
    as_sent = shown | {"profile_text": "One\r\nTwo\r\n", "phone": "021 555 0134"}
    assert read_changes(lead, filled(**as_sent)) == {"phone": "021 555 0134"}
    assert isinstance(read_changes(lead, filled(**(as_sent | {"ground": "because"}))), Form)


def test_texts_of_strangers_change_nothing_of_form_and_import() -> None:
    for name, shown in (("lead_form", form_of), ("imported", import_of), ("merged", merged_of)):
        harmless = shape(html(name, shown("Harmless"), AROUND))
        for text in HOSTILE:
            assert shape(html(name, shown(text), AROUND)) == harmless


def form_of(text: str) -> LeadForm:
    fields = dict.fromkeys((*ANN, "source", "profile_text"), text)
    return LeadForm(Form(filled(**fields), fields, text), 9, text, text)


def import_of(text: str) -> ImportView:
    notes = {"refused": (RowNote(2, "refused", text),)}
    return ImportView(
        *(text, text, text),
        {"name": (text,)},
        (text,),
        Counted(),
        notes,  # type: ignore[arg-type]
        {"refused": 1},
        text,
    )


def merged_of(text: str) -> MergedInto:
    return MergedInto(1, 9, (), ("phone",), (Difference("name", text, text),))
