"""What becomes of votes when a new version comes before a board, or an item comes again: voters are told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.domain.proposals.records import Proposal, Stage
from bot.domain.proposals.rules import OnNewVersion
from bot.store.outbox import DEFERRED, OutgoingMessage
from bot.store.unit_of_work import Unit
from bot.views.voting import votes_fell
from bot.workflows.chasing.reaching import slack_of
from bot.workflows.desk import Desk
from bot.workflows.proposals.change import subject_of
from bot.workflows.proposals.interests.seeing import may_see_stage
from bot.workflows.proposals.voting.polls import poll_of
from bot.workflows.readers import actor_of
from bot.workflows.risk_change import actor_key
from bot.workflows.services import Services

KIND = "votes-fell"


def votes_fall(unit: Unit, services: Services, desk: Desk | None, proposal: Proposal, stage: Stage) -> None:
    """Tell whoever voted on the version before, or before it was sent back or put off, what became of their votes.

    None of them is taken away: they are kept.

    Args:
        unit: the unit of work; proposal and stage are locked, and the item lies before the board as it is now.
        services: what every use case is handed.
        desk: of whoever brought it about, None for a tick.
        proposal: which.
        stage: as it stands now.
    """
    now = (stage.sitting, stage.considers)
    earlier = [vote for vote in unit.votes.everything(stage.id) if (vote.sitting, vote.considered) < now]
    if not earlier:
        return
    last = max((vote.sitting, vote.considered) for vote in earlier)
    voters = {
        one for vote in earlier if (vote.sitting, vote.considered) == last for one in (vote.seat_id, vote.voter_id)
    }
    stands = stage.rules.on_new_version is OnNewVersion.STAND and last[0] == stage.sitting
    unit.record(
        actor_key(desk) if desk else "convenor",
        "vote.stood" if stands else "vote.fell",
        subject_of(proposal),
        stage=stage.id,
        version=stage.considers,
        seats=sorted({vote.seat_id for vote in earlier if (vote.sitting, vote.considered) == last}),
    )
    directory, today = unit.people.directory(), services.today(unit.now)
    for person_id in sorted(voters):
        channel = slack_of(services, directory, directory.people[person_id], today)
        if channel is not None:
            key = f"{KIND}:{stage.id}:{stage.sitting}.{stage.considers}:{person_id}"
            kept = {"kind": KIND, "stage": stage.id, "person": person_id, "stands": stands, "version": stage.considers}
            unit.outbox.put(OutgoingMessage(key, key, channel, key, {DEFERRED: kept}))


def compose_fallen(services: Services, kept: Mapping[str, Any], *, channel: str) -> Mapping[str, Any] | None:
    """Return what a voter is told; None where they may not read it, or another version came since."""
    with services.store.view() as view:
        directory, today = view.people.directory(), services.today(view.now)
        person, stage = directory.people[kept["person"]], view.stages.get(kept["stage"])
        if stage is None or stage.considers != kept["version"]:
            return None
        poll = poll_of(view, services, stage)
        reader = actor_of(directory, person.id, today)
        is_theirs = slack_of(services, directory, person, today) == channel
        if not is_theirs or not may_see_stage(view, services, reader, poll.proposal, stage):
            return None
        return votes_fell(stage, poll.proposal, poll.board.name, stands=bool(kept["stands"]))
