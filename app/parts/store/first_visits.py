"""Which articles were there when their site was read for the first time."""

from sqlmodel import Session, col, select

from app.parts.store.tables import Article


def is_of_first_visit(session: Session, article: Article) -> bool:
    """Had no earlier run found anything at the article's site?"""
    earlier = select(Article.id).where(
        Article.site_id == article.site_id,
        col(Article.found_by_run_id) < article.found_by_run_id,
    )
    return session.exec(earlier.limit(1)).first() is None
