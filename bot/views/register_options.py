"""The form that says how a dropped register is to be read, and what comes back from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.errors import InvalidInputError
from bot.views import blocks
from bot.views.blocks import Choice
from bot.views.ids import VALUE, Form
from bot.views.register_plan import Ticket

_FIELD_MAX = 3000


@dataclass(frozen=True, slots=True)
class ReadingOptions:
    """How a file is to be read; what is empty is found out from the file.

    `columns` is a line for each column, its heading and the field it is: `Risk owner = leads`. `meeting` is a day as
    YYYY-MM-DD.
    """

    kind: str = ""
    sheet: str = ""
    prefix: str = ""
    workstream: str = ""
    board: str = ""
    fund: str = ""
    plan: str = ""
    columns: str = ""
    meeting: str = ""

    @property
    def mapping(self) -> dict[str, str] | None:
        """Heading -> field, None where the headings are to be understood.

        Raises:
            InvalidInputError: a line has no equals sign.
        """
        mapping = {}
        for line in filter(str.strip, self.columns.splitlines()):
            heading, equals, field = line.rpartition("=")
            if not equals:
                why = f"“{blocks.clip(line.strip(), 60)}” does not say what the column is."
                raise InvalidInputError(why, fields={"columns": f"{why} Write it as: heading = field."})
            mapping[heading.strip()] = field.strip()
        return mapping or None

    def check(self) -> None:
        """Make sure that the columns can be read.

        Raises:
            InvalidInputError: a line has no equals sign.
        """
        _ = self.mapping


def columns_text(mapping: Mapping[str, str]) -> str:
    """Return a mapping as the form shows it; nothing when a field of the form does not hold it."""
    text = "\n".join(f"{heading} = {field}".rstrip() for heading, field in mapping.items() if "\n" not in heading)
    return text if len(text) <= _FIELD_MAX else ""


def options_form(
    options: ReadingOptions,
    ticket: Ticket,
    kinds: Sequence[Choice],
    workstreams: Sequence[Choice],
    boards: Sequence[Choice],
) -> dict[str, Any]:
    """Return the form that says how a file is to be read."""
    return blocks.modal(
        "Read it differently",
        Form.READ_REGISTER,
        [
            blocks.labelled("What is it?", "kind", blocks.select(VALUE, kinds, options.kind or None)),
            blocks.labelled(
                "Sheet",
                "sheet",
                blocks.text_input(VALUE, options.sheet),
                "The name of the sheet to read. Leave empty for the one that looks most like a register.",
                optional=True,
            ),
            blocks.labelled(
                "Letters for references",
                "prefix",
                blocks.text_input(VALUE, options.prefix),
                "Only where the file has no references: PC numbers its rows PC1, PC2 and so on.",
                optional=True,
            ),
            blocks.labelled(
                "Workstream",
                "workstream",
                blocks.select(VALUE, workstreams, options.workstream or None, "For rows that name none"),
                optional=True,
            ),
            blocks.labelled(
                "Board",
                "board",
                blocks.select(VALUE, boards, options.board or None, "For rows that name none"),
                optional=True,
            ),
            blocks.labelled(
                "Meeting",
                "meeting",
                blocks.date_picker(VALUE, options.meeting or None),
                "The day of the meeting, for minutes that do not name it.",
                optional=True,
            ),
            blocks.labelled(
                "Fund", "fund", blocks.text_input(VALUE, options.fund), "For cost lines that name none.", optional=True
            ),
            blocks.labelled(
                "Plan",
                "plan",
                blocks.text_input(VALUE, options.plan),
                "The name of an action plan, in place of the title above its table.",
                optional=True,
            ),
            blocks.labelled(
                "Columns",
                "columns",
                blocks.text_input(VALUE, options.columns, multiline=True),
                "A line for each column: its heading = the field it is. Without a field the column is left out. "
                "Empty this to have the headings understood.",
                optional=True,
            ),
        ],
        metadata=ticket.pack(),
        submit="Read",
    )


def read_options(values: dict[str, Any]) -> ReadingOptions:
    """Return what the form says.

    Raises:
        InvalidInputError: no kind was chosen.
    """

    def element(block: str) -> dict[str, Any]:
        return (values.get(block) or {}).get(VALUE) or {}

    def chosen(block: str) -> str:
        return str((element(block).get("selected_option") or {}).get("value", ""))

    def typed(block: str) -> str:
        return str(element(block).get("value") or "").strip()

    kind = chosen("kind")
    if not kind:
        raise InvalidInputError("Say what the file is.", fields={"kind": "Choose one."})
    return ReadingOptions(
        kind=kind,
        sheet=typed("sheet"),
        prefix=typed("prefix"),
        workstream=chosen("workstream"),
        board=chosen("board"),
        fund=typed("fund"),
        plan=typed("plan"),
        columns=typed("columns"),
        meeting=str(element("meeting").get("selected_date") or ""),
    )
