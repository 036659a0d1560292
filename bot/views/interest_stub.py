"""What stands in a board's channel in place of a card whose content somebody there must not read."""

from __future__ import annotations

from bot.views import blocks
from bot.views.blocks import Block
from bot.views.ids import Act
from bot.views.wording import say


def stub_body(stage_id: int, ref: str, board: str, why: str) -> list[Block]:
    """Return the stub of a stage's card: no word of the content, and the button by which each reads for themselves.

    Args:
        stage_id: the stage.
        ref: the proposal's reference.
        board: the board's name.
        why: `interest` where somebody leaves, `not_public` where the channel is open to more than may read it.
    """
    return [
        blocks.section(say("interests/stub", ref=ref, board=board, why=why)),
        blocks.actions([blocks.button("Read it", Act.STAGE_READ, str(stage_id), style="primary")]),
    ]
