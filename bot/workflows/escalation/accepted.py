"""Tell a board, the leads and the office how an acceptance fares: soon over, over, or outgrown."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from bot.domain.chasing import Offsets, plan
from bot.domain.references import Reference
from bot.domain.risks import Risk, RiskStatus, Visibility
from bot.domain.tolerance import Acceptance
from bot.store.outbox import OutgoingMessage
from bot.store.unit_of_work import Unit, View
from bot.views.decisions import acceptance_message
from bot.views.presentation import Presentation
from bot.views.wording import counted
from bot.workflows.chasing.planning import plan_now, plan_nudges
from bot.workflows.escalation.telling import reader
from bot.workflows.office import tell_office
from bot.workflows.services import Services


def watch_acceptances(services: Services, at: datetime) -> str:
    """Tell of acceptances that end soon, and end those that ran out; return what that came to, in a phrase.

    An ended one counts as ended by its date alone; this run only says so, once.
    """
    today = services.today(at)
    soon = services.config.working.shift(today, services.config.tolerance.remind_working_days)
    with services.store.view(at) as view:
        near = view.acceptances.open(until=soon)
    for one in near:
        work = _run_out if one.expires_on < today else _ends_soon
        services.store.write(partial(work, services=services, acceptance_id=one.id), now=at)
    return f"{counted(len(near), 'acceptance')} near {'its' if len(near) == 1 else 'their'} end"


def tell_board(
    unit: Unit, services: Services, shown: Presentation, accepted: Acceptance, ref: Reference, step: str, why: str
) -> None:
    """Tell the board that accepted a risk, and the office, what became of that; `step` names it, once."""
    risk = unit.risks.find(ref)
    if risk is None:
        return
    content = acceptance_message(accepted, risk, shown, step, why)
    key = f"acceptance:{accepted.id}:{step}"
    tell_office(unit, services, f"{key}:office", content)
    told = f"{key}:board"
    board = unit.people.directory().boards.get(accepted.board)
    if board is None:
        return
    if risk.visibility is Visibility.PUBLIC and board.channel:
        unit.outbox.put(OutgoingMessage(told, f"risk:{risk.ref}:{told}", board.channel, told, content))
        return
    # Whether a channel is private is known only when a message is sent: what is not public goes to the chair.
    day = services.today(unit.now)
    for person_id in board.chairs(day):
        person = reader(services, unit.people.directory(), risk, person_id, day)
        if person is not None and person.slack_id:
            name = f"{key}:person:{person.id}"
            unit.outbox.put(OutgoingMessage(name, name, person.slack_id, name, content))


def tell_leads(
    unit: Unit, services: Services, shown: Presentation, accepted: Acceptance, risk: Risk, step: str, why: str
) -> None:
    """Tell the leads of an accepted risk what became of the acceptance; `step` names it, once."""
    directory, day = unit.people.directory(), services.today(unit.now)
    for person_id in lead_people(unit, risk, services):
        person = reader(services, directory, risk, person_id, day)
        if person is not None and person.slack_id:
            key = f"acceptance:{accepted.id}:{step}:lead:{person_id}"
            content = acceptance_message(accepted, risk, shown, step, why)
            unit.outbox.put(OutgoingMessage(key, key, person.slack_id, key, content))


def plan_reminders(unit: Unit, services: Services, accepted: Acceptance, risk: Risk) -> None:
    """Plan what those who lead a risk now are reminded of: some days before the end, and a working day before it.

    Planned again nearer to the end it adds those who came to lead it since. They hear at once where the others have
    heard already.
    """
    days, calendar = services.config.tolerance.remind_working_days, services.config.working
    today, made_on = services.today(unit.now), services.today(accepted.accepted_at)
    offsets = Offsets(tuple(sorted({days, 1} - {0}, reverse=True)), on_the_day=False, after=())
    asks = [(f"acceptance:{accepted.id}", person) for person in lead_people(unit, risk, services)]
    plan_nudges(unit, services, asks, plan(accepted.expires_on, offsets, calendar, today))
    if days and made_on <= calendar.shift(accepted.expires_on, -days) < today:
        plan_now(unit, services, asks, f"before-{days}")


def lead_people(view: View, risk: Risk, services: Services) -> tuple[int, ...]:
    """Return the ids of the people who lead a risk today, a group's contacts one by one."""
    directory, day = view.people.directory(), services.today(view.now)
    found: dict[int, None] = {}
    for lead in risk.leads:
        group = directory.groups.get(lead.group_id or 0)
        ids = sorted(group.members_on(day)) if group else [lead.person_id] if lead.person_id else []
        found.update(dict.fromkeys(ids))
    return tuple(found)


def risk_of(view: View, risk_id: int) -> Risk | None:
    """Return the risk with this id, or None."""
    ref = view.risks.reference_of(risk_id)
    # Whole, and locked where the view is for change.
    return view.risks.find(ref) if ref else None


def _ends_soon(unit: Unit, services: Services, acceptance_id: int) -> None:
    found = _open(unit, acceptance_id)
    if found is not None and found[1].status is RiskStatus.OPEN:
        accepted, risk = found
        shown = services.presentation(unit.people.directory(), unit.now)
        if accepted.covers(risk.scores.residual, services.today(unit.now)):
            plan_reminders(unit, services, accepted, risk)
            tell_board(unit, services, shown, accepted, risk.ref, "soon", "")


def _run_out(unit: Unit, services: Services, acceptance_id: int) -> None:
    found = _open(unit, acceptance_id)
    if found is None:
        return
    accepted, risk = found
    if risk.status is RiskStatus.CLOSED:
        unit.acceptances.end(accepted, unit.now, "The risk was closed before it ran out.")
        return
    shown = services.presentation(unit.people.directory(), unit.now)
    why = f"It ran out on {shown.day(accepted.expires_on)}."
    if unit.acceptances.end(accepted, unit.now, why):
        unit.record("rules", "risk.acceptance_ended", f"risk:{risk.ref}", acceptance=accepted.id, why=why)
        tell_board(unit, services, shown, accepted, risk.ref, "over", why)
        tell_leads(unit, services, shown, accepted, risk, "over", why)


def _open(unit: Unit, acceptance_id: int) -> tuple[Acceptance, Risk] | None:
    accepted = next(iter(unit.acceptances.find([acceptance_id])), None)
    if accepted is None or accepted.ended_at is not None:
        return None
    risk = risk_of(unit, accepted.risk_id)
    return (accepted, risk) if risk is not None else None
