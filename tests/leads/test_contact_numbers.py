"""Telephone and fax numbers, and addresses of mail, as company pages write them."""

import pytest

from tests.leads.company_pages import contacts, values


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("Tel: 011 706 9122", "+27117069122"),
        ("Call (011) 706-9122 today", "+27117069122"),
        ("T +27 (0)11 706 9122", "+27117069122"),
        ("27 117069122", "+27117069122"),
        ("Call 011 706 9122 7am to 7pm", "+27117069122"),
        ("Telephone<b>011 706 9122</b>", "+27117069122"),
    ],
)
def test_a_number_is_told_in_e164_however_it_is_written(words: str, number: str) -> None:
    assert values(contacts(f"<p>{words}</p>").phones) == [number]


def test_the_country_named_above_a_number_is_its_country() -> None:
    markup = (
        "<h3>Canada</h3><p>Tel: 416-939-1530</p><h3>United Kingdom</h3><p>Tel: 01625 856 500</p>"
    )
    assert values(contacts(markup).phones) == ["+14169391530", "+441625856500"]


def test_a_number_of_no_country_is_told_as_it_is_written() -> None:
    assert values(contacts("<p>Phone: 99-999-99</p>").phones) == ["99-999-99"]


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("Call (212) 334-5100", "+12123345100"),
        ("Call 082 555 1234", "+27825551234"),
        ("Call 021 555 0100", "021 555 0100"),
    ],
)
def test_where_no_country_is_named_only_what_can_be_of_one_is_told_so(
    words: str, number: str
) -> None:
    found = contacts(f"<p>{words}</p>", url="https://acme.com/", title="Acme")
    assert values(found.phones) == [number]


def test_two_numbers_behind_one_another_are_two() -> None:
    phones = contacts("<p>Tel: 011 706 9122 / 011 706 9124</p>").phones
    assert values(phones) == ["+27117069122", "+27117069124"]


@pytest.mark.parametrize(
    "markup",
    [
        "<p>Tel: 011 706 9122 Fax: 011 706 9123</p>",
        "<p>011 706 9122</p><p>011 706 9123 (fax)</p>",
        "<table><tr><td>Phone</td><td>011 706 9122</td></tr>"
        "<tr><td>Fax</td><td>011 706 9123</td></tr></table>",
        "<p>T 011 706 9122 | F 011 706 9123</p>",
        "<p>Fax: 011 706 9123</p><p>011 706 9122</p><p>011 706 9123</p>",
    ],
)
def test_a_fax_is_told_from_a_telephone_by_the_label_beside_it(markup: str) -> None:
    found = contacts(markup)
    assert (values(found.phones), values(found.faxes)) == (["+27117069122"], ["+27117069123"])


@pytest.mark.parametrize(
    "words",
    [
        "Company registration number 2001/012345/07",
        "VAT Reg. No. 4801175958",
        "Registered in England No. 06320933",
        "1 2 3 4 5 6 7 8 9 10 Next",
        "On 2012-10-05 we moved",
        "Only $1 200 000.50",
        "P.O. Box 7330 2191",
        "Server 192.168.100.200",
    ],
)
def test_digits_that_nobody_can_call_are_no_number(words: str) -> None:
    found = contacts(f"<p>{words}</p>")
    assert (found.phones, found.faxes) == ((), ())


def test_what_a_link_dials_is_a_number_though_it_is_not_shown() -> None:
    found = contacts('<a href="tel:+27-11-706-9122">Call us</a>')
    assert values(found.phones) == ["+27117069122"]
    assert found.phones[0].quote == "tel:+27-11-706-9122"


@pytest.mark.parametrize(
    "markup",
    [
        "<p>info@acme.co.za</p>",
        "<p>INFO@Acme.co.za.</p>",
        "<p>info@acme.co.zaTel 011 706 9122</p>",
        "<p>Mail:info@acme.co.za/INFO@ACME.CO.ZA</p>",
        '<a href="mailto:info@acme.co.za?subject=Hello">Write to us</a>',
        "<p>info [at] acme [dot] co.za</p>",
        "<p>info (at) acme.co.za</p>",
        "<p>info at acme dot co dot za</p>",
        '<a class="__cf_email__" data-cfemail="2a43444c456a4b49474f044945045058">[protected]</a>',
        "<p>www.acme.co.za<a href='mailto:info@acme.co.za'>info@acme.co.za</a></p>",
    ],
)
def test_an_address_of_mail_is_read_in_the_ways_it_is_hidden_from_robots(markup: str) -> None:
    markup = markup.replace("2a43444c456a4b49474f044945045058", shielded("info@acme.co.za"))
    assert values(contacts(markup).emails) == ["info@acme.co.za"]


@pytest.mark.parametrize(
    "words", ["logo@2x.png", "you@example.com", "meet us at acme.com", "@acme", "a@b"]
)
def test_what_only_looks_like_an_address_is_none(words: str) -> None:
    assert contacts(f"<p>{words}</p>").emails == ()


def shielded(address: str) -> str:
    key = 0x2A
    return bytes([key, *(byte ^ key for byte in address.encode())]).hex()
