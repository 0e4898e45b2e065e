"""From templates to what a reader sees: text folded for terminals, HTML with its styles inlined."""

import re
import textwrap
from functools import lru_cache
from typing import TYPE_CHECKING

from app.lib.templating import render
from app.parts.mail.message import MailContent

if TYPE_CHECKING:
    from css_inline import CSSInliner

TEXT_COLUMNS = 76
LIST_MARK = re.compile(r" *(?:- |\d+\. )?")


def compose(subject: str, template: str, **values: object) -> MailContent:
    """The mail of `templates/mail/{template}.html.j2` and `.txt.j2`; both see `subject`."""
    text = render(f"mail/{template}.txt.j2", subject=subject, **values)
    html = render(f"mail/{template}.html.j2", subject=subject, **values)
    return MailContent(subject, folded(text), inliner().inline(html))


@lru_cache(maxsize=1)
def inliner() -> "CSSInliner":
    """Mail programs drop or ignore style sheets: Gmail's app for foreign accounts, Outlook.

    What only a style sheet can say (dark colours, narrow screens) stays in one, which the
    template marks `data-css-inline="keep"`.
    """
    from css_inline import CSSInliner

    return CSSInliner(load_remote_stylesheets=False)


def folded(text: str) -> str:
    """Long lines broken under their first word, never inside an address; no two empty lines."""
    lines: list[str] = []
    for line in (line.rstrip() for line in text.splitlines()):
        if line or (lines and lines[-1]):
            lines += fold(line)
    return "\n".join(lines).strip("\n") + "\n"


def fold(line: str) -> list[str]:
    if len(line) <= TEXT_COLUMNS or "://" in line:
        return [line]
    mark = LIST_MARK.match(line)
    indent = " " * (mark.end() if mark else 0)
    return textwrap.wrap(
        line,
        TEXT_COLUMNS,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
