"""The forms of costs: one line, all lines as text, and a table to be read from a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.domain.imports.drafts import Recurrence
from bot.domain.money import format_pence
from bot.domain.proposals.content import CostLine
from bot.domain.proposals.cost_text import CostNames, amount_text
from bot.domain.proposals.costs import reckoning_words, year_name
from bot.views import blocks
from bot.views.blocks import Choice
from bot.views.ids import VALUE, Form
from bot.views.risk_fields import FormOrigin
from bot.views.turning import outdated_button
from bot.views.wording import Mrkdwn, say

NONE = "-"
UP_TO, TBC, GIVEN = "up_to", "tbc", "given"
REPLACE, ADD = "replace", "add"
YEARS_MOST = 6


@dataclass(frozen=True, slots=True)
class LineFields:
    """What stands in the fields of a line's form, as a person would type it; `years` by the year one begins in."""

    what: str = ""
    years: Mapping[int, str] = field(default_factory=dict)
    reckoning: str = ""
    total: str = ""
    recurrence: str = NONE
    workstream: str = NONE
    organisation: str = NONE
    section: str = ""
    marks: tuple[str, ...] = ()
    note: str = ""

    @staticmethod
    def of(line: CostLine) -> LineFields:
        """Return the fields filled from a line."""
        years: dict[int, str] = {}
        for one in line.years:
            if one.year is not None:
                recurrence = f" {one.recurrence.value.replace('_', '-')}" if one.recurrence else ""
                said = f"{amount_text(one.pence, one)}{recurrence}"
                years[one.year] = f"{years[one.year]}; {said}" if one.year in years else said
        return LineFields(
            what=line.what,
            years=years,
            reckoning=reckoning_words(line),
            total="" if line.stated_total_pence is None else format_pence(line.stated_total_pence),
            recurrence=line.recurrence.value if line.recurrence else NONE,
            workstream=line.workstream or NONE,
            organisation=line.organisation or NONE,
            section=line.section,
            marks=tuple(mark for mark, is_set in _marks(line) if is_set),
            note=line.note,
        )


def year_block(year: int) -> str:
    """Return the id of the field of a year's amount."""
    return f"year_{year}"


def line_form(
    origin: FormOrigin,
    number: int,
    fields: LineFields,
    years: Sequence[int],
    names: CostNames,
    *,
    told: Mrkdwn | None = None,
) -> dict[str, Any]:
    """Return the form of a line; `number` is 0 for a new one, `told` what is said above it."""
    body = [blocks.section(told)] if told else []
    body.append(
        blocks.labelled("What is it for?", "what", blocks.text_input(VALUE, fields.what), "Such as “Viewer licences”.")
    )
    for place, year in enumerate(years):
        hint = (
            "£50,000, up to 100,000, or TBC. Add “recurrent” or “non-recurrent” where years differ."
            if not place
            else ""
        )
        element = blocks.text_input(VALUE, fields.years.get(year, ""))
        body.append(blocks.labelled(year_name(year), year_block(year), element, hint, optional=True))
    body += [
        blocks.labelled(
            "How it is reckoned",
            "reckoning",
            blocks.text_input(VALUE, fields.reckoning, placeholder="5 beds x 26 weeks x £800"),
            "Quantity x period x rate. What it comes to is set beside the amounts above.",
            optional=True,
        ),
        blocks.labelled(
            "Total of this line, as you have it",
            "total",
            blocks.text_input(VALUE, fields.total),
            "Leave it empty to have the years added up.",
            optional=True,
        ),
        blocks.labelled(
            "Recurrent?",
            "recurrence",
            blocks.select(
                VALUE,
                [
                    Choice("Not said", NONE),
                    Choice("Recurrent: every year", Recurrence.RECURRENT.value),
                    Choice("Non-recurrent: once", Recurrence.NON_RECURRENT.value),
                ],
                fields.recurrence,
            ),
        ),
        blocks.labelled(
            "How settled is it?",
            "marks",
            _checkboxes(
                [
                    Choice("Up to: the amounts are the most it may cost", UP_TO),
                    Choice("TBC: to be confirmed, or more is to come", TBC),
                    Choice("Approved earlier: shown, and not asked again", GIVEN),
                ],
                fields.marks,
            ),
            optional=True,
        ),
        _named("Workstream", "workstream", names.workstreams, fields.workstream),
        _named("Whose money", "organisation", names.organisations, fields.organisation),
        blocks.labelled("Part of", "section", blocks.text_input(VALUE, fields.section), optional=True),
        blocks.labelled("Note", "note", blocks.text_input(VALUE, fields.note), optional=True),
    ]
    if number:
        body.append(
            blocks.labelled(
                "Take it out?",
                "drop",
                _checkboxes([Choice("Take this line out of the costs", "yes")], ()),
                optional=True,
            )
        )
    title = f"Line {number} of {origin.ref}" if number else f"Add to {origin.ref}"
    return blocks.modal(title, Form.COST_LINE, body, metadata=pack_line(origin, number), submit="Save")


