"""How chasing lists actions: late ones to the office and to boards, and those that nobody is reminded of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from bot.domain.actions.records import Action
from bot.views import blocks
from bot.views.action_words import ended_words, owner_names, set_by
from bot.views.chased import LateAction, late_facts
from bot.views.ids import Act
from bot.views.presentation import Presentation
from bot.views.wording import Mrkdwn, say

LISTED = 15
"""How many actions a list shows."""

_SUMMARY_MAX = 160


def office_late_message(late: Sequence[LateAction], others: Sequence[Action], shown: Presentation) -> dict[str, Any]:
    """Return what the office is told, once, of actions that are late, with what was tried and what it can do.

    Args:
        late: those that are late now, of which it was told.
        others: those that are not late any more.
        shown: how records are said.
    """
    head = say("chased/office_late", number=len(late), more=max(len(late) - LISTED, 0))
    body, lines = [blocks.section(head)], list[Mrkdwn]()
    for one in late[:LISTED]:
        lines.append(late_list_line(one, shown))
        body += [blocks.section(lines[-1]), blocks.actions(_office_buttons(one.action))]
    return _with_others(head, body, lines, others, shown)


def late_list_message(
    name: str, meeting: date, late: Sequence[LateAction], others: Sequence[Action], more: int, shown: Presentation
) -> dict[str, Any]:
    """Return a board's late list as it is shown in its channel before a meeting; `more` are late and not in it."""
    head = say("chased/list_head", name=name, meeting=shown.day(meeting), number=len(late) + more, more=more)
    lines = [late_list_line(one, shown) for one in late]
    body = [blocks.section(head), *(_with_button(one, shown) for one in late)]
    return _with_others(head, body, lines, others, shown)


def late_list_lines(late: Sequence[LateAction], more: int, shown: Presentation) -> list[blocks.Block]:
    """Return a board's late list as it stands on the board's own page; nothing where nothing is late."""
    if not late:
        return []
    head = say("chased/list_here", number=len(late) + more, more=more)
    return [blocks.section(head), *(_with_button(one, shown) for one in late)]


def _with_button(late: LateAction, shown: Presentation) -> blocks.Block:
    action = late.action
    return blocks.section(
        late_list_line(late, shown), blocks.button("Open", f"{Act.ACTION_SHOW}.{action.id}", action.ref)
    )


def late_list_line(late: LateAction, shown: Presentation) -> Mrkdwn:
    """Return a late action as lists have it, with what was tried and its owner's words."""
    summary = blocks.clip(late.action.summary, _SUMMARY_MAX)
    return say("chased/list_line", **late_facts(late, shown), summary=summary, reminded=late.is_reminded)


def no_date_message(actions: Sequence[Action], total: int, days: int, shown: Presentation) -> dict[str, Any]:
    """Return the office's list of open actions without a date, each with a button that sets one."""
    head = say("chased/no_date_head", number=total, more=total - len(actions), days=days)
    return _office_list(head, actions, "Set date", Act.ACTION_EXTEND, shown)


def no_owner_message(actions: Sequence[Action], total: int, days: int, shown: Presentation) -> dict[str, Any]:
    """Return the office's list of open actions without an owner who is there, each with a button that gives it one."""
    head = say("chased/no_owner_head", number=total, more=total - len(actions), days=days)
    return _office_list(head, actions, "Reassign", Act.ACTION_REASSIGN, shown)


def _office_list(head: Mrkdwn, actions: Sequence[Action], label: str, act: Act, shown: Presentation) -> dict[str, Any]:
    body, lines = [blocks.section(head)], list[Mrkdwn]()
    for action in actions:
        line = say(
            "chased/unchased_line",
            ref=action.ref,
            summary=blocks.clip(action.summary, _SUMMARY_MAX),
            owners=", ".join(owner_names(action)),
            board=set_by(action.board, shown),
            since=shown.day(action.assigned_on) if action.assigned_on else "",
            due=shown.day(action.due_on) if action.due_on else "",
        )
        lines.append(line)
        body.append(blocks.section(line, blocks.button(label, f"{act}.{action.id}", action.ref)))
    return blocks.message(say("chased/spoken", head=head, lines=lines), body)


def _office_buttons(action: Action) -> list[blocks.Element]:
    return [
        blocks.button("Show", f"{Act.ACTION_SHOW}.{action.id}", action.ref),
        blocks.button("Extend", f"{Act.ACTION_EXTEND}.{action.id}", action.ref),
        blocks.button("Reassign", f"{Act.ACTION_REASSIGN}.{action.id}", action.ref),
        blocks.button("Drop", f"{Act.ACTION_DROP}.{action.id}", action.ref),
    ]


def _with_others(
    head: Mrkdwn, body: list[blocks.Block], lines: Sequence[Mrkdwn], others: Sequence[Action], shown: Presentation
) -> dict[str, Any]:
    """Return a list with a last line about what is not late any more."""
    if others:
        since = say("chased/list_since", others=[(one.ref, _now(one, shown)) for one in others[: LISTED * 2]])
        body, lines = [*body, blocks.context(since)], [*lines, since]
    return blocks.message(say("chased/spoken", head=head, lines=lines), body)


def _now(action: Action, shown: Presentation) -> str:
    if not action.is_open:
        return ended_words(action)
    return f"now due {shown.day(action.due_on)}" if action.due_on else "has no date now"
