"""What waits for a person on their Home, one thing at a time: what it says, how pressing it is, and its buttons."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from functools import partial

from bot.domain.actions.asked import Claim, Handover
from bot.domain.actions.records import Action
from bot.domain.risks import Risk
from bot.domain.rounds import Round
from bot.views import blocks
from bot.views.action_asked import claim_buttons, handover_buttons, numbered
from bot.views.ids import Act
from bot.views.presentation import Presentation
from bot.views.risk_list import list_line
from bot.views.wording import Mrkdwn, say

_SUMMARY_MAX = 180
_WORDS_MAX = 240
_NUMBER = re.compile(r"\d+")
_DIGITS = 9


class Urgency(IntEnum):
    """How pressing a thing is; the first come first."""

    ALERT = 1
    LATE = 2
    SOON = 3
    ANSWER = 4
    UPDATE = 5
    OFFICE = 6


@dataclass(frozen=True, slots=True)
class Item:
    """A thing that waits: `on` is the day by which, where there is one; `body` says it, once its page is shown."""

    urgency: Urgency
    on: date | None
    ref: str
    body: Callable[[], Sequence[blocks.Block]]

    @property
    def place(self) -> tuple[int, date, str]:
        """Its place among others: numbers in references count as numbers."""
        return self.urgency, self.on or date.max, _NUMBER.sub(lambda found: found[0].zfill(_DIGITS), self.ref)


def action_item(action: Action, urgency: Urgency, shown: Presentation, behalf: str = "") -> Item:
    """Return an action that is late, or due soon; `behalf` names whose it is, where that is somebody who is away."""
    buttons = [
        blocks.button("Done", f"{Act.ACTION_DONE}.{action.id}", action.ref, style="primary"),
        blocks.button("Update", f"{Act.ACTION_UPDATE}.{action.id}", action.ref),
        blocks.button("Extend", f"{Act.ACTION_EXTEND}.{action.id}", action.ref),
        open_button(action),
    ]
    return _item(urgency, action.due_on, action.ref, lambda: action_text(action, shown, behalf), buttons)


def update_item(risk: Risk, round_: Round, urgency: Urgency, shown: Presentation, behalf: str = "") -> Item:
    """Return a risk whose update a round waits for."""
    ref = str(risk.ref)
    buttons = [
        blocks.button("Update", f"{Act.RISK_UPDATE}.{risk.id}", ref, style="primary"),
        blocks.button("No change", f"{Act.ROUND_NO_CHANGE}.{risk.id}", ref),
    ]

    def text() -> Mrkdwn:
        return say(
            "home/update",
            line=list_line(risk, shown),
            due=shown.day(round_.due_on),
            late=(shown.today - round_.due_on).days,
            behalf=behalf,
        )

    return _item(urgency, round_.due_on, ref, text, buttons)


def alert_item(place: int, ref: str, body: Sequence[blocks.Block]) -> Item:
    """Return an alert with its buttons; alerts stay in the order in which they come."""
    return Item(Urgency.ALERT, date.min, f"{place:06}{ref}", lambda: body)


def handover_item(handover: Handover, action: Action, shown: Presentation, *, may_read: bool) -> Item:
    """Return an action that somebody would hand over to the person; what they may not read yet is not said."""
    text = partial(
        say,
        "home/handover",
        ref=action.ref,
        by=handover.asked_by,
        owner=handover.owner.name,
        summary=blocks.clip(action.summary, _SUMMARY_MAX) if may_read else "",
        due=shown.day(action.due_on) if may_read and action.due_on else "",
        reason=blocks.clip(handover.reason, _WORDS_MAX) if may_read else "",
    )
    buttons = [numbered(button, handover.id) for button in handover_buttons(handover)]
    return _item(Urgency.ANSWER, shown.date_of(handover.asked_at), action.ref, text, buttons)


def claim_item(claim: Claim, action: Action, shown: Presentation) -> Item:
    """Return an action of the person's of which somebody else says that it is done."""
    text = partial(
        say,
        "home/claim",
        ref=action.ref,
        by=claim.said_by,
        summary=blocks.clip(action.summary, _SUMMARY_MAX),
        how=blocks.clip(claim.how, _WORDS_MAX),
    )
    buttons = [numbered(button, claim.id) for button in claim_buttons(claim)]
    return _item(Urgency.ANSWER, shown.date_of(claim.said_at), action.ref, text, buttons)


def undated_item(action: Action, shown: Presentation) -> Item:
    """Return an action without a date, for the office: nobody is reminded of it."""
    return _item(Urgency.OFFICE, action.due_on, action.ref, lambda: action_text(action, shown), [open_button(action)])


def open_button(action: Action) -> blocks.Element:
    """Return the button that shows an action's card."""
    return blocks.button("Open", f"{Act.ACTION_SHOW}.{action.id}", action.ref)


def action_text(action: Action, shown: Presentation, behalf: str = "") -> Mrkdwn:
    """Return an action in two lines: its reference and when it is due, then what it asks for."""
    return say(
        "home/action",
        ref=action.ref,
        due=shown.day(action.due_on) if action.due_on else "",
        late=(shown.today - action.due_on).days if action.is_late(shown.today) and action.due_on else 0,
        is_today=action.due_on == shown.today,
        is_open=action.is_open,
        moved=action.times_moved,
        summary=blocks.clip(action.summary, _SUMMARY_MAX),
        behalf=behalf,
    )


def _item(
    urgency: Urgency, on: date | None, ref: str, text: Callable[[], Mrkdwn], buttons: Sequence[blocks.Element]
) -> Item:
    return Item(urgency, on, ref, lambda: (blocks.section(text()), blocks.actions(buttons)))
