"""How much risk the partnership bears, and what a board has accepted above that."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.people import Board
from bot.domain.risks import Risk
from bot.domain.scoring import Score


@dataclass(frozen=True, slots=True)
class Tolerance:
    """The highest residual score that is borne without asking a board, by category where one has its own."""

    highest: int
    by_category: Mapping[str, int]

    def limit(self, category: str) -> int:
        """Return the highest score borne in a category, regardless of the case in which it is written."""
        return self.by_category.get(plain(category), self.highest)

    def is_exceeded(self, residual: Score | None, category: str) -> bool:
        """Return whether a residual score is above tolerance; one that is not known is not."""
        return residual is not None and residual.value > self.limit(category)


@dataclass(frozen=True, slots=True)
class Acceptance:
    """A board's acceptance of a risk at a residual score, through the day `expires_on`.

    `ended_why` says what ended it sooner, or that it ran out.
    """

    id: int
    risk_id: int
    board: str
    accepted_at: datetime
    recorded_by: str
    held_on: date
    minute: str
    reason: str
    residual: int
    expires_on: date
    ended_at: datetime | None = None
    ended_why: str = ""

    def covers(self, residual: Score | None, day: date) -> bool:
        """Return whether it holds on `day` for a risk that stands at `residual`."""
        return (
            self.ended_at is None
            and day <= self.expires_on
            and residual is not None
            and residual.value <= self.residual
        )


def plain(category: str) -> str:
    """Return a category as it is compared."""
    return " ".join(category.split()).casefold()


def deciding_boards(standing: Iterable[str], ruled: Iterable[str], boards: Mapping[str, Board]) -> tuple[str, ...]:
    """Return the keys of the boards that may accept a risk: the highest of those it is reported to.

    Boards of one level that meet in common decide each for itself, so there may be several.

    Args:
        standing: the boards on whose report the risk is.
        ruled: the boards that the rules name, which count where it is on no report.
        boards: all boards.
    """
    known = [board for board in dict.fromkeys(standing) if board in boards] or [
        board for board in dict.fromkeys(ruled) if board in boards
    ]
    top = max((boards[board].level for board in known), default=0)
    return tuple(sorted(board for board in known if boards[board].level == top))


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a risk stands against tolerance: the limit, whether it is above, what is accepted, and who decides.

    Nothing is accepted of one that is not above.
    """

    limit: int
    is_above: bool
    accepted: tuple[Acceptance, ...]
    deciding: tuple[str, ...]

    @property
    def waits_for(self) -> tuple[str, ...]:
        """The keys of the boards that have still to accept it."""
        done = {one.board for one in self.accepted}
        return tuple(board for board in self.deciding if board not in done)

    @property
    def is_accepted(self) -> bool:
        """Whether every deciding board has accepted it at its score; where none decides, nobody has."""
        return self.is_above and bool(self.deciding) and not self.waits_for

    @property
    def counts_as_above(self) -> bool:
        """Whether it is above tolerance and not accepted."""
        return self.is_above and not self.is_accepted


@dataclass(frozen=True, slots=True)
class Appetite:
    """What a partnership bears of its risks and which boards may bear more: its limits, and the boards of its rules."""

    tolerance: Tolerance
    ruled: tuple[str, ...]
    boards: Mapping[str, Board]

    def standing(self, risk: Risk, acceptances: Iterable[Acceptance], day: date) -> Standing:
        """Return where a risk stands on `day`; `acceptances` are its own."""
        residual = risk.scores.residual
        is_above = self.tolerance.is_exceeded(residual, risk.category)
        in_force = tuple(one for one in acceptances if one.covers(residual, day)) if is_above else ()
        deciding = deciding_boards(sorted(risk.boards), self.ruled, self.boards)
        return Standing(self.tolerance.limit(risk.category), is_above, in_force, deciding)
