"""The questions of a fund's form, and the steps in which they are asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

STEP_MOST = 8
"""How many questions are asked together at most."""


class QuestionKind(StrEnum):
    """What answers a question."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    CHOICE = "choice"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    PEOPLE = "people"


@dataclass(frozen=True, slots=True)
class Question:
    """A question of a form.

    Attributes:
        key: under which its answer is kept.
        help: stands below it.
        step: what heads the questions that are asked together, empty where it stands with those before it.
        options: of a choice, key -> words.
    """

    key: str
    label: str
    kind: QuestionKind = QuestionKind.TEXT
    required: bool = False
    help: str = ""
    step: str = ""
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class QuestionStep:
    """Questions that are asked together, under a heading."""

    title: str
    questions: tuple[Question, ...]


def in_steps(questions: Iterable[Question], otherwise: str) -> tuple[QuestionStep, ...]:
    """Return questions in steps: a new one at each heading, and where one is full or would ask for people twice.

    Args:
        questions: in their order.
        otherwise: what heads those before the first heading.
    """
    steps: list[tuple[str, list[Question]]] = []
    for question in questions:
        title = question.step or (steps[-1][0] if steps else otherwise)
        if not steps or steps[-1][0] != title or _is_full(steps[-1][1], question):
            steps.append((title, []))
        steps[-1][1].append(question)
    return tuple(QuestionStep(title, tuple(asked)) for title, asked in steps)


def unanswered(questions: Sequence[Question], answers: Mapping[str, object]) -> tuple[Question, ...]:
    """Return the required questions without an answer, in their order."""
    return tuple(one for one in questions if one.required and answers.get(one.key) in (None, "", ()))


def _is_full(asked: Sequence[Question], question: Question) -> bool:
    """Return whether a question fits no more: of two long lists of people a form would be larger than Slack takes."""
    people = question.kind is QuestionKind.PEOPLE and any(one.kind is QuestionKind.PEOPLE for one in asked)
    return people or len(asked) == STEP_MOST
