"""What every change of an action shares: it is taken once, recorded with its words, and seen wherever it stands."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from bot.domain.actions.records import UPDATE_MAX, Action, ActionState, Entry, EntryKind, Outcome
from bot.domain.risks import Visibility
from bot.domain.text import clean
from bot.errors import IntegrityError, InvalidInputError, StaleRecordError
from bot.store.repositories.actions import NewEntry
from bot.store.repositories.descents import DescentKind
from bot.store.unit_of_work import Unit, View
from bot.views.action_forms import FormFrame
from bot.views.action_words import ended_words
from bot.views.blocks import clip
from bot.views.risk_fields import FormOrigin
from bot.views.wording import Mrkdwn, say
from bot.workflows.actions import telling
from bot.workflows.actions.cards import renew_cards
from bot.workflows.actions.links import readable_refs
from bot.workflows.actions.lookup import find_readable_action
from bot.workflows.actions.planning import replan
from bot.workflows.actions.rights import Right, acting_for
from bot.workflows.desk import Desk, open_desk
from bot.workflows.identify import Identity, LinkHolder
from bot.workflows.risk_change import Request, actor_key
from bot.workflows.services import Services
from bot.workflows.told_in_channels import take_out

_QUOTED = 200


def take(
    unit: Unit, services: Services, desk: Desk, request: Request, right: Right, *, needs_open: bool = True
) -> Action:
    """Return the action that is to be changed, locked.

    Raises:
        NotFoundError: no such action, or one this person may not read.
        NotAllowedError: they may read it and not do this; says who may.
        InvalidInputError: it is closed already, or open where it must be closed; says by whom, and when.
        StaleRecordError: it is not at the version the person saw; says who changed it.
    """
    action = _looked_at(unit, services, desk, request.ref, right, needs_open=needs_open)
    if request.version is not None and request.version != action.version:
        raise StaleRecordError(
            f"{action.ref} changed while this form was open: {_last_change(unit, desk, action)}.",
            "Look at it again, then save.",
            action.version,
        )
    return action


def closed(unit: Unit, outcome: Outcome) -> dict[str, Any]:
    """Return the columns of an action that ends with this unit."""
    return {
        "status": ActionState.CLOSED.value,
        "status_words": "",
        "outcome": outcome.value,
        "closed_at": unit.now,
    }


def save(
    unit: Unit,
    services: Services,
    desk: Desk,
    action: Action,
    entry: NewEntry,
    *,
    detail: Mapping[str, object] | None = None,
    **values: object,
) -> Action:
    """Let an action stand otherwise, and have everything follow from it; return it as it stands now.

    That is its entry and audit event, its reminders, the cards and messages in which it stands. What waited for an
    answer about it waits no more where that is needless now. Owners that are changed are written by the caller, before.

    Args:
        unit: the unit of work.
        services: what every use case is handed.
        desk: where it was asked for.
        action: as it was taken.
        entry: what is said of it.
        detail: what else the audit event keeps: JSON values.
        values: columns of the action that change.
    """
    version = unit.actions.change(action, entry, **values)
    after = present(unit, action.id)
    facts: dict[str, object] = {"version": version, "update": entry.update, **_differences(action, after)}
    if entry.held_on is not None:
        facts |= {"held_on": entry.held_on.isoformat(), "minute": entry.minute}
    unit.record(actor_key(desk), f"action.{entry.kind.value}", f"action:{action.ref}", **facts, **(detail or {}))
    telling.end_asked(unit, services, desk, after)
    replan(unit, services, [action.id])
    renew_cards(unit, desk, after)
    if action.visibility is Visibility.PUBLIC and after.visibility is Visibility.NON_PUBLIC:
        take_out(unit, after)
    unit.homes.touch(action.owner_ids | after.owner_ids)
    return after


def present(view: View, action_id: int) -> Action:
    """Return an action that is known to be there.

    Raises:
        IntegrityError: it is not.
    """
    action = view.actions.get(action_id)
    if action is None:
        raise IntegrityError(f"There is no action {action_id}, though something is recorded of it.")
    return action


def entry_of(
    view: View,
    desk: Desk,
    action: Action,
    kind: EntryKind,
    words: str,
    *,
    held_on: date | None = None,
    minute: str = "",
) -> NewEntry:
    """Return an entry signed by whoever sits at the desk; who acts for an absent owner says so."""
    absent = () if action.owner_ids & _own_id(desk) else acting_for(view, desk, action)
    name = f"{desk.actor.name}, for {', '.join(absent)}" if absent else desk.actor.name
    return NewEntry(
        kind=kind,
        at=view.now,
        author=name,
        author_id=desk.actor.person.id if desk.actor.person else None,
        update=words,
        held_on=held_on,
        minute=minute,
    )


def words_of(written: str, field: str, wanted: str, most: int = UPDATE_MAX) -> str:
    """Return what somebody wrote, made tidy.

    Args:
        written: as typed.
        field: of the form.
        wanted: what is asked for where nothing is written; empty where nothing is needed.
        most: how many characters fit.

    Raises:
        InvalidInputError: nothing is written, or too much.
    """
    words = clean(written)
    sentence = ""
    if not words:
        sentence = wanted
    elif len(words) > most:
        sentence = f"That is {len(words):,} characters; at most {most:,} fit. Shorten it."
    if sentence:
        raise InvalidInputError(sentence, fields={field: sentence})
    return words


@dataclass(frozen=True, slots=True)
class Opened:
    """An action with its form in hand: where it was asked for, how it stands, and what stands on top of the form."""

    view: View
    desk: Desk
    action: Action
    frame: FormFrame

    def noted(self, note: Mrkdwn) -> FormFrame:
        """Return the frame with one more note on top."""
        return replace(self.frame, notes=(*self.frame.notes, note))


@contextmanager
def opened(
    services: Services,
    identity: Identity | LinkHolder,
    written: str,
    right: Right,
    *,
    stale: bool = False,
    needs_open: bool = True,
) -> Iterator[Opened]:
    """Open an action for a form on it; `stale` where the form comes back over what somebody else saved meanwhile.

    Raises:
        NotFoundError, NotAllowedError, InvalidInputError: see `take`.
    """
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        action = _looked_at(view, services, desk, written, right, needs_open=needs_open)
        notes: tuple[Mrkdwn, ...] = ()
        if stale:
            notes = (say("actions/meanwhile", ref=action.ref, what=_last_change(view, desk, action)),)
        yield Opened(view, desk, action, FormFrame(FormOrigin(action.ref, action.version), notes))


def meetings_of(services: Services, desk: Desk, action: Action) -> tuple[date, ...]:
    """Return the meetings of the boards that set an action, oldest first; none where a workstream set it."""
    boards = desk.directory.boards
    keys = services.config.bodies.boards(action.board)
    return tuple(sorted({day for key in keys if key in boards for day in boards[key].meetings}))


def require_open(view: View, services: Services, desk: Desk, action: Action) -> None:
    """Make sure that an action is open.

    Raises:
        InvalidInputError: it is closed; says how, by whom and when.
    """
    if not action.is_open:
        raise InvalidInputError(*_state_words(view, services, desk, action))


def _looked_at(view: View, services: Services, desk: Desk, written: str, right: Right, *, needs_open: bool) -> Action:
    action = find_readable_action(view, services, desk, written)
    if action.is_open is not needs_open:
        # Whoever may not change it is told so; that it is closed is no news to whoever may only read it.
        right.require(view, services, desk, action)
        raise InvalidInputError(*_state_words(view, services, desk, action))
    right.require(view, services, desk, action)
    return action


def _state_words(view: View, services: Services, desk: Desk, action: Action) -> tuple[str, str]:
    """Return what is wrong with changing an action as it stands, and what can be done."""
    if action.is_open:
        return f"{action.ref} is open.", f"See it with `/action {action.ref}`."
    ended = _ended_by(view.actions.entries(action.id))
    how = f"is {ended_words(action)} already"
    if ended is None:
        return f"{action.ref} {how}.", _go_on(view, services, desk, action)
    said = clip(ended.update, _QUOTED).rstrip(".")
    words = f": “{said}”." if said else "."
    return (
        f"{action.ref} {how}: {ended.author} recorded it on {desk.shown.moment(ended.at)}{words}",
        _go_on(view, services, desk, action),
    )


def parts_of(view: View, services: Services, desk: Desk, action: Action) -> str:
    """Return the references of what an action was split into, as far as whoever is at the desk may know of them."""
    parts = view.descents.out_of(action.id, DescentKind.SPLIT)
    readable = readable_refs(view, services, desk.actor, parts)
    return ", ".join(ref for ref in parts if ref in readable) or "others"


def _go_on(view: View, services: Services, desk: Desk, action: Action) -> str:
    """Return how work on a closed action can go on."""
    if action.outcome is Outcome.SPLIT:
        return f"Work goes on in {parts_of(view, services, desk, action)}."
    return f"To open it again: `/action reopen {action.ref}`."


def _ended_by(entries: Collection[Entry]) -> Entry | None:
    """Return the entry with which an action was closed last."""
    ended: Entry | None = None
    for entry in entries:
        if entry.status is ActionState.OPEN:
            ended = None
        elif ended is None:
            ended = entry
    return ended


def _last_change(view: View, desk: Desk, action: Action) -> str:
    last = view.actions.entries(action.id)[-1:]
    if not last:
        return "it was brought in anew"
    return f"{last[0].author} saved it on {desk.shown.moment(last[0].at)}"


def _differences(before: Action, after: Action) -> dict[str, object]:
    """Return what a change changed, as the audit trail keeps it: field -> [before, after]."""
    pairs = {
        "due_on": (_iso(before.due_on), _iso(after.due_on)),
        "status": (before.status.value, after.status.value),
        "outcome": (before.outcome.value, after.outcome.value),
        "recurrence": (before.recurrence, after.recurrence),
    }
    return {name: [was, is_now] for name, (was, is_now) in pairs.items() if was != is_now}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _own_id(desk: Desk) -> frozenset[int]:
    return frozenset({desk.actor.person.id}) if desk.actor.person else frozenset()
