"""A lead's fields as they are given, and what is made of them."""

import pytest

from app.agents.leads.intake.addresses import address_kind
from app.agents.leads.intake.fields import GROUNDS, LeadRefusedError, parse_lead
from app.agents.leads.intake.given import GivenLead

ANN = "ann.nkosi@acme.co.za"


def test_fields_are_brought_to_one_spelling() -> None:
    lead = parse_lead(
        GivenLead(
            name="NKOSI, ANN",
            email=" Ann.Nkosi@ACME.co.za ",
            company=" Acme  Foods (Pty) Ltd ",
            website_url="acme.co.za",
            linkedin_url="https://za.linkedin.com/in/ann-nkosi/?trk=x",
            twitter_url="@annnkosi",
            ig_url="instagram.com/acme/",
            phone="082 123 4567",
            country="South Africa",
            ground="Customer relation",
            tags=("lunch, Pretoria", "LUNCH"),
        )
    )
    assert lead.name == "Ann Nkosi"
    assert lead.email == "Ann.Nkosi@acme.co.za"
    assert lead.email_key == "ann.nkosi@acme.co.za"
    assert lead.company == "Acme Foods (Pty) Ltd"
    assert lead.name_key == "ann nkosi|acme foods"
    assert lead.website_url == "https://acme.co.za"
    assert lead.linkedin_url == "https://linkedin.com/in/ann-nkosi"
    assert lead.twitter_url == "https://x.com/annnkosi"
    assert lead.ig_url == "https://instagram.com/acme"
    assert (lead.phone, lead.country) == ("+27821234567", "ZA")
    assert lead.ground == "customer_relation"
    assert lead.tags == ("lunch", "Pretoria")
    assert lead.left_out == ()


@pytest.mark.parametrize(
    "text",
    ["ann", "ann@", "@acme.co.za", "ann@acme", "ann nkosi@acme.co.za", "a@b@c.co", "ann@acme..za"],
)
def test_a_wrong_address_refuses_the_lead_and_is_quoted(text: str) -> None:
    with pytest.raises(LeadRefusedError, match=r"'.*' is not a mail address"):
        parse_lead(GivenLead(name="Ann Nkosi", company="Acme", email=text))


def test_an_address_may_bring_its_name() -> None:
    lead = parse_lead(GivenLead(email=f"Ann Nkosi <{ANN}>"))
    assert (lead.name, lead.email) == ("Ann Nkosi", ANN)
    named = parse_lead(GivenLead(name="A. Nkosi", email=f"Ann Nkosi <{ANN}>"))
    assert named.name == "A. Nkosi"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ann@acme.co.za", "ANN+lunch@acme.co.za"),
        ("ann.nkosi@gmail.com", "annnkosi@googlemail.com"),
        ("info@bäckerei.example", "info@xn--bckerei-5wa.example"),
    ],
)
def test_two_spellings_of_one_mailbox_have_one_key(one: str, other: str) -> None:
    first, second = (parse_lead(GivenLead(email=text)).email_key for text in (one, other))
    assert first == second


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (GivenLead(email=ANN, website_url="javascript:alert(1)"), "website_url"),
        (GivenLead(email=ANN, website_url="https://user:pass@acme.co.za/"), "website_url"),
        (GivenLead(email=ANN, linkedin_url="https://linkedin.example/in/ann"), "linkedin_url"),
        (GivenLead(email=ANN, ig_url="https://instagram.com/p/123"), "ig_url"),
        (GivenLead(email=ANN, ground="they look nice"), "ground"),
    ],
)
def test_what_cannot_be_read_is_left_out_and_said(given: GivenLead, field: str) -> None:
    lead = parse_lead(given)
    assert getattr(lead, field) is None
    (said,) = lead.left_out
    assert said.startswith(f"{field}: '")


@pytest.mark.parametrize("ground", [one for one in GROUNDS if one != "none"])
def test_the_grounds_are_those_that_the_law_knows(ground: str) -> None:
    assert parse_lead(GivenLead(email=ANN, ground=ground)).ground == ground


def test_a_lead_without_an_address_needs_something_to_be_found_by() -> None:
    assert parse_lead(GivenLead(name="Ann Nkosi", company="Acme")).email is None
    assert parse_lead(GivenLead(website_url="acme.co.za")).website_url == "https://acme.co.za"
    for given in (GivenLead(), GivenLead(name="Ann Nkosi"), GivenLead(company="Acme")):
        with pytest.raises(LeadRefusedError, match="it needs an address, a link, or a name with"):
            parse_lead(given)


@pytest.mark.parametrize("text", ["", " ", "-", "n/a", "NULL", "None"])
def test_a_cell_that_says_nothing_is_an_empty_one(text: str) -> None:
    lead = parse_lead(GivenLead(email=ANN, title=text, phone=text, country=text, website_url=text))
    assert (lead.title, lead.phone, lead.country, lead.website_url) == (None, None, None, None)
    assert lead.left_out == ()


@pytest.mark.parametrize(
    ("phone", "country", "kept"),
    [
        ("+27 (82) 123-4567", "", "+27821234567"),
        ("0027 82 123 4567", "", "+27821234567"),
        ("082 123 4567", "", "082 123 4567"),
        ("030 901820", "DE", "+4930901820"),
        ("12", "ZA", "12"),
        ("'+27821234567", "", "+27821234567"),
    ],
)
def test_a_phone_number_is_made_international_where_its_country_is_known(
    phone: str, country: str, kept: str
) -> None:
    assert parse_lead(GivenLead(email=ANN, phone=phone, country=country)).phone == kept


def test_a_country_that_is_none_stays_as_given() -> None:
    """The law's gate takes it for unknown, the strictest; dropped, it would say nothing."""
    assert parse_lead(GivenLead(email=ANN, country="Wakanda")).country == "Wakanda"
    assert parse_lead(GivenLead(email=ANN, country="NA")).country == "NA"


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("van der Merwe, Piet", "Piet van der Merwe"),
        ("lerato mokoena", "Lerato Mokoena"),
        ("Mary-Jane O'Neil", "Mary-Jane O'Neil"),
        ("Thandi de Klerk", "Thandi de Klerk"),
        ("张伟", "张伟"),
    ],
)
def test_a_name_is_kept_as_people_write_it(written: str, kept: str) -> None:
    assert parse_lead(GivenLead(name=written, email=ANN)).name == kept


def test_nothing_of_a_text_acts_where_it_is_shown() -> None:
    lead = parse_lead(
        GivenLead(name="Ann\x00\u202e Nkosi\n", email=ANN, profile_text="one\r\ntwo\x1b[31m\ud800")
    )
    assert lead.name == "Ann Nkosi"
    assert lead.profile_text == "one\ntwo [31m"


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("info@acme.co.za", "role"),
        ("sales2@acme.co.za", "role"),
        ("info+x@acme.co.za", "role"),
        ("informed@acme.co.za", "person"),
        ("ann@mailinator.com", "disposable"),
        ("info@eu.mailinator.com", "disposable"),
        ("ann@notmailinator.com", "person"),
    ],
)
def test_addresses_of_a_task_and_throw_away_ones_are_marked(address: str, kind: str) -> None:
    lead = parse_lead(GivenLead(email=address))
    assert address_kind(address) == kind
    assert (lead.is_role_address, lead.is_disposable) == (kind == "role", kind == "disposable")
