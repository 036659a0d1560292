"""The steps of a proposal's form: what all are asked, what its fund asks, and what goes with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.proposals.questions import Question, in_steps


class StepKind(StrEnum):
    """What a step asks."""

    ABOUT = "about"
    CONCERNS = "concerns"
    QUESTIONS = "questions"
    PAPERS = "papers"


_ABOUT = "What it is"
_CONCERNS = "Whom it concerns"
_QUESTIONS = "The case for it"
_PAPERS = "Recommendations and papers"


@dataclass(frozen=True, slots=True)
class FormStep:
    """A step of the form; `questions` are the fund's own, where it asks these."""

    kind: StepKind
    title: str
    questions: tuple[Question, ...] = ()


def steps_for(questions: Sequence[Question]) -> tuple[FormStep, ...]:
    """Return the steps of a form with these questions."""
    asked = [FormStep(StepKind.QUESTIONS, step.title, step.questions) for step in in_steps(questions, _QUESTIONS)]
    return (
        FormStep(StepKind.ABOUT, _ABOUT),
        FormStep(StepKind.CONCERNS, _CONCERNS),
        *asked,
        FormStep(StepKind.PAPERS, _PAPERS),
    )
