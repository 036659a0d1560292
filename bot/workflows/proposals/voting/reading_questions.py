"""How author and sponsor are asked for answers, in what their reader may know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from bot.store.unit_of_work import View
from bot.views.nudges import NudgeLine
from bot.views.vote_asked import answered_line, question_line
from bot.workflows.chasing.asks import Ask
from bot.workflows.proposals.interests.seeing import may_see_stage
from bot.workflows.proposals.voting.subjects import question_of
from bot.workflows.readers import Readers
from bot.workflows.services import Services


def read_questions(view: View, services: Services, asks: Sequence[Ask], today: date) -> Mapping[Ask, NudgeLine | None]:
    """Return how author and sponsor are asked for each answer; one that was given is said so."""
    words = view.words.of_ids({question_of(ask.subject) for ask in asks})
    stages = view.stages.of_ids({word.stage_id for word in words.values()})
    proposals = view.proposals.of_ids({stage.proposal_id for stage in stages.values()})
    directory = view.people.directory()
    readers = Readers(directory, today)
    lines: dict[Ask, NudgeLine | None] = {}
    for ask in asks:
        word = words.get(question_of(ask.subject))
        stage = stages.get(word.stage_id) if word else None
        if word is None or stage is None:
            continue
        proposal = proposals[stage.proposal_id]
        if not word.waits:
            lines[ask] = answered_line(word, proposal)
        elif stage.is_before_board:
            board = directory.boards[stage.board].name if stage.board in directory.boards else stage.board
            is_readable = may_see_stage(view, services, readers.actor(ask.reader_id), proposal, stage)
            lines[ask] = question_line(word, proposal, board, is_readable=is_readable)
    return lines
