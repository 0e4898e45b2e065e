"""Asks a model which pages of a site to read next, among the links found there and no others."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Final
from urllib.parse import urlsplit

from pydantic import BaseModel, BeforeValidator

from app.agents.leads.research.plan import Known
from app.agents.leads.research.site_page import SiteLink
from app.agents.leads.sequence.ask import texts_only
from app.parts.model.paid import PaidModel
from app.parts.model.prompt_files import read_prompt
from app.parts.model.untrusted.detect import speaks_to_a_machine
from app.parts.model.untrusted.fence import Fence

PROMPT = read_prompt(Path(__file__).with_name("prompts"), "links")
SHOWN_LINKS: Final = 40
LINK_TOKENS: Final = 40
REPLY_TOKENS: Final = 120


class LinksReply(BaseModel):
    """The numbers of the links that the model would follow, the most telling first."""

    links: Annotated[list[str], BeforeValidator(texts_only)]


async def ask_for_links(
    model: PaidModel, known: Known, links: Sequence[SiteLink], room: int, fence: Fence
) -> list[SiteLink]:
    """At most `room` of `links`. Raises ModelError."""
    numbered = {fence.item_id(at): link for at, link in enumerate(links[:SHOWN_LINKS], 1)}
    lines = {number: fence.inside(shown(link), LINK_TOKENS) for number, link in numbered.items()}
    answer = await model.ask(
        system=PROMPT.system.render(room=room).strip(),
        user=PROMPT.user.render(
            mark=fence.mark,
            company=fence.around("lead", {"company": fence.inside(known.company, 40)}, "lead"),
            links=fence.around("links", lines, "links"),
        ).strip(),
        reply=LinksReply,
        max_output_tokens=REPLY_TOKENS,
    )
    return list(_named(answer.value, numbered))[:room]


def shown(link: SiteLink) -> str:
    """Its words, unless they speak to a machine, and its path."""
    words = "" if speaks_to_a_machine(link.words) else link.words
    return f"{words} ({urlsplit(link.url).path})"


def _named(reply: LinksReply, numbered: dict[str, SiteLink]) -> Iterator[SiteLink]:
    for number in dict.fromkeys(one.strip("[]: ") for one in reply.links):
        if number in numbered:
            yield numbered[number]
