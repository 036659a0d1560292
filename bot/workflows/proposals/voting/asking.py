"""Members are asked for the votes that are missing; who has voted is left alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from bot.domain.chasing import NudgeStatus, plan
from bot.domain.proposals.records import Stage
from bot.store.repositories.nudge_messages import Nudge
from bot.store.unit_of_work import Unit, View
from bot.views.nudges import NudgeLine
from bot.views.vote_asked import vote_line, voted_line
from bot.workflows.chasing.asks import Ask
from bot.workflows.chasing.planning import cancel, plan_now, plan_nudges, settle
from bot.workflows.proposals.interests.seeing import may_see_stage
from bot.workflows.proposals.voting.polls import Poll, poll_of, polls_of
from bot.workflows.proposals.voting.subjects import earlier_subjects, read_vote_subject, vote_subject
from bot.workflows.readers import Readers
from bot.workflows.services import Services

_OPENED = "opened"
# Plans for one last day, counted on from it: a further one asks again whoever has to vote again.
_AGAIN = 1000
_ENDED = (NudgeStatus.ANSWERED, NudgeStatus.CANCELLED)


def replan_votes(unit: Unit, services: Services, stage: Stage) -> None:
    """Plan the reminders of a stage's missing votes as it stands now, and take back those that do not hold any more.

    Whoever votes for an absent member is asked in their place. Called again, it changes nothing. A last day that was
    moved is reminded of anew, and so is whoever has to vote again.
    """
    if not stage.considers:
        return
    poll = poll_of(unit, services, stage)
    wanted = {seat.person_id: vote_subject(stage, seat.person_id) for seat in poll.tally.waiting}
    if not poll.takes_votes:
        wanted = {}
    seats = [seat.person_id for seat in (*poll.seats.entitled, *poll.seats.barred)]
    unit.homes.touch({*seats, *poll.seats.delegates.values(), *(one.person_id for one in poll.seats.deputies)})
    cancel(unit, sorted(set(earlier_subjects(stage, _ever_sat(poll))) - set(wanted.values())))
    if not wanted:
        return
    asked = asked_of(unit, services, poll)
    asks = {subject: asked[seat_id] for seat_id, subject in wanted.items()}
    known = unit.nudges.of_subjects(list(asks))
    base = (stage.due_on.toordinal() if stage.due_on else 1) * _AGAIN
    stale = [one for one in known if one.status is NudgeStatus.PLANNED and not _is_meant(one, asks, base)]
    for person_id in sorted({one.person_id for one in stale}):
        cancel(unit, sorted({one.subject for one in stale if one.person_id == person_id}), [person_id])
    today, offsets = services.today(unit.now), services.config.chase_rules(stage.board).offsets
    working = services.config.working
    planned = plan(stage.due_on, offsets, working, today) if stage.due_on is not None else ()
    # Who is asked when it opens is not reminded of it the next morning, unless that is the last day.
    planned = tuple(one for one in planned if one.on > working.shift(today, 1) or one.on >= (stage.due_on or today))
    for number, keys in sorted(_by_plan(asks, known, base).items()):
        heard = {(one.subject, one.person_id) for one in known if one.plan // _AGAIN != number // _AGAIN}
        # Whose last day was moved alone is not asked at once.
        plan_now(unit, services, [key for key in keys if number > base or key not in heard], _OPENED, number)
        plan_nudges(unit, services, keys, planned, number)


def asked_of(view: View, services: Services, poll: Poll) -> Mapping[int, int]:
    """Return who is asked for each vote that is missing, by the id of the seat's holder.

    That is the holder; whoever votes for them for a period; or, while they are away, a deputy of theirs.
    """
    today = services.today(view.now)
    away = {one.person_id for one in view.hearing.absences(today) if one.away.covers(today)}
    used = {vote.voter_id for item in poll.tally.items for _, vote in item.counted if vote.is_by_deputy}
    asked: dict[int, int] = {}
    for seat in poll.tally.waiting:
        named = poll.seats.delegates.get(seat.person_id)
        may = [one for one in poll.seats.stand_ins_for(seat) if one == named or seat.person_id in away]
        free = [one for one in may if one not in away and one not in used and one not in asked.values()]
        asked[seat.person_id] = free[0] if free else seat.person_id
    return asked


def asks_hold(view: View, services: Services, poll: Poll) -> bool:
    """Return whether each missing vote was asked of whom it should be as of now, and no other vote still is."""
    asked = asked_of(view, services, poll)
    asks = {vote_subject(poll.stage, seat_id): person_id for seat_id, person_id in asked.items()}
    known = view.nudges.of_subjects([vote_subject(poll.stage, one) for one in _ever_sat(poll)])
    live = {(one.subject, one.person_id) for one in known if one.status not in _ENDED}
    planned = {(one.subject, one.person_id) for one in known if one.status is NudgeStatus.PLANNED}
    return live >= set(asks.items()) >= planned


def _ever_sat(poll: Poll) -> set[int]:
    """Return the ids of everybody who sits or sat with the board, also of those who have left."""
    return {member.person_id for member in poll.board.members} | {seat.person_id for seat in poll.seats.entitled}


def _is_meant(nudge: Nudge, asks: Mapping[str, int], base: int) -> bool:
    return nudge.person_id == asks[nudge.subject] and nudge.plan // _AGAIN == base // _AGAIN


def _by_plan(asks: Mapping[str, int], known: Sequence[Nudge], base: int) -> Mapping[int, list[tuple[str, int]]]:
    """Return what is asked of whom by the number of its plan: a further one where an earlier ended meanwhile."""
    found: dict[int, list[tuple[str, int]]] = {}
    for key in asks.items():
        mine = [one for one in known if (one.subject, one.person_id) == key and one.plan // _AGAIN == base // _AGAIN]
        top = max((one.plan for one in mine), default=base)
        has_ended = any(one.plan == top and one.status in _ENDED for one in mine)
        found.setdefault(top + has_ended, []).append(key)
    return found


def voted(unit: Unit, poll: Poll, seat_id: int) -> None:
    """Have nobody be asked any more for the votes of a seat that has cast all of them; `poll` is as it stands now."""
    seat = poll.seats.seat_of(seat_id)
    if seat not in poll.tally.waiting:
        settle(unit, [vote_subject(poll.stage, seat_id)])
    unit.homes.touch({seat_id, *(poll.seats.stand_ins_for(seat) if seat else ())})


def read_votes(view: View, services: Services, asks: Sequence[Ask], today: date) -> Mapping[Ask, NudgeLine | None]:
    """Return how each missing vote is asked for; one that was cast is said so, and what is needless is left out."""
    subjects = {ask: read_vote_subject(ask.subject) for ask in asks}
    stages = view.stages.of_ids({one.stage_id for one in subjects.values()})
    polls = polls_of(view, services, list(stages.values()))
    directory = view.people.directory()
    shown = services.presentation(directory, view.now)
    readers = Readers(directory, today)
    lines: dict[Ask, NudgeLine | None] = {}
    for ask, subject in subjects.items():
        poll = polls.get(subject.stage_id)
        if poll is None or (poll.stage.sitting, poll.stage.considers) != (subject.sitting, subject.considers):
            continue
        seat = poll.seats.seat_of(subject.seat_id)
        if seat is None:
            continue
        whose = seat.name if ask.reader_id != seat.person_id else ""
        if seat not in poll.tally.waiting:
            lines[ask] = voted_line(poll.proposal, poll.board.name, whose)
        elif poll.takes_votes:
            is_readable = may_see_stage(view, services, readers.actor(ask.reader_id), poll.proposal, poll.stage)
            lines[ask] = vote_line(poll.stage, poll.proposal, poll.board.name, shown, whose, is_readable=is_readable)
    return lines
