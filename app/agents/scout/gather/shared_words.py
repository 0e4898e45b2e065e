"""Stories of a site whose pages all say the same: a wall in words that nobody knew."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from sqlalchemy import Select, bindparam, func, select, union_all, update
from sqlmodel import Session, col

from app.agents.scout.gather.tables import Article, ArticleState
from app.parts.store.statements import table_of

ENOUGH = 3
"""Two may be one story that was published again under another address."""
_BEGINNING = 300
_LOOKED_AT = 100

ARTICLES = table_of(Article)


def _latest(state: ArticleState) -> Select[tuple[int, str, str, str]]:
    """Each state by itself, for the index of site, state and time."""
    beginning = func.substr(ARTICLES.c.text, 1, _BEGINNING).label("beginning")
    latest = (
        select(ARTICLES.c.id, ARTICLES.c.url, ARTICLES.c.title, beginning)
        .where(ARTICLES.c.site_id == bindparam("site_id"), ARTICLES.c.state == state)
        .order_by(ARTICLES.c.found_at.desc())
        .limit(_LOOKED_AT)
    )
    return select(latest.subquery())


# Built once: it is asked for each article that was read. Those taken back keep what they said.
LATEST = union_all(_latest(ArticleState.READ), _latest(ArticleState.FAILED)).subquery()
SAYING_THE_SAME = select(LATEST.c.id, LATEST.c.url).where(
    LATEST.c.title == bindparam("title"),
    LATEST.c.beginning == bindparam("beginning"),
    LATEST.c.id != bindparam("article_id"),
)


def saying_the_same(session: Session, article: Article, title: str, text: str) -> list[int]:
    """Ids of the site's other articles with this title and beginning, if too many have them."""
    asked: dict[str, object] = {
        "site_id": article.site_id,
        "article_id": article.id or 0,
        "title": title,
        "beginning": text[:_BEGINNING],
    }
    rows = session.execute(SAYING_THE_SAME, asked).all() if text else []
    others = [(id_, _name(url)) for id_, url in rows if _name(url) != _name(article.url)]
    names = {name for _, name in others}
    return [id_ for id_, _ in others] if len(names) + 1 >= ENOUGH else []


def take_back(session: Session, ids: Sequence[int], reason: str) -> None:
    """They were read under words that are not theirs."""
    session.execute(
        update(Article)
        .where(col(Article.id).in_(ids))
        .values(state=ArticleState.FAILED, error=reason, instead="other")
    )


def _name(url: str) -> str:
    """What tells a story from others of its site, in whichever section it stands."""
    parts = urlsplit(url)
    return f"{parts.path.rstrip('/').rpartition('/')[2]}?{parts.query}"
