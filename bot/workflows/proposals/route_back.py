"""A proposal goes back on its route: an answer does not count any more, or an approval falls after it was given."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.proposals import course
from bot.domain.proposals.records import Outcome, Proposal, ProposalState, Stage, StageState
from bot.store.unit_of_work import Unit
from bot.workflows.proposals import followers
from bot.workflows.proposals.change import present, subject_of, touch_homes
from bot.workflows.proposals.routing import call_off, lay
from bot.workflows.proposals.stage_change import By, actor_of, answer_all, keep, locked, take_from_agenda
from bot.workflows.services import Services

_GONE = {"due_on": None, "meets_on": None}


def take_back(unit: Unit, services: Services, by: By, stage: Stage, why: str) -> tuple[Stage, ...]:
    """Put a stage before its board again, because its answer counts no more; return what waits for it once more.

    The stages of later steps that nobody has answered are to come again; those that were answered stay so. A proposal
    that had ended is under way again. Where it was withdrawn, goes another route by now, or another board has said no,
    the board is not asked again: the stage is called off.

    Args:
        unit: the unit of work, with the proposal and the stage locked.
        services: what every use case is handed.
        by: who did it.
        stage: whose answer does not count.
        why: in a sentence.
    """
    proposal, stage = locked(unit, stage)
    stages = unit.stages.of_proposal(proposal.id)
    if proposal.state is ProposalState.WITHDRAWN or not course.can_be_taken_back(stages, stage):
        off = replace(stage, state=StageState.CALLED_OFF, outcome=Outcome.NONE, effective_on=None, words=why)
        followers.stage_changed(unit, services, keep(unit, by, proposal, stage, off, "called_off", why=why, **_GONE))
        return ()
    again, waits = course.taken_back(stages, stage, proposal.submitted, why)
    if proposal.state is not ProposalState.UNDER_WAY:
        unit.proposals.change(proposal, state=ProposalState.UNDER_WAY.value, ended_at=None)
        unit.record(actor_of(by), "proposal.reopened", subject_of(proposal), why=why)
        proposal = present(unit, proposal.id)
    before = {one.id: one for one in stages}
    held = []
    for one in waits:
        kept = keep(unit, by, proposal, before[one.id], one, "held_back", why=why, **_GONE)
        take_from_agenda(unit, by, kept)
        followers.stage_changed(unit, services, kept)
        held.append(kept)
    # The meeting it was planned for is over, or is the one that took the answer back: the next is found anew.
    kept = lay(unit, services, by, proposal, replace(stage, meets_on=None), again, "taken_back")
    if stage.state is StageState.RETURNED:
        answer_all(unit, by, kept, why)
    return tuple(held)


def end_fallen(unit: Unit, services: Services, by: By, proposal: Proposal, why: str) -> None:
    """End a proposal whose approval fell after it was given: it is decided no more, and no board is asked on.

    The proposal is locked by the caller.
    """
    call_off(unit, services, by, course.current(unit.stages.of_proposal(proposal.id)), why)
    unit.proposals.change(proposal, state=ProposalState.REJECTED.value, ended_at=unit.now)
    unit.record(actor_of(by), "proposal.rejected", subject_of(proposal), why=why)
    touch_homes(unit, proposal)
