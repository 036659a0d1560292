"""Move the day an action is due, or set the first; the original stays beside it, and how often it moved."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from bot.domain.actions.records import Action, EntryKind
from bot.domain.leading_days import leading_day
from bot.domain.written_dates import DayRead, UnreadableDayError
from bot.errors import InvalidInputError
from bot.store.unit_of_work import Unit
from bot.views import action_forms
from bot.views.action_told import with_told
from bot.views.action_words import moved_words
from bot.views.risk_fields import FormOrigin
from bot.views.wording import say
from bot.workflows.actions import telling
from bot.workflows.actions.change import entry_of, meetings_of, opened, save, take, words_of
from bot.workflows.actions.rights import EXTEND
from bot.workflows.actions.setting import day_off
from bot.workflows.desk import Desk, open_desk
from bot.workflows.identify import Identity
from bot.workflows.risk_change import Request, Saved, once
from bot.workflows.services import Services

_WHY = "Say why, in a sentence: the board that set it reads this."
_FURTHEST = timedelta(days=5 * 366)
_TO = re.compile(r"^(?:to|until|till|by)\s+", re.IGNORECASE)
_BECAUSE = re.compile(r"^(?:[,;:.–—-]+\s*)?(?:because|since|as)?\b[\s:,]*", re.IGNORECASE)


def extend(services: Services, request: Request, due_on: date | None, why: str) -> Saved:
    """Let an action be due on another day, or on a day where it had none.

    Raises:
        NotAllowedError: neither an owner nor anybody else who may change it.
        InvalidInputError: with a sentence for each field.
        StaleRecordError: somebody changed it meanwhile.
    """

    def work(unit: Unit) -> Saved:
        desk = open_desk(unit, services, request.identity)
        action = take(unit, services, desk, request, EXTEND)
        day = check_day(action, due_on, desk.shown.today, desk)
        words = words_of(why, "why", _WHY if action.due_on else "")
        after = move(unit, services, desk, action, day, words)
        told = telling.tell_change(unit, services, desk, after, after.owner_ids)
        said = say(
            "actions/said_extended",
            ref=action.ref,
            due=desk.shown.dated(day),
            was=desk.shown.day(action.due_on) if action.due_on else "",
            moved=moved_words(after, desk.shown) if after.times_moved > 1 else "",
            day_off=day_off(services, desk, day),
            text=words,
        )
        return Saved(action.ref, after.version, with_told(said, told))

    return once(services, request, work)


def move(unit: Unit, services: Services, desk: Desk, action: Action, due_on: date, why: str) -> Action:
    """Let an action that was taken be due on another day; the first date it had is kept, and counted as moved."""
    if action.due_on is None:
        words = why or f"Due on {desk.shown.dated(due_on)}; it had no date."
        entry = entry_of(unit, desk, action, EntryKind.EDITED, words)
        return save(unit, services, desk, action, entry, due_on=due_on, update=action.update)
    entry = entry_of(unit, desk, action, EntryKind.EXTENDED, why)
    first = action.original_due_on or action.due_on
    return save(unit, services, desk, action, entry, due_on=due_on, original_due_on=first)


def check_day(action: Action, due_on: date | None, today: date, desk: Desk) -> date:
    """Return the day an action is to be due on.

    Raises:
        InvalidInputError: none, one that is past or too far ahead, or the day it is due on already.
    """
    sentence = ""
    if due_on is None:
        sentence = "Choose a day."
    elif due_on < today:
        sentence = f"{desk.shown.dated(due_on)} is past. Choose today or a day after it."
    elif due_on == action.due_on and action.is_open:
        sentence = f"{action.ref} is due on {desk.shown.dated(due_on)} already. Choose another day."
    elif due_on > today + _FURTHEST:
        sentence = f"{desk.shown.dated(due_on)} is more than five years ahead. Choose a day before that."
    if due_on is None or sentence:
        raise InvalidInputError(sentence, fields={"due": sentence})
    return due_on


def form(services: Services, identity: Identity, written: str, rest: str = "") -> dict[str, Any]:
    """Return the form of another date, filled with what was read of `rest`, such as `to 14 Jan because ...`.

    Raises:
        NotAllowedError, InvalidInputError: see `extend`; or `rest` begins with no day.
    """
    with opened(services, identity, written, EXTEND) as one:
        shown = one.desk.shown
        if not rest:
            return action_forms.extend_form(one.action, shown, one.frame)
        read, why = _read(rest, shown.today, meetings_of(services, one.desk, one.action) or None)
        day = check_day(one.action, read.day, shown.today, one.desk)
        doubt = " ".join(filter(None, [read.doubt, read.left_out, day_off(services, one.desk, day)]))
        note = say("actions/form_day_read", on=shown.dated(day), doubt=doubt)
        return action_forms.extend_form(one.action, shown, one.noted(note), day, why)


def stale_form(
    services: Services, identity: Identity, origin: FormOrigin, due_on: date | None, why: str
) -> dict[str, Any]:
    """Return the form over what somebody else saved meanwhile, with what was filled in."""
    with opened(services, identity, origin.ref, EXTEND, stale=True) as one:
        return action_forms.extend_form(one.action, one.desk.shown, one.frame, due_on, why)


def _read(rest: str, today: date, meetings: tuple[date, ...] | None) -> tuple[DayRead, str]:
    """Return the day and the reason that follow a reference.

    Raises:
        InvalidInputError: it begins with no day, or with one that there is not.
    """
    try:
        found = leading_day(_TO.sub("", rest), today, meetings)
    except UnreadableDayError as refused:
        raise InvalidInputError(refused.sentence) from refused
    if found is None:
        raise InvalidInputError(
            f"I don't see a day in “{rest[:40]}”.",
            "Write the day first, such as `to 14 Jan because the data come late`, or leave it to the form.",
        )
    read, why = found
    return read, _BECAUSE.sub("", why.strip(), count=1)
