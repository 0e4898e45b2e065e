"""One question of a role, and what makes it the same as another."""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from pydantic import BaseModel

ReplyT = TypeVar("ReplyT", bound=BaseModel)
MARK = re.compile(r"</[a-z]+-([0-9a-f]{8})>")
"""Of a fence's end (app/parts/model/untrusted/fence.py): made anew for each question."""
MOST_REPEATED = 6_000
"""Characters of a wrong answer that the model is shown again."""


@dataclass(frozen=True, slots=True)
class Prompted(Generic[ReplyT]):
    """`prompt_version`: as `Prompt.version` has it, name and number."""

    prompt_version: str
    system: str
    user: str
    reply: type[ReplyT]
    max_output_tokens: int

    def digest(self, model: str) -> str:
        """Of all that would make it another question. Stable from process to process."""
        schema = json.dumps(self.reply.model_json_schema(), sort_keys=True)
        texts = (self.neutral(self.system), self.neutral(self.user))
        whole = "\0".join((model, self.prompt_version, *texts, schema))
        return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()

    def told(self, problems: Sequence[str], before: str = "") -> "Prompted[ReplyT]":
        """The same once more, with what was wrong with the answer before."""
        wrong = "\n".join(f"- {one}" for one in problems)
        answer = f"Your answer before:\n{before[:MOST_REPEATED]}\n\n" if before else ""
        again = f"{answer}It cannot be used:\n{wrong}\n\nAnswer again, whole, without these faults."
        return replace(self, user=f"{self.user}\n\n---\n{again}")

    def neutral(self, text: str) -> str:
        """`text` with the fences' marks replaced by what is the same for each time it is asked."""
        for number, mark in enumerate(self.marks()):
            text = text.replace(mark, f"@mark{number}@")
        return text

    def named(self, text: str) -> str:
        """The other way round: an answer that was kept names things by today's marks."""
        for number, mark in enumerate(self.marks()):
            text = text.replace(f"@mark{number}@", mark)
        return text

    def marks(self) -> Sequence[str]:
        return tuple(dict.fromkeys(MARK.findall(f"{self.system}\n{self.user}")))
