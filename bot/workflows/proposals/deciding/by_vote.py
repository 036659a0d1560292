"""A vote in a thread that came to an end becomes the board's decision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from bot.domain.people import DecidesIn
from bot.domain.proposals.access import is_theirs
from bot.domain.proposals.content import Content, Recommendation
from bot.domain.proposals.decisions import (
    PASSED_AS,
    WHOLE,
    Attendance,
    Decision,
    DecisionKind,
    Due,
    ItemResult,
    ItemVote,
    Resolution,
    Terms,
    VoteResult,
    outcome_of_items,
)
from bot.domain.proposals.records import LOOKS, PASSING, Outcome, Proposal, Stage
from bot.domain.proposals.words import WordKind
from bot.errors import InvalidInputError
from bot.store.unit_of_work import Unit, View
from bot.workflows.desk import Desk
from bot.workflows.proposals.deciding.money import content_before, proposed_part
from bot.workflows.proposals.deciding.recording import Entry, conclude, present_proposal
from bot.workflows.proposals.deciding.signing import desk_or_own
from bot.workflows.services import Services

LONG_STOP = timedelta(days=92)
"""How long a condition has that names no day: three months."""


def decide_by_vote(
    unit: Unit, services: Services, desk: Desk | None, stage: Stage, result: VoteResult
) -> Decision | None:
    """Record what a vote decided; None where it came to no agreement, or to one that is no answer to what was asked.

    Args:
        unit: the unit of work, in which the proposal and then the stage were locked.
        services: what every use case is handed.
        desk: whose vote or word closed it; None where time did.
        stage: as it lies before the board.
        result: what the vote came to.

    Raises:
        OverdrawnError: the fund does not bear it; nothing was written, and the stage stays as it is.
        InvalidInputError: the board does not decide in a thread, or without its quorum.
    """
    if stage.decides_in is DecidesIn.MEETING:
        raise InvalidInputError("This board decides at its meeting.", "The governance office records what it decided.")
    if not result.quorate:
        raise InvalidInputError(f"Too few took part to decide. {result.quorum_words}".strip())
    if not result.items or any(item.passed is None for item in result.items):
        return None
    signed = desk_or_own(unit, services, desk)
    proposal = present_proposal(unit, stage)
    content = content_before(unit, stage)
    items = tuple(_item(content, stage, vote) for vote in result.items)
    conditions = tuple(attached(services, unit, proposal, stage, result.items, items, content))
    looks = stage.ask in LOOKS
    part = WHOLE if looks else proposed_part(unit, stage)
    outcome = outcome_of_items(items, stage.ask, has_conditions=bool(conditions), part=part)
    if outcome is Outcome.REJECTED and looks:
        return None
    if outcome not in PASSING or looks:
        conditions = ()
    resolution = Resolution(
        outcome=outcome,
        decided_on=services.today(unit.now),
        items=items,
        part=part,
        attendance=Attendance(result.present, result.quorate, result.quorum_words, interests=result.interests),
        count=result.items[0].count if len(result.items) == 1 else None,
        roll=result.roll,
        conditions=conditions,
        sent_on=_sent_on(unit, services, stage),
        reason=_reasons(result) if outcome is Outcome.REJECTED else "",
    )
    by = f"{result.closed_by or 'Convenor'}, by the members' votes"
    return conclude(
        unit, services, signed, stage, resolution, Entry(DecisionKind.BOARD, by, {"closed_by": result.closed_by})
    )


def recommendations_of(content: Content, title: str) -> tuple[Recommendation, ...]:
    """Return a version's recommendations; the proposal itself, under the number 0, where it has none."""
    return content.recommendations or (Recommendation(0, title, is_of_money=True),)


def attached(
    services: Services,
    view: View,
    proposal: Proposal,
    stage: Stage,
    votes: Sequence[ItemVote],
    items: Sequence[ItemResult],
    content: Content,
) -> list[Terms]:
    """Return the conditions that members attached to what passed, each once, with what holds where nothing was said.

    The author meets it, the board's chair says that it is met, before the approval is in force, within three months.
    One binds the recommendations to which it was attached: where others passed without it, it names its own, and where
    no money hangs on those, the money does not wait for it.
    """
    terms = defaults(services, view, proposal, stage.board)
    passed = {item.number for item in items if item.outcome in PASSING}
    money = {one.number for one in content.recommendations if one.is_of_money}
    money = money or {item.number for item in items if item.ask is stage.ask}
    words: dict[str, str] = {}
    bound: dict[str, set[int]] = {}
    for vote in votes:
        for one in vote.conditions if vote.number in passed else ():
            said = " ".join(one.words.split())
            words.setdefault(said.casefold(), said)
            bound.setdefault(said.casefold(), set()).add(vote.number)
    return [
        replace(
            terms,
            words=said if bound[key] == passed else f"{said.rstrip('. ')} (recommendation {_numbers(bound[key])})",
            due=Due.BEFORE if bound[key] & money else Due.AFTER,
        )
        for key, said in words.items()
    ]


def defaults(services: Services, view: View, proposal: Proposal, board: str) -> Terms:
    """Return what holds of a condition of which nothing else is said; nobody is named to end one of their own."""
    today = services.today(view.now)
    found = view.people.directory().boards.get(board)
    chairs = [one for one in found.chairs(today) if not is_theirs(one, proposal)] if found else []
    return Terms(
        "",
        owner_id=proposal.author_id,
        long_stop_on=long_stop(today),
        discharged_by_id=chairs[0] if chairs else None,
        discharger=f"the chair of the {found.name}" if found else "the chair",
    )


def long_stop(today: date) -> date:
    """Return the last day of a condition that names none."""
    return today + LONG_STOP


def _item(content: Content, stage: Stage, vote: ItemVote) -> ItemResult:
    known = {one.number: one for one in content.recommendations}
    one = known.get(vote.number)
    ask = one.ask_of(stage.board, stage.ask) if one else stage.ask
    words = one.words if one else content.title
    outcome = PASSED_AS[ask] if vote.passed else Outcome.REJECTED
    if vote.passed and vote.conditions and outcome is not Outcome.NOTED:
        outcome = Outcome.CONDITIONAL
    return ItemResult(vote.number, words, ask, outcome, count=vote.count)


def _reasons(result: VoteResult) -> str:
    reasons = dict.fromkeys(
        line.reason.rstrip(". ") for line in result.roll if line.choice == "against" and line.reason
    )
    return "; ".join(reasons)


def _numbers(numbers: set[int]) -> str:
    return ", ".join(str(number) for number in sorted(numbers))


def _sent_on(view: View, services: Services, stage: Stage) -> str:
    """Return comments and objections of those who sit with the board, which go up with its answer."""
    board = view.people.directory().boards.get(stage.board)
    sitting = board.members_on(services.today(view.now)) if board else frozenset()
    kept = [
        one
        for one in view.words.of_stage(stage.id)
        if one.sitting == stage.sitting
        and one.kind in (WordKind.OBJECTION, WordKind.COMMENT)
        and one.person_id in sitting
    ]
    return " ".join(f"{one.name} ({one.kind.value}): {one.words.rstrip('. ')}." for one in kept)
