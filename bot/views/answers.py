"""What the bot says in the thread of a message of reminders to what its reader wrote there."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from bot.domain.actions.answers import Wish
from bot.domain.actions.records import Action
from bot.errors import InvalidInputError
from bot.views import blocks
from bot.views.ids import Act
from bot.views.presentation import Presentation
from bot.views.turning import outdated_button
from bot.views.wording import Mrkdwn, say

_QUOTED = 300
_OFFERED = 20
_ROW = 5
_OFFERS = {Wish.DONE: ("Done", Act.ACTION_DONE), Wish.MORE_TIME: ("Extend", Act.ACTION_EXTEND)}


def recorded_message(action: Action, words: str, key: str, wish: Wish, shown: Presentation) -> dict[str, Any]:
    """Return that an answer was taken for an action's update, with the button that takes it back.

    Args:
        action: the action.
        words: what was recorded.
        key: names the answer.
        wish: what they seem to ask for: that is offered, too.
        shown: how records are said.
    """
    text = say(
        "chased/answer_recorded",
        ref=action.ref,
        words=blocks.clip(words, _QUOTED),
        wish=wish.value,
        due=shown.day(action.due_on) if action.due_on else "",
    )
    buttons = [_withdraw(key)]
    if wish in _OFFERS:
        label, act = _OFFERS[wish]
        buttons.insert(0, blocks.button(label, f"{act}.{action.id}", action.ref, style="primary"))
    return blocks.message(text, [blocks.section(text), blocks.actions(buttons)])


def stays_message(ref: str, words: str, named: Sequence[str], key: str) -> dict[str, Any]:
    """Return that an edit, which names other actions now, moves nothing of what was recorded for `ref`."""
    text = say("chased/answer_stays", ref=ref, words=blocks.clip(words, _QUOTED), named=named)
    return blocks.message(text, [blocks.section(text), blocks.actions([_withdraw(key)])])


def which_message(
    actions: Sequence[Action], words: str, key: str, named: Sequence[str] = (), wrong_number: int | None = None
) -> dict[str, Any]:
    """Return the question which of several actions an answer is about; its words are kept meanwhile.

    Args:
        actions: those it may be about.
        words: the answer.
        key: names it.
        named: those it speaks of, where they are several.
        wrong_number: with which it begins, where the message has no such line.
    """
    text = say(
        "chased/answer_which",
        words=blocks.clip(words, _QUOTED),
        example=actions[0].ref,
        named=named,
        wrong=wrong_number,
    )
    buttons = [
        blocks.button(
            f"{action.ref} {action.summary}", f"{Act.ANSWER_MEANT}.{action.id}", json.dumps([key, action.ref])
        )
        for action in actions[:_OFFERED]
    ]
    rows = [blocks.actions(buttons[start : start + _ROW]) for start in range(0, len(buttons), _ROW)]
    none = blocks.button("None of them", Act.ANSWER_WITHDRAW, key)
    return blocks.message(text, [blocks.section(text), *rows, blocks.actions([none])])


def _withdraw(key: str) -> blocks.Element:
    return blocks.button("Not an update", Act.ANSWER_WITHDRAW, key)


def told_message(text: Mrkdwn) -> dict[str, Any]:
    """Return what the bot says without asking anything."""
    return blocks.message(text, [blocks.section(text)])


def unpack_meant(value: str) -> tuple[str, str]:
    """Return what a button of `which_message` sent: the answer's key and the action's reference.

    Raises:
        InvalidInputError: it cannot be read.
    """
    try:
        key, ref = json.loads(value)
    except (ValueError, TypeError) as problem:
        raise outdated_button() from problem
    if not isinstance(key, str) or not isinstance(ref, str):
        raise outdated_button()
    return key, ref


def too_old() -> InvalidInputError:
    """Return that an answer is not known any more."""
    return InvalidInputError("That answer is too old to be changed here.", "Say how it stands: `/action update`.")
