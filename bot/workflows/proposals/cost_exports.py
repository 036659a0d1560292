"""The costs of a proposal as a spreadsheet, sent to whoever asked; it is read back without loss of a line."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from bot.domain.proposals.content import Content, CostLine
from bot.domain.proposals.cost_text import GIVEN, CostNames, amount_text
from bot.domain.proposals.costs import reckoning_words, totals_of, year_name
from bot.papers.sheets.writing import Table, Value, write_csv, write_xlsx
from bot.slack.uploads import Upload
from bot.store.unit_of_work import Unit, View
from bot.views import papers as said
from bot.views.wording import say
from bot.workflows.delivering_files import ask_for_files
from bot.workflows.desk import Desk, open_desk
from bot.workflows.file_orders import FileOrder, Maker, Product, Tell
from bot.workflows.hands import Hands
from bot.workflows.identify import Identity
from bot.workflows.proposals.cost_facts import names_of
from bot.workflows.proposals.costs import readable_content
from bot.workflows.proposals.lookup import find_readable_proposal
from bot.workflows.services import Services

KIND = "costs.table"
_FIRST = ("Workstream", "Partner", "Section", "Line")
_LAST = ("Recurrent", "Basis", "Total", "Note")


def ask(services: Services, identity: Identity, ref: str, key: str) -> dict[str, Any]:
    """Have the costs of a proposal made as CSV and XLSX, and sent to whoever asks.

    Raises:
        NotFoundError: no such proposal that they may read.
        NotAllowedError: they must not read what it says.
    """
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        _content(view, services, desk, ref)
    title = f"the costs of {ref} as a spreadsheet"
    order = FileOrder(KIND, key, identity, identity.slack_id, title, {"ref": ref}, is_confidential=True)

    def work(unit: Unit) -> None:
        ask_for_files(unit, order)

    services.store.write(work)
    return said.asked_message(order.title, "")


def table_of(content: Content, names: CostNames, name: str) -> Table:
    """Return a proposal's lines as a table that an import reads back, its totals as typed below them."""
    years = totals_of(content).years
    rows: list[list[Value]] = [[*_FIRST, *(year_name(year) for year in years), *_LAST]]
    rows += [_row(line, years, names) for line in content.costs]
    return Table(name, rows)


def _row(line: CostLine, years: tuple[int, ...], names: CostNames) -> list[Value]:
    cells: list[Value] = [names.name(line.workstream), names.name(line.organisation), line.section, line.what]
    for year in years:
        mine = [one for one in line.years if one.year == year]
        plain = len(mine) == 1 and mine[0].pence is not None and not (mine[0].is_tbc or mine[0].is_up_to)
        cells.append(_pounds(mine[0].pence) if plain else " + ".join(amount_text(one.pence, one) for one in mine))
    recurrence = line.recurrence.value.replace("_", "-") if line.recurrence else ""
    marks = [word for word, is_set in (("TBC", line.is_tbc), ("up to", line.is_up_to)) if is_set]
    total: Value = _pounds(line.stated_total_pence)
    if marks and line.stated_total_pence is not None and not line.years:
        total = " ".join([*marks, str(_pounds(line.stated_total_pence))])
    note = line.note
    if line.is_tbc and "tbc" not in note.casefold() and not isinstance(total, str):
        note = f"TBC; {note}" if note else "TBC"
    elif line.is_up_to and "maximum" not in note.casefold() and not isinstance(total, str):
        note = f"maximum; {note}" if note else "maximum"
    if line.is_given and GIVEN not in note:
        note = f"{note}; {GIVEN}" if note else GIVEN
    return [*cells, recurrence, reckoning_words(line), total, note]


def _pounds(pence: int | None) -> Decimal | None:
    return None if pence is None else Decimal(pence) / 100


def _content(view: View, services: Services, desk: Desk, ref: str) -> Content:
    return readable_content(view, services, desk, find_readable_proposal(view, services, desk, ref))


def _make(hands: Hands, order: FileOrder, tell: Tell) -> Product:
    services, ref = hands.services, str(order.wish["ref"])
    with services.store.view() as view:
        desk = open_desk(view, services, order.asker)
        table = table_of(_content(view, services, desk, ref), names_of(services, desk), ref)
    uploads = (
        Upload(f"{ref}-costs.xlsx", f"Excel, costs of {ref}", write_xlsx([table])),
        Upload(f"{ref}-costs.csv", f"CSV, costs of {ref}", write_csv(table)),
    )
    tell(len(uploads), len(uploads))
    text = say("costs/exported", ref=ref)
    return Product(uploads, text, say("costs/export_comment", ref=ref))


MAKER = Maker(KIND, _make)
