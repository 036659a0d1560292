"""A bid's text for a panel that scores blind: what it is for and what it costs, and nothing that names anybody."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.proposals.content import Content
from bot.domain.proposals.questions import Question, QuestionKind
from bot.views import blocks
from bot.views.blocks import Block
from bot.views.presentation import Presentation
from bot.views.proposal_text import answer_words, cost_lines
from bot.views.proposal_words import asked_for
from bot.views.wording import Mrkdwn, say

_LINES_IN_ONE = 20


def blind_text(content: Content, questions: Sequence[Question], papers: int, shown: Presentation) -> list[Block]:
    """Return a bid as blocks of a modal, without its reference, its people and organisations, and its papers.

    Args:
        content: of the version that is scored.
        questions: of its fund; what they asked for people is left out.
        papers: how many files and links go with it.
        shown: the partnership's words.
    """
    body = [blocks.header(content.title or "No title")]
    if content.summary:
        body.append(blocks.section(say("proposals/plain", words=content.summary)))
    starts = shown.dated(content.starts_on) if content.starts_on else ""
    about = {"Asks for": asked_for(content), "Wants to start": starts}
    fields = [say("proposals/card_field", name=name, words=words) for name, words in about.items() if words]
    body.append(blocks.fields(fields))
    for question in questions:
        answer = content.answers.get(question.key)
        words = "" if question.kind is QuestionKind.PEOPLE else answer_words(question, answer, {}, shown)
        if words:
            body.append(blocks.section(say("proposals/answer", label=question.label, words=words)))
    lines = cost_lines(content)
    for start in range(0, len(lines), _LINES_IN_ONE):
        words = Mrkdwn("\n".join(lines[start : start + _LINES_IN_ONE]))
        body.append(blocks.section(say("proposals/answer", label="Costs", words=words)))
    body += [
        blocks.section(say("proposals/answer", label=f"Recommendation {one.number}", words=one.words))
        for one in content.recommendations
    ]
    return [*body, blocks.context(say("bids/blind_foot", papers=papers))]
