"""The forms of who owns an action: another owner, handing one back, its parts, and a claim that is refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.domain.actions.asked import Claim, Handover
from bot.domain.actions.records import Action
from bot.domain.directory import Directory
from bot.views import blocks
from bot.views.action_forms import FormFrame, now_words, top
from bot.views.blocks import Choice
from bot.views.ids import VALUE, Form
from bot.views.presentation import Presentation
from bot.views.risk_inputs import people_choices
from bot.views.wording import say

PARTS = 5
ASK, AT_ONCE = "ask", "assign"
_LEAST = 2


@dataclass(frozen=True, slots=True)
class ReassignFields:
    """What stands in the form of another owner: `person:3`, the place of the owner before, why, and how."""

    to: str = ""
    position: str = "0"
    reason: str = ""
    how: str = ASK


@dataclass(frozen=True, slots=True)
class PartFields:
    """What stands in the form of a part: what is to be done, its owners by name, and its day."""

    summary: str
    owners: str
    due_on: date | None


def reassign_form(
    action: Action,
    shown: Presentation,
    directory: Directory,
    frame: FormFrame,
    fields: ReassignFields,
    *,
    may_assign: bool,
    not_mine: bool,
) -> dict[str, Any]:
    """Return the form of another owner.

    Args:
        action: as it stands.
        shown: how records are said.
        directory: everybody who may be named.
        frame: the form's own.
        fields: what is filled in.
        may_assign: whether it may be assigned at once: the office's right.
        not_mine: whether an owner says that it is not theirs; then nobody need be named.
    """
    people = people_choices(directory, shown, [fields.to])
    body = top(action, shown, frame)
    if len(action.owners) > 1:
        places = [Choice(owner.name, str(place)) for place, owner in enumerate(action.owners)]
        label = "Who hands it over?"
        body.append(blocks.labelled(label, "position", blocks.select(VALUE, places, fields.position)))
    unknown = "Leave empty if you don't know: the governance office finds out." if not_mine else ""
    body.append(
        blocks.labelled(
            "Whose is it?" if not_mine else "Who takes it over?",
            "to",
            blocks.grouped_select(VALUE, people, fields.to),
            unknown or "They are asked first: nothing changes until they accept.",
            optional=not_mine,
        )
    )
    body.append(
        blocks.labelled(
            "Why isn't it yours?" if not_mine else "Why?",
            "reason",
            blocks.text_input(VALUE, fields.reason, multiline=True),
            "They read this, and it is kept in its history.",
            optional=True,
        )
    )
    if may_assign:
        ways = [Choice("Ask them first", ASK), Choice("Assign it now; they are told", AT_ONCE)]
        body.append(blocks.labelled("How?", "how", blocks.radio(VALUE, ways, fields.how)))
    title = f"Not mine: {action.ref}" if not_mine else f"Reassign {action.ref}"
    metadata = frame.origin.pack()
    submit = "Send" if not_mine else "Hand over"
    form = Form.ACTION_NOT_MINE if not_mine else Form.ACTION_REASSIGN
    return blocks.modal(title, form, body, metadata=metadata, submit=submit)


def split_form(action: Action, shown: Presentation, frame: FormFrame, fields: Sequence[PartFields]) -> dict[str, Any]:
    """Return the form of an action's parts; those beyond the second may stay empty."""
    body = [*top(action, shown, frame), blocks.context(say("actions/form_split", repeats=bool(action.recurrence)))]
    for number, part in enumerate(fields, 1):
        is_needed = number <= _LEAST
        body += [
            blocks.labelled(
                f"Part {number}",
                f"part{number}",
                blocks.text_input(VALUE, part.summary, placeholder="What is to be done"),
                optional=not is_needed,
            ),
            blocks.labelled(
                "Owners",
                f"owners{number}",
                blocks.text_input(VALUE, part.owners),
                optional=not is_needed,
            ),
            blocks.labelled(
                "Due on",
                f"due{number}",
                blocks.date_picker(VALUE, part.due_on.isoformat() if part.due_on else None),
                optional=True,
            ),
        ]
    return blocks.modal(f"Split {action.ref}", Form.ACTION_SPLIT, body, metadata=frame.origin.pack(), submit="Split it")


def hand_back_form(action: Action, handover: Handover, shown: Presentation) -> dict[str, Any]:
    """Return the form in which somebody hands an action back."""
    asked = blocks.labelled(
        "Why?",
        "words",
        blocks.text_input(VALUE, multiline=True),
        f"{' and '.join(dict.fromkeys((handover.asked_by, handover.owner.name)))} will read this.",
    )
    body = [blocks.section(now_words(action, shown)), asked]
    return blocks.modal(
        f"Hand back {action.ref}", Form.HANDOVER_RETURN, body, metadata=str(handover.id), submit="Hand back"
    )


def refuse_form(action: Action, claim: Claim, shown: Presentation) -> dict[str, Any]:
    """Return the form in which an owner says what is still to be done."""
    asked = blocks.labelled(
        "What is still to be done?",
        "words",
        blocks.text_input(VALUE, multiline=True),
        f"It becomes the update of {action.ref}, and {claim.said_by} reads it.",
    )
    body = [blocks.section(now_words(action, shown)), asked]
    return blocks.modal(f"Not done: {action.ref}", Form.CLAIM_REFUSE, body, metadata=str(claim.id), submit="Save")
