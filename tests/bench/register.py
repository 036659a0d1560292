"""What the register's month costs: an idle tick, planning reminders, a whole round, and the paper."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from tests.bench import chasing, papers, rounds


def measure_register() -> dict[str, Any]:
    """Return the figures of each part; takes two minutes or so, most of it to fill tables."""
    with tempfile.TemporaryDirectory() as directory:
        folder = Path(directory)
        idle, planning = chasing.idle_tick(folder), chasing.planning(folder)
    return {"idle_tick": idle, "planning": planning, "round": rounds.measure_round(), "paper": papers.measure()}


def show_register(figures: dict[str, Any], out: Console) -> None:
    """Print the figures as a table."""
    idle, planning, round_, paper = (figures[name] for name in ("idle_tick", "planning", "round", "paper"))
    table = Table("", "measured", "yardstick", "ratio", title="The register's month")
    table.add_row(
        f"idle tick, ms: {chasing.MANY:,} reminders ({chasing.FEW:,})", *_row(idle.measured, idle.beside, 1000)
    )
    table.add_row("planning a reminder, µs (bare insert)", *_row(planning.measured, planning.beside, 1_000_000))
    name = f"round of {round_['risks']:,} risks and {round_['leads']:,} leads"
    table.add_row(f"{name} opened, s (bare inserts)", *_row(round_["opened_s"], round_["opened_bare_s"]))
    table.add_row("chased over its days, s", f"{round_['chased_s']:.2f}", "", "")
    table.add_row("closed, s", f"{round_['closed_s']:.2f}", "", "")
    table.add_row("longest unit of work of it, s", f"{round_['longest_unit_s']:.2f}", "", "")
    table.add_row("memory it grew by, MiB", f"{round_['grew_mb']:.0f}", "", "")
    table.add_row(f"paper of {papers.RISKS:,} risks, s (Typst's pages)", *_row(paper.whole, paper.typst))
    out.print(table)


def _row(measured: float, beside: float, unit: int = 1) -> tuple[str, str, str]:
    return f"{measured * unit:,.2f}", f"{beside * unit:,.2f}", f"{measured / beside:.2f}"
