"""Pages made to take a reader's time or memory end with a bounded answer."""

import pytest

from app.agents.leads.facts.page_lines import MAX_LINE, MAX_TEXT
from tests.leads.company_pages import contacts

SCOPE = '<div itemscope itemtype="http://schema.org/Organization"><i itemprop="name">x</i>'


@pytest.mark.long
@pytest.mark.parametrize(
    "piece",
    [
        *("1 ", "011 706 9122 ", "+27-11-706-91 - ", "(1 ", "1800 AB", "1/", "1-800-AAA-"),
        *("John ", "John Smith, Director, ", "A. ", "John de la ", "Dr. ", "ABCDEFGHIJ"),
        *("a@", "a.b@a.", "x [at] ", "a at b dot ", "info@acme.co.za "),
        *(
            "12 Main ",
            "12 a b c d Road, ",
            "P.O. Box ",
            "Astrasse ",
            "© 2012 ",
            "copyright (c) by ",
        ),
        *("<p>Tel: 011 706 9122</p>", "<p>John Smith</p><p>Director</p>", "<div>", SCOPE),
        *(f"{SCOPE}</div>", '<a href="tel:+27117069122">x</a>', '<b data-cfemail="abcd">x</b>'),
        '<div style="display:none">Tel 011 706 9122</div>',
    ],
)
def test_a_flood_of_one_piece_is_read_to_a_bounded_end(piece: str) -> None:
    flood = piece * (MAX_TEXT // len(piece))
    inside_lines = "".join(
        f"<p>{flood[at : at + MAX_LINE - 100]}</p>" for at in range(0, len(flood), MAX_LINE - 100)
    )
    found = contacts(flood if "<" in piece else inside_lines)
    assert len(found.text) < 2 * MAX_TEXT
    assert len(list(found.facts())) < 1_500


def test_data_nested_deeply_is_left_out() -> None:
    nested = '[{"@type":"Organization","member":' * 3_000
    found = contacts(
        f'<script type="application/ld+json">{nested}</script><p>Tel: 011 706 9122</p>'
    )
    assert len(found.phones) == 1
