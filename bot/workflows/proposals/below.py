"""What the boards before one answered on a proposal: for its card, and the form that records what it decides."""

from __future__ import annotations

from bot.domain.proposals.answered import Answered, answered
from bot.domain.proposals.records import Stage
from bot.store.unit_of_work import View
from bot.views.presentation import Presentation
from bot.workflows.proposals.deciding.money import earlier_decisions


def answers_before(view: View, shown: Presentation, stage: Stage) -> tuple[Answered, ...]:
    """Return what the boards of earlier steps answered that let it through, in this run of the route, in order."""
    return tuple(
        answered(shown.board_names([one.board]), one, [each.words for each in view.conditions.of_decision(one.id)])
        for one in earlier_decisions(view, stage)
        if one.is_passing
    )
