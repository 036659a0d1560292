"""What a proposal costs, in Slack: its lines by year, their sums, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.domain.imports.drafts import Recurrence
from bot.domain.listing import Page, paginate
from bot.domain.money import format_pence
from bot.domain.proposals.content import Content, CostLine
from bot.domain.proposals.cost_faults import CostFault, total_name
from bot.domain.proposals.cost_text import GIVEN, CostNames, year_text
from bot.domain.proposals.costs import Totals, reckoning_words, sum_of_line, totals_of, year_name
from bot.views import blocks
from bot.views.blocks import Block, Choice
from bot.views.ids import Act
from bot.views.turning import pack_turn, turn_buttons
from bot.views.wording import Mrkdwn, say

LINES_PAGE = 40
_FAULTS_MOST = 8
_YEARS_MOST = 6
_WORDS_MOST = 110
RECURRENCE_WORDS = {
    Recurrence.RECURRENT: "recurrent",
    Recurrence.NON_RECURRENT: "non-recurrent",
    None: "recurrent or not: not said",
}


@dataclass(frozen=True, slots=True)
class CostsShown:
    """A proposal's costs as one reader is shown them.

    Attributes:
        what: which version they are of, such as `draft` or `version 2`.
    """

    ref: str
    title: str
    what: str
    content: Content
    names: CostNames
    faults: Sequence[CostFault]
    can_edit: bool


def costs_message(shown: CostsShown, number: int = 1) -> dict[str, Any]:
    """Return the lines of a proposal with their sums, what is wrong with them, and what can be done."""
    content, totals = shown.content, totals_of(shown.content)
    head = say("costs/head", ref=shown.ref, title=shown.title, what=shown.what)
    if not content.costs:
        empty = say("costs/none", can_edit=shown.can_edit, stated=_money(content.stated_total_pence))
        body = [blocks.section(Mrkdwn(f"{head}\n{empty}")), *blocks.action_row(_buttons(shown))]
        return blocks.message(Mrkdwn(f"{head}\n{empty}"), body)
    page = paginate(content.costs, number, LINES_PAGE)
    text = Mrkdwn(f"{head}\n{sums_text(content, shown.names, totals)}")
    body = [blocks.section(text)]
    if shown.faults:
        body.append(blocks.section(faults_text(shown.faults)))
    body.append(_table(content, totals, page, shown.names))
    body += blocks.action_row(_buttons(shown))
    body += _choosing(shown, page)
    return blocks.message(Mrkdwn("\n".join([text, *([faults_text(shown.faults)] if shown.faults else [])])), body)


def sums_text(content: Content, names: CostNames, totals: Totals | None = None) -> Mrkdwn:
    """Return what a proposal's lines come to: as a whole, by year, recurrence, workstream and organisation."""
    sums = totals or totals_of(content)
    groups = [
        ("By year", [(year_name(year), one.words) for year, one in sums.by_year.items()]),
        ("Recurrence", [(RECURRENCE_WORDS[kind], one.words) for kind, one in sums.by_recurrence.items()]),
        ("By workstream", [(names.name(key) or "none named", one.words) for key, one in sums.by_workstream.items()]),
        ("Whose money", [(names.name(key) or "not said", one.words) for key, one in sums.by_organisation.items()]),
    ]
    # What is all of one kind and named nowhere says nothing.
    said = [
        (name, parts)
        for name, parts in groups
        if len(parts) > 1 or (parts and parts[0][0] not in {"none named", "not said", RECURRENCE_WORDS[None]})
    ]
    stated = content.stated_total_pence
    return say(
        "costs/sums",
        whole=sums.whole.words,
        stated=format_pence(stated) if stated is not None and stated != sums.whole.known else "",
        lines=len(content.costs),
        groups=[
            {"name": name, "parts": [{"name": part, "sum": words} for part, words in parts]} for name, parts in said
        ],
    )


def cost_line_words(content: Content) -> str:
    """Return what a proposal costs in a line of a card: `£104,000 in 2018/19, non-recurrent`; empty where unknown."""
    if not content.costs:
        return _money(content.stated_total_pence)
    totals = totals_of(content)
    years = [(year, one) for year, one in totals.by_year.items() if year is not None]
    if len(years) == 1 and None not in totals.by_year:
        words = f"{totals.whole.words} in {year_name(years[0][0])}"
    else:
        parts = ", ".join(f"{year_name(year)} {one.words}" for year, one in totals.by_year.items())
        words = f"{totals.whole.words}{f' ({parts})' if parts else ''}"
    kinds = list(totals.by_recurrence)
    return f"{words}, {RECURRENCE_WORDS[kinds[0]]}" if len(kinds) == 1 and kinds[0] else words


