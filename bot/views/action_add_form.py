"""The form of a new action, and the form of an action's details."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.domain.actions.records import Action
from bot.domain.actions.recurrence import WORDS
from bot.domain.directory import Directory
from bot.domain.risks import Visibility
from bot.views import blocks
from bot.views.action_fields import NEVER, ActionFields, AddOrigin, owner_names
from bot.views.blocks import Choice
from bot.views.ids import VALUE, Form
from bot.views.presentation import Presentation
from bot.views.risk_fields import FormOrigin
from bot.views.risk_inputs import PEOPLE_MOST, people_choices
from bot.views.wording import Mrkdwn

TELL = "tell"
"""The field that asks whether the thread of a message says that it was made an action; its value is `yes` or `no`."""

_NONE = "-"


def add_form(
    shown: Presentation,
    directory: Directory,
    setters: Mapping[str, Sequence[Choice]],
    fields: ActionFields,
    origin: AddOrigin,
    notes: Sequence[Mrkdwn] = (),
) -> dict[str, Any]:
    """Return the form of a new action.

    Args:
        shown: how records are said.
        directory: whom this person may choose from.
        setters: the boards and workstreams under whose names they may set actions, under headings.
        fields: what is filled in.
        origin: what the form carries unseen.
        notes: what stands on top: what was understood of a line, and what is doubtful.
    """
    body = [
        *_notes(notes),
        _summary(fields),
        _owners(shown, directory, fields, "Each of them answers for it. They hear of it once you add it."),
        blocks.labelled(
            "Due on",
            "due",
            blocks.date_picker(VALUE, fields.due_on.isoformat() if fields.due_on else None),
            "Leave it empty where no date was agreed: the governance office is then asked for one.",
            optional=True,
        ),
        blocks.labelled(
            "Set by",
            "board",
            blocks.grouped_select(VALUE, setters, fields.board),
            "Its reference begins with this.",
        ),
        blocks.labelled(
            "Set on",
            "assigned",
            blocks.date_picker(VALUE, (fields.assigned_on or shown.today).isoformat()),
            "The day of the meeting, or today. Its month stands in the reference.",
        ),
        *_about(shown, fields),
        blocks.labelled(
            "Does it come again?",
            "recurrence",
            blocks.select(
                VALUE, [Choice("No", NEVER), *(Choice(word.capitalize(), word) for word in WORDS)], fields.recurrence
            ),
            "When it is done, the next one is added with its own date.",
        ),
        *(_tell() if origin.channel else ()),
    ]
    return blocks.modal("Add an action", Form.ACTION_ADD, body, metadata=origin.pack(), submit="Add")


def edit_form(
    action: Action,
    shown: Presentation,
    directory: Directory,
    origin: FormOrigin,
    fields: ActionFields,
    notes: Sequence[Mrkdwn] = (),
) -> dict[str, Any]:
    """Return the form of an action's details. Its date, and how it stands, have forms of their own."""
    body = [
        *_notes(notes),
        _summary(fields),
        _owners(shown, directory, fields, "A correction. To ask somebody to take it over, use Hand over."),
        blocks.labelled(
            "Set on",
            "assigned",
            blocks.date_picker(VALUE, fields.assigned_on.isoformat() if fields.assigned_on else None),
            "The day of the meeting that set it. Its reference stays as it is.",
            optional=True,
        ),
        *_about(shown, fields),
    ]
    return blocks.modal(f"Edit {action.ref}", Form.ACTION_EDIT, body, metadata=origin.pack(), submit="Save")


def _tell() -> list[blocks.Block]:
    """Return the field of an action that was made out of a message: whether its thread says so."""
    choices = [Choice("No", "no"), Choice("Yes, if everybody there may read it", "yes")]
    return [blocks.labelled("Say so in the message's thread?", TELL, blocks.radio(VALUE, choices, "no"))]


def chosen_workstream(value: str) -> str:
    """Return the key of the workstream that was chosen, empty for none."""
    return "" if value == _NONE else value


def _notes(notes: Sequence[Mrkdwn]) -> list[blocks.Block]:
    return [*(blocks.section(note) for note in notes), *([blocks.divider()] if notes else [])]


def _summary(fields: ActionFields) -> blocks.Block:
    return blocks.labelled(
        "What is to be done?",
        "summary",
        blocks.text_input(VALUE, fields.summary, multiline=True),
        "In a sentence that begins with a verb: Bring …, Circulate …, Agree …",
    )


def _owners(shown: Presentation, directory: Directory, fields: ActionFields, hint: str) -> blocks.Block:
    unlisted = [Choice(name, f"name:{name}") for name in owner_names(fields.owners)]
    choices = {**people_choices(directory, shown, fields.owners), "Not in the directory": unlisted}
    if len(directory.people) > PEOPLE_MOST:
        hint = f"{hint} Not everybody fits into this list: name others in the line, `/action add Jane Smith …`."
    return blocks.labelled("Owners", "owners", blocks.multi_select(VALUE, choices, fields.owners, "People"), hint)


def _about(shown: Presentation, fields: ActionFields) -> list[blocks.Block]:
    """Return the fields of where an action belongs, out of what it came and who may see it."""
    workstreams = [Choice("None, or that of its owner", _NONE)]
    workstreams += [Choice(name, key) for key, name in shown.workstreams.items()]
    return [
        blocks.labelled(
            "Workstream", "workstream", blocks.select(VALUE, workstreams, fields.workstream or _NONE), optional=True
        ),
        blocks.labelled(
            "What does it come out of?",
            "source",
            blocks.text_input(VALUE, fields.source),
            "A risk's reference such as PC11, or “proposal” or “plan” and its name. Leave it empty for the meeting.",
            optional=True,
        ),
        blocks.labelled("Minute", "minute", blocks.text_input(VALUE, fields.minute), "Such as 5.2.", optional=True),
        blocks.labelled(
            "Who may see it?",
            "visibility",
            blocks.radio(
                VALUE,
                [
                    Choice("Public: everyone in the partnership", Visibility.PUBLIC.value),
                    Choice("Not public: its owners, workstream and board, the office", Visibility.NON_PUBLIC.value),
                ],
                fields.visibility.value,
            ),
            "Made public later, what was said of it until then stays with those who may read it now.",
        ),
    ]
