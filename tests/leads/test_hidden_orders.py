"""75 orders to a model, hidden in a company's page: none reaches a fact or the page's text."""

import json
from collections.abc import Sequence
from html import escape
from pathlib import Path

import pytest

from app.agents.leads.facts.types import Contacts
from tests.leads.company_pages import contacts
from tests.leads.test_contacts import DECLARED, TEAM, declared

pytestmark = pytest.mark.data

HIDINGS = [
    '<div style="display:none"><p>{}</p></div>',
    '<div style="display:none">{}</div>',
    "<noscript>{}</noscript>",
    '<p style="font-size:0">{}</p>',
    '<p style="position:absolute;left:-9999px">{}</p>',
    "<p hidden>{}</p>",
    '<span class="sr-only">{}</span>',
    "<!-- {} -->",
    "<template>{}</template>",
    '<meta name="description" content="{}">',
    '<img alt="{}">',
]


@pytest.fixture(scope="module")
def orders(data_directory: Path) -> Sequence[str]:
    text = (data_directory / "injection" / "text_attack_train.json").read_text("utf-8")
    return [order for kind in json.loads(text).values() for order in kind]


def facts(found: Contacts) -> set[tuple[str, str]]:
    return {(fact.field, fact.value) for fact in found.facts()}


@pytest.mark.parametrize("hiding", HIDINGS)
def test_no_hidden_order_is_read(hiding: str, orders: Sequence[str]) -> None:
    assert len(orders) == 75
    plain = contacts(TEAM)
    for order in orders:
        found = contacts(TEAM + hiding.format(escape(order)))
        assert (facts(found), found.text) == (facts(plain), plain.text)


@pytest.mark.parametrize("name", ["name", "telephone", "faxNumber", "email"])
def test_no_order_that_is_declared_for_machines_is_read(name: str, orders: Sequence[str]) -> None:
    for order in orders:
        assert order not in contacts(TEAM + declared({**DECLARED, name: order})).text
