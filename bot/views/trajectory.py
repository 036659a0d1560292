"""A risk's way to its target in words, with a mark beside each."""

from __future__ import annotations

from bot.domain.risks import Risk, RiskStatus
from bot.domain.trajectory import Progress, expected, progress
from bot.domain.trajectory import shown as rounded
from bot.views.presentation import Presentation
from bot.views.wording import Mrkdwn, say

_LATE = frozenset({Progress.SLIPPING, Progress.MISSED})


def progress_of(risk: Risk, shown: Presentation) -> Progress | None:
    """Return how an open risk stands to its target's date; None where no date is set."""
    if risk.trajectory is None or risk.status is RiskStatus.CLOSED:
        return None
    return progress(risk.trajectory, risk.scores.residual, shown.today, shown.slipping_margin)


def late_words(risk: Risk, shown: Presentation) -> str:
    """Return that a risk slips, or missed its target, and what is expected; empty when it is on its way."""
    told = progress_of(risk, shown)
    if told is None or told not in _LATE or risk.trajectory is None:
        return ""
    if told is Progress.MISSED:
        return f"target {risk.trajectory.target_value} missed, due {shown.day(risk.trajectory.target_on)}"
    return f"slipping, {rounded(expected(risk.trajectory, shown.today))} expected by now"


def trajectory_line(risk: Risk, shown: Presentation) -> Mrkdwn | None:
    """Return where the score should be by when and how it stands to that; None where no date is set."""
    told = progress_of(risk, shown)
    if told is None or risk.trajectory is None:
        return None
    return say(
        "risk/trajectory",
        target=risk.trajectory.target_value,
        by=shown.day(risk.trajectory.target_on),
        expected=rounded(expected(risk.trajectory, shown.today)),
        residual=risk.scores.residual.value if risk.scores.residual else None,
        progress=told.value,
    )
