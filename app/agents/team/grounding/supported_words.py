"""Words of a model, taken if all that they name stands in their sources."""

from app.agents.team.grounding.grounding import Ground, unsupported
from app.parts.model.clean_text import plain


def supported_words(
    name: str, said: str | None, limit: int, ground: Ground, problems: list[str]
) -> str:
    """At most `limit` characters, fit to print; "" with a problem where there are none, or where no
    source has what they name. `name`: of what is said, as the problem's words begin."""
    text = plain(said or "", limit)
    if not text:
        problems.append(f"{name} has no words.")
        return ""
    if unknown := unsupported(text, ground):
        problems.append(f"{name} has {', '.join(unknown)}, which none of its sources has.")
        return ""
    return text
