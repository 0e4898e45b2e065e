"""Documents for the tests, as a server would have sent them."""

from app.parts.reading.types import Page

ADDRESS = "https://www.example.co.za/news/2026/11/20/pizza-oven-wins-the-street-food-prize"

SENTENCES = (
    "The street food prize of the city went to a mobile pizza oven on Friday evening.",
    "Its owner, who started with one borrowed trailer, said that the queue never got shorter.",
    "More than forty stalls had taken part, from bunny chow to grilled corn and sweet koeksisters.",
    "The jury praised the crust, the smoke and the patience of everybody who stood in the rain.",
    "Next year the market moves to the old station hall, where there is room for a hundred stalls.",
)


def page(
    body: str | bytes,
    url: str = ADDRESS,
    content_type: str = "text/html",
    charset: str | None = None,
) -> Page:
    """One fetched document."""
    raw = body.encode() if isinstance(body, str) else body
    return Page(url, url, content_type, charset, raw)


def paragraphs(*sentences: str) -> str:
    """Each sentence as a paragraph of its own; without any, a short story of five."""
    return "".join(f"<p>{sentence}</p>" for sentence in sentences or SENTENCES)


def article(content: str = "", *, head: str = "", title: str = "Pizza oven wins prize") -> str:
    """A whole article page around `content`, by default a short story."""
    return (
        f'<!doctype html><html lang="en-ZA"><head><meta charset="utf-8"><title>{title}</title>'
        f"{head}</head><body><nav><a href='/'>Home</a></nav><article><h1>{title}</h1>"
        f"{content or paragraphs()}</article><footer>All rights reserved.</footer></body></html>"
    )


def rss(*items: str, attributes: str = "") -> str:
    """An RSS 2.0 feed of whole <item> contents."""
    inner = "".join(f"<item>{item}</item>" for item in items)
    return (
        f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0" {attributes}><channel>'
        f"<title>The Daily Slice</title><link>https://slice.example/</link>{inner}</channel></rss>"
    )
