"""What follows when an interest, or a ruling on one, changes who takes part: votes, tally, card, and who is told."""

from __future__ import annotations

from bot.domain.proposals.records import Proposal, Stage
from bot.domain.proposals.recusals import Recusals
from bot.store.unit_of_work import Unit
from bot.workflows.desk import Desk
from bot.workflows.proposals.cards import anchor_of, put_card, renew_words
from bot.workflows.proposals.deciding.telling import renew_said
from bot.workflows.proposals.interests import telling
from bot.workflows.proposals.interests.taking import stage_of
from bot.workflows.proposals.voting.closing import settle_vote
from bot.workflows.risk_change import actor_key
from bot.workflows.services import Services

_CARD = "stage:{id}"


def follow(unit: Unit, services: Services, desk: Desk, proposal: Proposal, stage: Stage, before: Recusals) -> bool:
    """Let votes, tally, card and record follow a change of who takes part; return whether nobody is left who votes.

    A vote of somebody who has none any more counts no more; it stays on record, and that it fell is recorded.

    Args:
        unit: the unit of work; proposal and stage are locked.
        services: what every use case is handed.
        desk: of whoever changed it.
        proposal: which lies before the board.
        stage: as it was taken.
        before: who took no part until now.
    """
    after = unit.conflicts.recusals(stage.id)
    for person_id in sorted(after.left - before.left):
        _keep_sights(unit, stage, person_id, was_stub=bool(before.left))
    out = after.no_vote - before.no_vote
    for vote in unit.votes.of_stage(stage) if out else ():
        if vote.seat_id in out or vote.voter_id in out:
            unit.record(
                actor_key(desk),
                "vote.fell",
                f"proposal:{proposal.ref}",
                stage=stage.id,
                sitting=stage.sitting,
                seat=vote.seat_id,
                voter=vote.voter_id,
                item=vote.item,
                why="an interest",
            )
    if after.left != before.left:
        _renew_others(unit, stage)
    unit.stages.change(stage)
    _, present = stage_of(unit, stage.id)
    if present.is_before_board:
        settle_vote(unit, services, desk, present)
    return telling.tell_if_all_are_out(unit, services, present)


def _renew_others(unit: Unit, stage: Stage) -> None:
    """Have what stands in channels of a proposal shown anew, also where its board has answered.

    Whoever leaves may sit on that board, too; what threads say of its decisions goes with the card.
    """
    for other in unit.stages.of_proposal(stage.proposal_id):
        if not other.is_before_board and unit.place_of(anchor_of(other)) is None:
            continue
        unit.stages.change(other)
        present = stage_of(unit, other.id)[1]
        renew_said(unit, present)
        if other.id != stage.id:
            put_card(unit, present)
            renew_words(unit, present)


def _keep_sights(unit: Unit, stage: Stage, person_id: int, *, was_stub: bool) -> None:
    """Keep what somebody who leaves had seen by then: the card in the channel, unless it was a stub, and their vote."""
    if not was_stub and unit.place_of(_CARD.format(id=stage.id)) is not None:
        unit.conflicts.see(stage.id, [person_id], "card", unit.now)
    if any(person_id in (vote.seat_id, vote.voter_id) for vote in unit.votes.of_stage(stage)):
        unit.conflicts.see(stage.id, [person_id], "voted", unit.now)
