"""Split an action into parts, each an action of its own with its own owners and date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.domain.actions.access import may_set_action
from bot.domain.actions.records import (
    SUMMARY_MAX,
    Action,
    EntryKind,
    NewAction,
    Outcome,
    Owner,
)
from bot.domain.text import clean_line
from bot.errors import InvalidInputError
from bot.store.repositories.descents import DescentKind
from bot.store.unit_of_work import Unit
from bot.views import action_owner_forms
from bot.views.action_owner_forms import PARTS, PartFields
from bot.views.action_told import with_told
from bot.views.wording import say
from bot.workflows.actions import reassigning, telling
from bot.workflows.actions.adding import add_action
from bot.workflows.actions.change import closed, entry_of, opened, save, take
from bot.workflows.actions.owners import read_owners
from bot.workflows.actions.rights import SPLIT
from bot.workflows.desk import Desk, open_desk
from bot.workflows.identify import Identity
from bot.workflows.risk_change import Request, Saved, once
from bot.workflows.services import Services

_LEAST = 2


@dataclass(frozen=True, slots=True)
class Part:
    """A part as it is to be added, and who is asked to take it over from its first owner."""

    summary: str
    owners: tuple[Owner, ...]
    due_on: date | None
    asked: Owner | None = None


def split(services: Services, request: Request, fields: Sequence[PartFields]) -> Saved:
    """Close an action in favour of two to five parts.

    Who may set actions there gives parts to anybody. An owner gives them to the owners it has; anybody else is asked
    to take their part over.

    Raises:
        NotAllowedError: neither an owner nor anybody else who may change it.
        InvalidInputError: with a sentence for each field.
        StaleRecordError: somebody changed it meanwhile.
    """

    def work(unit: Unit) -> Saved:
        desk = open_desk(unit, services, request.identity)
        action = take(unit, services, desk, request, SPLIT)
        parts = _checked(services, desk, action, fields)
        added = [_add(unit, services, desk, action, part) for part in parts]
        refs = [part.ref for part in added]
        entry = entry_of(unit, desk, action, EntryKind.SPLIT, f"Split into {', '.join(refs)}.")
        after = save(unit, services, desk, action, entry, detail={"parts": refs}, **closed(unit, Outcome.SPLIT))
        told = telling.tell_change(unit, services, desk, after, after.owner_ids)
        lines = [
            say(
                "actions/split_line",
                ref=part.ref,
                summary=part.summary,
                owners=[owner.name for owner in part.owners],
                due=desk.shown.day(part.due_on) if part.due_on else "",
                asked=wanted.asked.name if wanted.asked else "",
            )
            for part, wanted in zip(added, parts, strict=True)
        ]
        said = say("actions/said_split", ref=action.ref, lines=lines)
        return Saved(action.ref, after.version, with_told(said, told))

    return once(services, request, work)


def form(
    services: Services,
    identity: Identity,
    written: str,
    fields: Sequence[PartFields] = (),
    *,
    stale: bool = False,
) -> dict[str, Any]:
    """Return the form of an action's parts; at first each has its owners and its date.

    Raises:
        NotAllowedError, InvalidInputError: see `split`.
    """
    with opened(services, identity, written, SPLIT, stale=stale) as one:
        action, today = one.action, one.desk.shown.today
        names = ", ".join(owner.name for owner in action.owners)
        due_on = action.due_on if action.due_on is not None and action.due_on >= today else None
        return action_owner_forms.split_form(
            action, one.desk.shown, one.frame, fields or [PartFields("", names, due_on)] * PARTS
        )


def _add(unit: Unit, services: Services, desk: Desk, action: Action, part: Part) -> Action:
    new = NewAction(
        summary=part.summary,
        board=action.board,
        owners=part.owners,
        assigned_on=action.assigned_on or desk.shown.today,
        due_on=part.due_on,
        workstream=action.workstream,
        visibility=action.visibility,
        source=action.source,
        minute=action.minute,
        message_link=action.message_link,
    )
    words = f"A part of {action.ref}."
    entry = entry_of(unit, desk, action, EntryKind.SET, words)
    added = add_action(unit, services, desk, new, entry)
    unit.descents.add(added.id, action.id, DescentKind.SPLIT)
    if part.asked is not None and part.asked.person_id is not None:
        person = desk.directory.people[part.asked.person_id]
        place, before = reassigning.place_of(added, "0")
        reassigning.ask(unit, services, desk, added, place, before, person, words)
    return added


def _checked(services: Services, desk: Desk, action: Action, fields: Sequence[PartFields]) -> list[Part]:
    problems: dict[str, str] = {}
    parts: list[Part] = []
    for number, one in enumerate(fields, 1):
        summary = clean_line(one.summary)
        if not summary:
            continue
        if len(summary) > SUMMARY_MAX:
            problems[f"part{number}"] = f"That is {len(summary)} characters; at most {SUMMARY_MAX} fit. Shorten it."
        if one.due_on is not None and one.due_on < desk.shown.today:
            problems[f"due{number}"] = f"{desk.shown.dated(one.due_on)} is past. Choose today or a day after it."
        try:
            owners = read_owners(services, desk, one.owners)
            parts.append(_owned(services, desk, action, summary, owners, one.due_on))
        except InvalidInputError as refused:
            problems[f"owners{number}"] = str(refused)
    if len([one for one in fields if clean_line(one.summary)]) < _LEAST:
        empty = next((n for n, one in enumerate(fields, 1) if not clean_line(one.summary)), 1)
        problems[f"part{empty}"] = "Give at least two parts. To change one action, edit it."
    if problems:
        raise InvalidInputError(" ".join(dict.fromkeys(problems.values())), fields=problems)
    return parts


def _owned(
    services: Services, desk: Desk, action: Action, summary: str, owners: tuple[Owner, ...], due_on: date | None
) -> Part:
    """Return a part with its owners, as far as whoever splits may say who owns it.

    Raises:
        InvalidInputError: it is given to several, of whom one has to be asked.
    """
    new = [owner for owner in owners if owner.person_id not in action.owner_ids]
    if not new or may_set_action(desk.actor, action.board, services.config.bodies, desk.directory):
        return Part(summary, owners, due_on)
    if len(owners) > 1:
        names = ", ".join(owner.name for owner in new)
        raise InvalidInputError(f"{names} would have to accept this part: give it to one person, or split as it is.")
    own = desk.actor.person.id if desk.actor.person else None
    keeper = next((owner for owner in action.owners if owner.person_id == own), None) or action.owners[0]
    return Part(summary, (keeper,), due_on, new[0])
