"""Which properties of a page's microdata tell of the page itself."""

from lxml.html import HtmlElement

from app.reading.own_nodes import is_article

_MAX_SCOPES = 500


class Microdata:
    """Related stories, clips and comments in a page have properties of the same names.

    Items have no address to go by: of several articles the page's own is the one with its h1.
    """

    def __init__(self, tree: HtmlElement) -> None:
        scopes = list(tree.iterfind(".//*[@itemscope]"))[:_MAX_SCOPES]
        articles = [scope for scope in scopes if _is_article(scope)]
        with_headline = [scope for scope in articles if scope.find(".//h1") is not None]
        self._own = with_headline or (articles if len(articles) == 1 else [])

    def is_own(self, element: HtmlElement) -> bool:
        """Is it a property of the page's article, or of no item at all?"""
        scope = element.getparent()
        while scope is not None and scope.get("itemscope") is None:
            scope = scope.getparent()
        return scope is None or scope in self._own or scope.tag in {"html", "body"}


def _is_article(scope: HtmlElement) -> bool:
    kinds = (scope.get("itemtype") or "").split()
    return is_article({"@type": [kind.rstrip("/") for kind in kinds]})
