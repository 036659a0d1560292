"""For which part of the money a board is asked: what the boards before it narrowed is what it is asked now."""

from __future__ import annotations

from bot.domain.directory import Directory
from bot.domain.proposals.decision_words import part_words
from bot.domain.proposals.records import LOOKS, Stage
from bot.store.unit_of_work import View
from bot.workflows.proposals.deciding.money import earlier_decisions, proposed_part


def asked_part(view: View, stage: Stage, directory: Directory) -> str:
    """Return for which part of the money a board is asked, and by whose word: `for 2018/19 only, as TB answered`.

    Empty for all of it, and of a board that is asked to note or consider: it gives no part.
    """
    if stage.ask in LOOKS:
        return ""
    words = part_words(proposed_part(view, stage))
    if not words:
        return ""
    boards = dict.fromkeys(
        one.board for one in earlier_decisions(view, stage) if one.is_passing and not one.part.is_whole
    )
    names = [directory.boards[key].name if key in directory.boards else key for key in boards]
    return f"{words}, as the {' and the '.join(names)} answered"
