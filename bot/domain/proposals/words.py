"""What people say on a stage: questions, comments, advice, objections, and that they have read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class WordKind(StrEnum):
    """As what something is said. An objection goes to the next board with the answer, as a comment does."""

    QUESTION = "question"
    COMMENT = "comment"
    ADVICE = "advice"
    OBJECTION = "objection"
    READ = "read"


@dataclass(frozen=True, slots=True)
class StageWord:
    """Something said on a stage. `name` is whose word it is, as it was called then; `answer` is empty until given."""

    id: int
    stage_id: int
    sitting: int
    kind: WordKind
    person_id: int | None
    name: str
    words: str
    at: datetime
    answer: str = ""
    answered_by: str = ""
    answered_at: datetime | None = None

    @property
    def waits(self) -> bool:
        """Whether it is a question without an answer."""
        return self.kind is WordKind.QUESTION and self.answered_at is None
