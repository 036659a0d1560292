"""Show rounds of bids: all of them, and one with what its reader may see of it."""

from __future__ import annotations

from typing import Any

from bot.domain.bids import BidRoundState, Ranked
from bot.domain.proposals.access import concerns
from bot.store.unit_of_work import View
from bot.views import bids as said
from bot.views.bids import BidLine, RoundShown
from bot.workflows.bids.lookup import Bid, RoundLooked, find_round, look
from bot.workflows.desk import Desk, open_desk
from bot.workflows.funds.lookup import readable_position, require_reader
from bot.workflows.identify import Identity
from bot.workflows.proposals.lookup import readable
from bot.workflows.services import Services

_AFTER = frozenset({BidRoundState.RANKED, BidRoundState.DECIDED})


def show_rounds(services: Services, identity: Identity) -> dict[str, Any]:
    """Return all rounds, the latest first."""
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        require_reader(desk)
        bids = view.bids.of_rounds()
        proposals = view.proposals.of_ids({one for ids in bids.values() for one in ids})
        counted = {one.id for one in readable(view, desk.actor, proposals.values())}
        rounds = [
            (one, one.state_on(desk.shown.today), sum(bid in counted for bid in bids.get(one.id, ())))
            for one in reversed(view.bids.all())
        ]
    return said.rounds_message(rounds, desk.shown)


def show_round(services: Services, identity: Identity, written: str) -> dict[str, Any]:
    """Return a round: its bids as far as the reader may know of them, with ranks once the scoring has ended.

    Raises:
        InvalidInputError, NotFoundError: no such round.
    """
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        looked = look(view, services, find_round(view, desk, written))
        return said.round_message(round_shown(view, services, desk, looked))


def round_shown(view: View, services: Services, desk: Desk, looked: RoundLooked) -> RoundShown:
    """Return a round for whoever is at the desk.

    While it is scored, only the office sees how it goes, but not who of it scores blind. Until it is ranked others see
    their own bids alone, and a member of a panel that scores blind sees none here.
    """
    one, state, actor = looked.round, looked.state, desk.actor
    own = actor.person.id if actor.person else None
    is_member = own in one.panel
    is_blind = one.is_blind and is_member and state not in _AFTER
    is_ranked = state in _AFTER or (actor.is_office and not is_blind and state is BidRoundState.SCORING)
    readable_bids = _readable(view, desk, looked)
    bids = () if is_blind else readable_bids
    if not (actor.is_office or is_member or state in _AFTER):
        bids = tuple(bid for bid in bids if concerns(own, bid.proposal))
    names = {key: person.name for key, person in desk.directory.people.items()}
    fund = services.config.fund(one.fund)
    is_scored = actor.is_office and state is BidRoundState.SCORING
    acts = {
        "score": is_member and one.takes_scores_on(desk.shown.today),
        "rank": is_scored,
        "send": actor.is_office and state is BidRoundState.RANKED,
        "paper": actor.is_office and state in _AFTER,
    }
    return RoundShown(
        round=one,
        state=state,
        shown=desk.shown,
        fund=one.fund,
        panel=tuple(names.get(member, "somebody unlisted") for member in one.panel),
        bids=len(readable_bids),
        lines=lines_of(bids, looked.ranked if is_ranked else ()),
        is_ranked=is_ranked and bool(bids),
        waiting=tuple((names.get(member, ""), len(left)) for member, left in looked.missing.items())
        if is_scored
        else (),
        left=readable_position(view, services, desk, fund).left if fund else 0,
        acts=tuple(act for act, may in acts.items() if may),
    )


def lines_of(bids: tuple[Bid, ...], ranked: tuple[Ranked, ...]) -> tuple[BidLine, ...]:
    """Return bids as a list shows them, the best first where they are ranked."""
    by_id = {one.proposal.id: one.proposal for one in bids}
    if not ranked:
        return tuple(BidLine(one.proposal.ref, one.proposal.title, one.proposal.asked_pence) for one in bids)
    lines: list[BidLine] = []
    reach = 0
    for one in ranked:
        proposal = by_id.get(one.proposal_id)
        if proposal is None:
            continue
        reach += proposal.asked_pence or 0
        lines.append(BidLine(proposal.ref, proposal.title, proposal.asked_pence, one, reach))
    return tuple(lines)


def _readable(view: View, desk: Desk, looked: RoundLooked) -> tuple[Bid, ...]:
    allowed = {one.id for one in readable(view, desk.actor, (bid.proposal for bid in looked.bids))}
    return tuple(bid for bid in looked.bids if bid.proposal.id in allowed)
