"""The heat map: where each risk stands on the 5 x 5, and which way it has moved, as a PNG and in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.domain.direction import Direction
from bot.domain.references import Reference
from bot.domain.scoring import HIGHEST, LOWEST, Band, BandScale, Measure, Score
from bot.papers.palette import ACCENT, INK, MUTED, NEUTRAL, RULE, colours
from bot.papers.typesetting import typeset

_STEPS = range(LOWEST, HIGHEST + 1)
_IN_CELL = 9
_UNSCORED_LISTED = 24
_MOVES = (Direction.RISING, Direction.FALLING, Direction.SAME, Direction.NEW)


@dataclass(frozen=True, slots=True)
class Marked:
    """A risk on the map: its score, None where it is to be confirmed, and its movement since the last report."""

    ref: Reference
    score: Score | None
    direction: Direction = Direction.UNKNOWN
    before: Score | None = None

    @property
    def words(self) -> str:
        """The risk for the ear, such as `UC6 falling from 16`."""
        moved = self.direction in {Direction.RISING, Direction.FALLING} and self.before is not None
        if moved and self.before is not None:
            return f"{self.ref} {self.direction.word} from {self.before.value}"
        return str(self.ref) if self.direction is Direction.UNKNOWN else f"{self.ref} {self.direction.word}"


@dataclass(frozen=True, slots=True)
class HeatMap:
    """What a heat map shows.

    Attributes:
        scope: what it is of, such as `Whole register` or a workstream's name.
        measure: which score places a risk.
        day: the day it is as of, in words.
        since: the day of the report that movements are told from, in words; empty where there was none.
        bands: the partnership's bands.
        likelihood_words: the words of the steps 1 to 5, across.
        severity_words: the words of the steps 1 to 5, upward.
        risks: open risks, in any order.
    """

    scope: str
    measure: Measure
    day: str
    since: str
    bands: BandScale
    likelihood_words: Sequence[str]
    severity_words: Sequence[str]
    risks: tuple[Marked, ...]

    @property
    def unscored(self) -> list[Marked]:
        """Those whose score is not known, by reference."""
        return sorted((risk for risk in self.risks if risk.score is None), key=lambda risk: risk.ref)

    def counts(self) -> Mapping[str, int]:
        """Return how many risks each band holds, worst first."""
        counted = {band.name: 0 for band in reversed(self.bands.bands)}
        for risk in self.risks:
            if risk.score is not None:
                counted[self.bands.band_of(risk.score).name] += 1
        return counted

    def cells(self) -> Mapping[Score, Sequence[Marked]]:
        """Return the risks of each cell that holds any: those that moved first, then by reference."""
        placed: dict[Score, list[Marked]] = defaultdict(list)
        for risk in self.risks:
            if risk.score is not None:
                placed[risk.score].append(risk)
        return {score: sorted(risks, key=_in_cell) for score, risks in placed.items()}


def heat_map(shown: HeatMap) -> bytes:
    """Return the map as a PNG, 1,080 pixels wide."""
    return typeset("heatmap", _values(shown), "png")


def summary(shown: HeatMap) -> str:
    """Return in a phrase how many risks there are of each band, such as `18 risks: 5 red, 9 amber, 4 green`."""
    parts = [f"{count} {name}" for name, count in shown.counts().items()]
    if shown.unscored:
        parts.append(f"{len(shown.unscored)} {shown.measure.when_unknown}")
    total = len(shown.risks)
    return f"{total:,} open {'risk' if total == 1 else 'risks'}{': ' + ', '.join(parts) if total else ''}"


def alt_text(shown: HeatMap, most: int = 1_000) -> str:
    """Return in words what the map shows, for people who do not see it.

    Args:
        shown: the map.
        most: how many characters there is room for; where they do not suffice, the longest lists become counts.
    """
    head = f"Heat map. {shown.scope}, {shown.measure} score, as of {shown.day}."
    since = f" Movement since the report of {shown.since}." if shown.since else ""
    lists = [
        (f"{_place(shown, score)}: ", [risk.words for risk in risks])
        for score, risks in sorted(shown.cells().items(), key=lambda item: (-item[0].value, -item[0].severity))
    ]
    if shown.unscored:
        lists.append((f"{shown.measure.when_unknown.capitalize()}: ", [risk.words for risk in shown.unscored]))
    said = [", ".join(refs) for _, refs in lists]
    start = f"{head} {summary(shown)}.{since}"

    def joined() -> str:
        return " ".join([start, *(f"{place}{words}." for (place, _), words in zip(lists, said, strict=True))])

    shortened = [f"{len(refs)} {'risk' if len(refs) == 1 else 'risks'}" for _, refs in lists]
    while len(joined()) > most:
        longest = max(range(len(said)), key=lambda place: len(said[place]) - len(shortened[place]), default=None)
        if longest is None or said[longest] == shortened[longest]:
            return joined()[: most - 1].rstrip() + "…"
        said[longest] = shortened[longest]
    return joined()


def _place(shown: HeatMap, score: Score) -> str:
    band = shown.bands.band_of(score)
    return f"{band.name.capitalize()} {score.value}, likelihood {score.likelihood} x severity {score.severity}"


def _in_cell(risk: Marked) -> Any:
    order = [Direction.NEW, Direction.RISING, Direction.FALLING]
    return (order.index(risk.direction) if risk.direction in order else len(order)), risk.ref


def _values(shown: HeatMap) -> dict[str, Any]:
    cells = shown.cells()
    return {
        "ink": INK,
        "muted": MUTED,
        "rule": RULE,
        "accent": ACCENT,
        "title": f"Risk heat map: {shown.measure} score",
        "scope": f"{shown.scope}, as of {shown.day}",
        "summary": summary(shown),
        "likelihood": [{"step": step, "word": shown.likelihood_words[step - 1]} for step in _STEPS],
        "rows": [
            {
                "step": severity,
                "word": shown.severity_words[severity - 1],
                "cells": [_cell(shown, Score(likelihood, severity), cells) for likelihood in _STEPS],
            }
            for severity in reversed(_STEPS)
        ],
        "unscored": _listed(shown.unscored, _UNSCORED_LISTED) | {"label": shown.measure.when_unknown.capitalize()},
        "neutral": {"fill": NEUTRAL.fill, "strong": NEUTRAL.strong},
        "bands": [_legend(shown, place, band) for place, band in reversed(list(enumerate(shown.bands.bands)))],
        "moves": [{"mark": move.mark, "word": move.word} for move in _MOVES] if shown.since else [],
        "since": shown.since,
        "unmarked": any(risk.direction is Direction.UNKNOWN for risk in shown.risks),
    }


def _cell(shown: HeatMap, score: Score, cells: Mapping[Score, Sequence[Marked]]) -> dict[str, Any]:
    band = shown.bands.band_of(score)
    tint = colours(band)
    return {
        "fill": tint.fill,
        "strong": tint.strong,
        "shape": band.shape.name.lower(),
        "band": band.name.capitalize(),
        "value": score.value,
        **_listed(cells.get(score, ()), _IN_CELL),
    }


def _listed(risks: Sequence[Marked], most: int) -> dict[str, Any]:
    """Return the first risks of a list as the template takes them, and how many more there are."""
    shown = risks if len(risks) <= most else risks[: most - 1]
    return {
        "risks": [{"ref": str(risk.ref), "move": _mark(risk.direction)} for risk in shown],
        "more": len(risks) - len(shown),
        "total": len(risks),
    }


def _mark(direction: Direction) -> str:
    return "" if direction is Direction.UNKNOWN else direction.mark


def _legend(shown: HeatMap, place: int, band: Band) -> dict[str, Any]:
    following = shown.bands.bands[place + 1 :]
    highest = following[0].lowest - 1 if following else HIGHEST * HIGHEST
    tint = colours(band)
    return {
        "fill": tint.fill,
        "strong": tint.strong,
        "shape": band.shape.name.lower(),
        "name": band.name.capitalize(),
        "range": f"{band.lowest} to {highest}",
        "count": shown.counts()[band.name],
    }
