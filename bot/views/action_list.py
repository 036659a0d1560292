"""The tracker as a list, page by page."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from bot.domain.actions.listing import ActionCounts, ActionQuery, Wanted
from bot.domain.actions.records import Action
from bot.domain.listing import Page
from bot.views import blocks
from bot.views.action_card import action_line, standing
from bot.views.action_words import set_by
from bot.views.ids import Act
from bot.views.presentation import Presentation
from bot.views.turning import outdated_button, turn_buttons
from bot.views.wording import Mrkdwn, counted, say

LIST_PAGE = 10
_WORDS_MAX = 500
_WANTED = {Wanted.OPEN: "open ", Wanted.OVERDUE: "overdue ", Wanted.UNDATED: "open ", Wanted.CLOSED: "closed "}


def action_list(page: Page[Action], query: ActionQuery, shown: Presentation, owner: str = "") -> dict[str, Any]:
    """Return one page of the tracker with buttons to the next and to each action; `owner` is whose they are."""
    kind, what = _WANTED.get(query.wanted, ""), _narrowed(query, shown, owner)
    if not page.items:
        empty = say("actions/list_empty", kind=kind, what=what, words=" ".join(query.words))
        return blocks.message(empty, [blocks.section(empty)])
    head = say(
        "actions/list_head", counted=counted(page.total, f"{kind}action"), what=what, page=page.number, pages=page.pages
    )
    return _listed(head, page, query, shown)


def my_actions(
    page: Page[Action],
    query: ActionQuery,
    counts: ActionCounts,
    shown: Presentation,
    asked: Sequence[blocks.Block] = (),
    *,
    can_add: bool = False,
    is_guest: bool = False,
) -> dict[str, Any]:
    """Return one page of somebody's own open actions with how many there are; `asked` stands below.

    The foot tells of adding only whom may (`can_add`), and of everybody's only who is shown them.
    """
    hint = blocks.context(say("actions/mine_foot", can_add=can_add, is_guest=is_guest))
    head = say(
        "actions/mine_head", counts=counts_words(counts), any=bool(counts.open), page=page.number, pages=page.pages
    )
    if not page.items:
        return blocks.message(head, [blocks.section(head), *asked, hint])
    message = _listed(head, page, query, shown, is_mine=True)
    return {**message, "blocks": [*message["blocks"], *asked, hint]}


def help_on_actions(*, can_add: bool, is_office: bool) -> dict[str, Any]:
    """Return what `/action` can do for whoever may add actions, and for the governance office."""
    text = say("actions/help", can_add=can_add, is_office=is_office)
    return blocks.message(text, [blocks.section(text)])


def nobodys(name: str) -> dict[str, Any]:
    """Return what somebody is told who cannot own actions: the directory does not list them."""
    text = say("actions/mine_nobody", name=name)
    return blocks.message(text, [blocks.section(text)])


def pack_action_query(query: ActionQuery, *, is_mine: bool = False) -> str:
    """Return a list as a button carries it."""
    days = [day.isoformat() if day else None for day in (query.due_from, query.due_until)]
    words = " ".join(query.words)[:_WORDS_MAX]
    packed = [query.wanted, query.board, query.workstream, query.owner_id, *days, words, query.page, is_mine]
    return json.dumps(packed, ensure_ascii=False)


def unpack_action_query(value: str) -> tuple[ActionQuery, bool]:
    """Return the list that a button carried, and whether it is of somebody's own.

    Raises:
        InvalidInputError: it cannot be read.
    """
    try:
        wanted, board, workstream, owner_id, first, last, words, page, is_mine = json.loads(value)
        query = ActionQuery(
            Wanted(wanted),
            str(board),
            str(workstream),
            None if owner_id is None else int(owner_id),
            date.fromisoformat(first) if first else None,
            date.fromisoformat(last) if last else None,
            tuple(words.split()),
            int(page),
        )
    except (ValueError, TypeError, AttributeError) as problem:
        raise outdated_button() from problem
    return query, bool(is_mine)


def _listed(
    head: Mrkdwn, page: Page[Action], query: ActionQuery, shown: Presentation, *, is_mine: bool = False
) -> dict[str, Any]:
    lines = [
        blocks.section(action_line(action, shown), blocks.button("Open", Act.ACTION_SHOW, action.ref))
        for action in page.items
    ]
    turns = turn_buttons(
        page,
        Act.ACTION_LIST_BACK,
        Act.ACTION_LIST_PAGE,
        lambda number: pack_action_query(query.on_page(number), is_mine=is_mine),
    )
    heard = "; ".join(f"{action.ref} {standing(action, shown).lower()}" for action in page.items)
    body = [blocks.section(head), blocks.divider(), *lines, *blocks.action_row(turns)]
    return blocks.message(Mrkdwn(f"{head}: {heard}"), body)


def _narrowed(query: ActionQuery, shown: Presentation, owner: str) -> str:
    """Return what a list was narrowed to, in a phrase that follows a number of actions."""
    parts = ["without a date"] if query.wanted is Wanted.UNDATED else []
    if query.board:
        parts.append(f"set by {set_by(query.board, shown)}")
    if query.workstream:
        parts.append(f"in {shown.workstream(query.workstream)}")
    if owner:
        parts.append(f"of {owner}")
    if query.due_from is not None:
        first, last = shown.day(query.due_from), shown.day(query.due_until or query.due_from)
        parts.append(f"due {first}" if first == last else f"due {first} to {last}")
    if query.words:
        parts.append(f"with “{' '.join(query.words)}”")
    return ", ".join(parts)


def counts_words(counts: ActionCounts) -> str:
    """Return how many open actions there are and how urgent they are, in a phrase."""
    parts = [
        f"{counts.overdue} overdue" if counts.overdue else "",
        f"{counts.this_week} due this week" if counts.this_week else "",
        f"{counts.undated} without a date" if counts.undated else "",
    ]
    more = ", ".join(filter(None, parts))
    return f"{counted(counts.open, 'open action')}{f': {more}' if more else ''}"
