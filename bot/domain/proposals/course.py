"""The course of a proposal through its route: what opens, what a board's answer does, when all of it is over.

Everything here is decided from the stages alone. A stage is closed by its board's answer and by nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta

from bot.domain.people import DecidesIn
from bot.domain.proposals.records import GRANTING, PASSING, Ask, Outcome, ProposalState, Stage, StageState
from bot.errors import InvalidInputError

_FORWARDS = frozenset({Outcome.ENDORSED, Outcome.RECOMMENDED, Outcome.IN_PART, Outcome.CONDITIONAL})
_LOOKS = frozenset({Outcome.NOTED, Outcome.CONSIDERED, Outcome.ENDORSED})

ANSWERS: Mapping[Ask, frozenset[Outcome]] = {
    Ask.NOTE: _LOOKS,
    Ask.CONSIDER: _LOOKS,
    Ask.ENDORSE: _FORWARDS | {Outcome.REJECTED},
    Ask.RECOMMEND: _FORWARDS | {Outcome.REJECTED},
    Ask.APPROVE: GRANTING | {Outcome.REJECTED},
}
"""With which outcomes a board may close a stage, by what it is asked; it may refer back and defer whatever it is."""

_STATE_WORDS = {
    StageState.COMING: "has not come before it yet",
    StageState.OPEN: "lies before it",
    StageState.RETURNED: "is with its author, to whom it was referred back",
    StageState.DEFERRED: "was deferred",
    StageState.CLOSED: "has been answered by it already",
    StageState.CALLED_OFF: "is not put to it any more",
}


def current(stages: Iterable[Stage]) -> tuple[Stage, ...]:
    """Return the stages of the route that was taken last, in their order."""
    ordered = sorted(stages, key=lambda stage: stage.position)
    last = max((stage.run for stage in ordered), default=0)
    return tuple(stage for stage in ordered if stage.run == last)


def has_passed(stage: Stage) -> bool:
    """Return whether its board has answered so that the route goes on."""
    return stage.state is StageState.CLOSED and stage.outcome in PASSING


def is_rejected(stage: Stage) -> bool:
    """Return whether its board has said no."""
    return stage.state is StageState.CLOSED and stage.outcome is Outcome.REJECTED


def openable(stages: Iterable[Stage]) -> tuple[Stage, ...]:
    """Return the stages that are to be opened now: those to come of the first step that its boards have not passed.

    None where a board has said no, or has it still: its step is the first then, and was opened whole.
    """
    mine = current(stages)
    step = min((stage.step for stage in mine if not has_passed(stage)), default=None)
    return tuple(stage for stage in mine if stage.step == step and stage.state is StageState.COMING)


def before_boards(stages: Iterable[Stage]) -> tuple[Stage, ...]:
    """Return the stages of the present route that were opened and are not over."""
    return tuple(stage for stage in current(stages) if stage.is_before_board)


def next_after(stages: Iterable[Stage]) -> tuple[Stage, ...]:
    """Return the stages of the step that comes after what lies before boards now."""
    mine = current(stages)
    coming = [stage for stage in mine if stage.state is StageState.COMING]
    step = min((stage.step for stage in coming), default=None)
    return () if any(is_rejected(stage) for stage in mine) else tuple(one for one in coming if one.step == step)


def ended(stages: Iterable[Stage]) -> ProposalState | None:
    """Return how a proposal ended that is on its route; None while a board has still to answer.

    It is rejected when a board said no and every board it lies before side by side has answered too; it is decided
    when all have answered otherwise.
    """
    mine = current(stages)
    if not mine or any(stage.is_before_board for stage in mine):
        return None
    if any(is_rejected(stage) for stage in mine):
        return ProposalState.REJECTED
    return ProposalState.DECIDED if all(has_passed(stage) for stage in mine) else None


def is_committed(stages: Iterable[Stage]) -> bool:
    """Return whether the money is given: every board that was asked to approve has, and each of the steps before.

    There is at least one such board on a route. A step before counts no more while its board has it again.
    """
    mine = current(stages)
    last = max((stage.step for stage in mine if stage.ask is Ask.APPROVE), default=None)
    if last is None:
        return False
    return all(has_passed(stage) for stage in mine if stage.step < last or stage.ask is Ask.APPROVE)


def will_commit(stages: Iterable[Stage], stage: Stage) -> bool:
    """Return whether the money is given with this stage once it has passed, and was not before."""
    mine = current(stages)
    passed = replace(stage, state=StageState.CLOSED, outcome=Outcome.APPROVED)
    return not is_committed(mine) and is_committed(passed if one.id == stage.id else one for one in mine)


def takes_effect_on(stages: Iterable[Stage]) -> date | None:
    """Return the day on which what the boards of the present route approved takes effect: the latest of theirs."""
    approved = [stage for stage in current(stages) if stage.ask is Ask.APPROVE and has_passed(stage)]
    return max((stage.effective_on for stage in approved if stage.effective_on is not None), default=None)


def decidable_from(stage: Stage) -> date | None:
    """Return the first day on which a stage may be decided: after its notice.

    None where no notice is needed, or it has not been opened.
    """
    if stage.noticed_on is None or not stage.rules.notice_days:
        return None
    return stage.noticed_on + timedelta(days=stage.rules.notice_days)


def noticed(stage: Stage, after: Stage, today: date) -> Stage:
    """Return a stage that is put before its board with the day its notice began.

    Notice that was given holds when the stage comes back; a version of which none was given has its own.
    """
    holds = stage.noticed_on is not None and stage.considers == after.considers
    return replace(after, noticed_on=stage.noticed_on if holds else today)


def opened(stage: Stage, considers: int) -> Stage:
    """Return a stage as it is put before its board, for the first time or again.

    Raises:
        InvalidInputError: it is neither to come, nor returned, nor deferred.
    """
    _require(stage, StageState.COMING, StageState.RETURNED, StageState.DEFERRED)
    return replace(
        stage,
        state=StageState.OPEN,
        outcome=Outcome.NONE,
        sitting=stage.sitting + 1,
        considers=considers,
        deferred_until=None,
        ran_out_on=None,
    )


def closed(stage: Stage, outcome: Outcome, words: str) -> Stage:
    """Return a stage as its board answered it.

    Raises:
        InvalidInputError: it does not lie before its board, or the board was not asked for such an answer.
    """
    _require(stage, StageState.OPEN)
    if outcome not in ANSWERS[stage.ask]:
        said = outcome.value.replace("_", " ") or "nothing"
        raise InvalidInputError(
            f"{stage.board} is asked to {stage.ask}: “{said}” is no answer to that.",
            "It may also refer it back or defer it.",
        )
    return replace(stage, state=StageState.CLOSED, outcome=outcome, words=words)


def returned(stage: Stage, words: str) -> Stage:
    """Return a stage as its board referred it back.

    Raises:
        InvalidInputError: it does not lie before its board.
    """
    _require(stage, StageState.OPEN)
    return replace(stage, state=StageState.RETURNED, outcome=Outcome.REFERRED_BACK, words=words)


def deferred(stage: Stage, until: date, words: str) -> Stage:
    """Return a stage as its board put it off.

    Raises:
        InvalidInputError: it does not lie before its board.
    """
    _require(stage, StageState.OPEN)
    return replace(stage, state=StageState.DEFERRED, outcome=Outcome.DEFERRED, deferred_until=until, words=words)


def with_version(stage: Stage, considers: int) -> Stage:
    """Return a stage before its board as it is with a new version: what was referred back lies before it again."""
    if stage.state is StageState.RETURNED:
        return opened(stage, considers)
    return replace(stage, considers=considers) if stage.is_before_board else stage


def called_off(stages: Iterable[Stage]) -> tuple[Stage, ...]:
    """Return those stages that nobody has answered, as they are asked no more."""
    return tuple(
        replace(stage, state=StageState.CALLED_OFF)
        for stage in stages
        if stage.state is StageState.COMING or stage.is_before_board
    )


def taken_back(stages: Iterable[Stage], stage: Stage, considers: int, words: str) -> tuple[Stage, tuple[Stage, ...]]:
    """Return a stage whose answer does not count any more as it lies before its board again, and what waits for it.

    What waits are the stages of later steps that nobody has answered: they are to come once more. Those that were
    answered stay so, and count when the route reaches them again.

    Raises:
        InvalidInputError: its board has given no answer that could be taken back.
    """
    _require(stage, StageState.CLOSED, StageState.RETURNED, StageState.DEFERRED)
    again = replace(
        stage,
        state=StageState.OPEN,
        outcome=Outcome.NONE,
        sitting=stage.sitting + 1,
        considers=considers,
        deferred_until=None,
        ran_out_on=None,
        words=words,
    )
    waits = tuple(
        replace(one, state=StageState.COMING, outcome=Outcome.NONE, deferred_until=None, ran_out_on=None)
        for one in current(stages)
        if one.step > stage.step and (one.is_before_board or one.state is StageState.CALLED_OFF)
    )
    return again, waits


def can_be_taken_back(stages: Iterable[Stage], stage: Stage) -> bool:
    """Return whether a stage can lie before its board again: it is of the present route, and no other board said no."""
    mine = current(stages)
    return any(one.id == stage.id for one in mine) and not any(is_rejected(one) and one.id != stage.id for one in mine)


def awaits_record(stage: Stage, today: date) -> bool:
    """Return whether the meeting that was to decide on a stage is over, and what it decided is not recorded yet."""
    at_meeting = stage.state is StageState.OPEN and stage.decides_in is DecidesIn.MEETING
    return at_meeting and stage.meets_on is not None and stage.meets_on < today


def require_open(stage: Stage) -> None:
    """Make sure that a stage lies before its board, to be answered now.

    Raises:
        InvalidInputError: it does not; says how it stands.
    """
    _require(stage, StageState.OPEN)


def _require(stage: Stage, *states: StageState) -> None:
    if stage.state not in states:
        raise InvalidInputError(
            f"This {_STATE_WORDS[stage.state]} ({stage.board}). Nothing was changed.",
            "Look at where it stands with `/proposal route`.",
        )
