"""JSON-LD as templates really write it."""

import time

import pytest

from app.parts.reading.document import parse
from app.parts.reading.json_ld import Node, read_nodes
from tests.reading.pages import page

HEADLINE = "Bakery bakes all night"
PLAIN = '{"@type": "Article", "headline": "Bakery bakes all night"}'
HOSTILE = [" " * 900_000 + "x", '"' * 900_000, '{"a":"' + '"b" ' * 200_000, "\\" * 900_000]


def nodes(script: str, kind: str = "application/ld+json") -> list[Node]:
    markup = f'<html><head><script type="{kind}">{script}</script></head><body>x</body></html>'
    return list(read_nodes(parse(page(markup)).iter("script")))


@pytest.mark.parametrize(
    "kind",
    [
        "application/ld+json",
        "application/ld+json; charset=UTF-8",
        "application/ld+json;profile=&quot;https://example.org/p&quot;",
        "Application/LD+JSON",
        " APPLICATION/ld+json ;charset=utf-8",
    ],
)
def test_the_media_type_is_the_same_with_parameters_and_in_capitals(kind: str) -> None:
    [node] = nodes('{"@type": "Article", "headline": "x"}', kind)
    assert node["headline"] == "x"


@pytest.mark.parametrize("kind", ["application/json", "text/javascript", "module", ""])
def test_another_script_is_none(kind: str) -> None:
    assert nodes('{"@type": "Article"}', kind) == []


@pytest.mark.parametrize(
    "script",
    [
        '{"@type": "Article", "headline": "Bakery bakes\nall night"}',
        '{"@type": "Article", "headline": "Bakery bakes\tall\r\nnight",}',
        '[{"@type": "Article", "headline": "Bakery bakes all night", },]',
        '{"@type":["Article",],"headline":"Bakery bakes all night"};',
        PLAIN.replace('"', "&quot;"),
        f"[{PLAIN},]".replace('"', "&#34;"),
        f"<!--\n{PLAIN}\n-->",
        f"//<![CDATA[\n{PLAIN}\n//]]>",
        f"/*<![CDATA[*/{PLAIN}/*]]>*/",
        f"\ufeff{PLAIN}",
        f"{PLAIN}}}",
        f'{PLAIN} {{"@type": "Thing", ',
    ],
)
def test_a_script_that_strict_readers_refuse_is_read(script: str) -> None:
    node = nodes(script)[0]
    assert " ".join(str(node["headline"]).split()) == HEADLINE


@pytest.mark.parametrize(
    ("script", "headline"),
    [
        ('{"@type": "Article", "headline": "She said "enough" at noon", "a": 1}', 'said "enough"'),
        (r'{"@type": "Article", "headline": "It\'s "done" \x"}', 'It\'s "done" x'),
        (r'{"@type": "Article", "headline": "A \"quoted\" word",}', 'A "quoted" word'),
    ],
)
def test_quotes_and_escapes_that_json_lacks_are_taken_as_meant(script: str, headline: str) -> None:
    assert headline in str(nodes(script)[0]["headline"])


def test_values_that_follow_one_another_are_all_read() -> None:
    found = nodes('{"@type": "WebSite"}\n{"@type": "Article"};{"@type": "Person"}')
    assert [node["@type"] for node in found] == ["WebSite", "Article", "Person"]


@pytest.mark.parametrize("script", [*HOSTILE, "[" * 900_000])
def test_a_hostile_script_costs_no_more_than_its_length(script: str) -> None:
    started = time.process_time()
    assert nodes(script) == []
    assert time.process_time() - started < 5