def saved_form(origin: FormOrigin, told: Mrkdwn) -> dict[str, Any]:
    """Return what stands in place of a form that was saved: it goes on with the next line."""
    body = [blocks.section(told)]
    view = blocks.modal(f"Costs of {origin.ref}", Form.COST_NEXT, body, metadata=origin.pack(), submit="Next line")
    return view | {"close": blocks.plain("Done")}


def text_form(origin: FormOrigin, text: str, *, is_adding: bool, is_again: bool = False) -> dict[str, Any]:
    """Return the form of all lines as text, or, where they are too many for a field, of lines to be added.

    Args:
        origin: what it carries unseen.
        text: the lines there are; `is_again`: what was typed.
        is_adding: whether lines are to be added.
        is_again: whether the form is shown once more.
    """
    told = say("costs/text_add") if is_adding else say("costs/text_all")
    body = [
        blocks.section(told),
        blocks.labelled(
            "Lines of costs",
            "lines",
            blocks.text_input(VALUE, "" if is_adding and not is_again else text, multiline=True, placeholder=_EXAMPLE),
            "One a line: what it is for; a year and its amount; more years. “Total: 104,000” keeps your own total.",
        ),
    ]
    metadata = pack_line(origin, 1 if is_adding else 0)
    return blocks.modal(f"Costs of {origin.ref}", Form.COST_TEXT, body, metadata=metadata, submit="Save")


def file_form(origin: FormOrigin, *, has_lines: bool) -> dict[str, Any]:
    """Return the form that takes a table of costs as a file."""
    body = [
        blocks.section(say("costs/file_told")),
        blocks.labelled(
            "Table of costs",
            "file",
            {"type": "file_input", "action_id": VALUE, "filetypes": ["csv", "xlsx"], "max_files": 1},
            "CSV or Excel, with a heading for each financial year.",
        ),
    ]
    if has_lines:
        choices = [Choice("Take the place of all lines", REPLACE), Choice("Come behind the lines there are", ADD)]
        body.append(blocks.labelled("What it read is to", "how", blocks.radio(VALUE, choices, REPLACE)))
    return blocks.modal(f"Costs of {origin.ref}", Form.COST_FILE, body, metadata=origin.pack(), submit="Read it")


def pack_line(origin: FormOrigin, number: int) -> str:
    """Return what a form carries unseen: which proposal at which version and which line."""
    return f"{number}|{origin.pack()}"


def unpack_line(metadata: str) -> tuple[FormOrigin, int]:
    """Return what `pack_line` made this of.

    Raises:
        InvalidInputError: it was packed by a version that packed otherwise.
    """
    number, _, packed = metadata.partition("|")
    if not number.isdecimal():
        raise outdated_button()
    return FormOrigin.unpack(packed), int(number)


_EXAMPLE = "Viewer; 2018/19 50,000; 2019/20 45,000"


def _named(label: str, name: str, known: Mapping[str, str], chosen: str) -> blocks.Block:
    choices = [Choice("Not said", NONE), *(Choice(said, key) for key, said in known.items())]
    return blocks.labelled(label, name, blocks.select(VALUE, choices, chosen))


def _checkboxes(choices: Sequence[Choice], chosen: Sequence[str]) -> blocks.Element:
    element: blocks.Element = {
        "type": "checkboxes",
        "action_id": VALUE,
        "options": [blocks.option(choice) for choice in choices],
    }
    initial = [blocks.option(choice) for choice in choices if choice.value in chosen]
    return element | ({"initial_options": initial} if initial else {})


def _marks(line: CostLine) -> tuple[tuple[str, bool], ...]:
    return (UP_TO, line.is_up_to), (TBC, line.is_tbc), (GIVEN, line.is_given)
