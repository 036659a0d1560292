"""How a fund stands: its envelope as a bar, and bars by year, workstream and organisation, as a PNG and in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from bot.domain.fund_positions import Position, Slice, Sums
from bot.domain.money import format_pence
from bot.papers.palette import ACCENT, INK, MUTED, NEUTRAL
from bot.papers.typesetting import typeset

_ROWS_MOST = 12
_WORDS = {"approved": "approved", "conditional": "approved on conditions", "asked": "asked", "left": "left"}


@dataclass(frozen=True, slots=True)
class FundChart:
    """What a fund's chart shows.

    Attributes:
        day: as of which, in words.
        note: what its sums leave out, empty for nothing.
        years, workstreams, organisations: the sums of each by its name.
    """

    position: Position
    day: str
    years: tuple[tuple[str, Slice], ...]
    workstreams: tuple[tuple[str, Slice], ...]
    organisations: tuple[tuple[str, Slice], ...]
    note: str = ""

    @property
    def groups(self) -> tuple[tuple[str, tuple[tuple[str, Slice], ...]], ...]:
        """The sums by year, workstream and organisation, each under its heading; without those that are empty."""
        named = (
            ("By financial year", self.years),
            ("By workstream", self.workstreams),
            ("By organisation", self.organisations),
        )
        return tuple((title, rows) for title, rows in named if rows)


def fund_chart(shown: FundChart) -> bytes:
    """Return a fund's chart as a PNG, 1,080 pixels wide."""
    position, whole = shown.position, shown.position.whole
    full = max(position.fund.envelope, whole.committed + whole.asked)
    left = max(position.left_if_all, 0)
    most = max((_size(one.sums) for _, rows in shown.groups for _, one in rows), default=0) or 1
    values = {
        "ink": INK,
        "muted": MUTED,
        "accent": ACCENT,
        "paper": NEUTRAL.fill,
        "title": f"{position.fund.key}: {position.fund.name}",
        "scope": f"Envelope {format_pence(position.fund.envelope)}, as of {shown.day}{_noted(shown)}",
        "summary": summary(shown),
        "envelope": f"Envelope {format_pence(position.fund.envelope)}",
        "envelope_at": position.fund.envelope / full,
        "parts": _parts(whole, left, full),
        "groups": [
            {"title": title, "rows": [_row(name, one, most) for name, one in rows[:_ROWS_MOST]]}
            for title, rows in shown.groups
        ],
    }
    return typeset("fund", values, "png")


def summary(shown: FundChart) -> str:
    """Return in a sentence what is left, and what would be left if all that is asked were approved."""
    position = shown.position
    now = (
        f"{format_pence(position.left)} left" if position.left >= 0 else f"overdrawn by {format_pence(-position.left)}"
    )
    after = position.left_if_all
    then = f"{format_pence(after)} would be left" if after >= 0 else f"{format_pence(-after)} would be missing"
    return f"{now[:1].upper()}{now[1:]}; {then} if all that is asked were approved"


def alt_text(shown: FundChart, most: int = 1_000) -> str:
    """Return in words what the chart shows, for people who do not see it; the last groups give way to `most`."""
    position, fund = shown.position, shown.position.fund
    head = (
        f"{fund.key}, {fund.name}: envelope {format_pence(fund.envelope)}, {_said(position.whole)} as of {shown.day}. "
        f"{summary(shown)}."
    )
    groups = [
        f"{title}: {'; '.join(f'{name} {_said(one.sums)}' for name, one in rows)}." for title, rows in shown.groups
    ]
    while groups and len(" ".join((head, *groups))) > most:
        groups.pop()
    return " ".join((head, *groups))[:most]


def _parts(sums: Sums, left: int, full: int) -> list[dict[str, Any]]:
    amounts = {"approved": sums.approved, "conditional": sums.conditional, "asked": sums.asked, "left": left}
    return [
        {
            "kind": kind,
            "share": pence / full,
            "word": (_WORDS[kind] if kind != "left" else "left if all is approved").capitalize(),
            "sum": format_pence(pence),
        }
        for kind, pence in amounts.items()
    ]


def _row(name: str, one: Slice, most: int) -> dict[str, Any]:
    parts = [part for part in _parts(one.sums, 0, most) if part["kind"] != "left"]
    return {"name": name, "parts": parts, "said": _said(one.sums)}


def _said(sums: Sums) -> str:
    amounts = (("approved", sums.approved), ("conditional", sums.conditional), ("asked", sums.asked))
    said = [f"{format_pence(pence)} {_WORDS[kind]}" for kind, pence in amounts if pence]
    return ", ".join(said) or "nothing"


def _size(sums: Sums) -> int:
    return sums.committed + sums.asked


def _noted(shown: FundChart) -> str:
    return f"; {shown.note}" if shown.note else ""


def named(slices: Iterable[Slice], name: Callable[[Any], str]) -> tuple[tuple[str, Slice], ...]:
    """Return slices with their names."""
    return tuple((name(one.key), one) for one in slices)
