"""A new action written in one line: `@owner by 16 Nov bring the recovery plan`."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.actions.bodies import Bodies
from bot.domain.actions.owners import OwnerWords
from bot.domain.actions.records import Owner
from bot.domain.directory import Directory
from bot.domain.leading_days import begins_with_day, figures_like_day, leading_day
from bot.domain.written_dates import DayRead, UnreadableDayError, said
from bot.errors import InvalidInputError

_BY = re.compile(r"(?:^|(?<=\s))(?:by|due|before|until)\s+", re.IGNORECASE)
_BY_FIRST = re.compile(r"(?:by|due|before|until)\s+(?:(?:by|on)\s+)?", re.IGNORECASE)
_ALSO = re.compile(r"(?:and\b|&|/|\+)\s*\S", re.IGNORECASE)
_NO_DATE = re.compile(r"(?:with )?(?:no date|no due date|without a date)\b[\s,:;.]*", re.IGNORECASE)
_BODY = re.compile(r"(?P<name>[A-Za-z][\w\-]{0,19}):\s*")
_FOR = re.compile(r"for\s+", re.IGNORECASE)
_TO = re.compile(r"to\s+", re.IGNORECASE)
_BETWEEN = " ,:;\n"
_SHORT = 60
_NAME_WORDS_MAX = 8


@dataclass(frozen=True, slots=True)
class WrittenAction:
    """A line as understood: `board` is empty where it names none, `due` is None where it gives no day.

    `doubts` are sentences on what may have been meant otherwise, and on what was not understood.
    """

    summary: str
    owners: tuple[Owner, ...]
    due: DayRead | None
    board: str
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True)
class LineReader:
    """Reads lines.

    Args:
        owners: reads the owners.
        bodies: the boards by the names under which they set actions.
        meetings: of the boards behind a name.
        board: the name that holds where the line gives none; empty where none does.
    """

    owners: OwnerWords
    bodies: Bodies
    meetings: Callable[[str], Sequence[date]]
    board: str = ""

    def read(self, line: str) -> WrittenAction:
        """Return what a line says: owners first, a day beginning with `by` behind them or at the end, and the words.

        Raises:
            InvalidInputError: it begins with no owner, or with one who may not be asked; or there is no such day.
        """
        board, rest = "", line.strip()
        people, after = self.owners.leading(rest)
        if not people:
            board, rest = self._leading_body(rest)
            people, after = self.owners.leading(rest) if board else (people, rest)
        if not people:
            raise self._nobody(rest, line)
        rest, doubts = after, list[str]()
        if _ALSO.match(rest):
            doubts.append(
                f"“{_cut(rest)}” may begin with another owner, whom I don't know. If so, add them under Owners."
            )
        if not board and (named := _FOR.match(rest)):
            board, behind = self._leading_body(rest[named.end() :])
            rest = behind if board else rest
        due, rest, doubt = self._day(rest, board or self.board)
        if due is not None:
            doubt = doubt or (f"{due.doubt} Is that the day you mean?" if due.doubt else "")
            doubts += [due.left_out] if due.left_out else []
        doubts += [doubt] if doubt else []
        if due is not None and not board and (named := _FOR.match(rest)):
            board, behind = self._leading_body(rest[named.end() :])
            rest = behind if board else rest
        summary = _TO.sub("", rest.strip(_BETWEEN), count=1) if _TO.match(rest) else rest.strip(_BETWEEN)
        return WrittenAction(summary[:1].upper() + summary[1:], people, due, board, tuple(doubts))

    def _nobody(self, text: str, line: str) -> InvalidInputError:
        """Return what is wrong with a line that begins with no owner, with the name that it seems to begin with."""
        mend = (
            "Begin with the owner: `/action add @name by 16 Nov bring the recovery plan`, or use the form: "
            "`/action add`."
        )
        begun = _BODY.match(text)
        if begun and self.owners.leading(text[begun.end() :])[0]:
            known = ", ".join([*self.bodies.named, *self.owners.directory.workstreams])
            return InvalidInputError(f"“{begun['name']}” sets no actions.", f"These do: {known}.")
        by = _BY.search(text)
        name = text[: by.start()].strip(_BETWEEN) if by else ""
        if not name or len(name.split()) > _NAME_WORDS_MAX:
            return InvalidInputError(f"I don't see whose action this is in “{line.strip()[:_SHORT]}”.", mend)
        directory = self.owners.directory
        several = {one.name.casefold() for one in directory.groups.values()}
        several |= {word.casefold() for one in directory.boards.values() for word in (one.key, one.name)}
        several |= {word.casefold() for one in directory.workstreams.values() for word in (one.key, one.name)}
        if name.casefold() in several:
            return InvalidInputError(
                f"{name} is several people, and nobody among them would answer for it.",
                f"Name who does: {mend[0].lower()}{mend[1:]}",
            )
        return InvalidInputError(
            f"I don't see whose action this is: I know nobody called “{name[:_SHORT]}”.",
            f"{self.owners.near(name)}{mend}",
        )

    def _day(self, text: str, board: str) -> tuple[DayRead | None, str, str]:
        """Split the day from what is to be done: behind the owners, or at the very end; and say what is doubtful."""
        none = _NO_DATE.match(text)
        if none:
            return None, text[none.end() :], ""
        first = _BY_FIRST.match(text)
        if first or begins_with_day(text):
            found = self._leading_day(text[first.end() :] if first else text, board)
            if found is not None:
                return *found, ""
        within: DayRead | None = None
        for by in reversed(list(_BY.finditer(text))):
            found = self._leading_day(text[by.end() :], board, is_within=True)
            if found is not None and not found[1].strip(" .!"):
                return found[0], text[: by.start()], ""
            within = found[0] if found else within
        if within is not None:
            return within, text, f"I took {said(within.day)} out of your words, which stay as they are."
        doubt = ""
        if first:
            doubt = f"I can't read a day in “{_cut(text)}”. The words stay as they are; choose the day below."
        elif figures := figures_like_day(text, self.owners.actor.day):
            doubt = f"If “{figures}” is the day it is due, choose it below; the words stay as they are."
        return None, text, doubt

    def _leading_day(self, text: str, board: str, *, is_within: bool = False) -> tuple[DayRead, str] | None:
        meetings = self.meetings(board) if self.bodies.boards(board) else None
        try:
            return leading_day(text, self.owners.actor.day, meetings)
        except UnreadableDayError as problem:
            if is_within and problem.rest.strip(" .!"):
                # In the midst of other words a day may be one that they tell of.
                return None
            raise InvalidInputError(problem.sentence, fields={"due": problem.sentence}) from problem

    def _leading_body(self, text: str) -> tuple[str, str]:
        """Split the name under which an action is set from what follows; nothing where the text begins otherwise."""
        word, _, rest = text.partition(" ")
        key = body_called(word.rstrip(",:;"), self.bodies, self.owners.directory)
        return (key, rest.strip(_BETWEEN)) if key else ("", text)


def _cut(text: str) -> str:
    return text if len(text) <= _SHORT else f"{text[: _SHORT - 1].rstrip()}…"


def body_called(word: str, bodies: Bodies, directory: Directory) -> str:
    """Return the name of boards, or the workstream's key, that somebody wrote; empty for none.

    Regardless of case; a board may also be named in full.
    """
    wanted = " ".join(word.split()).casefold()
    board = next((one.key for one in directory.boards.values() if one.name.casefold() == wanted), "")
    name = bodies.find(board or word)
    if name is not None:
        return name
    workstream = directory.find_workstream(word)
    return workstream.key if workstream else ""
