"""Add an action under the next reference of its board and month."""

from __future__ import annotations

from datetime import date, datetime

from bot.domain.actions.records import Action, EntryKind, NewAction, SourceKind
from bot.domain.actions.recurrence import read_recurrence
from bot.domain.actions.refs import next_number
from bot.domain.chasing import NudgeStatus
from bot.domain.references import parse_reference
from bot.errors import IntegrityError, InvalidInputError
from bot.store.repositories.actions import NewEntry
from bot.store.unit_of_work import Unit, View
from bot.views.action_told import told_words
from bot.views.action_words import due_words, owners_of, set_by
from bot.views.wording import say
from bot.workflows.actions.details import ActionDraft, checked_details
from bot.workflows.actions.links import ACTION_LINK
from bot.workflows.actions.lookup import pattern_of
from bot.workflows.actions.planning import replan
from bot.workflows.actions.setting import day_off, require_may_set, source_of_day
from bot.workflows.actions.subjects import action_subject
from bot.workflows.actions.telling import tell_change
from bot.workflows.desk import Desk, open_desk
from bot.workflows.risk_change import Request, Saved, actor_key, once
from bot.workflows.services import Services
from bot.workflows.threads import Thread, say_in_thread

_LATEST = date(2099, 12, 31)


def add(services: Services, request: Request, draft: ActionDraft, tell_in: Thread | None = None) -> Saved:
    """Add the action that somebody asks for; return its reference with what they are told.

    `tell_in` is the thread of the message it was made out of, where that is to say so.

    Raises:
        NotAllowedError: they may not set actions under this name; says who may.
        InvalidInputError: with a sentence for each field.
    """

    def work(unit: Unit) -> Saved:
        desk = open_desk(unit, services, request.identity)
        new = prepared(unit, services, desk, draft)
        action = add_action(unit, services, desk, new, tells=False)
        told = tell_change(unit, services, desk, action, action.owner_ids)
        if tell_in is not None:
            say_in_thread(unit, desk, action.ref, tell_in)
        first = _first_reminder(unit, action)
        said = say(
            "actions/said_added",
            ref=action.ref,
            summary=action.summary,
            board=set_by(action.board, desk.shown),
            owners=owners_of(action),
            due=due_words(action, desk.shown),
            has_day=action.due_on is not None,
            day_off=day_off(services, desk, action.due_on),
            told=told_words(told, "Owners are told now."),
            first=desk.shown.day(first) if first else "",
        )
        return Saved(action.ref, action.version, said)

    return once(services, request, work)


def add_action(
    unit: Unit, services: Services, desk: Desk, new: NewAction, entry: NewEntry | None = None, *, tells: bool = True
) -> Action:
    """Add an action within a unit of work, and have everything follow from it; return it as it stands.

    Who may add it, and whether it can be kept, the caller has made sure of.

    Args:
        unit: the unit of work.
        services: what every use case is handed.
        desk: where it was asked for.
        new: the action.
        entry: how its history begins; by default that whoever sits at the desk set it.
        tells: whether owners other than they are written to.

    Raises:
        IntegrityError: the action just written cannot be read back.
    """
    meeting = new.source.ref if new.source.kind is SourceKind.MEETING else ""
    beginning = pattern_of(services).beginning(new.board, date.fromisoformat(meeting) if meeting else new.assigned_on)
    ref = f"{beginning}{next_number(beginning, unit.actions.references_of(beginning))}"
    action_id = unit.actions.add(ref, new, entry or _set_by(unit, desk))
    unit.record(actor_key(desk), "action.set", f"action:{ref}", **_facts(new))
    if new.source.kind is SourceKind.RISK:
        tie(unit, desk, ref, new.source.ref)
    replan(unit, services, [action_id])
    action = unit.actions.get(action_id)
    if action is None:
        raise IntegrityError(f"{ref} was written but cannot be read back.")
    if tells:
        tell_change(unit, services, desk, action, action.owner_ids)
    return action


def prepared(view: View, services: Services, desk: Desk, draft: ActionDraft) -> NewAction:
    """Return a draft as it can be kept.

    Raises:
        NotAllowedError: whoever is at the desk may not set actions under this name.
        InvalidInputError: with a sentence for each field.
    """
    problems: dict[str, str] = {}
    if draft.board:
        require_may_set(services, desk, draft.board)
    else:
        problems["board"] = "Choose under whose name it is set."
    today = desk.actor.day
    assigned_on = draft.assigned_on or today
    if assigned_on > today:
        problems["assigned"] = f"{desk.shown.dated(assigned_on)} is still to come. Give the day it was set."
    if draft.due_on is not None and not today <= draft.due_on <= _LATEST:
        fault = "has passed" if draft.due_on < today else "is too far off to be meant"
        problems["due"] = f"{desk.shown.dated(draft.due_on)} {fault}. Choose today or a later day, or leave it empty."
    about = checked_details(view, services, desk, draft, problems)
    recurrence = read_recurrence(draft.recurrence) if draft.recurrence else None
    if draft.recurrence and recurrence is None:
        problems["recurrence"] = "Say how it comes again, such as “monthly” or “each meeting”."
    if problems:
        raise InvalidInputError(" ".join(problems.values()), fields=problems)
    source = draft.source
    if source.kind is SourceKind.NONE:
        source = source_of_day(services, desk, draft.board, assigned_on)
    return NewAction(
        summary=about.summary,
        board=draft.board,
        owners=about.owners,
        assigned_on=assigned_on,
        due_on=draft.due_on,
        workstream=draft.workstream,
        visibility=draft.visibility,
        source=source,
        minute=about.minute,
        message_link=draft.message_link,
        recurrence=recurrence.words if recurrence else "",
    )


def _set_by(unit: Unit, desk: Desk) -> NewEntry:
    person = desk.actor.person
    return NewEntry(EntryKind.SET, unit.now, desk.actor.name, person.id if person else None, "")


def _facts(new: NewAction) -> dict[str, object]:
    return {
        "summary": new.summary,
        "board": new.board,
        "owners": [owner.name for owner in new.owners],
        "assigned_on": new.assigned_on.isoformat(),
        "due_on": new.due_on.isoformat() if new.due_on else None,
        "workstream": new.workstream,
        "visibility": new.visibility.value,
        "source": f"{new.source.kind.value} {new.source.ref}".strip(),
        "minute": new.minute,
        "message": new.message_link,
        "recurrence": new.recurrence,
    }


def tie(unit: Unit, desk: Desk, ref: str, risk_ref: str) -> None:
    """Tie an action to the risk it came out of, so that each stands on the other's card."""
    parsed = parse_reference(risk_ref)
    risk = unit.risks.find(parsed) if parsed else None
    if risk is not None and all((one.kind, one.ref) != (ACTION_LINK, ref) for one in risk.linked):
        unit.risks.link(risk.id, ACTION_LINK, ref)
        unit.record(actor_key(desk), "risk.linked", f"risk:{risk.ref}", kind=ACTION_LINK, ref=ref)


def _first_reminder(unit: Unit, action: Action) -> datetime | None:
    """Return when an action's first reminder is due, None where none is planned."""
    planned = [
        n.due_at for n in unit.nudges.of_subjects([action_subject(action.id)]) if n.status is NudgeStatus.PLANNED
    ]
    return min(planned, default=None)
