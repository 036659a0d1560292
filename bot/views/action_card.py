"""An action as a card, and as the line by which lists show it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from bot.domain.actions.records import Action, SourceKind
from bot.domain.risks import Visibility
from bot.views import blocks
from bot.views.action_more import more_menu
from bot.views.action_words import day_words, due_words, owners_of, set_by, state_of
from bot.views.ids import Act
from bot.views.presentation import Presentation
from bot.views.wording import Mrkdwn, say

# What would end a link early is in no address that Slack gives.
_LINK = re.compile(r"https://[^\s<>|]+")


def action_card(
    action: Action,
    shown: Presentation,
    *,
    can_change: bool,
    can_drop: bool = False,
    can_reopen: bool = False,
    can_share: bool = False,
    can_edit: bool = False,
    risks: Sequence[str] = (),
    part_of: str = "",
    more: Sequence[blocks.Block] = (),
    followed: blocks.Element | None = None,
) -> dict[str, Any]:
    """Return the card with the buttons that this reader may use.

    Args:
        action: as it stands.
        shown: how records are said.
        can_change: whether they may change it.
        can_drop: whether they may record that it was dropped.
        can_reopen: whether it is closed, and they may open it again.
        can_share: whether it may be shared where they stand.
        can_edit: whether they may edit its details.
        risks: the references of the risks it is tied to that they may read.
        part_of: the reference of the action it was split off from, where they may read that.
        more: stands between the action's own words and the foot.
        followed: the button by which they follow it, or do so no more.
    """
    body = [*_body(action, shown, risks), *more, _foot(action, shown, risks, part_of)]
    buttons = _buttons(action, can_change=can_change, can_drop=can_drop, can_reopen=can_reopen, can_edit=can_edit)
    if followed is not None:
        buttons.append(followed)
    if can_share:
        buttons.append(blocks.button("Share here", Act.ACTION_SHARE, action.ref))
    return blocks.message(spoken(action, shown), [*body, blocks.actions(buttons)])


def shared_action(action: Action, shown: Presentation, shared_by: str) -> dict[str, Any]:
    """Return the card as a channel sees it; whoever presses a button is answered alone."""
    note = blocks.context(say("actions/shared_by", name=shared_by))
    buttons = [
        blocks.button("Show", Act.ACTION_SHOW, action.ref),
        blocks.button("History", Act.ACTION_HISTORY, action.ref),
    ]
    return blocks.message(spoken(action, shown), [*_body(action, shown), note, blocks.actions(buttons)])


def changed_action(action: Action) -> dict[str, Any]:
    """Return what stands in a channel in place of an action that is not public, and changed since it was shared."""
    text = say("actions/changed_since", ref=action.ref)
    return blocks.message(
        text, [blocks.section(text), blocks.actions([blocks.button("Show", Act.ACTION_SHOW, action.ref)])]
    )


def withdrawn_action(action: Action) -> dict[str, Any]:
    """Return what stands in a channel in place of an action that is not public any more."""
    text = say("actions/withdrawn", ref=action.ref)
    return blocks.message(text, [blocks.section(text)])


def standing(action: Action, shown: Presentation) -> str:
    """Return how an action stands and when it is due: `3 days late · was due Fri 16 Nov`."""
    state = state_of(action, shown)
    return state if action.is_open and action.due_on is None else f"{state} · {due_words(action, shown)}"


def action_line(action: Action, shown: Presentation) -> Mrkdwn:
    """Return an action in three lines, as lists and Home show it."""
    return say(
        "actions/list_line",
        ref=action.ref,
        standing=standing(action, shown),
        is_late=action.is_late(shown.today),
        summary=action.summary,
        owners=owners_of(action),
        board=set_by(action.board, shown),
        public=action.visibility is Visibility.PUBLIC,
    )


def spoken(action: Action, shown: Presentation) -> Mrkdwn:
    """Return an action in a sentence or two, for notifications and screen readers."""
    return say(
        "actions/spoken",
        ref=action.ref,
        standing=standing(action, shown).lower().replace(" · ", ", "),
        summary=action.summary.rstrip(". "),
        owners=owners_of(action),
        update=action.update,
    )


def source_words(action: Action, risks: Sequence[str] = ()) -> str:
    """Return out of what an action came beside its board's meeting, a risk only where it is among the `risks` shown."""
    kind, ref = action.source.kind, action.source.ref
    if kind in {SourceKind.PROPOSAL, SourceKind.PLAN} or (kind is SourceKind.RISK and ref in risks):
        return f"{kind.value.capitalize()} {ref}"
    return ""


def _buttons(
    action: Action, *, can_change: bool, can_drop: bool, can_reopen: bool, can_edit: bool
) -> list[blocks.Element]:
    buttons = []
    if action.is_open:
        own = "Done" if can_change else "Say it is done"
        buttons.append(blocks.button(own, Act.ACTION_DONE, action.ref, style="primary" if can_change else None))
    if can_change and action.is_open:
        moves = "Extend" if action.due_on else "Set a date"
        buttons += [
            blocks.button("Update", Act.ACTION_UPDATE, action.ref),
            blocks.button(moves, Act.ACTION_EXTEND, action.ref),
            blocks.button("Hand over", Act.ACTION_REASSIGN, action.ref),
            more_menu(action.ref, can_drop=can_drop),
        ]
    if can_reopen:
        buttons.append(blocks.button("Reopen", Act.ACTION_REOPEN, action.ref))
    buttons.append(blocks.button("History", Act.ACTION_HISTORY, action.ref))
    if can_edit:
        buttons.append(blocks.button("Edit details", Act.ACTION_EDIT, action.ref))
    return buttons


def _body(action: Action, shown: Presentation, risks: Sequence[str] = ()) -> list[blocks.Block]:
    head = say(
        "actions/card_head",
        ref=action.ref,
        board=set_by(action.board, shown),
        state=state_of(action, shown),
        is_late=action.is_late(shown.today),
        summary=action.summary,
    )
    owned = "Owner" if len(action.owners) == 1 else "Owners"
    source = source_words(action, risks)
    told = [
        say("actions/card_field", name=owned, words=owners_of(action)),
        say("actions/card_field", name="Due", words=day_words(action, shown)),
        say("actions/card_field", name="Set", words=_set_words(action, shown)),
    ]
    if source:
        told.append(say("actions/card_field", name="Came out of", words=source))
    body = [blocks.section(head), blocks.fields(told)]
    if action.update:
        on = shown.day(action.updated_at) if action.updated_at else ""
        body.append(
            blocks.section(
                say(
                    "actions/card_update",
                    is_open=action.is_open,
                    on=on,
                    author=action.updated_by,
                    text=action.update,
                )
            )
        )
    return body


def _set_words(action: Action, shown: Presentation) -> str:
    words = set_by(action.board, shown)
    if action.assigned_on is not None:
        meeting = ", at its meeting" if action.source.kind is SourceKind.MEETING else ""
        words = f"{shown.day(action.assigned_on)} by {words}{meeting}"
    return f"{words}, minute {action.minute}" if action.minute else words


def _foot(action: Action, shown: Presentation, risks: Sequence[str], part_of: str) -> blocks.Block:
    return blocks.context(
        say(
            "actions/card_foot",
            workstream=shown.workstream(action.workstream) if action.workstream else "",
            part_of=part_of,
            repeats=action.recurrence,
            risks=[ref for ref in risks if ref != action.source.ref],
            link=action.message_link if _LINK.fullmatch(action.message_link) else "",
            status=action.status_words,
            public=action.visibility is Visibility.PUBLIC,
            closed=shown.day(action.closed_at) if action.closed_at else "",
        )
    )
