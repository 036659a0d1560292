"""What was voted and said on a proposal, for its timeline."""

from __future__ import annotations

from datetime import datetime

from bot.domain.proposals.records import Proposal
from bot.domain.proposals.words import WordKind
from bot.store.unit_of_work import View
from bot.views.vote_words import choice_words
from bot.views.wording import Mrkdwn, say
from bot.workflows.desk import Desk
from bot.workflows.services import Services


def vote_events(view: View, services: Services, desk: Desk, proposal: Proposal) -> list[tuple[datetime, Mrkdwn]]:
    """Return who voted what with which board and when, and what was said there; a vote on several things once."""
    del services
    people, boards = desk.directory.people, desk.shown.boards
    stages = view.stages.of_proposal(proposal.id)
    names = {stage.id: boards.get(stage.board, stage.board) for stage in stages}
    cast = {
        (vote.at, vote.seat_id, vote.choice): (names[stage.id], vote)
        for stage in stages
        if stage.considers
        for vote in view.votes.everything(stage.id)
    }
    events = [
        (
            vote.at,
            say(
                "voting/timeline_vote",
                name=people[vote.seat_id].name,
                deputy=people[vote.voter_id].name if vote.is_by_deputy else "",
                board=board,
                choice=choice_words(vote.choice),
                entered=vote.entered_by,
            ),
        )
        for board, vote in cast.values()
    ]
    for word in view.words.of_stages(list(names)):
        if word.kind is not WordKind.READ:
            events.append(
                (word.at, say("voting/timeline_word", name=word.name, kind=word.kind.value, board=names[word.stage_id]))
            )
        if word.answered_at is not None:
            events.append((word.answered_at, say("voting/timeline_answer", name=word.answered_by, asked=word.name)))
    return events
