"""Reads pages as a browser without scripts does."""

from bs4 import BeautifulSoup


def soup_of(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "lxml")


def words_of(html: str) -> str:
    main = soup_of(html).main
    assert main is not None
    return " ".join(main.get_text(" ").split())
