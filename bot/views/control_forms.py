"""The forms to add a control, to judge one, and to end one."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from bot.domain.risks import Risk
from bot.domain.treatment import Control, Effectiveness
from bot.errors import InvalidInputError
from bot.views import blocks
from bot.views.blocks import Choice
from bot.views.ids import VALUE, Form
from bot.views.presentation import Presentation
from bot.views.wording import Mrkdwn, say

_TITLES = {
    Form.CONTROL_ADD: "Add a control",
    Form.CONTROL_ASSESS: "Assess a control",
    Form.CONTROL_END: "End a control",
}
_SUBMITS = {Form.CONTROL_ADD: "Add", Form.CONTROL_ASSESS: "Save", Form.CONTROL_END: "End it"}


@dataclass(frozen=True, slots=True)
class ControlOrigin:
    """What a form carries unseen: the risk, the control's number (0 for a new one), how much was said of it then."""

    ref: str
    number: int = 0
    entries: int = 0

    def pack(self) -> str:
        """Return it as private metadata, or as a button's value."""
        return json.dumps([self.ref, self.number, self.entries])

    @staticmethod
    def unpack(value: str) -> ControlOrigin:
        """Return what `pack` packed.

        Raises:
            InvalidInputError: it was packed by a version that packed otherwise.
        """
        try:
            ref, number, entries = json.loads(value)
            return ControlOrigin(str(ref), int(number), int(entries))
        except (ValueError, TypeError) as problem:
            raise InvalidInputError("This form is from an older version.", "Open it again.") from problem


@dataclass(frozen=True, slots=True)
class ControlFields:
    """What stands in the fields; the effectiveness as its key, empty where none is chosen."""

    words: str = ""
    owner: str = ""
    effectiveness: str = ""
    note: str = ""

    @staticmethod
    def of(control: Control | None) -> ControlFields:
        """Return the fields filled with what was last said of a control; the note starts empty."""
        if control is None:
            return ControlFields()
        present = control.present
        return ControlFields(present.words, present.owner, present.effectiveness.value)


def control_form(
    form: Form,
    risk: Risk,
    control: Control | None,
    origin: ControlOrigin,
    fields: ControlFields,
    shown: Presentation,
    notice: Mrkdwn | None = None,
) -> dict[str, Any]:
    """Return one of the three forms; `notice` stands on top."""
    told = say(
        "risk/form_control",
        ref=risk.ref,
        summary=risk.summary,
        control=control,
        on=shown.day(control.present.at) if control else "",
    )
    asked = _reason(fields) if form is Form.CONTROL_END else _facts(fields, is_new=control is None)
    body = [
        *([blocks.section(notice), blocks.divider()] if notice else []),
        blocks.section(told),
        *asked,
    ]
    return blocks.modal(_TITLES[form], form, body, metadata=origin.pack(), submit=_SUBMITS[form])


def _reason(fields: ControlFields) -> list[blocks.Block]:
    return [
        blocks.labelled(
            "Why is it no longer in place?",
            "note",
            blocks.text_input(VALUE, fields.note, multiline=True),
            "A sentence, kept with the control. It cannot be taken back: a control that returns is added anew.",
        )
    ]


def _facts(fields: ControlFields, *, is_new: bool) -> list[blocks.Block]:
    choices = [Choice(one.label, one.value) for one in Effectiveness]
    return [
        blocks.labelled(
            "What is the control?",
            "words",
            blocks.text_input(VALUE, fields.words, multiline=True),
            "What is in place, and what it prevents or notices.",
        ),
        blocks.labelled(
            "How well does it work?",
            "effectiveness",
            blocks.select(VALUE, choices, fields.effectiveness, "Choose one"),
        ),
        blocks.labelled(
            "Who answers for it?",
            "owner",
            blocks.text_input(VALUE, fields.owner),
            "A person, a role or a group.",
            optional=True,
        ),
        blocks.labelled(
            "How do you know?" if is_new else "What did you see?",
            "note",
            blocks.text_input(VALUE, fields.note, multiline=True),
            "Such as an audit, a test or a count.",
            optional=True,
        ),
    ]
