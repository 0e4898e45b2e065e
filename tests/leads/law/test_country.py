"""The country of a lead from what its data says, and what says nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.agents.leads.law.country import (
    Origin,
    countries_in,
    countries_of_phone,
    country_of_host,
    evidence_of,
)
from app.agents.leads.law.country_names import country_of


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("ZA", "ZA"),
        ("zaf", "ZA"),
        ("South Africa", "ZA"),
        ("Suid-Afrika", "ZA"),
        ("Südafrika", "ZA"),
        (" uk ", "GB"),
        ("U.S.A.", "US"),
        ("Deutschland", "DE"),
        ("Norge", "NO"),
        ("Cote d'Ivoire", "CI"),
        ("Narnia", None),
        ("EU", None),
        ("", None),
    ],
)
def test_a_stated_country_is_read_as_people_write_it(text: str, country: str | None) -> None:
    assert country_of(text) == country


@pytest.mark.parametrize(
    ("phone", "countries"),
    [
        ("+27 21 555 0100", {"ZA"}),
        ("0027 21 555 0100", {"ZA"}),
        ("+1 212 555 0100", {"US"}),
        ("+1 416 555 0199", {"CA"}),
        ("+44 20 7946 0958", {"GB"}),
        ("021 555 0100", set()),
        ("+", set()),
        ("+999 1234", set()),
        ("call me", set()),
    ],
)
def test_a_telephone_says_its_country_by_its_prefix(phone: str, countries: set[str]) -> None:
    assert countries_of_phone(phone) == countries


def test_a_number_that_no_country_of_a_shared_prefix_has_may_be_any_of_theirs() -> None:
    assert {"US", "CA", "JM"} <= countries_of_phone("+1 999 999 9999")


@pytest.mark.parametrize(
    ("host", "countries"),
    [
        ("caterer.co.za", {"ZA"}),
        ("shop.co.uk", {"GB"}),
        ("firma.de.", {"DE"}),
        ("example.com", set()),
        ("start.io", set()),
        ("example.eu", set()),
        ("", set()),
    ],
)
def test_a_domain_says_its_country_unless_it_is_sold_to_anybody(
    host: str, countries: set[str]
) -> None:
    assert country_of_host(host) == countries


@pytest.mark.parametrize(
    ("location", "countries"),
    [
        ("Cape Town", {"ZA"}),
        ("Bryanston, Johannesburg, Gauteng, South Africa 2191", {"ZA"}),
        ("Johannesburg, SA", {"ZA"}),
        ("Austin, TX", {"US"}),
        ("San Francisco, CA", {"US"}),
        ("Berlin, DE", {"DE"}),
        ("Atlanta, Georgia", {"US"}),
        ("Georgia", {"GE", "US"}),
        ("London, Ontario", {"CA"}),
        ("Newcastle, South Africa", {"ZA"}),
        ("St. John's, Newfoundland", {"CA"}),
        ("Paris, Texas, United States", {"US"}),
        ("write to us in peace", set()),
        ("Remote", set()),
        ("", set()),
    ],
)
def test_words_of_a_location_name_the_country_that_all_fit(
    location: str, countries: set[str]
) -> None:
    assert countries_in(location) == countries


def test_each_sign_is_kept_with_where_it_was_seen() -> None:
    found = evidence_of(
        Origin(
            country="South Africa",
            phone="+49 30 901820",
            email="jane@example.com",
            website_url="caterer.co.za/contact",
            location="Cape Town",
        )
    )
    assert [(e.source, e.country) for e in found] == [
        ("stated", "ZA"),
        ("location", "ZA"),
        ("phone", "DE"),
        ("site_domain", "ZA"),
    ]
    assert found[2].value == "+49 30 901820"


def test_a_word_with_two_meanings_does_not_contradict_one_of_them() -> None:
    found = evidence_of(Origin(country="United Kingdom", location="London"))
    assert {evidence.country for evidence in found} == {"GB"}


def test_a_country_that_cannot_be_read_is_unknown_and_not_left_out() -> None:
    found = evidence_of(Origin(country="Narnia", website_url="https://a.de"))
    assert {evidence.country for evidence in found} == {"unknown", "DE"}


def test_what_says_nothing_is_no_evidence() -> None:
    assert evidence_of(Origin(email="a@example.com", location="Remote", phone="555 0100")) == ()


@given(st.text(), st.text(), st.text(), st.text(), st.text())
def test_any_text_is_read_without_a_fault(
    country: str, phone: str, email: str, website: str, location: str
) -> None:
    for evidence in evidence_of(Origin(country, phone, email, website, location)):
        assert evidence.country == "unknown" or len(evidence.country) == 2