def faults_text(faults: Sequence[CostFault]) -> Mrkdwn:
    """Return what is wrong with sums, worst first."""
    return say(
        "costs/faults",
        number=len(faults),
        faults=[fault.words for fault in faults[:_FAULTS_MOST]],
        more=max(0, len(faults) - _FAULTS_MOST),
    )


def cost_blocks(content: Content, names: CostNames, faults: Sequence[CostFault]) -> list[Block]:
    """Return the sums and what is wrong with them for a card; nothing where there are no lines."""
    if not content.costs:
        return []
    head = say("costs/card_head")
    found = [blocks.section(Mrkdwn(f"{head}\n{sums_text(content, names)}"))]
    return [*found, blocks.section(faults_text(faults))] if faults else found


def _table(content: Content, totals: Totals, page: Page[CostLine], names: CostNames) -> Block:
    """Return a page of lines; the column of words is first and wrapped, so that it is seen on a narrow screen."""
    years = totals.years[:_YEARS_MOST]
    rows = [["Line", *(year_name(year) for year in years), "Comes to"]]
    for line in page.items:
        cells = [_cell(line, year) for year in years]
        rows.append([_described(line), *cells, sum_of_line(line).brief])
    if page.number == page.pages:
        blank = [""] * len(years)
        rows.append(["All lines", *(totals.by_year[year].brief for year in years), totals.whole.brief])
        for one in content.stated_totals:
            said = f"{'up to ' if one.is_up_to else ''}{format_pence(one.pence)}"
            rows.append([f"Total of {total_name(one, names.name)}, as typed", *blank, said])
        if content.stated_total_pence is not None:
            rows.append(["Whole total, as typed", *blank, format_pence(content.stated_total_pence)])
    built = blocks.table(rows, range(1, len(years) + 2))
    for place, setting in enumerate(built["column_settings"]):
        setting["is_wrapped"] = place == 0
    return built


def _cell(line: CostLine, year: int) -> str:
    return " + ".join(year_text(line, one) for one in line.years if one.year == year)


def _described(line: CostLine) -> str:
    said = [f"{line.number}. {line.what}", reckoning_words(line)]
    said += [RECURRENCE_WORDS[line.recurrence]] if line.recurrence else []
    said += [GIVEN] if line.is_given else []
    known = sum_of_line(line).known
    if line.stated_total_pence is not None and not line.is_tbc and line.stated_total_pence != known:
        said.append(f"total typed {format_pence(line.stated_total_pence)}")
    said += [" ".join(key for key in (line.workstream, line.organisation) if key)]
    return blocks.clip(" · ".join(part for part in said if part), _WORDS_MOST)


def _buttons(shown: CostsShown) -> list[blocks.Element]:
    export = [blocks.button("As a spreadsheet", Act.COST_EXPORT, shown.ref)] if shown.content.costs else []
    if not shown.can_edit:
        return export
    return [
        blocks.button("Add a line", Act.COST_ADD, shown.ref, style="primary"),
        blocks.button("Write all lines", Act.COST_TEXT, shown.ref),
        blocks.button("Read a table", Act.COST_FILE, shown.ref),
        *export,
    ]


def _choosing(shown: CostsShown, page: Page[CostLine]) -> list[Block]:
    turns = turn_buttons(page, Act.COST_BACK, Act.COST_PAGE, lambda number: pack_turn(shown.ref, number))
    elements: list[blocks.Element] = []
    if shown.can_edit:
        choices = [Choice(f"{line.number}. {line.what}", f"{shown.ref}:{line.number}") for line in page.items]
        elements.append(blocks.select(Act.COST_EDIT, choices, placeholder="Change a line"))
    return blocks.action_row([*elements, *turns])


def _money(pence: int | None) -> str:
    return "" if pence is None else format_pence(pence)


def withheld(why: Mrkdwn) -> dict[str, Any]:
    """Return why somebody is not shown a proposal's costs."""
    return blocks.message(why, [blocks.section(why)])
