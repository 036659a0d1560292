"""The forms of an action: its update, that it is done, another date, dropped, open again, and how it comes again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.domain.actions.records import Action
from bot.domain.actions.recurrence import WORDS
from bot.views import blocks
from bot.views.action_fields import NEVER
from bot.views.action_words import due_words, owners_of, state_of
from bot.views.blocks import Choice
from bot.views.ids import VALUE, Form
from bot.views.presentation import Presentation
from bot.views.risk_fields import FormOrigin
from bot.views.wording import Mrkdwn, say

BETWEEN = "between"
_MEETINGS_MOST = 99


@dataclass(frozen=True, slots=True)
class FormFrame:
    """What a form carries unseen, and the notes that stand on top of it."""

    origin: FormOrigin
    notes: tuple[Mrkdwn, ...] = ()


@dataclass(frozen=True, slots=True)
class DropFields:
    """What stands in the form that drops an action; the meeting as `ICB-H:2018-11-14`, empty for none chosen."""

    meeting: str = ""
    minute: str = ""
    reason: str = ""


def update_form(action: Action, shown: Presentation, frame: FormFrame, words: str = "") -> dict[str, Any]:
    """Return the form in which somebody says how an action stands."""
    asked = blocks.labelled(
        "How does it stand?",
        "update",
        blocks.text_input(VALUE, words, multiline=True),
        "A sentence or two. The board that set it reads this, above all if it becomes late.",
    )
    return _modal(f"Update {action.ref}", Form.ACTION_UPDATE, [*top(action, shown, frame), asked], frame, "Save")


def done_form(
    action: Action, shown: Presentation, frame: FormFrame, how: str = "", *, confirms: Sequence[str] = ()
) -> dict[str, Any]:
    """Return the form that asks how an action was met; `confirms` are the owners who are asked to confirm it."""
    body = top(action, shown, frame)
    if confirms:
        body.append(blocks.context(say("actions/form_claim", owners=confirms)))
    body.append(
        blocks.labelled(
            "How was it met?",
            "how",
            blocks.text_input(VALUE, how, multiline=True),
            "A sentence: what was done, and where it can be seen.",
        )
    )
    submit = "Ask to confirm" if confirms else "Done"
    return _modal(f"Done: {action.ref}", Form.ACTION_DONE, body, frame, submit)


def extend_form(
    action: Action, shown: Presentation, frame: FormFrame, due_on: date | None = None, why: str = ""
) -> dict[str, Any]:
    """Return the form of another due day, or of the first where there is none; `due_on` is the day it offers."""
    has_day = action.due_on is not None
    hint = "The first date stays beside it." if has_day else "Reminders start from it."
    body = [
        *top(action, shown, frame),
        blocks.labelled(
            "New date" if has_day else "Due on",
            "due",
            blocks.date_picker(VALUE, due_on.isoformat() if due_on else None),
            hint,
        ),
        blocks.labelled(
            "Why?",
            "why",
            blocks.text_input(VALUE, why, multiline=True),
            "A sentence: the board that set it reads this." if has_day else "",
            optional=not has_day,
        ),
    ]
    title, submit = (f"Extend {action.ref}", "Move the date") if has_day else (f"Date {action.ref}", "Set the date")
    return _modal(title, Form.ACTION_EXTEND, body, frame, submit)


def drop_form(
    action: Action,
    shown: Presentation,
    frame: FormFrame,
    meetings: Mapping[str, Sequence[date]],
    fields: DropFields,
) -> dict[str, Any]:
    """Return the form that drops an action.

    Args:
        action: as it stands.
        shown: how records are said.
        frame: the form's own.
        meetings: those that the boards which set it have held, by the board's key, the latest first; none where a
            workstream set it.
        fields: what was filled in so far.
    """
    body = [*top(action, shown, frame), blocks.section(say("actions/form_drop", repeats=bool(action.recurrence)))]
    choices = [
        Choice(f"{shown.board_names([key])}, {shown.dated(day)}", f"{key}:{day.isoformat()}")
        for day, key in sorted(((day, key) for key, days in meetings.items() for day in days), reverse=True)
    ]
    if meetings:
        choices = [*choices[:_MEETINGS_MOST], Choice("Between meetings, by its chair", BETWEEN)]
        known = fields.meeting if fields.meeting in {choice.value for choice in choices} else None
        body += [
            blocks.labelled(
                "Where was it decided?",
                "meeting",
                blocks.select(VALUE, choices, known, "Choose a meeting"),
                "Only meetings that have been held.",
            ),
            blocks.labelled(
                "Minute",
                "minute",
                blocks.text_input(VALUE, fields.minute),
                "What the decision can be found by, such as ICBNov18-6.",
                optional=True,
            ),
        ]
    body.append(
        blocks.labelled(
            "Why is it dropped?",
            "reason",
            blocks.text_input(VALUE, fields.reason, multiline=True),
            "A sentence, kept in its history.",
        )
    )
    return _modal(f"Drop {action.ref}", Form.ACTION_DROP, body, frame, "Drop it")


def reopen_form(
    action: Action, shown: Presentation, frame: FormFrame, due_on: date | None, reason: str = ""
) -> dict[str, Any]:
    """Return the form that opens a closed action again; `due_on` is the day it offers."""
    body = [
        *top(action, shown, frame),
        blocks.labelled(
            "Why?",
            "reason",
            blocks.text_input(VALUE, reason, multiline=True),
            "A sentence: what is still to be done.",
        ),
        blocks.labelled(
            "Due on",
            "due",
            blocks.date_picker(VALUE, due_on.isoformat() if due_on else None),
            "Leave empty, and it has no date until somebody sets one.",
            optional=True,
        ),
    ]
    return _modal(f"Reopen {action.ref}", Form.ACTION_REOPEN, body, frame, "Reopen")


def recur_form(action: Action, shown: Presentation, frame: FormFrame, words: str = "") -> dict[str, Any]:
    """Return the form that sets how an action comes again; `words` are chosen at first."""
    present = words or action.recurrence or NEVER
    named = dict.fromkeys((*WORDS, *((present,) if present != NEVER else ())))
    choices = [*(Choice(word.capitalize(), word) for word in named), Choice("Not again", NEVER)]
    body = [
        *top(action, shown, frame),
        blocks.labelled(
            "How often?",
            "recurrence",
            blocks.select(VALUE, choices, present),
            "When it is done, the next one is added with its own reference and date.",
        ),
    ]
    return _modal(f"Repeat {action.ref}", Form.ACTION_RECUR, body, frame, "Save")


def top(action: Action, shown: Presentation, frame: FormFrame) -> list[blocks.Block]:
    """Return what stands on top of each form of an action: the notes, and how it stands."""
    notes = [blocks.section(note) for note in frame.notes]
    return [*notes, *([blocks.divider()] if notes else []), blocks.section(now_words(action, shown))]


def now_words(action: Action, shown: Presentation) -> Mrkdwn:
    """Return how an action stands, in two or three lines."""
    return say(
        "actions/form_now",
        summary=action.summary,
        owners=owners_of(action),
        due=due_words(action, shown),
        ended="" if action.is_open else state_of(action, shown),
        repeats=action.recurrence,
        update=action.update,
        author=action.updated_by,
        on=shown.day(action.updated_at) if action.updated_at else "",
    )


def _modal(title: str, form: Form, body: Sequence[blocks.Block], frame: FormFrame, submit: str) -> dict[str, Any]:
    return blocks.modal(title, form, body, metadata=frame.origin.pack(), submit=submit)
