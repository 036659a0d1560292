"""How the leads of an accepted risk are reminded that the acceptance ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from bot.domain.risks import RiskStatus, Visibility
from bot.store.unit_of_work import View
from bot.views import blocks
from bot.views.ids import Act
from bot.views.nudges import NudgeLine
from bot.views.wording import say, unescape
from bot.workflows.chasing.asks import Ask
from bot.workflows.escalation.accepted import lead_people
from bot.workflows.escalation.telling import reader
from bot.workflows.services import Services


def read_acceptances(
    view: View, services: Services, asks: Sequence[Ask], today: date
) -> Mapping[Ask, NudgeLine | None]:
    """Return a line for each acceptance that still holds and whose risk the person still leads."""
    found = {one.id: one for one in view.acceptances.find(sorted({_id(ask) for ask in asks}))}
    risks = view.risks.of_ids(sorted({one.risk_id for one in found.values()}))
    shown = services.presentation(view.people.directory(), view.now)
    lines: dict[Ask, NudgeLine | None] = {}
    for ask in asks:
        accepted = found.get(_id(ask))
        risk = risks.get(accepted.risk_id) if accepted else None
        if accepted is None or risk is None or not accepted.covers(risk.scores.residual, today):
            continue
        if risk.status is RiskStatus.CLOSED or ask.person_id not in lead_people(view, risk, services):
            continue
        may_know = reader(services, view.people.directory(), risk, ask.reader_id, today) is not None
        values = {
            "ref": risk.ref,
            "board": shown.board_names([accepted.board]),
            "until": shown.day(accepted.expires_on),
        }
        summary = blocks.clip(risk.summary, 120)
        is_public = risk.visibility is Visibility.PUBLIC
        buttons = (
            blocks.button("Update", Act.RISK_UPDATE, str(risk.ref)),
            blocks.button("Open", Act.RISK_SHOW, str(risk.ref)),
        )
        lines[ask] = NudgeLine(
            text=say("escalation/nudge", **values, marked=True, summary=summary if may_know else ""),
            # It may leave the house by e-mail, where what is not public has no place.
            plain=unescape(say("escalation/nudge", **values, marked=False, summary=summary if is_public else "")),
            buttons=buttons if may_know else (),
            order=(accepted.expires_on.isoformat(), str(risk.ref)),
            afterwards="the risk counts as above tolerance again",
        )
    return lines


def _id(ask: Ask) -> int:
    return int(ask.subject.partition(":")[2])
