"""Is an article that was just read one that is stored under another address?"""

from collections.abc import Sequence

from sqlalchemy import bindparam, func, or_, select
from sqlmodel import Session

from app.parts.store.tables import Article, ArticleState, table_of

_BEGINNING = 300
_ASKED_FOR = 2 * _BEGINNING
_TWINS_AT_MOST = 10

ARTICLES = table_of(Article)
# Built once: building these took longer than running them, for each article that was read.
TWINS = (
    select(ARTICLES.c.title, func.substr(ARTICLES.c.text, 1, _ASKED_FOR))
    .where(
        ARTICLES.c.id != bindparam("article_id"),
        ARTICLES.c.state == ArticleState.READ,
        or_(
            ARTICLES.c.address == bindparam("canonical"),
            ARTICLES.c.canonical_address == bindparam("canonical"),
        ),
    )
    .limit(_TWINS_AT_MOST)
)
OWN_ADDRESS = select(ARTICLES.c.address).where(ARTICLES.c.id == bindparam("article_id"))


def own_canonical(
    session: Session, article_id: int, title: str, text: str, canonical: str
) -> str | None:
    """The address to keep the article under; None when it is stored under another already.

    A careless template gives all stories one canonical address: only what also has the title or
    the text's beginning in common is a copy, and anything else is kept under its own address.
    """
    twins = session.execute(TWINS, {"article_id": article_id, "canonical": canonical}).all()
    if not twins:
        return canonical
    if any(_agree(title, twin[0]) or _agree(text, twin[1]) for twin in twins):
        return None
    return str(session.execute(OWN_ADDRESS, {"article_id": article_id}).scalar_one())


def urls_at(session: Session, addresses: Sequence[str]) -> set[tuple[str, str]]:
    """Of the addresses that are stored, each with what was asked for there."""
    rows = session.execute(
        select(ARTICLES.c.address, ARTICLES.c.url).where(ARTICLES.c.address.in_(addresses))
    )
    return {(address, url) for address, url in rows}


def _agree(one: str, other: str) -> bool:
    return bool(_squeezed(one)) and _squeezed(one) == _squeezed(other)


def _squeezed(text: str) -> str:
    return " ".join(text[:_ASKED_FOR].casefold().split())[:_BEGINNING]
