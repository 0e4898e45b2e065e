"""A page's blocks, and where an article is read without what stands around it."""

from app.parts.reading.blocks import Block, read_blocks, reads_the_same_alone
from app.parts.reading.document import parse
from tests.reading.pages import page

STORY = "<section><p>One line of text.</p>loose words<p>Two <b>bold</b> words.</p></section>"


def seen(block: Block) -> tuple[str, int, int, list[str]]:
    return block.tag, block.text_length, block.link_length, [one.href for one in block.anchors]


def blocks(markup: str, path: str = ".") -> list[tuple[str, int, int, list[str]]]:
    """Those with anything in them, below the first element that the path finds."""
    found = parse(page(markup)).find(path)
    assert found is not None
    return [seen(one) for one in read_blocks(found) if one.text_length or one.anchors]


def test_a_text_behind_what_is_not_read_belongs_to_the_block_around_it() -> None:
    markup = (
        "<div>before <nav>menu <a href=/a>A</a></nav> behind <svg><title>t</title></svg>!</div>"
    )
    assert blocks(markup) == [("div", 13, 0, [])]


def test_a_link_counts_where_it_ends() -> None:
    assert blocks("<p>See <a href=/x>this one</a> now</p>") == [("p", 14, 8, ["/x"])]
    assert blocks("<a href=/x><h2>Head</h2><p>Line</p></a><a>no link</a>") == [
        ("h2", 4, 4, []),
        ("p", 4, 4, []),
        ("", 7, 0, ["/x"]),
    ]


def test_what_stands_in_a_block_of_its_own_reads_the_same_alone() -> None:
    markup = f"<header>Top</header><main>{STORY}</main><p>Below</p>"
    section = parse(page(markup)).find(".//section")
    assert section is not None
    assert reads_the_same_alone(section)
    alone, whole = blocks(markup, ".//section"), blocks(markup)
    assert alone == whole[1:-1]


def test_what_stands_in_a_link_or_is_not_read_is_not_read_alike_alone() -> None:
    for markup in (
        f"<a href=/all>{STORY}</a>",
        f"<form>{STORY}</form>",
        f"<footer><div>{STORY}</div></footer>",
        f"words <span>{STORY}</span>".replace("section", "span"),
        STORY.replace("section", "aside"),
    ):
        paragraph = parse(page(markup)).find(".//p")
        assert paragraph is not None
        place = paragraph.getparent()
        assert place is not None
        assert not reads_the_same_alone(place), markup
