"""Actions that nobody is reminded of, without a date or without an owner: the office has one list of either.

A list stays in its channel as it is now, and is shown anew from time to time.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bot.domain.actions.records import Action
from bot.store.outbox import DEFERRED, OutgoingMessage
from bot.store.unit_of_work import Unit, View
from bot.views.chased_lists import no_date_message, no_owner_message
from bot.views.presentation import Presentation
from bot.workflows.office import office_places, tell_office, was_told
from bot.workflows.services import Services

TICK = "no-date"
_LISTED = 20
# Of more than this many it is not looked which of them are new.
_KNOWN = 200
_Message = Callable[[Sequence[Action], int, int, Presentation], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class OfficeList:
    """One list of the office.

    Attributes:
        kind: names it.
        find: returns the ids of what stands on it now, up to a number of them, and how many there are.
        message: says it: the actions shown, how many there are, after how many working days it is shown anew.
        is_urgent: whether it is shown anew as soon as something is new on it.
    """

    kind: str
    find: Callable[[View, Services, int], tuple[Sequence[int], int]]
    message: _Message
    is_urgent: bool = False


def _undated(view: View, _services: Services, most: int) -> tuple[Sequence[int], int]:
    return view.chased_actions.undated(most)


def _unowned(view: View, services: Services, most: int) -> tuple[Sequence[int], int]:
    """Return the open actions of owners who left, and those nobody owned whose reminders would have begun."""
    today = services.today(view.now)
    rules = [services.config.chase_rules(name) for name in ("", *services.config.bodies.named)]
    longest = max((days for one in rules for days in one.offsets.before), default=0)
    soon = services.config.working.from_due(today, longest)
    return view.chased_actions.unowned(today, soon, most)


NO_DATE = OfficeList("no-date", _undated, no_date_message)
NO_OWNER = OfficeList("no-owner", _unowned, no_owner_message, is_urgent=True)
LISTS: Mapping[str, OfficeList] = {one.kind: one for one in (NO_DATE, NO_OWNER)}


def show_unchased(services: Services, at: datetime) -> str:
    """Show the office each list, unless the one it was shown lately still stands and nothing urgent is new."""
    today = services.today(at)
    if not services.config.working.is_working(today):
        return "no working day"
    with services.store.view(at) as view:
        found = {kind: one.find(view, services, _KNOWN) for kind, one in LISTS.items()}

    def work(unit: Unit) -> list[str]:
        return [kind for kind, (ids, _) in found.items() if ids and _show(unit, services, LISTS[kind], ids, today)]

    shown = services.store.write(work, now=at) if any(ids for ids, _ in found.values()) else []
    return f"shown: {', '.join(shown)}" if shown else "no list to show"


def renew_unchased(unit: Unit, services: Services, kinds: Iterable[str], version: str) -> None:
    """Have lists that the office was shown lately say how they are now; `version` names the change for all time."""
    for kind in kinds:
        shown_on = _standing(unit, services, kind, services.today(unit.now))
        if shown_on is None:
            continue
        anchors = [_anchor(kind, shown_on, place) for place in office_places(unit, services)]
        for anchor, channel in sorted(unit.outbox.to_be_renewed(anchors).items()):
            content = {DEFERRED: {"kind": kind}}
            unit.outbox.put(
                OutgoingMessage(f"{anchor}:{version}", anchor, channel, anchor, content, is_confidential=True)
            )


def compose_unchased(services: Services, kind: str, *, stands: bool) -> Mapping[str, Any] | None:
    """Return a list as it is now; None where it is empty and was never shown."""
    with services.store.view() as view:
        ids, total = LISTS[kind].find(view, services, _LISTED)
        if not total and not stands:
            return None
        actions = view.actions.of_ids(ids)
        shown = services.presentation(view.people.directory(), view.now)
    listed = [actions[one] for one in ids]
    return LISTS[kind].message(listed, total, services.config.actions.no_date_days, shown)


def _show(unit: Unit, services: Services, one: OfficeList, ids: Sequence[int], today: date) -> bool:
    """Show a list, unless it stands; return whether it was shown."""
    shown_on = _standing(unit, services, one.kind, today)
    if shown_on is not None and (not one.is_urgent or set(ids) <= _known(unit, services, one.kind, shown_on)):
        return False
    content = {DEFERRED: {"kind": one.kind, "ids": list(ids)}}
    return shown_on != today and bool(tell_office(unit, services, _key(one.kind, today), content))


def _known(unit: Unit, services: Services, kind: str, shown_on: date) -> set[int]:
    """Return what stood on the list that was shown on a day."""
    places = office_places(unit, services)
    contents = [unit.outbox.content_of(_anchor(kind, shown_on, place)) for place in places]
    return {one for content in contents if content for one in content[DEFERRED].get("ids", ())}


def _standing(view: View, services: Services, kind: str, today: date) -> date | None:
    """Return the day on which the office was last shown a list, if that was lately."""
    working, days = services.config.working, [today]
    while len(days) <= services.config.actions.no_date_days:
        days.append(working.previous_working(days[-1]))
    recent = days[: services.config.actions.no_date_days]
    keys = _anchors(view, services, kind, recent)
    if not keys or not view.was_put(keys):
        return None
    return next((day for day in recent if was_told(view, services, _key(kind, day))), None)


def _anchors(view: View, services: Services, kind: str, days: Collection[date]) -> list[str]:
    return [_anchor(kind, day, place) for place in office_places(view, services) for day in days]


def _anchor(kind: str, day: date, place: str) -> str:
    return f"{_key(kind, day)}:{place}"


def _key(kind: str, day: date) -> str:
    return f"{kind}:{day.isoformat()}"
