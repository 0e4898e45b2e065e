"""The product manager's work."""

from pathlib import Path

from pydantic import BaseModel

from app.agents.team.asking.asking import Prompted
from app.agents.team.desk import Desk
from app.agents.team.roles.product_manager.role import ProductManagerInput, ProductManagerOutput
from app.parts.model.prompt_files import read_prompt
from app.parts.model.reply_fields import Words
from app.parts.model.untrusted.fence import Fence, random_mark

PROMPT = read_prompt(Path(__file__).with_name("prompts"), "insights")
REPLY_TOKENS = 1500
NEEDS_A_MODEL = "Insights need a language model: set OPENAI_API_KEY."


class InsightsReply(BaseModel):
    title: Words = None
    summary: Words = None


async def manage_product(desk: Desk, given: ProductManagerInput) -> ProductManagerOutput:
    """Raises ModelError."""
    if desk.asking is None:
        return ProductManagerOutput(not_done=(NEEDS_A_MODEL,))
    fence = Fence(random_mark())
    question = Prompted(
        PROMPT.version,
        PROMPT.system.render().strip(),
        PROMPT.user.render(
            mark=fence.mark, prompt=given.prompt, summaries=given.context_summaries
        ).strip(),
        InsightsReply,
        REPLY_TOKENS,
    )
    reply = await desk.asking.ask(question, lambda _: ())
    return ProductManagerOutput(title=reply.title or "", summary=reply.summary or "")
