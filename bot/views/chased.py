"""How chasing says actions: the line that asks an owner, and what others are told of a late one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.actions.explaining import Said
from bot.domain.actions.records import Action
from bot.domain.risks import Visibility
from bot.views import blocks
from bot.views.action_words import ended_words, late_words, moved_words, owner_names, owners_of, set_by
from bot.views.ids import Act
from bot.views.nudges import NudgeLine
from bot.views.presentation import Presentation
from bot.views.round_words import asked_words
from bot.views.wording import say, unescape

_SUMMARY_MAX = 160
_WORDS_MAX = 300
_BRIEF = 80


@dataclass(frozen=True, slots=True)
class LateAction:
    """A late action with what was tried.

    Attributes:
        action: it.
        asked: the days before today on which its owners were asked.
        said: their last words about it, somebody else's where they said none.
        is_explained: whether these are an owner's.
        told: who else was told that it is late, and on which day.
        left: which of its owners left.
        away: which of its owners are away today.
        waiting: what is asked about it and not answered, such as `said to be done by Amy`.
        is_reminded: whether its owners are still reminded.
    """

    action: Action
    asked: Sequence[date]
    said: Said | None
    is_explained: bool = False
    told: Sequence[tuple[str, date]] = ()
    left: Sequence[str] = ()
    away: Sequence[str] = ()
    waiting: Sequence[str] = ()
    is_reminded: bool = False


def action_line(
    action: Action, owner_id: int, shown: Presentation, *, is_readable: bool, counts_on: date, is_listed: bool
) -> NudgeLine:
    """Return the line that asks an owner for an action; a reader who may not know it reads its reference only.

    Args:
        action: what is asked for.
        owner_id: of whom.
        shown: how records are said.
        is_readable: whether the reader may know it.
        counts_on: the working day its due day counts as.
        is_listed: whether it is on the board's late list by now.
    """
    due_on = action.due_on or shown.today
    is_late = shown.today > counts_on
    others = [owner.name for owner in action.owners if owner.person_id != owner_id]
    facts = {
        "ref": action.ref,
        "due": shown.day(due_on),
        "late": late_words(action, shown) if is_late else "",
        "counts": shown.day(counts_on) if counts_on != due_on and not is_late else "",
        "board": set_by(action.board, shown),
        "moved": moved_words(action, shown),
        "others": ", ".join(others),
    }
    words = ""
    if action.update and action.updated_at is not None:
        words = f"{action.updated_by}, {shown.day(action.updated_at)}: “{blocks.clip(action.update, _BRIEF)}”"
    summary = blocks.clip(action.summary, _SUMMARY_MAX)
    buttons = (
        blocks.button("Done", f"{Act.ACTION_DONE}.{action.id}", action.ref),
        blocks.button("Update", f"{Act.ACTION_UPDATE}.{action.id}", action.ref),
        blocks.button("Extend", f"{Act.ACTION_EXTEND}.{action.id}", action.ref),
        blocks.button("Not mine", f"{Act.ACTION_NOT_MINE}.{action.id}", action.ref),
    )
    is_public = action.visibility is Visibility.PUBLIC
    late_list, command = late_list_of(action.board, shown)
    return NudgeLine(
        text=say("chased/line", **facts, **_shown(is_readable, summary, words), marked=True),
        # It may leave the house by e-mail, where what is not public has no place.
        plain=unescape(say("chased/line", **facts, **_shown(is_public, summary, words), marked=False)),
        buttons=buttons if is_readable else (),
        order=("1", due_on.isoformat(), action.ref),
        late_list=late_list,
        list_command=command,
        is_listed=is_listed,
        by_link=is_readable,
    )


def late_list_of(key: str, shown: Presentation) -> tuple[str, str]:
    """Return what the late list of a board or workstream is called, and what shows a workstream's: it has no page."""
    name = set_by(key, shown)
    has_page = key not in shown.workstreams or key in shown.boards
    return f"{name}'s late list", "" if has_page else f"/action list {key} overdue"


def ended_line(action: Action, author: str, shown: Presentation) -> NudgeLine:
    """Return the line of an action that is closed: how it ended, who said so and when."""
    on = shown.day(action.closed_at) if action.closed_at else ""
    return _done_line(action, f"{ended_words(action)} by {author} on {on}" if on else ended_words(action))


