"""The office, or a board's chair, gives a board another day for a proposal: until then, or at that meeting."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from bot.domain.leading_days import leading_day
from bot.domain.people import Board, DecidesIn
from bot.domain.proposals import course
from bot.domain.proposals.access import is_theirs
from bot.domain.proposals.records import Proposal, Stage, StageState
from bot.domain.text import clean
from bot.domain.written_dates import UnreadableDayError
from bot.errors import InvalidInputError, NotAllowedError
from bot.store.unit_of_work import Unit, View
from bot.views.wording import say
from bot.workflows.desk import Desk, office_names, open_desk
from bot.workflows.proposals import followers
from bot.workflows.proposals.change import touch_homes
from bot.workflows.proposals.lookup import find_readable_proposal
from bot.workflows.proposals.route_planning import times_of
from bot.workflows.proposals.stage_change import keep, locked
from bot.workflows.risk_change import Request, Saved, once
from bot.workflows.services import Services

_TO = re.compile(r"^(?:to|until|till|by|at|on)\s+", re.IGNORECASE)
BECAUSE = re.compile(r"^(?:[,;:.–—-]+\s*)?(?:because|since|as)?\b[\s:,]*", re.IGNORECASE)
_EXAMPLE = "Write it like `/proposal due {ref} {key} 30 Nov because the data come late`."


def move_due(services: Services, request: Request, rest: str) -> Saved:
    """Give a board another day for a proposal: `[board] day [because ...]`.

    Raises:
        NotAllowedError: neither the office nor the chair of that board, or a chair who takes no part in it.
        InvalidInputError: no board has it, several have, or the day cannot be.
    """

    def work(unit: Unit) -> Saved:
        desk = open_desk(unit, services, request.identity)
        proposal = find_readable_proposal(unit, services, desk, request.ref)
        stage, words = board_meant(unit, desk, proposal, rest, "due")
        _require_chair(unit, desk, proposal, stage)
        read, why = _day_of(proposal, stage, words, desk.shown.today)
        _, stage = locked(unit, stage)
        kept = extend(unit, services, desk, stage, read, why)
        touch_homes(unit, proposal)
        was = stage.due_on
        said = say(
            "routes/due_said",
            ref=proposal.ref,
            board=desk.shown.boards.get(stage.board, stage.board),
            at_meeting=kept.decides_in is DecidesIn.MEETING,
            due=desk.shown.dated(read),
            was=desk.shown.dated(was) if was else "",
            note=_day_note(services, kept),
        )
        return Saved(proposal.ref, kept.revision, said)

    return once(services, request, work)


def extend(unit: Unit, services: Services, by: Desk | str | None, stage: Stage, due_on: date, why: str) -> Stage:
    """Give a board until another day; where it decides at its meetings, that is the day of the meeting.

    Raises:
        InvalidInputError: it does not lie before the board, or the day is past, or its notice has not run by then.
    """
    proposal, stage = locked(unit, stage)
    today = services.today(unit.now)
    sentence, meetings = "", times_of(services.config, unit.people.directory()).diary(stage.board).meetings
    at_meeting = stage.decides_in is DecidesIn.MEETING
    free_from = course.decidable_from(stage)
    if stage.state is not StageState.OPEN:
        sentence = f"It does not lie before {stage.board} now."
    elif due_on < today:
        sentence = "That day is past. Choose today or a day after it."
    elif at_meeting and due_on not in meetings:
        planned = ", ".join(f"{day.day} {day:%b %Y}" for day in meetings if day >= today)
        sentence = f"{stage.board} has no meeting on that day. Its next: {planned or 'none is planned'}."
    elif at_meeting and free_from is not None and due_on < free_from:
        sentence = f"Its public notice runs until {free_from.day} {free_from:%b %Y}. Choose a meeting from then on."
    if sentence:
        raise InvalidInputError(sentence, fields={"due": sentence})
    meets_on = due_on if at_meeting else None
    after = replace(stage, due_on=due_on, meets_on=meets_on, ran_out_on=None)
    kept = keep(unit, by, proposal, stage, after, "extended", why=why)
    followers.stage_changed(unit, services, kept)
    return kept


def board_meant(view: View, desk: Desk, proposal: Proposal, rest: str, verb: str) -> tuple[Stage, str]:
    """Return the stage that words behind a reference mean, and what follows the board: the only one, or the named one.

    Raises:
        InvalidInputError: it lies before no board, not before that one, or before several.
    """
    lying = course.before_boards(view.stages.of_proposal(proposal.id))
    if not lying:
        raise InvalidInputError(
            f"{proposal.ref} lies before no board now.", f"See where it is: `/proposal route {proposal.ref}`."
        )
    return stage_named(desk, proposal, lying, rest, verb)


def stage_named(
    desk: Desk, proposal: Proposal, among: Sequence[Stage], rest: str, verb: str, lies: str = "lies before"
) -> tuple[Stage, str]:
    """Return which of some stages words behind a reference mean, and what follows the board.

    Args:
        desk: where it was asked for.
        proposal: whose stages.
        among: those that can be meant; one at least.
        rest: the words.
        verb: of the command, for an example.
        lies: what the boards have to do with it, in words.

    Raises:
        InvalidInputError: there are several, and none is named.
    """
    words = clean(rest)
    for stage in among:
        board = desk.directory.boards.get(stage.board)
        behind = _behind_name(words, stage.board, board)
        if behind is not None:
            return stage, behind
    if len(among) > 1:
        keys = ", ".join(stage.board for stage in among)
        raise InvalidInputError(
            f"{proposal.ref} {lies} several boards: {keys}.",
            f"Name the one you mean: `/proposal {verb} {proposal.ref} {among[0].board} ...`.",
        )
    return among[0], words


def _behind_name(words: str, key: str, board: Board | None) -> str | None:
    """Return what follows a board's key or name at the beginning of words; None where neither is there."""
    for name in (key, board.name if board else key):
        begins = words.casefold().startswith(name.casefold())
        if begins and not words[len(name) : len(name) + 1].strip():
            return words[len(name) :].strip()
    return None


def _require_chair(view: View, desk: Desk, proposal: Proposal, stage: Stage) -> None:
    board = desk.directory.boards.get(stage.board)
    own = desk.actor.person.id if desk.actor.person else None
    takes_part = not is_theirs(own, proposal) and own not in view.conflicts.recusals(stage.id).no_vote
    if not desk.actor.is_office and not (takes_part and board is not None and own in board.chairs(desk.actor.day)):
        raise NotAllowedError(
            f"Only the governance office and the chair of {board.name if board else stage.board} can change its day.",
            f"Ask {office_names(desk)}.",
        )


def _day_of(proposal: Proposal, stage: Stage, words: str, today: date) -> tuple[date, str]:
    example = _EXAMPLE.format(ref=proposal.ref, key=stage.board)
    try:
        found = leading_day(_TO.sub("", words), today, None)
    except UnreadableDayError as refused:
        raise InvalidInputError(refused.sentence, example) from refused
    if found is None or found[0].day is None:
        raise InvalidInputError("I don't see a day there." if words else "Which day?", example)
    read, why = found
    return read.day, BECAUSE.sub("", why.strip(), count=1)


def _day_note(services: Services, stage: Stage) -> str:
    """Return what is odd about a last day: nobody works on it."""
    if stage.due_on is None or stage.decides_in is DecidesIn.MEETING:
        return ""
    return "" if services.config.working.is_working(stage.due_on) else "That day is not worked."
