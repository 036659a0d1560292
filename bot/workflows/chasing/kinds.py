"""What people are reminded of: a line for each kind of subject."""

from __future__ import annotations

from bot.workflows import asked_subjects, asked_updates
from bot.workflows.actions import asked_lines
from bot.workflows.actions.ladder import read_late
from bot.workflows.actions.late_list import read_late_lists
from bot.workflows.actions.reminding import read_actions
from bot.workflows.actions.subjects import ACTION, LATE, LATE_LIST
from bot.workflows.chasing.asks import Kinds
from bot.workflows.escalation.reminding import read_acceptances
from bot.workflows.proposals.voting.asking import read_votes
from bot.workflows.proposals.voting.reading_questions import read_questions
from bot.workflows.proposals.voting.subjects import QUESTION, VOTE
from bot.workflows.rounds import lines as rounds

KINDS: Kinds = {
    "acceptance": read_acceptances,
    asked_subjects.KIND: asked_updates.read_asked,
    "round": rounds.read,
    ACTION: read_actions,
    LATE: read_late,
    LATE_LIST: read_late_lists,
    VOTE: read_votes,
    QUESTION: read_questions,
    **dict.fromkeys((asked_lines.HANDOVER, asked_lines.CLAIM), asked_lines.read),
}
