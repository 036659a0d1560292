"""The controls of a risk: on its card, and as a list of their own with the actions beside."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.domain.listing import Page
from bot.domain.risks import Risk
from bot.domain.treatment import Control, LinkedAction
from bot.views import blocks
from bot.views.control_forms import ControlOrigin
from bot.views.ids import Act
from bot.views.presentation import Presentation
from bot.views.turning import pack_turn, turn_buttons
from bot.views.wording import Mrkdwn, escape, say

ON_CARD = 5
LIST_PAGE = 8


def stale_block(reasons: Sequence[str]) -> list[blocks.Block]:
    """Return a line that says why a risk is stale, or nothing."""
    return [blocks.section(say("risk/stale", reasons=reasons))] if reasons else []


def controls_block(controls: Sequence[Control], ref: str = "") -> list[blocks.Block]:
    """Return the standing controls of a risk as its card shows them, or nothing; a reference leads to their list."""
    if not controls:
        return []
    left = len(controls) - ON_CARD
    told = say("risk/controls_on_card", controls=controls[:ON_CARD], left=max(0, left))
    return [blocks.section(told, blocks.button("Controls", Act.CONTROLS_SHOW, ref) if ref else None)]


def controls_list(
    risk: Risk,
    page: Page[Control],
    standing: int,
    actions: Sequence[LinkedAction],
    shown: Presentation,
    *,
    can_change: bool,
) -> dict[str, Any]:
    """Return a page of a risk's controls, standing ones first, with what this reader may do about each."""
    ref = str(risk.ref)
    head = say(
        "risk/controls_head",
        ref=ref,
        summary=risk.summary,
        standing=standing,
        total=page.total,
        page=page.number,
        pages=page.pages,
    )
    body: list[blocks.Block] = []
    for control in page.items:
        body += [blocks.divider(), blocks.section(_control(control, shown))]
        if can_change and control.stands:
            origin = ControlOrigin(ref, control.number).pack()
            body += blocks.action_row(
                [blocks.button("Assess", Act.CONTROL_ASSESS, origin), blocks.button("End", Act.CONTROL_END, origin)]
            )
    if actions:
        told = [
            {"action": one, "due": shown.day(one.due_on) if one.due_on else "", "late": _is_late(one, shown)}
            for one in actions
        ]
        body += [blocks.divider(), blocks.section(say("risk/controls_actions", actions=told))]
    buttons = turn_buttons(page, Act.CONTROLS_BACK, Act.CONTROLS_PAGE, lambda to: pack_turn(ref, to))
    if can_change:
        buttons.insert(0, blocks.button("Add a control", Act.CONTROL_ADD, ControlOrigin(ref).pack(), style="primary"))
    open_risk = blocks.button(f"Open {ref}", Act.RISK_SHOW, ref)
    spoken = "; ".join(f"{one.present.words}: {one.present.effectiveness.words.lower()}" for one in page.items)
    text = Mrkdwn(f"{head} {escape(spoken)}") if spoken else head
    return blocks.message(text, [blocks.section(head, open_risk), *body, *blocks.action_row(buttons)])


def _control(control: Control, shown: Presentation) -> Mrkdwn:
    return say(
        "risk/control",
        control=control,
        entry=control.present,
        on=shown.day(control.present.at),
        said=len(control.entries),
        ended=shown.day(control.ended_at) if control.ended_at else "",
    )


def _is_late(action: LinkedAction, shown: Presentation) -> bool:
    return action.is_open and action.due_on is not None and action.due_on < shown.today
