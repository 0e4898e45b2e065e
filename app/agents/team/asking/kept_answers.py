"""Answers of models, kept for a day by the content of their questions: a second attempt, and the
same question of another task, cost nothing."""

import json
from dataclasses import dataclass
from datetime import timedelta

from pydantic import BaseModel, ValidationError
from sqlmodel import col, delete

from app.agents.team.asking.question import Prompted, ReplyT
from app.agents.team.tables import ModelAnswer
from app.parts.parts import Parts

KEPT = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class KeptAnswers:
    """Of one model. Methods raise DatabaseAwayError."""

    parts: Parts
    model: str

    def find(self, question: Prompted[ReplyT]) -> ReplyT | None:
        """None when it was not asked in the last day, or its answer cannot be read any more."""
        with self.parts.database.read() as session:
            kept = session.get(ModelAnswer, question.digest(self.model))
        if kept is None or kept.created_at <= self.parts.clock() - KEPT:
            return None
        try:
            return question.reply.model_validate_json(question.named(json.dumps(kept.answer)))
        except ValidationError:
            return None

    def keep(self, question: Prompted[ReplyT], answer: BaseModel) -> None:
        """Right after it came."""
        content = json.loads(question.neutral(answer.model_dump_json()))
        kept = ModelAnswer(
            question_digest=question.digest(self.model),
            created_at=self.parts.clock(),
            model=self.model,
            prompt_version=question.prompt_version,
            answer=content,
        )
        with self.parts.database.write() as session:
            session.merge(kept)

    def forget(self, *questions: Prompted[ReplyT]) -> None:
        """What was no use: whoever asks again gets another answer."""
        digests = [question.digest(self.model) for question in questions]
        with self.parts.database.write() as session:
            session.execute(
                delete(ModelAnswer).where(col(ModelAnswer.question_digest).in_(digests))
            )


def forget_old(parts: Parts) -> None:
    """Raises DatabaseAwayError."""
    with parts.database.write() as session:
        session.execute(
            delete(ModelAnswer).where(col(ModelAnswer.created_at) <= parts.clock() - KEPT)
        )
