"""Numbers of decisions: the board, the calendar year and a serial, such as `ICB-H-2018-3`."""

from __future__ import annotations

import re
from collections.abc import Sequence

_NUMBER = re.compile(
    r"^\s*(?P<board>[A-Za-z][A-Za-z0-9-]*?)[\s-]+(?P<year>20\d{2})[\s-]+0*(?P<serial>[1-9]\d{0,5})\s*$"
)


def number_of(board: str, year: int, serial: int) -> str:
    """Return a decision's number, such as `ICB-H-2018-3`."""
    return f"{board}-{year}-{serial}"


def read_number(written: str, boards: Sequence[str]) -> str | None:
    """Return the number that is meant by what somebody wrote, regardless of case and spaces; None where none is."""
    found = _NUMBER.match(written)
    if found is None:
        return None
    by_fold = {board.casefold().replace(" ", "-"): board for board in boards}
    board = by_fold.get(found["board"].casefold())
    return number_of(board, int(found["year"]), int(found["serial"])) if board else None
