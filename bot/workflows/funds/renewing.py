"""Have the cards of proposals shown anew where what their fund has left has changed."""

from __future__ import annotations

from collections.abc import Collection

from bot.domain.proposals.records import Stage
from bot.store.outbox import DEFERRED, OutgoingMessage
from bot.store.unit_of_work import Unit

CARD_KIND = "stage-card"
"""The kind of a stage's card, as `proposals.cards` composes it. That module is above this one and cannot be asked."""


def renew_cards_of_fund(unit: Unit, fund: str, why: str, but: int = 0) -> None:
    """Have the boards' cards of a fund's proposals under way shown anew; `why` names the change for all time.

    `but` is the proposal whose own card follows its stages.
    """
    renew_cards(unit, [one.proposal_id for one in unit.funds.asking(fund) if one.proposal_id != but], why)


def renew_cards(unit: Unit, proposal_ids: Collection[int], why: str) -> None:
    """Have the boards' cards of these proposals shown anew, those that were posted.

    The stages stay as they are: nothing but the words about money is another, so none of them is locked.
    """
    routes = unit.stages.of_proposals(proposal_ids) if proposal_ids else {}
    stages = [stage for route in routes.values() for stage in route if stage.is_before_board]
    posted = unit.outbox.to_be_renewed([_anchor(stage) for stage in stages]) if stages else {}
    for stage in stages:
        anchor = _anchor(stage)
        if anchor in posted:
            content = {DEFERRED: {"kind": CARD_KIND, "stage": stage.id}}
            unit.outbox.put(OutgoingMessage(f"{anchor}:{why}", anchor, posted[anchor], anchor, content))


def _anchor(stage: Stage) -> str:
    return f"stage:{stage.id}"
