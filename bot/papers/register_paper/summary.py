"""The summary of the register paper in sentences: how many, what is new, what is red, what has moved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.papers.register_paper.model import ScoreChange
from bot.views.wording import counted

_NAMED = 12


@dataclass(frozen=True, slots=True)
class Counts:
    """What the summary says. `by_band` comes worst first; `compared_with` is a day in words, empty without a report.

    `replaces` is the instant of an earlier report of the month in words, empty where there was none.
    """

    total: int
    by_band: tuple[tuple[str, int], ...]
    red: str
    new: tuple[str, ...]
    still_red: tuple[str, ...]
    without_update: tuple[str, ...]
    changes: tuple[ScoreChange, ...]
    taken_off: tuple[str, ...]
    hidden: int
    compared_with: str
    draft: str
    replaces: str = ""


def summarise(counts: Counts) -> tuple[str, ...]:
    """Return the summary, a sentence each."""
    sentences = [counts.draft] if counts.draft else []
    if counts.replaces:
        sentences.append(f"It replaces the report of the register as it stood on {counts.replaces}.")
    sentences.append(_whole(counts))
    if counts.total and not counts.compared_with:
        sentences.append("This is the board's first report, so there is nothing to compare it with.")
    if counts.new:
        sentences.append(f"{_are(len(counts.new))} new: {listed(counts.new)}.")
    if counts.still_red:
        sentences.append(
            f"{_are(len(counts.still_red))} still {counts.red} after mitigation: {listed(counts.still_red)}."
        )
    if counts.changes:
        moved = listed([f"{change.ref} ({change.sentence})" for change in counts.changes])
        number = counted(len(counts.changes), "score has", "scores have")
        sentences.append(f"{number} changed since the report of {counts.compared_with}: {moved}.")
    elif counts.compared_with and counts.total:
        sentences.append(f"No score has changed since the report of {counts.compared_with}.")
    if counts.without_update:
        number = counted(len(counts.without_update), "risk has", "risks have")
        sentences.append(
            f"{number} had no update since the report of {counts.compared_with}: {listed(counts.without_update)}."
        )
    if counts.taken_off:
        sentences.append(f"{_were(len(counts.taken_off))} taken off the report: {listed(counts.taken_off)}.")
    if counts.hidden:
        sentences.append(hidden_sentence(counts.hidden))
    return tuple(sentences)


def hidden_sentence(number: int) -> str:
    """Return the sentence that counts the risks which a public version leaves out."""
    return f"{counted(number, 'risk is', 'risks are')} not public and reported separately."


def listed(names: Sequence[str]) -> str:
    """Return names in a phrase, `a, b and c`; a long list is cut, with how many more there are."""
    shown = list(names[:_NAMED])
    if len(names) > _NAMED:
        shown.append(f"{len(names) - _NAMED} more")
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"


def _whole(counts: Counts) -> str:
    if not counts.total:
        return "No risk is on this report." if not counts.hidden else "No public risk is on this report."
    bands = listed([f"{number} {name}" for name, number in counts.by_band])
    return f"{counted(counts.total, 'risk is', 'risks are')} on this report. After mitigation: {bands}."


def _are(number: int) -> str:
    return counted(number, "is", "are")


def _were(number: int) -> str:
    return counted(number, "was", "were")