def passed_on_line(action: Action) -> NudgeLine:
    """Return the line of an action that is asked of somebody who owns it no more."""
    return _done_line(action, f"now with {owners_of(action)}")


def moved_line(action: Action, shown: Presentation) -> NudgeLine:
    """Return the line of an action somebody was told was late, and that has another day now."""
    return _done_line(action, f"now due {shown.day(action.due_on)}" if action.due_on else "has no date now")


def late_line(late: LateAction, shown: Presentation, *, is_readable: bool) -> NudgeLine:
    """Return the line that tells somebody once that an action is late, and what was tried."""
    action = late.action
    facts = late_facts(late, shown)
    summary = blocks.clip(action.summary, _SUMMARY_MAX)
    is_public = action.visibility is Visibility.PUBLIC
    said, waiting = facts.pop("said").replace(".”", "”"), facts.pop("waiting")
    return NudgeLine(
        text=say("chased/late", **facts, **_shown(is_readable, summary, said, waiting), marked=True),
        plain=unescape(say("chased/late", **facts, **_shown(is_public, summary, said, waiting), marked=False)),
        buttons=(blocks.button("Show", f"{Act.ACTION_SHOW}.{action.id}", action.ref),) if is_readable else (),
        order=("0", (action.due_on or shown.today).isoformat(), action.ref),
        can_snooze=False,
        is_news=True,
    )


def late_facts(late: LateAction, shown: Presentation) -> dict[str, str]:
    """Return what was tried about a late action, in words for templates."""
    action, said = late.action, late.said
    due_on = action.due_on or shown.today
    words = f"{said.author}, {shown.day(said.at)}: “{blocks.clip(said.words, _WORDS_MAX)}”" if said else ""
    return {
        "ref": action.ref,
        "due": shown.day(due_on),
        "late": late_words(action, shown),
        "board": set_by(action.board, shown),
        "owners": ", ".join(owner_names(action)),
        "left": ", ".join(late.left),
        "away": ", ".join(late.away),
        "waiting": "; ".join(late.waiting),
        "asked": asked_words(late.asked) if late.asked else "not reminded before today",
        "told": ", ".join(f"{name} was told on {shown.day(day)}" for name, day in late.told),
        "moved": moved_words(action, shown),
        "said": words,
    }


def chair_line(
    board: str, name: str, meeting: date, late: Sequence[LateAction], more: int, shown: Presentation
) -> NudgeLine:
    """Return the line that tells a chair once, when papers are due, the longest due of what is late."""
    facts = {
        "name": name,
        "meeting": shown.day(meeting),
        "number": len(late) + more,
        "late": [(one.action.ref, blocks.clip(one.action.summary, _BRIEF)) for one in late],
        "more": more,
        "unexplained": [one.action.ref for one in late if not one.is_explained],
    }
    return NudgeLine(
        text=say("chased/chair", **facts, marked=True),
        plain=unescape(say("chased/chair", **facts, marked=False)),
        buttons=(blocks.button("See them", Act.BOARD_SHOW, board),),
        order=("0", meeting.isoformat(), board),
        can_snooze=False,
        is_news=True,
    )


def no_late_line(name: str, meeting: date, shown: Presentation) -> NudgeLine:
    """Return the line of a late list that is empty by now."""
    words = f"{name}, {shown.day(meeting)}: nothing is late any more"
    return NudgeLine(text=say("chased/done", text=words), plain=words, can_snooze=False, is_done=True)


def _shown(may_know: bool, summary: str, said: str, waiting: str = "") -> dict[str, str]:  # noqa: FBT001
    """Return what a line says of an action to whoever may know it, and nothing of it otherwise."""
    known = {"summary": summary, "said": said, "waiting": waiting}
    return known if may_know else dict.fromkeys(known, "")


def _done_line(action: Action, what: str) -> NudgeLine:
    return NudgeLine(
        text=say("chased/line_done", ref=action.ref, what=what),
        plain=f"{action.ref}: {what}",
        order=("1", action.ref),
        can_snooze=False,
        is_done=True,
    )
