"""How many tokens a text may be, without any model's own tokenizer. Pure.

A byte-level tokenizer (as every model here uses) never makes more tokens than UTF-8 bytes, and
on prose in Latin letters about one for four characters. The bound below counts two ASCII
characters for a token, which holds for code and random letters too, and every other byte for one.
"""

ASCII_PER_TOKEN = 2


def at_most_tokens(text: str) -> int:
    """An upper bound, about twice what English prose takes."""
    total_bytes = len(text.encode("utf-8", "replace"))
    ascii_characters = sum(map(str.isascii, text)) if total_bytes != len(text) else len(text)
    return -(-ascii_characters // ASCII_PER_TOKEN) + total_bytes - ascii_characters


def cut_to_tokens(text: str, limit: int) -> str:
    """The opening of `text` that is at most `limit` tokens by that bound, cut after a word."""
    head = text[: limit * ASCII_PER_TOKEN]
    if at_most_tokens(head) > limit:
        head = head[: fitting(head, limit)]
    if len(head) == len(text):
        return text
    at_word = head.rfind(" ")
    return f"{head[:at_word] if at_word > len(head) // 2 else head}…"


def fitting(text: str, limit: int) -> int:
    """The longest opening within `limit`, by halving: the bound only grows with the length."""
    fits, too_long = 0, len(text)
    while too_long - fits > 1:
        middle = (fits + too_long) // 2
        if at_most_tokens(text[:middle]) <= limit:
            fits = middle
        else:
            too_long = middle
    return fits
