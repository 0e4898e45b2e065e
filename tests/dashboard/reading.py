"""What a page says and what it is made of."""

from bs4 import BeautifulSoup


def soup_of(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "lxml")


def words_of(html: str) -> str:
    main = soup_of(html).main
    assert main is not None
    return " ".join(main.get_text(" ").split())


def shape(html: str) -> list[str]:
    """Every element with the names of its attributes."""
    return [f"{tag.name} {sorted(tag.attrs)}" for tag in soup_of(html).find_all(True)]
