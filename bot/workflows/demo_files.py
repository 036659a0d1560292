"""The demonstration's files, read into typed rows. Money comes as pounds and leaves as pence."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.domain.money import parse_pence
from bot.domain.references import Reference, parse_reference
from bot.domain.registers.records import FinanceLineRecord
from bot.domain.scoring import Score, Scores
from bot.errors import InvalidInputError
from bot.workflows.demo_finance import read_demo_finance

_YEARS = {"y2018_19": 2018, "y2019_20": 2019, "y2020_21": 2020}
_SEVERAL = " / "
_Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class DemoRisk:
    """A risk with its present scores; `earlier_residual` is None for one that was not there a month before."""

    ref: Reference
    workstream: str
    project: str
    summary: str
    category: str
    leads: tuple[str, ...]
    scores: Scores
    earlier_residual: Score | None
    mitigation: str
    earlier_update: str
    update: str


@dataclass(frozen=True, slots=True)
class DemoAction:
    """An action of the tracker. `is_open` and `update` tell of the tracker as it was printed."""

    ref: str
    summary: str
    owners: tuple[str, ...]
    board: str
    assigned_on: date
    due_on: date | None
    is_open: bool
    update: str


@dataclass(frozen=True, slots=True)
class DemoLine:
    """A line asked of a fund: pence by the year a financial year begins in, and the total that was printed."""

    workstream: str | None
    initiative: str
    line: str
    years: dict[int, int]
    stated_total_pence: int | None
    note: str


@dataclass(frozen=True, slots=True)
class DemoFund:
    """A fund with its envelope and lines."""

    key: str
    name: str
    envelope_pence: int
    lines: tuple[DemoLine, ...]


@dataclass(frozen=True, slots=True)
class DemoLink:
    """A tie between a risk and another record."""

    risk: Reference
    kind: str
    ref: str


@dataclass(frozen=True, slots=True)
class DemoFiles:
    """Everything the demonstration loads. `names` maps what a register writes to a key of the directory."""

    risks: tuple[DemoRisk, ...]
    actions: tuple[DemoAction, ...]
    funds: tuple[DemoFund, ...]
    links: tuple[DemoLink, ...]
    finance: tuple[FinanceLineRecord, ...]
    names: dict[str, str]


def read_demo_files(folder: Path) -> DemoFiles:
    """Return what the CSV files in `folder` hold.

    Raises:
        InvalidInputError: a file is missing, or a reference, a score or an amount in one is impossible.
    """
    texts = {row["ref"]: row for row in _rows(folder, "risk_texts.csv")}
    lines = _rows(folder, "fund_lines.csv")
    return DemoFiles(
        risks=tuple(_risk(row, texts.get(row["ref"], {})) for row in _rows(folder, "risks.csv")),
        actions=tuple(_action(row) for row in _rows(folder, "actions.csv")),
        funds=tuple(_fund(row, lines) for row in _rows(folder, "funds.csv")),
        links=tuple(
            DemoLink(_reference(row["risk"], "links.csv"), row["kind"], row["ref"])
            for row in _rows(folder, "links.csv")
        ),
        finance=read_demo_finance(_rows(folder, "finance.csv")),
        names={row["written"].casefold(): row["key"] for row in _rows(folder, "names.csv")},
    )


def _rows(folder: Path, name: str) -> list[_Row]:
    try:
        with (folder / name).open(encoding="utf-8-sig", newline="") as file:
            return [{key: value.strip() for key, value in row.items()} for row in csv.DictReader(file)]
    except OSError as problem:
        raise InvalidInputError(f"The demonstration's file {name} cannot be read.", f"Look in {folder}.") from problem


def _risk(row: _Row, texts: _Row) -> DemoRisk:
    inherent, residual = _score(row, "inherent"), _score(row, "residual")
    if inherent is None or residual is None:
        raise InvalidInputError(f"risks.csv: {row['ref']} has no inherent or no residual score.")
    return DemoRisk(
        ref=_reference(row["ref"], "risks.csv"),
        workstream=row["workstream"],
        project=row["project"],
        summary=row["summary"],
        category=texts.get("category", ""),
        leads=tuple(row["lead_roles"].split(_SEVERAL)),
        scores=Scores(inherent, residual, _score(row, "target")),
        earlier_residual=_score(row, "previous_residual"),
        mitigation=texts.get("mitigation", ""),
        earlier_update=texts.get("october_update", ""),
        update=texts.get("november_update", ""),
    )


def _action(row: _Row) -> DemoAction:
    return DemoAction(
        ref=row["ref"],
        summary=row["action"],
        owners=tuple(row["owner_roles"].split(_SEVERAL)),
        board=row["board"],
        assigned_on=date.fromisoformat(row["assigned"]),
        due_on=date.fromisoformat(row["due"]) if row["due"] else None,
        is_open=row["status"] == "open",
        update=row["update"],
    )


def _fund(row: _Row, lines: list[_Row]) -> DemoFund:
    return DemoFund(
        key=row["key"],
        name=row["name"],
        envelope_pence=parse_pence(row["envelope_pounds"]),
        lines=tuple(_line(line) for line in lines if line["fund"] == row["key"]),
    )


def _line(row: _Row) -> DemoLine:
    return DemoLine(
        workstream=None if row["workstream"] == "ALL" else row["workstream"],
        initiative=row["initiative"],
        line=row["line"],
        years={year: parse_pence(row[column]) for column, year in _YEARS.items() if row[column]},
        stated_total_pence=parse_pence(row["printed_total"]) if row["printed_total"] else None,
        note=row["note"],
    )


def _score(row: _Row, measure: str) -> Score | None:
    likelihood, severity = row[f"{measure}_l"], row[f"{measure}_s"]
    return Score(int(likelihood), int(severity)) if likelihood and severity else None


def _reference(written: str, file: str) -> Reference:
    ref = parse_reference(written)
    if ref is None:
        raise InvalidInputError(f"{file}: “{written}” is not a reference: it needs letters and a number.")
    return ref
