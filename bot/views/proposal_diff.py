"""What changed between two versions of a proposal, as a message."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.domain.proposals.differences import Difference
from bot.domain.proposals.records import Proposal
from bot.views import blocks
from bot.views.wording import Mrkdwn, say

_SHOWN, _PIECES, _PIECE_MAX, _VALUE_MAX = 40, 6, 300, 600


def diff_message(
    proposal: Proposal, old: int, new: int, changes: Sequence[Difference], why: str = ""
) -> dict[str, Any]:
    """Return what changed from version `old` to `new`, 0 for the draft; `why` is what its author said of it."""
    head = say(
        "proposals/diff_head", ref=proposal.ref, title=proposal.title, old=old, new=new, why=why, any=bool(changes)
    )
    lines = [difference_words(one) for one in changes[:_SHOWN]]
    left = len(changes) - _SHOWN
    foot = [blocks.context(say("proposals/diff_more", left=left))] if left > 0 else []
    return blocks.message(
        Mrkdwn("\n".join((head, *lines[:5]))), [blocks.section(head), *(blocks.section(one) for one in lines), *foot]
    )


def difference_words(one: Difference) -> Mrkdwn:
    """Return a change in words."""
    return say(
        "proposals/difference",
        what=one.what,
        before=blocks.clip(one.before, _VALUE_MAX),
        after=blocks.clip(one.after, _VALUE_MAX),
        taken=[blocks.clip(piece, _PIECE_MAX) for piece in one.taken_out[:_PIECES]],
        put=[blocks.clip(piece, _PIECE_MAX) for piece in one.put_in[:_PIECES]],
    )
