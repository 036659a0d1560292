"""How a round is said: its progress in characters and words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.domain.rounds import Progress

_WIDTH = 10
_LISTED = 15


@dataclass(frozen=True, slots=True)
class LateRisk:
    """A risk whose update is late: its reference, its score's mark, its leads, and the days they were asked on."""

    ref: str
    mark: str
    leads: str
    asked: Sequence[date]

    @property
    def words(self) -> tuple[str, str, str, str]:
        """The four in words."""
        return self.ref, self.mark, self.leads or "nobody leads it", asked_words(self.asked)


def late_facts(late: Sequence[LateRisk]) -> dict[str, Any]:
    """Return what a list of late risks says: the first of them in words, and how many more there are."""
    return {"late": [entry.words for entry in late[:_LISTED]], "more": max(len(late) - _LISTED, 0)}


def asked_words(days: Sequence[date]) -> str:
    """Return on which days somebody was asked: `asked on 13, 20 and 23 Nov`; `never asked` for none."""
    if not days:
        return "never asked"
    said: list[str] = []
    for place, day in enumerate(days):
        ends_month = place + 1 == len(days) or days[place + 1].month != day.month
        said.append(f"{day.day} {day:%b}" if ends_month else str(day.day))
    return f"asked on {said[0]}" if len(said) == 1 else f"asked on {', '.join(said[:-1])} and {said[-1]}"


def progress_bar(progress: Progress) -> str:
    """Return a bar of ten marks; it is empty only when nothing is in, and full only when everything is."""
    if not progress.total:
        return "▱" * _WIDTH
    filled = progress.done * _WIDTH // progress.total
    if progress.done and not filled:
        filled = 1
    return "▰" * filled + "▱" * (_WIDTH - filled)


def progress_words(progress: Progress) -> str:
    """Return `11 of 18 in: 8 updated, 3 no change, 7 missing`."""
    if not progress.total:
        return "nothing is asked for"
    parts = (
        (progress.answered, "updated"),
        (progress.no_change, "no change"),
        (progress.missing, "missing"),
    )
    words = ", ".join(f"{number:,} {word}" for number, word in parts if number)
    head = f"{progress.done:,} of {progress.total:,} in"
    return head if progress.answered in {0, progress.total} and not progress.no_change else f"{head}: {words}"
