"""Who is written to about a proposal on its route: what its boards asked, and what holds it up."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from bot.domain.chasing import Planned
from bot.domain.people import DecidesIn
from bot.domain.proposals.records import Proposal, Stage
from bot.store.outbox import DEFERRED, OutgoingMessage
from bot.store.unit_of_work import Unit
from bot.views import route_told
from bot.workflows.chasing.planning import plan_nudges
from bot.workflows.chasing.reaching import slack_of
from bot.workflows.office import tell_office
from bot.workflows.proposals.lookup import can_read
from bot.workflows.proposals.route_planning import board_fault
from bot.workflows.proposals.voting.subjects import question_subject
from bot.workflows.readers import actor_of
from bot.workflows.services import Services

KIND = "stage-told"
RETURNED, RAN_OUT, CALLED_IN = "returned", "ran_out", "called_in"
_REMINDS = (3, 8)


def tell_returned(unit: Unit, services: Services, proposal: Proposal, stage: Stage, word_ids: Sequence[int]) -> None:
    """Tell author and sponsor what a board asks that referred their proposal back; they are reminded until they answer.

    Args:
        unit: the unit of work.
        services: what every use case is handed.
        proposal: whose stage it is.
        stage: as it is now.
        word_ids: of the questions.
    """
    people = _authors(proposal)
    _tell(unit, services, proposal, stage, RETURNED, people, words=list(word_ids))
    today, working = services.today(unit.now), services.config.working
    planned = [Planned(f"unanswered-{days}", working.shift(today, days)) for days in _REMINDS]
    plan_nudges(unit, services, [(question_subject(word), one) for word in word_ids for one in sorted(people)], planned)


def tell_ran_out(unit: Unit, services: Services, proposal: Proposal, before: Stage, stage: Stage) -> None:
    """Tell author, sponsor, the board's chair and the office that a stage has no answer in time.

    Args:
        unit: the unit of work.
        services: what every use case is handed.
        proposal: whose stage it is.
        before: as it was when its time ran out.
        stage: as it is now.
    """
    directory, today = unit.people.directory(), services.today(unit.now)
    board = directory.boards.get(stage.board)
    people = _authors(proposal) | set(board.chairs(today) if board else ())
    kept = {"due_on": _iso(before.due_on), "meets_on": _iso(before.meets_on), "was_in": before.decides_in.value}
    _tell(unit, services, proposal, stage, RAN_OUT, people, _turn(before), **kept)
    shown = services.presentation(directory, unit.now)
    content = route_told.ran_out_message(proposal, stage, before, shown, to_office=True)
    tell_office(unit, services, f"stage:{stage.id}:{_turn(before)}:{RAN_OUT}", content)


def tell_called_in(unit: Unit, services: Services, proposal: Proposal, stage: Stage, why: str) -> None:
    """Tell author, sponsor and the board's chair that its decision was called in, and lies before it again."""
    board = unit.people.directory().boards.get(stage.board)
    people = _authors(proposal) | set(board.chairs(services.today(unit.now)) if board else ())
    _tell(unit, services, proposal, stage, CALLED_IN, people, why=why)


def tell_undated(unit: Unit, services: Services, proposal: Proposal, stage: Stage) -> None:
    """Tell the office that a board which decides at meetings has none planned that could take a proposal."""
    shown = services.presentation(unit.people.directory(), unit.now)
    content = route_told.undated_message(proposal, stage, shown)
    tell_office(unit, services, f"stage:{stage.id}:{stage.sitting}:undated", content)


def tell_inquorate(unit: Unit, services: Services, proposal: Proposal, stage: Stage) -> None:
    """Tell the office where a proposal came before a board that cannot be quorate, as its members are today.

    Author and sponsor have no vote on their own, unless the board says otherwise.
    """
    own = () if stage.rules.author_votes else (*_authors(proposal), *proposal.former_sponsors)
    fault = board_fault(unit.people.directory(), stage, services.today(unit.now), own)
    if fault:
        content = route_told.inquorate_message(proposal, fault)
        tell_office(unit, services, f"stage:{stage.id}:{stage.sitting}:inquorate", content)


def compose_stage_told(
    services: Services, kept: Mapping[str, Any], *, channel: str, stands: bool
) -> Mapping[str, Any] | None:
    """Return what a message about a stage says when it is sent; None when its reader may not read it any more."""
    del stands  # it is sent once, and stays as it is
    with services.store.view() as view:
        directory, today = view.people.directory(), services.today(view.now)
        person = directory.people[kept["person"]]
        stage = view.stages.get(kept["stage"])
        proposal = view.proposals.get(stage.proposal_id) if stage else None
        if stage is None or proposal is None or slack_of(services, directory, person, today) != channel:
            return None
        if not can_read(view, actor_of(directory, person.id, today), proposal) or _is_past(stage, kept):
            return None
        shown = services.presentation(directory, view.now)
        if kept["what"] == RETURNED:
            return route_told.returned_message(proposal, stage, kept["words"], shown)
        if kept["what"] == CALLED_IN:
            return route_told.called_in_message(proposal, stage, kept["why"], shown)
        before = replace(
            stage,
            due_on=_day(kept["due_on"]),
            meets_on=_day(kept["meets_on"]),
            decides_in=DecidesIn(kept["was_in"]),
        )
        return route_told.ran_out_message(proposal, stage, before, shown, to_office=False)


def _is_past(stage: Stage, kept: Mapping[str, Any]) -> bool:
    """Return whether what was to be told has been overtaken: the board has it again, or has answered."""
    return not stage.is_before_board or (kept["what"] == RETURNED and stage.sitting != kept["sitting"])


def _tell(
    unit: Unit,
    services: Services,
    proposal: Proposal,
    stage: Stage,
    what: str,
    people: Collection[int],
    turn: str = "",
    **more: object,
) -> None:
    directory, today = unit.people.directory(), services.today(unit.now)
    for person_id in sorted(people):
        person = directory.people.get(person_id)
        channel = slack_of(services, directory, person, today) if person else None
        if channel is not None:
            name = f"stage:{stage.id}:{turn or _turn(stage)}:{what}:{person_id}"
            kept = {"kind": KIND, "stage": stage.id, "what": what, "sitting": stage.sitting, "person": person_id}
            unit.outbox.put(
                OutgoingMessage(name, f"{_subject(proposal)}:{person_id}", channel, name, {DEFERRED: {**kept, **more}})
            )


def _turn(stage: Stage) -> str:
    """Return what tells apart the times in which a stage lies before its board: its sitting and its last day."""
    return f"{stage.sitting}:{_iso(stage.due_on)}"


def _subject(proposal: Proposal) -> str:
    return f"route:{proposal.id}"


def _authors(proposal: Proposal) -> set[int]:
    return {one for one in (proposal.author_id, proposal.sponsor_id) if one is not None}


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _day(written: str) -> date | None:
    return date.fromisoformat(written) if written else None
