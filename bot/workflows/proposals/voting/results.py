"""What a vote came to, as the decision record takes it."""

from __future__ import annotations

from bot.domain.proposals.decisions import AttachedCondition, Count, ItemVote, RollLine, VoteResult
from bot.domain.proposals.records import Choice
from bot.domain.proposals.seats import Seat, WhyNoVote
from bot.domain.proposals.tally import ItemTally, Standing, Vote
from bot.store.unit_of_work import View
from bot.views.interest_words import RULING_WORDS
from bot.views.vote_words import partner_words
from bot.workflows.proposals.interests.recording import interests_of
from bot.workflows.proposals.voting.forecasts import forecast_of
from bot.workflows.proposals.voting.polls import Poll
from bot.workflows.services import Services

_PASSED = {Standing.PASSED: True, Standing.FAILED: False, Standing.OPEN: None}
_BARRED = {WhyNoVote.AUTHOR: "author, no vote", WhyNoVote.SPONSOR: "sponsor, no vote"}


def result_of(view: View, services: Services, poll: Poll, closed_by: str = "") -> VoteResult:
    """Return what a vote comes to as it stands.

    Args:
        view: the look or the unit of work.
        services: what every use case is handed.
        poll: the vote.
        closed_by: who closed it, empty where all had voted or its last day was over.
    """
    people = view.people.directory().people
    roll = tuple(
        _line(seat, vote, people[vote.voter_id].name if vote.voter_id in people else "Somebody")
        for item in poll.tally.items
        for seat, vote in item.counted
    )
    took_part = {seat: None for item in poll.tally.items for seat, _ in item.counted}
    interests = [
        f"{one.name}: {one.words} ({RULING_WORDS[one.ruling] if one.ruling else 'no ruling'})"
        for one in interests_of(view, services, poll.stage)
    ]
    interests += [f"{seat.name}: {_BARRED[why]}" for seat, why in poll.seats.barred.items() if why in _BARRED]
    return VoteResult(
        items=tuple(_item(item) for item in poll.tally.items),
        roll=roll,
        present=tuple(seat.name for seat in took_part),
        quorate=poll.tally.is_quorate,
        quorum_words=_quorum_words(poll, services, view),
        interests=tuple(interests),
        closed_by=closed_by,
    )


def _item(item: ItemTally) -> ItemVote:
    return ItemVote(
        number=item.item,
        passed=_PASSED[item.standing],
        count=Count(len(item.in_favour), len(item.having(Choice.AGAINST)), len(item.having(Choice.ABSTAIN))),
        conditions=tuple(AttachedCondition(words, seat.name) for seat, words in item.conditions),
    )


def _line(seat: Seat, vote: Vote, voter: str) -> RollLine:
    return RollLine(
        seat=seat.name,
        voter=voter,
        organisation=seat.organisation,
        item=vote.item,
        choice=vote.choice,
        reason=vote.reason,
        conditions=vote.conditions,
        entered_by=vote.entered_by,
        how=vote.how,
        seat_id=seat.person_id,
        voter_id=vote.voter_id,
        version=vote.considered,
    )


def _quorum_words(poll: Poll, services: Services, view: View) -> str:
    voted = max((len(item.counted) for item in poll.tally.items), default=0)
    said = " ".join(forecast_of(poll, services, view.people.directory()))
    names = {one.key: one.name for one in services.config.organisations}
    partners = [
        f"{f'Recommendation {item.item}: ' if item.item else ''}{partner_words(item.partners, names)}."
        for item in poll.tally.items
        if item.partners
    ]
    return " ".join([f"{voted} of {len(poll.seats.entitled)} members with a vote took part. {said}", *partners])
