"""The third round of the IT enabler fund: the lines of the demonstration, with the totals that its paper printed."""

from __future__ import annotations

from pathlib import Path

from bot.domain.imports.drafts import RegisterKind
from bot.domain.imports.interpreting import interpret
from bot.domain.proposals.content import Content, StatedTotal
from bot.domain.proposals.cost_import import lines_from
from bot.domain.proposals.cost_text import CostNames
from bot.papers.sheets import read_workbook

LINES = Path(__file__).resolve().parents[2] / "config" / "demo" / "fund_lines.csv"
NAMES = CostNames(
    {"PC": "Planned Care", "UC": "Unplanned Care", "CY": "Children and Young People", "PV": "Prevention"},
    {"CCG": "Clinical Commissioning Group", "HACKNEY": "Hackney", "CITY": "City"},
)
PRINTED = (
    StatedTotal(412_550_00, "PC"),
    StatedTotal(792_567_00, "UC"),
    StatedTotal(500_000_00, "CY", is_up_to=True),
    StatedTotal(397_700_00, "PV"),
    StatedTotal(93_000_00, section="Shared"),
    StatedTotal(283_000_00, section="Enabler team"),
)


def third_round() -> Content:
    """Return what the third round asks, its totals as they were printed."""
    sheet = read_workbook(LINES.read_bytes(), LINES.name).sheets[0]
    read = lines_from(interpret(RegisterKind.COSTS, sheet), sheet, NAMES)
    return Content("Third round", costs=read.lines, stated_total_pence=2_478_817_00, stated_totals=PRINTED)
