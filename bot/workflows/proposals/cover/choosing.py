"""Which cover sheet is meant: for which board, of which version. Nothing is changed."""

from __future__ import annotations

import re

from bot.domain.directory import Directory
from bot.domain.proposals.records import Proposal
from bot.domain.proposals.refs import parse_reference
from bot.errors import InvalidInputError, NotFoundError
from bot.store.unit_of_work import View
from bot.workflows.proposals.cover.contents import CoverWish
from bot.workflows.register_paper.choosing import find_board

_VERSION = re.compile(r"\bv(?:ersion)?\s*(\d{1,4})\b|\b(draft)\b", re.IGNORECASE)


def chosen(view: View, directory: Directory, ref: str, board: str, version: int | None) -> tuple[Proposal, CoverWish]:
    """Return the proposal and the cover sheet that somebody at the command line means.

    Raises:
        NotFoundError: there is no such proposal or board.
        InvalidInputError: the board is not on the proposal's route.
    """
    parsed = parse_reference(ref)
    proposal = view.proposals.find(parsed) if parsed else None
    if proposal is None:
        raise NotFoundError(f"There is no proposal “{ref[:40]}”.", "Write its reference like P-7.", of="proposal")
    wish = wish_of(view, directory, proposal, board)
    return proposal, wish if version is None else CoverWish(wish.ref, wish.board, version)


def wish_of(view: View, directory: Directory, proposal: Proposal, words: str) -> CoverWish:
    """Return which cover sheet is meant: by default that of the version and the board it lies before.

    Raises:
        NotFoundError: there is no such board.
        InvalidInputError: the board is not on the proposal's route.
    """
    found = _VERSION.search(words)
    written = _VERSION.sub(" ", words).strip()
    stages = view.stages.of_proposal(proposal.id)
    board = find_board(directory, written).key if written else ""
    if board and stages and board not in {stage.board for stage in stages}:
        names = ", ".join(dict.fromkeys(stage.board for stage in stages))
        raise InvalidInputError(f"{proposal.ref} does not come before {board}.", f"Its route is {names}.")
    before = [stage for stage in stages if stage.is_before_board]
    if not board and len(before) == 1:
        board = before[0].board
    if found:
        return CoverWish(proposal.ref, board, int(found[1]) if found[1] else 0)
    considered = next((stage.considers for stage in before if stage.board == board), 0)
    return CoverWish(proposal.ref, board, considered or proposal.submitted)
