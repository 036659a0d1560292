"""What a register paper says of risks beside their reviews: tolerance, targets, and why one was taken off."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.directory import Directory
from bot.domain.people import Board
from bot.domain.risks import Risk, RiskStatus
from bot.domain.tolerance import Acceptance
from bot.domain.trajectory import Progress, expected, progress, shown
from bot.papers.register_paper.given import Beside, Manner, Position
from bot.settings import Config
from bot.store.unit_of_work import View
from bot.views.presentation import Presentation
from bot.workflows.escalation.accepting import appetite


@dataclass(frozen=True, slots=True)
class Noting:
    """What notes are made with: the settings and names that the paper goes by."""

    config: Config
    directory: Directory
    shown: Presentation
    manner: Manner

    def beside(
        self, view: View, board: Board, risks: Sequence[Risk], before: Position | None, position_at: datetime
    ) -> Beside:
        """Return what is known of a board's risks at `position_at`, and the decisions since `before`."""
        taken_off: dict[int, str] = {}
        if before is not None:
            for risk_id, ended in view.escalations.ended_between(before.at, position_at):
                if ended.board == board.key and ended.decision is not None:
                    decision = ended.decision
                    minute = f", minute {decision.minute}" if decision.minute else ""
                    taken_off[risk_id] = f"Decided on {self.manner.day(decision.held_on)}{minute}: {decision.reason}"
        accepted: dict[int, list[Acceptance]] = defaultdict(list)
        for one in view.acceptances.standing_at(position_at):
            # One that has ended since then held all the same.
            accepted[one.risk_id].append(replace(one, ended_at=None))
        return Beside(
            {
                risk.id: " ".join(
                    filter(
                        None, (self._tolerance(risk, accepted[risk.id], position_at), self._target(risk, position_at))
                    )
                )
                for risk in risks
                if risk.status is RiskStatus.OPEN
            },
            taken_off,
        )

    def _tolerance(self, risk: Risk, accepted: Sequence[Acceptance], at: datetime) -> str:
        """Return who accepted a risk above tolerance until when, or that nobody did; empty where it is not above."""
        standing = appetite(self.config, self.directory).standing(risk, accepted, self.shown.date_of(at))
        if not standing.is_above:
            return ""
        names = self.shown.board_names(one.board for one in standing.accepted)
        if standing.is_accepted:
            until = min(one.expires_on for one in standing.accepted)
            return f"Accepted above tolerance by {names} until {self.manner.day(until)}."
        only = f"accepted by {names} alone" if names else "no board has accepted it"
        return f"Above the tolerance of {standing.limit}; {only}."

    def _target(self, risk: Risk, at: datetime) -> str:
        """Return by when the target is to be reached, and how the risk stands to it; empty where it has no day."""
        line, day = risk.trajectory, self.shown.date_of(at)
        if line is None:
            return ""
        state = progress(line, risk.scores.residual, day, self.shown.slipping_margin)
        said = {
            Progress.SLIPPING: f"; slipping, {shown(expected(line, day))} was expected by now",
            Progress.MISSED: "; missed",
            Progress.REACHED: "; reached",
            Progress.ON_TRACK: "; on track",
        }.get(state, "")
        return f"Target {line.target_value} by {self.manner.day(line.target_on)}{said}."
