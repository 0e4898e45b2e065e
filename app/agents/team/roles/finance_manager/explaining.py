"""What a model adds: words around figures. It writes `{{runway_months}}`, we write the figure.

figures -> named -> prompt -> reply -> prose.py looks for a number of its own -> filled
"""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from pydantic import BaseModel, JsonValue

from app.agents.team.asking.asking import Asking
from app.agents.team.asking.question import Prompted
from app.agents.team.roles.finance_manager.naming import Figure
from app.agents.team.roles.finance_manager.prose import filled, problems_in
from app.parts.model.errors import ModelError, ModelInvalidError
from app.parts.model.prompt_files import read_prompt
from app.parts.model.toon import smaller_of_toon_and_json
from app.parts.model.untrusted.fence import Fence, random_mark

PROMPT: Final = read_prompt(Path(__file__).with_name("prompts"), "explain")
REPLY_TOKENS: Final = 1200
MOST_PARAGRAPHS: Final = 8
MOST_FIGURES: Final = 120
NEEDS_A_MODEL: Final = (
    "The explanation in words needs a language model: set OPENAI_API_KEY. All figures are computed."
)
LEFT_OUT: Final = (
    "The explanation is left out: what the model wrote could not be used, even when it was told "
    "why. All figures are computed."
)
NOT_EXPLAINED: Final = "The explanation is left out: "


class ExplanationReply(BaseModel):
    paragraphs: list[str]


async def explain(
    asking: Asking | None, question: str, figures: dict[str, Figure]
) -> tuple[tuple[str, ...], str | None]:
    """The paragraphs, or none and why. What was computed never waits for words: no failure of the
    model's ends the task."""
    if asking is None:
        return (), NEEDS_A_MODEL
    try:
        reply = await asking.ask(prompted(question, figures), check_of(figures))
    except ModelInvalidError as error:
        return (), LEFT_OUT if error.is_answer else f"{NOT_EXPLAINED}{error}"
    except ModelError as error:
        return (), f"{NOT_EXPLAINED}{error}"
    words = {name: figure.words for name, figure in figures.items()}
    return tuple(filled(one, words) for one in reply.paragraphs if one.strip()), None


def check_of(figures: dict[str, Figure]) -> Callable[[ExplanationReply], list[str]]:
    def check(reply: ExplanationReply) -> list[str]:
        if not 1 <= len(reply.paragraphs) <= MOST_PARAGRAPHS:
            return [f"Write one to {MOST_PARAGRAPHS} paragraphs."]
        return [problem for one in reply.paragraphs for problem in problems_in(one, set(figures))]

    return check


def prompted(question: str, figures: dict[str, Figure]) -> Prompted[ExplanationReply]:
    fence = Fence(random_mark())
    rows: list[JsonValue] = [
        {
            "placeholder": name,
            "what": fence.inside(figure.what, 60),
            "value": fence.inside(figure.words, 60),
        }
        for name, figure in list(figures.items())[:MOST_FIGURES]
    ]
    return Prompted(
        PROMPT.version,
        PROMPT.system.render().strip(),
        PROMPT.user.render(
            mark=fence.mark,
            question=fence.inside(question, 500),
            figures=smaller_of_toon_and_json(rows),
        ).strip(),
        ExplanationReply,
        REPLY_TOKENS,
    )
