"""Leads asked for a risk's update outside the monthly round: by a reminder like any other, within the caps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from bot.domain.access import may_read
from bot.domain.chasing import NudgeStatus
from bot.domain.risks import Risk, RiskStatus
from bot.errors import InvalidInputError, NotAllowedError
from bot.store.repositories.nudge_messages import Nudge
from bot.store.unit_of_work import Unit, View
from bot.views.asked import asked_line, asked_words, done_line
from bot.views.nudges import NudgeLine
from bot.workflows.asked_subjects import subject_of
from bot.workflows.chasing.asks import Ask
from bot.workflows.chasing.planning import plan_now
from bot.workflows.desk import open_desk
from bot.workflows.readers import Readers
from bot.workflows.risk_change import Request, Saved, actor_key, once
from bot.workflows.risk_lookup import find_readable
from bot.workflows.rounds.asking import people_of
from bot.workflows.services import Services

_AGAIN = timedelta(days=7)
_RULE = "asked"


def ask_for_update(services: Services, request: Request) -> Saved:
    """Ask the leads of a risk for an update, as soon as their hours and caps allow; return what came of it.

    Who was asked within a week and has not answered is not asked again.

    Raises:
        InvalidInputError, NotFoundError: no such risk that they may read, or it is closed, or nobody leads it.
        NotAllowedError: they are not in the directory.
    """

    def work(unit: Unit) -> Saved:
        desk = open_desk(unit, services, request.identity)
        risk = find_readable(unit, desk.actor, request.ref)
        asker = desk.actor.person
        if asker is None:
            raise NotAllowedError(
                "Only people of the partnership's directory can ask for an update.",
                "Ask the governance office to add you.",
            )
        if risk.status is RiskStatus.CLOSED:
            raise InvalidInputError(f"{risk.ref} is closed, so nobody answers for it any more.")
        leads = people_of(risk.leads, desk.directory, desk.actor.day)
        if not leads:
            raise InvalidInputError(f"{risk.ref} has no lead who could be asked.", "Ask the governance office for one.")
        before = unit.nudges.of_subjects([subject_of(risk.id)])
        waiting = {nudge.person_id for nudge in before if _waits(unit, risk, nudge)}
        asked = sorted(leads - waiting)
        rule = f"{_RULE}-{1 + len({nudge.rule for nudge in before})}-by-{asker.id}"
        plan_now(unit, services, [(subject_of(risk.id), person_id) for person_id in asked], rule)
        unit.record(actor_key(desk), "risk.update_asked", f"risk:{risk.ref}", people=asked)
        names = {person_id: desk.directory.people[person_id].name for person_id in leads}
        said = asked_words(risk.ref, [names[one] for one in asked], [names[one] for one in sorted(leads & waiting)])
        return Saved(str(risk.ref), risk.version, said)

    return once(services, request, work)


def read_asked(view: View, services: Services, asks: Sequence[Ask], today: date) -> Mapping[Ask, NudgeLine | None]:
    """Return how leads are asked; None where the risk is closed, or they do not lead it any more."""
    directory = view.people.directory()
    shown = services.presentation(directory, view.now)
    readers = Readers(directory, today)
    risk_ids = {ask: int(ask.subject.partition(":")[2]) for ask in asks}
    risks = view.risks.of_ids(sorted(set(risk_ids.values())))
    asked = sorted(view.nudges.of_subjects({ask.subject for ask in asks}), key=lambda one: one.planned_at)
    latest = {(one.subject, one.person_id): one for one in asked}
    lines: dict[Ask, NudgeLine | None] = {}
    for ask, risk_id in risk_ids.items():
        risk, nudge = risks.get(risk_id), latest.get((ask.subject, ask.person_id))
        if risk is None or nudge is None:
            continue
        if risk.last_review.at >= nudge.planned_at or risk.status is RiskStatus.CLOSED:
            lines[ask] = done_line(risk, shown)
        elif ask.person_id in people_of(risk.leads, directory, today):
            asker = directory.people.get(int(nudge.rule.rpartition("-")[2]))
            is_readable = may_read(readers.actor(ask.reader_id), risk)
            lines[ask] = asked_line(risk, asker.name if asker else "", shown, is_readable=is_readable)
    return lines


def _waits(view: View, risk: Risk, nudge: Nudge) -> bool:
    """Return whether somebody was asked and neither answered nor has had a week."""
    if risk.last_review.at >= nudge.planned_at:
        return False
    is_fresh = nudge.status is NudgeStatus.SAID and view.now - nudge.planned_at < _AGAIN
    return nudge.status is NudgeStatus.PLANNED or is_fresh
