"""What waits for whoever is at the desk on proposals: for their Home, for `/proposal`, and for what waits on them.

Each kind is found in one place, and each that is shown opens the form by which it is done.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.domain.people import DecidesIn
from bot.domain.proposals.owed import Owed, Owing, phrases
from bot.domain.proposals.records import Proposal, StageState
from bot.store.unit_of_work import View
from bot.views import blocks
from bot.views.blocks import Element
from bot.views.ids import Act
from bot.workflows.desk import Desk
from bot.workflows.proposals.deciding.conditions import takes_no_part
from bot.workflows.proposals.interests import presiding
from bot.workflows.proposals.interests.recusing import kept_from
from bot.workflows.proposals.interests.seeing import may_see_stage
from bot.workflows.proposals.lookup import can_read
from bot.workflows.proposals.voting.polls import Poll, polls_of
from bot.workflows.services import Services

_RULINGS_SHOWN = 2


def owed_by(view: View, services: Services, desk: Desk) -> tuple[Owed, ...]:
    """Return what waits for whoever is at the desk, as far as they may read what it is about."""
    if desk.actor.person is None:
        return ()
    found = [
        *votes(view, services, desk),
        *_answers(view, desk),
        *_rulings(view, services, desk),
        *_records(view, services, desk),
        *_conditions(view, desk),
    ]
    own = desk.actor.person.id
    proposals = {one.proposal.id: one.proposal for one in found}
    shown = {key for key, one in proposals.items() if can_read(view, desk.actor, one) and not kept_from(view, one, own)}
    return tuple(one for one in found if one.proposal.id in shown)


def waits(view: View, services: Services, desk: Desk) -> Mapping[int, str]:
    """Return what waits for whoever is at the desk in a phrase, by the proposal's id."""
    return phrases(owed_by(view, services, desk))


def votes(view: View, services: Services, desk: Desk) -> Iterator[Owed]:
    """Yield the votes that are owed: their own, and those of absent members they were named for."""
    actor = desk.actor
    if actor.person is None:
        return
    boards = actor.boards | view.votes.boards_delegated_to(actor.person.id, actor.day)
    stages = view.stages.before_boards(boards) if boards else ()
    for poll in polls_of(view, services, stages).values():
        absent = _voted_for(poll, actor.person.id)
        if absent is not None and may_see_stage(view, services, actor, poll.proposal, poll.stage):
            yield Owed(Owing.VOTE, poll.proposal, poll.board.name, name=absent, on=poll.stage.due_on, stage=poll.stage)


def _voted_for(poll: Poll, person_id: int) -> str | None:
    """Return for whom a person's vote is awaited: empty for themselves, a name for who named them, None for nobody."""
    if not poll.takes_votes:
        return None
    waiting = poll.tally.waiting
    if poll.seats.seat_of(person_id) in waiting:
        return ""
    named = {member for member, deputy in poll.seats.delegates.items() if deputy == person_id}
    may = [seat for seat in poll.seats.may_stand_in(person_id) if seat.person_id in named and seat in waiting]
    return may[0].name if may else None


def _answers(view: View, desk: Desk) -> Iterator[Owed]:
    words = view.words.waiting_for(desk.actor.person.id) if desk.actor.person else ()
    stages = view.stages.of_ids({word.stage_id for word in words}) if words else {}
    proposals = view.proposals.of_ids({stage.proposal_id for stage in stages.values()}) if stages else {}
    for word in words:
        stage = stages[word.stage_id]
        yield Owed(
            Owing.ANSWER,
            proposals[stage.proposal_id],
            desk.shown.board_names([stage.board]),
            word.id,
            word.name,
            word.words,
            desk.shown.date_of(word.at),
            stage,
        )


def _rulings(view: View, services: Services, desk: Desk) -> Iterator[Owed]:
    """Yield the interests on which they rule; for the office those on which nobody else can."""
    own, is_office = desk.actor.person.id if desk.actor.person else None, desk.actor.is_office
    boards = frozenset(desk.directory.boards) if is_office else desk.actor.boards
    unruled = view.conflicts.unruled_before(boards) if boards else ()
    stages = view.stages.of_ids({one.conflict.stage_id for one in unruled}) if unruled else {}
    proposals = view.proposals.of_ids({stage.proposal_id for stage in stages.values()}) if stages else {}
    people = desk.directory.people
    for weighed in unruled:
        stage = stages[weighed.conflict.stage_id]
        if not stage.is_before_board:
            continue
        by_office = is_office and not presiding.rulers(view, services, stage)
        if by_office or presiding.may_rule(view, services, stage, weighed, own):
            person = people.get(weighed.conflict.person_id)
            yield Owed(
                Owing.RULING,
                proposals[stage.proposal_id],
                desk.shown.board_names([stage.board]),
                weighed.conflict.id,
                person.name if person else "somebody who has left",
                on=stage.due_on or stage.meets_on,
                stage=stage,
            )


def _records(view: View, services: Services, desk: Desk) -> Iterator[Owed]:
    """Yield the meetings whose decision the office has still to record."""
    if not desk.actor.is_office:
        return
    today = services.today(view.now)
    stages = [
        stage
        for stage in view.stages.before_boards()
        if stage.state is StageState.OPEN
        and stage.decides_in is DecidesIn.MEETING
        and stage.meets_on is not None
        and stage.meets_on <= today
    ]
    proposals = view.proposals.of_ids({stage.proposal_id for stage in stages}) if stages else {}
    for stage in stages:
        board = desk.shown.board_names([stage.board])
        yield Owed(Owing.RECORD, proposals[stage.proposal_id], board, on=stage.meets_on, stage=stage)


def _conditions(view: View, desk: Desk) -> Iterator[Owed]:
    """Yield the conditions of which they are to say whether they are met: as named, else as the board's chair."""
    own, day = desk.actor.person.id if desk.actor.person else None, desk.actor.day
    chaired = {key for key, board in desk.directory.boards.items() if own in board.chairs(day)}
    mine = [
        one
        for one in view.conditions.open()
        if own != one.owner_id
        and (one.discharged_by_id == own or (one.discharged_by_id is None and one.board in chaired))
    ]
    proposals = view.proposals.of_ids({one.proposal_id for one in mine}) if mine else {}
    for one in mine:
        proposal = proposals[one.proposal_id]
        if not takes_no_part(view, desk, proposal):
            board = desk.shown.board_names([one.board])
            yield Owed(Owing.CONDITION, proposal, board, one.id, words=one.words, on=one.long_stop_on)


def rule_buttons(view: View, services: Services, desk: Desk, proposal: Proposal) -> list[Element]:
    """Return, for its card, the buttons by which whoever is at the desk rules on interests in a proposal."""
    mine = [one for one in _rulings(view, services, desk) if one.proposal.id == proposal.id]
    return [
        blocks.button("Rule on an interest", f"{Act.INTEREST_RULE}.{one.about}", str(one.about))
        for one in mine[:_RULINGS_SHOWN]
    ]
