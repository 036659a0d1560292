"""Compare minutes, tracker and forward plan: `/action check`."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from typing import Any

from bot.domain.actions.access import may_read_action, readable_by
from bot.domain.actions.listing import Outline
from bot.domain.actions.one_line import body_called
from bot.domain.actions.records import Action, SourceKind
from bot.domain.actions.refs import plain_reference
from bot.domain.listing import paginate
from bot.domain.plans.drift import Found, Sources, compare
from bot.domain.plans.meetings import Minuted, Tracked
from bot.errors import InvalidInputError, NotAllowedError
from bot.store.unit_of_work import View
from bot.views.action_fields import ActionFields
from bot.views.action_words import set_by
from bot.views.drift import DRIFT_PAGE, DriftCounts, drift_list, unpack_minuted
from bot.views.wording import say
from bot.workflows.actions.add_forms import add_form
from bot.workflows.actions.setting import names_to_set, require_may_set
from bot.workflows.desk import Desk, office_names, open_desk
from bot.workflows.identify import Identity
from bot.workflows.services import Services


def check_actions(services: Services, identity: Identity, written: str = "", page: int = 1) -> dict[str, Any]:
    """Return a page of what does not agree between minutes, tracker and forward plan.

    Args:
        services: the store and the boards.
        identity: who asks: the office, or somebody who sits with the board.
        written: a board, or the name under which boards in common set actions; all the person may see where empty.
        page: from 1.

    Raises:
        InvalidInputError: no such board; says which there are.
        NotAllowedError: the person sits with none of its boards.
    """
    bodies = services.config.bodies
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        wanted = _body(services, desk, written)
        held = view.minutes.boards()
        names = [wanted] if wanted else _bodies_of(services, desk)
        # Of a body that has neither minutes nor a forward plan there is nothing to compare, unless it was asked for.
        compared = [
            (name, compare(_sources(view, services, desk, name), desk.actor.day))
            for name in names
            if wanted or held & {name, *bodies.boards(name)}
        ]
    may_add = frozenset(names_to_set(services, desk))
    found: list[Found] = [one for _, part in compared for one in part.found]
    notes = [note for _, part in compared for note in part.notes]
    if not compared:
        notes.append(_nothing_held(desk, names))
    counts = DriftCounts(*(sum(getattr(part, of) for _, part in compared) for of in ("minuted", "tracked", "planned")))
    order = list(dict.fromkeys(one.drift for one in found))
    ordered = sorted(found, key=lambda one: order.index(one.drift))
    return drift_list(ordered, paginate(ordered, page, DRIFT_PAGE), counts, notes, wanted, may_add)


def minuted_form(services: Services, identity: Identity, value: str) -> dict[str, Any]:
    """Return the form of a new action, filled with what minutes have and the tracker has not.

    Raises:
        InvalidInputError: the button carries nothing that can be read.
        NotAllowedError: they may set no actions; says who may.
    """
    one = unpack_minuted(value)
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
    require_may_set(services, desk, one.body)
    # A day that has passed cannot be given to a new action: the note says it, and the field is left to them.
    due_on = one.due_on if one.due_on is not None and one.due_on >= desk.actor.day else None
    note = say(
        "plans/drift_add",
        ref=one.ref,
        on=desk.shown.dated(one.held_on),
        due=desk.shown.dated(one.due_on) if one.due_on else "",
        is_past=due_on is None,
    )
    fields = ActionFields(
        summary=one.summary, due_on=due_on, board=one.body, assigned_on=one.held_on, minute=one.paragraph
    )
    return add_form(services, identity, fields, note=note)


def _nothing_held(desk: Desk, names: Sequence[str]) -> str:
    """Return that nothing can be compared, and what would help, to whoever can do it."""
    if desk.actor.is_office:
        return "No minutes and no forward plans were brought in: `convenor import minutes FILE`, or drop a file."
    whose = _listed(tuple(shown for shown in (set_by(name, desk.shown) for name in names)))
    return (
        f"There are no minutes and no forward plan of the boards you sit with ({whose}) yet. The governance office "
        "brings them in."
    )


def _listed(names: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def _body(services: Services, desk: Desk, written: str) -> str:
    """Return the name under which the board that somebody wrote sets actions; empty for none written."""
    bodies = services.config.bodies
    if not written.strip():
        if not _bodies_of(services, desk):
            raise NotAllowedError(
                "Minutes, tracker and forward plan are compared by the governance office, and by a board's members.",
                f"Ask {office_names(desk)}.",
            )
        return ""
    words = " ".join(written.split())
    found = body_called(words, bodies, desk.directory)
    if found not in bodies.named:
        known = ", ".join(sorted(bodies.named))
        raise InvalidInputError(f"There is no board “{words[:40]}”.", f"These are known: {known}.")
    if found not in _bodies_of(services, desk):
        raise NotAllowedError(
            f"You don't sit with {found}; its members and the governance office can compare its minutes.",
            f"Ask {office_names(desk)}.",
        )
    return found


def _bodies_of(services: Services, desk: Desk) -> list[str]:
    named = services.config.bodies.named
    return [name for name, boards in named.items() if desk.actor.is_office or desk.actor.boards & set(boards)]


def _sources(view: View, services: Services, desk: Desk, body: str) -> Sources:
    bodies = services.config.bodies
    keys = {body, *bodies.boards(body)}
    minuted, planned = view.minutes.minuted(keys, body), view.minutes.planned(keys, body)
    meetings: set[date] = {item.held_on for item in planned if item.held_on is not None}
    for board in services.config.boards:
        meetings |= set(board.meetings) if board.key in keys else set()
    written = (*(one.ref for one in minuted), *(one.ref for one in planned))
    named = view.actions.named({plain_reference(ref) for ref in written if ref})
    hidden = {plain_reference(one.ref) for one in named if not may_read_action(desk.actor, one, bodies)}
    return Sources(
        body=body,
        minuted=_once(one for one in minuted if plain_reference(one.ref) not in hidden),
        tracked=[_tracked(one, meetings) for one in view.actions.outlined(keys, readable_by(desk.actor, bodies))],
        planned=[item for item in planned if plain_reference(item.ref) not in hidden],
        meetings=frozenset(meetings),
        day=desk.shown.day,
        elsewhere=[
            _tracked(one, meetings) for one in named if one.board not in keys and plain_reference(one.ref) not in hidden
        ],
    )


def _once(minuted: Any) -> tuple[Minuted, ...]:
    """Return what was minuted, once where boards in common each have it in their minutes."""
    seen: dict[tuple[Any, ...], Minuted] = {}
    for one in minuted:
        seen.setdefault((one.held_on, plain_reference(one.ref) or one.summary.casefold()), one)
    return tuple(seen.values())


def _tracked(action: Action | Outline, meetings: AbstractSet[date]) -> Tracked:
    return Tracked(
        ref=action.ref,
        body=action.board,
        summary=action.summary,
        assigned_on=action.assigned_on,
        due_on=action.due_on,
        first_due_on=action.original_due_on or action.due_on,
        is_open=action.is_open,
        met_on=_met_on(action, meetings),
    )


def _met_on(action: Action | Outline, meetings: AbstractSet[date]) -> date | None:
    """Return the day of the meeting an action was set at; None for one that was typed in on another day."""
    if action.source.kind is SourceKind.MEETING:
        return date.fromisoformat(action.source.ref)
    # Of the time before the first meeting on record any day may have been one.
    known = action.assigned_on is not None and action.assigned_on >= min(meetings, default=date.max)
    return action.assigned_on if not known or action.assigned_on in meetings else None
