"""The chair and the office are told of a vote that needs them: no agreement, or an answer that cannot be recorded."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.domain.people import Board
from bot.domain.proposals.seats import Seat
from bot.store.outbox import DEFERRED, OutgoingMessage
from bot.store.unit_of_work import Unit, View
from bot.views.voting import delegate_named, needs_you, vote_entered
from bot.workflows.chasing.reaching import slack_of
from bot.workflows.desk import Desk
from bot.workflows.proposals.interests import presiding
from bot.workflows.proposals.interests.seeing import may_see_stage
from bot.workflows.proposals.voting.polls import Poll, poll_of
from bot.workflows.readers import actor_of
from bot.workflows.services import Services

KIND, ENTERED = "vote-needs-you", "vote-entered"


def tell_of_vote(unit: Unit, services: Services, poll: Poll, what: str, why: str = "") -> None:
    """Tell the chair and the office of a vote once; what is said is found when it is sent.

    Args:
        unit: the unit of work.
        services: what every use case is handed.
        poll: the vote.
        what: `undecided` where all have voted and there is no agreement, `held` where its answer cannot be recorded,
            `unruled` where an interest waits for a ruling, `unruled-late` where it still does after the last day.
        why: it cannot be recorded, or whose interest waits, in a sentence.
    """
    directory, today = unit.people.directory(), services.today(unit.now)
    stage = poll.stage
    rulers = presiding.rulers(unit, services, stage) if what.startswith("unruled") else ()
    people = {*poll.board.chairs(today), *rulers, *(person.id for person in directory.office(today))}
    for person_id in sorted(people):
        channel = slack_of(services, directory, directory.people[person_id], today)
        if channel is None:
            continue
        key = f"{KIND}:{stage.id}:{stage.sitting}.{stage.considers}:{what}:{person_id}"
        content = {"kind": KIND, "stage": stage.id, "person": person_id, "what": what, "why": why}
        unit.outbox.put(OutgoingMessage(key, key, channel, key, {DEFERRED: content}))


def tell_named(
    unit: Unit, services: Services, desk: Desk, board: Board, member_id: int, deputy_id: int, days: tuple[date, date]
) -> None:
    """Tell somebody that a member has them vote with a board for a period."""
    directory = desk.directory
    channel = slack_of(services, directory, directory.people[deputy_id], desk.actor.day)
    if channel is not None:
        key = f"vote-named:{board.key}:{member_id}:{deputy_id}:{days[0]}:{days[1]}:{unit.now.isoformat()}"
        content = delegate_named(directory.people[member_id].name, board.name, days, desk.shown)
        unit.outbox.put(OutgoingMessage(key, key, channel, key, content))


def was_told(view: View, services: Services, poll: Poll) -> bool:
    """Return whether the chair or the office was told that a vote needs them, as it lies before the board now."""
    directory, today = view.people.directory(), services.today(view.now)
    people = {*poll.board.chairs(today), *(person.id for person in directory.office(today))}
    turn = f"{KIND}:{poll.stage.id}:{poll.stage.sitting}.{poll.stage.considers}"
    whats = ("undecided", "held", "unruled", "unruled-late")
    return view.was_put([f"{turn}:{what}:{person_id}" for what in whats for person_id in people])


def tell_of_entered(
    unit: Unit, services: Services, desk: Desk, poll: Poll, seat: Seat, voter_id: int, how: str
) -> None:
    """Tell a member, and the deputy who voted for them, at once what the office wrote down as their vote."""
    directory, today, stage = unit.people.directory(), services.today(unit.now), poll.stage
    number = max(vote.id for vote in unit.votes.everything(stage.id))
    for person_id in sorted({seat.person_id, voter_id}):
        channel = slack_of(services, directory, directory.people[person_id], today)
        if channel is not None:
            key = f"{ENTERED}:{stage.id}:{number}:{person_id}"
            content = {"kind": ENTERED, "stage": stage.id, "person": person_id, "seat": seat.person_id}
            more = {"vote": number, "by": desk.actor.name, "how": how}
            unit.outbox.put(OutgoingMessage(key, key, channel, key, {DEFERRED: content | more}))


def compose_entered(services: Services, kept: Mapping[str, Any], *, channel: str) -> Mapping[str, Any] | None:
    """Return what a member is told of the vote that was written down for them; None where they may not read it."""
    with services.store.view() as view:
        directory, today = view.people.directory(), services.today(view.now)
        person, stage = directory.people[kept["person"]], view.stages.get(kept["stage"])
        if stage is None or slack_of(services, directory, person, today) != channel:
            return None
        poll, reader = poll_of(view, services, stage), actor_of(directory, person.id, today)
        if not may_see_stage(view, services, reader, poll.proposal, stage):
            return None
        votes = [one for one in view.votes.everything(stage.id) if one.seat_id == kept["seat"]]
        last = next((one for one in votes if one.id == kept["vote"]), None)
        mine = [one for one in votes if last is not None and one.at == last.at]
        whose = "" if kept["seat"] == person.id else directory.people[kept["seat"]].name
        return vote_entered(poll.stage, poll.proposal, poll.board.name, mine, whose, kept["by"], kept["how"])


def compose_needs_you(services: Services, kept: Mapping[str, Any], *, channel: str) -> Mapping[str, Any] | None:
    """Return what the chair or the office is told; None where it is settled by now, or they may not read it."""
    with services.store.view() as view:
        directory, today = view.people.directory(), services.today(view.now)
        person, stage = directory.people[kept["person"]], view.stages.get(kept["stage"])
        if stage is None or slack_of(services, directory, person, today) != channel:
            return None
        poll = poll_of(view, services, stage)
        reader = actor_of(directory, person.id, today)
        if not poll.takes_votes or not may_see_stage(view, services, reader, poll.proposal, stage):
            return None
        return needs_you(poll.proposal, poll.board.name, poll.stage, poll.tally, kept["what"], kept["why"])
