"""How somebody is asked for a vote, or for the answer to a question: a line in their reminders."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.domain.proposals.records import Proposal, Stage
from bot.domain.proposals.words import StageWord
from bot.domain.risks import Visibility
from bot.views import blocks
from bot.views.ids import Act
from bot.views.nudges import NudgeLine
from bot.views.presentation import Presentation
from bot.views.vote_values import pack_stage
from bot.views.vote_words import VERBS
from bot.views.wording import say, unescape

_TITLE_MAX = 140
_WORDS_MAX = 300
_QUESTIONS_SHOWN = 5


def vote_line(
    stage: Stage, proposal: Proposal, board: str, shown: Presentation, whose: str = "", *, is_readable: bool
) -> NudgeLine:
    """Return the line that asks a member for a vote; `whose` is the member's name where another is asked for it."""
    facts = {
        "ref": proposal.ref,
        "board": board,
        "whose": whose,
        "verb": VERBS[stage.ask].lower(),
        "due": shown.day(stage.due_on) if stage.due_on else "",
        "late": stage.due_on is not None and stage.due_on < shown.today,
    }
    title = blocks.clip(proposal.title, _TITLE_MAX)
    is_public = proposal.visibility is Visibility.PUBLIC
    buttons = (
        blocks.button("Vote", f"{Act.VOTE_FORM}.{stage.id}", pack_stage(stage)),
        blocks.button("Read it", f"{Act.STAGE_READ}.{stage.id}", str(stage.id)),
    )
    return NudgeLine(
        text=say("voting/asked", **facts, title=title if is_readable else "", marked=True),
        # It may leave the house by e-mail, where what is not public has no place.
        plain=unescape(say("voting/asked", **facts, title=title if is_public else "", marked=False)),
        buttons=buttons if is_readable else (),
        order=("0", stage.due_on.isoformat() if stage.due_on else "9999", proposal.ref),
    )


def voted_line(proposal: Proposal, board: str, whose: str = "") -> NudgeLine:
    """Return the line of a vote that was cast, by whom ever; `whose` is the member's name where another was asked."""
    words = f"{proposal.ref}: {board} has {f'the vote of {whose}' if whose else 'your vote'}"
    text = say("chased/done", text=words)
    return NudgeLine(text=text, plain=words, order=("0", "", proposal.ref), can_snooze=False, is_done=True)


def question_line(word: StageWord, proposal: Proposal, board: str, *, is_readable: bool) -> NudgeLine:
    """Return the line that asks the author or sponsor for the answer to a question."""
    words = blocks.clip(word.words, _WORDS_MAX)
    facts = {"ref": proposal.ref, "board": board, "name": word.name}
    is_public = proposal.visibility is Visibility.PUBLIC
    return NudgeLine(
        text=say("voting/question_asked", **facts, words=words if is_readable else "", marked=True),
        plain=unescape(say("voting/question_asked", **facts, words=words if is_public else "", marked=False)),
        buttons=(blocks.button("Answer", f"{Act.STAGE_ANSWER}.{word.id}", str(word.id)),) if is_readable else (),
        order=("0", word.at.isoformat(), proposal.ref),
    )


def open_questions(
    proposal: Proposal, stage: Stage, waiting: Sequence[StageWord], shown: Presentation
) -> dict[str, Any]:
    """Return what the office is told of questions that stand open when the papers of a meeting are due."""
    text = say(
        "voting/open_questions",
        ref=proposal.ref,
        title=blocks.clip(proposal.title, _TITLE_MAX),
        board=shown.boards.get(stage.board, stage.board),
        meets=shown.day(stage.meets_on) if stage.meets_on else "",
        questions=[(word.name, blocks.clip(word.words, _WORDS_MAX)) for word in waiting[:_QUESTIONS_SHOWN]],
        more=max(0, len(waiting) - _QUESTIONS_SHOWN),
    )
    return blocks.message(text, [blocks.section(text)])


def answered_line(word: StageWord, proposal: Proposal) -> NudgeLine:
    """Return the line of a question that was answered."""
    words = f"{proposal.ref}: {word.answered_by} answered {word.name}'s question"
    text = say("chased/done", text=words)
    return NudgeLine(text=text, plain=words, order=("0", "", proposal.ref), can_snooze=False, is_done=True)
