"""An acceptance ends when its risk grows beyond the score that the board accepted."""

from __future__ import annotations

from bot.domain.references import Reference
from bot.domain.scoring import Scores
from bot.store.unit_of_work import Unit
from bot.views.wording import Mrkdwn, say
from bot.workflows.desk import Desk
from bot.workflows.escalation.accepted import tell_board
from bot.workflows.services import Services


def end_outgrown(
    unit: Unit, services: Services, desk: Desk, risk_id: int, ref: Reference, before: Scores | None, after: Scores
) -> Mrkdwn:
    """End the acceptances that a rise of the residual score outgrows; return a sentence that says so, or nothing."""
    old, new = before.residual if before else None, after.residual
    if new is None or before is None or (old is not None and new.value <= old.value):
        return Mrkdwn("")
    ended = []
    for one in unit.acceptances.of_risk(risk_id):
        if one.ended_at is None and new.value > one.residual:
            why = f"The residual score rose to {new.value}, above the {one.residual} that was accepted."
            unit.acceptances.end(one, unit.now, why)
            unit.record("rules", "risk.acceptance_ended", f"risk:{ref}", acceptance=one.id, board=one.board, why=why)
            tell_board(unit, services, desk.shown, one, ref, "outgrown", why)
            ended.append(one)
    if not ended:
        return Mrkdwn("")
    boards = desk.shown.board_names(one.board for one in ended)
    return say("escalation/outgrown", boards=boards, accepted=ended[0].residual, now=new.value)
