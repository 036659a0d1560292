"""Below which of the bot's own messages a thread stands, and what actions that message is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.domain.actions.access import may_read_action
from bot.domain.actions.records import Action
from bot.store.claims import Place
from bot.store.repositories.nudge_messages import NudgeMessage
from bot.store.unit_of_work import Unit, View
from bot.views.nudges import in_order
from bot.workflows.actions.asked_lines import CLAIM, HANDOVER
from bot.workflows.actions.rights import ANSWER
from bot.workflows.actions.subjects import ACTION, LATE
from bot.workflows.chasing.composing import items_of
from bot.workflows.chasing.kinds import KINDS
from bot.workflows.desk import Desk
from bot.workflows.services import Services

_NUDGES = "nudges"
_ABOUT_ACTIONS = frozenset({ACTION, LATE, HANDOVER, CLAIM})
# Such as `handover:7:asked:12`: its kind, its number, and to whom it went.
_PARTS = 4


@dataclass(frozen=True, slots=True)
class Thread:
    """A thread below a message to one person.

    Attributes:
        anchor: of the message.
        address: where it went.
        reminders: what it holds, where it is one of reminders.
        subject: what it is about otherwise, such as `action:3` or `handover:7`.
    """

    anchor: str
    address: str
    reminders: NudgeMessage | None = None
    subject: str = ""


@dataclass(frozen=True, slots=True)
class About:
    """What a message is about: the actions that its reader may answer for, by their number, and others they may read.

    `waits_for_click` where it asks to take an action over, which words do not do.
    """

    mine: Mapping[int, Action]
    others: Sequence[Action]
    waits_for_click: bool = False


def find_thread(unit: Unit, place: Place) -> Thread | None:
    """Return the thread that begins at a place; None where no message to a person about actions stands there."""
    standing = unit.standing_at(place)
    if standing is None:
        return None
    anchor, address = standing
    kind, *rest = anchor.split(":")
    if kind == _NUDGES and rest[0].isdecimal():
        message = unit.nudges.message(int(rest[0]))
        is_about = message is not None and any(_kind(nudge.subject) in _ABOUT_ACTIONS for nudge in message.nudges)
        return Thread(anchor, address, message) if is_about else None
    if kind in _ABOUT_ACTIONS and len(rest) + 1 == _PARTS and rest[-1].isdecimal():
        return Thread(anchor, address, subject=f"{kind}:{rest[0]}")
    return None


def actions_in(view: View, services: Services, desk: Desk, thread: Thread) -> About:
    """Return what a thread's message is about, to whoever is at the desk."""
    subjects = [thread.subject] if thread.reminders is None else _in_order(view, services, thread.reminders)
    everything = subjects if thread.reminders is None else [nudge.subject for nudge in thread.reminders.nudges]
    ids = {subject: _action_id(view, subject) for subject in {*subjects, *everything}}
    found = view.actions.of_ids({one for one in ids.values() if one is not None})
    bodies = services.config.bodies
    actions = {one: action for one, action in found.items() if may_read_action(desk.actor, action, bodies)}
    mine: dict[int, Action] = {}
    for number, subject in enumerate(subjects, 1):
        action = actions.get(ids[subject] or 0)
        if action is not None and action.is_open and ANSWER.allows(view, services, desk, action):
            mine[number] = action
    own = {action.id for action in mine.values()}
    others = [action for action in actions.values() if action.id not in own]
    return About(mine, others, any(_waits_for(view, desk, subject) for subject in subjects))


def _in_order(view: View, services: Services, message: NudgeMessage) -> list[str]:
    return [item.subject for item in in_order(items_of(view, services, KINDS, message))]


def _action_id(view: View, subject: str) -> int | None:
    """Return the id of the action that a subject is about; None where it is about none, or what it names is gone."""
    kind, number = subject.split(":")[:2]
    if kind in {ACTION, LATE}:
        return int(number)
    record = view.handovers.get(int(number)) if kind == HANDOVER else None
    claim = view.claims.get(int(number)) if kind == CLAIM else None
    return record.action_id if record else claim.action_id if claim else None


def _waits_for(view: View, desk: Desk, subject: str) -> bool:
    """Return whether a subject asks whoever is at the desk to take an action over."""
    handover = view.handovers.get(int(subject.split(":")[1])) if _kind(subject) == HANDOVER else None
    own = desk.actor.person
    return handover is not None and handover.is_waiting and own is not None and own.id == handover.to_id


def _kind(subject: str) -> str:
    return subject.partition(":")[0]
