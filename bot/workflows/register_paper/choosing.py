"""Which board's paper, of which month, is meant; where nothing is said, the one that is wanted next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from bot.domain.access import Actor
from bot.domain.directory import Directory
from bot.domain.months import first_in, month_name
from bot.domain.people import Board
from bot.domain.rounds import month_of
from bot.errors import InvalidInputError, NotFoundError
from bot.settings import Config
from bot.settings.faults import did_you_mean
from bot.store.unit_of_work import View
from bot.views.presentation import Presentation
from bot.workflows.as_of import require_begun

_SHOWN = 40
_MONTHS_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Asked:
    """A paper as somebody asked for it: the board as written (empty for the next), the month as `2018-11`, the day."""

    board: str = ""
    month: str | None = None
    as_of: date | None = None
    is_public: bool = True


@dataclass(frozen=True, slots=True)
class PaperWish:
    """A paper as a job and a button carry it: the board's key, the month, the day as YYYY-MM-DD or empty."""

    board: str
    month: str
    as_of: str = ""
    is_public: bool = True

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return asdict(self)


def choose(view: View, config: Config, shown: Presentation, asked: Asked, actor: Actor | None) -> PaperWish:
    """Return the paper that is meant.

    Args:
        view: the store.
        config: which boards are reported to, and their order.
        shown: the partnership's calendar.
        asked: what was said.
        actor: who asks, whose own boards come first; None for the command line.

    Raises:
        NotFoundError: no such board; names the nearest.
        InvalidInputError: several boards could be meant, or nothing was collected for that month.
    """
    directory = view.people.directory()
    board = find_board(directory, asked.board) if asked.board else _next_board(directory, config, shown.today, actor)
    day = asked.as_of
    if day is not None:
        require_begun(view, day, shown)
        month = asked.month or _month_after(board, day)
        return PaperWish(board.key, month, day.isoformat(), asked.is_public)
    month = asked.month or _month_wanted(view, board, shown.today)
    _require_collected(view, board, month, shown)
    return PaperWish(board.key, month, "", asked.is_public)


def find_board(directory: Directory, written: str) -> Board:
    """Return the board whose key or name is meant, regardless of case, spaces and hyphens.

    Raises:
        NotFoundError: there is none; names the nearest.
        InvalidInputError: several begin like that.
    """
    wanted = _plain(written)
    boards = list(directory.boards.values())
    for board in boards:
        if wanted in {_plain(board.key), _plain(board.name)}:
            return board
    begun = [b for b in boards if wanted and (_plain(b.key).startswith(wanted) or wanted in _plain(b.name))]
    if len(begun) == 1:
        return begun[0]
    if begun:
        raise InvalidInputError(
            f"“{written[:_SHOWN]}” may be {' or '.join(board.key for board in begun)}.",
            "; ".join(f"`{board.key}` is the {board.name}" for board in begun) + ".",
        )
    nearest = did_you_mean(written.upper(), [board.key for board in boards])
    raise NotFoundError(
        f"There is no board “{written[:_SHOWN]}”.{nearest}",
        f"Boards: {', '.join(f'{board.key} ({board.name})' for board in boards)}.",
    )


def meeting_in(view: View, config: Config, board: Board, month: str) -> date | None:
    """Return the day of the meeting that a month's paper is for."""
    round_ = view.rounds.find(month)
    if round_ is not None and round_.meeting_on in board.meetings and board.key in config.collection.boards:
        return round_.meeting_on
    return first_in(month, board.meetings)


def papers_due_on(config: Config, board: Board, meeting_on: date) -> date:
    """Return the day on which a board's papers for a meeting are due."""
    setting = next((setting for setting in config.boards if setting.key == board.key), None)
    days = setting.papers_due_working_days if setting else 7
    return config.working.shift(meeting_on, -days)


def next_meeting(board: Board, today: date) -> date | None:
    """Return the board's next meeting, today at the earliest."""
    return min((day for day in board.meetings if day >= today), default=None)


def reported_to(config: Config) -> Sequence[str]:
    """Return the keys of the boards that the rules report risks to, in the order of the configuration."""
    named = {board for rule in config.rules for board in rule.boards}
    return [board.key for board in config.boards if board.key in named]


def _next_board(directory: Directory, config: Config, today: date, actor: Actor | None) -> Board:
    keys = reported_to(config)
    known = [directory.boards[key] for key in keys if key in directory.boards]
    if not known:
        raise InvalidInputError(
            "No rule reports a risk to a board, so no paper is due.", "Name the board: `/risk paper TB`."
        )

    def place(board: Board) -> tuple[bool, date, bool, int]:
        meeting = next_meeting(board, today)
        due = papers_due_on(config, board, meeting) if meeting else date.max
        return due < today, due, not (actor is not None and board.key in actor.boards), keys.index(board.key)

    return min(known, key=place)


def _month_wanted(view: View, board: Board, today: date) -> str:
    meeting = next_meeting(board, today)
    if meeting is not None:
        return month_of(meeting)
    latest = view.rounds.latest()
    return latest.month if latest else month_of(today)


def _month_after(board: Board, day: date) -> str:
    return month_of(next_meeting(board, day) or day)


def _require_collected(view: View, board: Board, month: str, shown: Presentation) -> None:
    """Make sure there is something to report: the month's round, or the present where its meeting comes next."""
    if view.rounds.find(month) is not None:
        return
    ahead = next_meeting(board, shown.today)
    if month_of(shown.today) <= month <= max(month_of(shown.today), month_of(ahead) if ahead else ""):
        return
    known = [month_name(month) for month in view.rounds.months()[:_MONTHS_SHOWN]]
    collected = f"Collected: {', '.join(known)}. " if known else ""
    raise InvalidInputError(
        f"No updates were collected for {month_name(month)}.",
        f"{collected}For the register as it stood on a day, write `as of 1 November 2018` after the board.",
    )


def _plain(written: str) -> str:
    return "".join(character for character in written.casefold() if character.isalnum())
