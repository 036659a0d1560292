"""Lists of late actions that were told somewhere once: each says how its actions are now, to those who may read it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from bot.domain.actions.records import Action
from bot.domain.people import Board
from bot.domain.risks import Visibility
from bot.store.outbox import DEFERRED, OutgoingMessage
from bot.store.repositories.chased_actions import Chased
from bot.store.unit_of_work import Unit, View
from bot.views.chased_lists import late_list_message, office_late_message
from bot.workflows.actions.subjects import LATE_LIST, Step, list_subject
from bot.workflows.actions.tried import late_actions
from bot.workflows.office import office_places, tell_office, was_told
from bot.workflows.register_paper.choosing import papers_due_on
from bot.workflows.services import Services

OFFICE = "late-actions"
KINDS = (OFFICE, LATE_LIST)
_RENEWED_DAYS = 30
_OF_A_DAY = 3


def tell_office_of(unit: Unit, services: Services, day: date, action_ids: Sequence[int]) -> None:
    """Tell the office, in one message, of actions whose last step came on a day."""
    number = 1
    while number < _OF_A_DAY and was_told(unit, services, _office_key(day, number)):
        number += 1
    content = {DEFERRED: {"kind": OFFICE, "ids": list(action_ids)}}
    tell_office(unit, services, _office_key(day, number), content)


def tell_board(unit: Unit, board: Board, meeting: date, action_ids: Sequence[int], total: int) -> None:
    """Show a board in its channel what is late before a meeting; of `total` public ones the longest due."""
    if board.channel is None or not action_ids:
        return
    kept = {"kind": LATE_LIST, "board": board.key, "meeting": meeting.isoformat(), "ids": list(action_ids)}
    name = list_subject(board.key, meeting)
    content = {DEFERRED: {**kept, "more": total - len(action_ids)}}
    unit.outbox.put(OutgoingMessage(name, name, board.channel, name, content))


def renew_told_lists(unit: Unit, services: Services, actions: Collection[Chased]) -> None:
    """Have the lists in which any of these actions stand say how they are now.

    The office's are kept for a month; a board's for good, since what is no longer public must not be read there.
    """
    versions = {action.id: action.version for action in actions}
    office = set(_office_anchors(unit, services))
    anchors = office | set(_board_anchors(unit, services, {action.board for action in actions}))
    for anchor, channel in sorted(unit.outbox.to_be_renewed(anchors).items()):
        content = unit.outbox.content_of(anchor)
        mine = [one for one in content[DEFERRED]["ids"] if one in versions] if content else []
        if content and mine:
            key = f"{anchor}:{mine[0]}:v{versions[mine[0]]:06d}"
            is_office = anchor in office
            unit.outbox.put(OutgoingMessage(key, anchor, channel, anchor, content, is_confidential=is_office))


def compose_told_list(services: Services, kept: Mapping[str, Any], *, stands: bool) -> Mapping[str, Any] | None:
    """Return a list as it is now; None where nothing on it is late and it was never sent."""
    with services.store.view() as view:
        found = view.actions.of_ids(kept["ids"])
        directory, today = view.people.directory(), services.today(view.now)
        is_board = kept["kind"] == LATE_LIST
        actions = [found[one] for one in kept["ids"] if one in found and (not is_board or _is_public(found[one]))]
        late = [action for action in actions if action.is_late(today)]
        if not late and not stands:
            return None
        shown = services.presentation(directory, view.now)
        told = late_actions(view, services, late, None if is_board else Step.OFFICE)
    others = [action for action in actions if not action.is_late(today)]
    if not is_board:
        return office_late_message(told, others, shown)
    board = directory.boards.get(kept["board"])
    name, meeting = board.name if board else kept["board"], date.fromisoformat(kept["meeting"])
    return late_list_message(name, meeting, told, others, kept["more"], shown)


def _office_anchors(view: View, services: Services) -> Iterable[str]:
    today, places = services.today(view.now), office_places(view, services)
    for ago in range(_RENEWED_DAYS):
        for number in range(1, _OF_A_DAY + 1):
            key = _office_key(today - timedelta(days=ago), number)
            yield from (f"{key}:{place}" for place in places)


def _board_anchors(view: View, services: Services, names: Iterable[str]) -> Iterable[str]:
    boards, today = view.people.directory().boards, services.today(view.now)
    for key in {key for name in names for key in services.config.bodies.boards(name) if key in boards}:
        for meeting in boards[key].meetings:
            if papers_due_on(services.config, boards[key], meeting) <= today:
                yield list_subject(key, meeting)


def _is_public(action: Action) -> bool:
    return action.visibility is Visibility.PUBLIC


def _office_key(day: date, number: int) -> str:
    return f"{OFFICE}:{day.isoformat()}:{number}"
