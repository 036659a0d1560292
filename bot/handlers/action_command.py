"""`/action`: with nothing, what waits for the asker; a reference shows its card; verbs have areas of their own."""

from __future__ import annotations

from slack_bolt import Ack

from bot.domain.text import clean
from bot.errors import InvalidInputError
from bot.handlers.action_words import pattern_of
from bot.handlers.areas import ACTION_VERBS
from bot.handlers.desk import Body, FrontDesk, private
from bot.handlers.meant import meant
from bot.views import blocks
from bot.views.wording import unescape
from bot.workflows.actions import showing
from bot.workflows.actions.lookup import example_reference

_SAME = {
    "close": ("done", "drop"),
    "complete": ("done",),
    "completed": ("done",),
    "finish": ("done",),
    "finished": ("done",),
    "delete": ("drop",),
    "remove": ("drop",),
    "cancel": ("drop",),
    "move": ("extend",),
    "postpone": ("extend",),
    "delay": ("extend",),
    "due": ("extend",),
    "assign": ("reassign",),
    "give": ("reassign",),
    "note": ("update",),
    "comment": ("update",),
    "say": ("update",),
    "new": ("add",),
    "create": ("add",),
    "find": ("search",),
    "repeat": ("recurring",),
    "log": ("history",),
    "all": ("list",),
}
_SNOOZE = "A reminder of an action is put off with *Snooze*, in the reminder itself. "


def on_action(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Answer an `/action` command."""
    written = clean(unescape(str(body.get("text", ""))))
    if not written:
        ack(**private(desk.run(body, lambda who: showing.my_actions(desk.services, who))))
        return
    verb, *rest = written.split(maxsplit=1)
    of_an_area = ACTION_VERBS.get(verb.casefold())
    if of_an_area is not None:
        of_an_area(desk, ack, body, "".join(rest))
        return
    pattern = pattern_of(desk)
    found = pattern.leading(written)
    if found is None or verb.casefold() in _SAME:
        behind = pattern.leading("".join(rest))
        near = meant("/action", verb, ACTION_VERBS, _SAME, behind[0] if behind else "")
        near = _SNOOZE if verb.casefold() == "snooze" else near
        raise InvalidInputError(
            f"I don't understand “{blocks.clip(written, 40)}”.",
            f"{near}Give a reference such as `/action {example_reference(desk.services)}`, or see `/action help`.",
        )
    ref, words = found
    if words.strip(".?!"):
        short = blocks.clip(words, 40)
        raise InvalidInputError(
            f"I don't know what to do with “{short}”. Nothing was saved.",
            f"{_meant_for(ref, words)}To see the action: `/action {ref}`.",
        )
    ack(**private(desk.run(body, lambda who: showing.show_action(desk.services, who, ref))))


def _meant_for(ref: str, words: str) -> str:
    """Return what may be meant by words behind a reference: a verb in the wrong place, or how the action stands."""
    verb, _, behind = words.partition(" ")
    name = verb.casefold().strip(",:;.!?")
    verbs = (name,) if name in ACTION_VERBS else _SAME.get(name, ())
    if verbs:
        lines = " or ".join(f"`/action {one} {ref} {blocks.clip(behind, 40)}".rstrip() + "`" for one in verbs)
        return f"Put the verb first: {lines}. "
    return f"To record it: `/action update {ref} {blocks.clip(words, 40)}`. "
