"""Reads code and says what is wrong with which line. A finding counts only if its line exists and
has the words that are quoted of it."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, Field

from app.agents.team.asking.asking import Prompted
from app.agents.team.desk import Desk
from app.agents.team.roles.engineer.claims import without_claims
from app.agents.team.roles.engineer.code_lines import Listing, as_lines
from app.agents.team.roles.engineer.role import EngineerInput, EngineerOutput, Finding
from app.lib.printable import one_line
from app.parts.model.prompt_files import read_prompt
from app.parts.model.reply_fields import Words, objects_only
from app.parts.model.untrusted.fence import Fence, random_mark

PROMPT = read_prompt(Path(__file__).with_name("prompts"), "review")
REPLY_TOKENS = 2500
MOST_FINDINGS, LONGEST_FINDING, LONGEST_QUOTE = 30, 500, 300
NEEDS_A_MODEL = "A review needs a language model: set OPENAI_API_KEY."
NO_CODE = "There is no code to review: give it in `code`."
SEVERITIES: tuple[Literal["high", "medium", "low"], ...] = ("high", "medium", "low")


class ReviewedLine(BaseModel):
    line: Annotated[int | None, BeforeValidator(lambda v: v if type(v) is int else None)] = None
    severity: Words = None
    text: Words = None
    quote: Words = None


class ReviewReply(BaseModel):
    findings: Annotated[list[ReviewedLine], BeforeValidator(objects_only)] = Field(max_length=200)
    notes: Words = None


async def review_code(desk: Desk, given: EngineerInput) -> EngineerOutput:
    """Raises ModelError."""
    if not given.code.strip():
        return EngineerOutput(not_done=(NO_CODE,))
    if desk.asking is None:
        return EngineerOutput(code=given.code, not_done=(NEEDS_A_MODEL,))
    listing = Listing("code", as_lines(given.code))
    reply = await desk.asking.ask(
        question_for(given, listing, Fence(random_mark())),
        lambda reply: problems_of(reply, listing),
    )
    right = [one for one in reply.findings if is_right(one, listing)]
    notes = without_claims(reply.notes or "")
    return EngineerOutput(
        code=given.code,
        findings=tuple(findings_of(right, listing)),
        notes=(notes,) if notes else (),
        not_done=left_out(len(reply.findings) - len(right)),
    )


def question_for(given: EngineerInput, listing: Listing, fence: Fence) -> Prompted[ReviewReply]:
    user = PROMPT.user.render(
        mark=fence.mark,
        description=given.description,
        constraints=given.constraints,
        code=listing.fenced(fence),
    )
    system = PROMPT.system.render().strip()
    return Prompted(PROMPT.version, system, user.strip(), ReviewReply, REPLY_TOKENS)


def problems_of(reply: ReviewReply, listing: Listing) -> tuple[str, ...]:
    """In words for the model; one that is right makes the others worth less than a second call."""
    if not reply.findings or any(is_right(one, listing) for one in reply.findings):
        return ()
    return (
        "No finding is right: each needs `text`, the number of a line that is there as `line`, and "
        "words copied from that line as `quote`.",
    )


def is_right(one: ReviewedLine, listing: Listing) -> bool:
    has_words = bool(one.text and one.text.strip())
    return has_words and one.line is not None and listing.is_line(one.line, one.quote or "")


def findings_of(right: list[ReviewedLine], listing: Listing) -> list[Finding]:
    """The worst first. The quote is the line's own words, not the model's."""
    found = [
        Finding(
            line=one.line or 0,
            severity=next((s for s in SEVERITIES if s == one.severity), "low"),
            text=one_line(one.text or "", LONGEST_FINDING),
            quote=one_line(listing.lines[(one.line or 1) - 1], LONGEST_QUOTE),
        )
        for one in right[:MOST_FINDINGS]
    ]
    return sorted(found, key=lambda finding: (SEVERITIES.index(finding.severity), finding.line))


def left_out(count: int) -> tuple[str, ...]:
    if count < 1:
        return ()
    what = "A finding was" if count == 1 else f"{count} findings were"
    return (f"{what} left out: the code has no such line or words.",)
