"""End the scoring of a round, put its bids before the board, or call it off."""

from __future__ import annotations

from typing import Any

from bot.domain.bids import BidRound, BidRoundState
from bot.domain.proposals.conditions import ComingKind
from bot.domain.proposals.records import Proposal, ProposalState
from bot.domain.text import clean
from bot.errors import InvalidInputError
from bot.store.outbox import OutgoingMessage
from bot.store.unit_of_work import Unit, View
from bot.views import bids as said
from bot.views import blocks
from bot.views.bids import score_words
from bot.views.ids import Act
from bot.views.turning import outdated_button
from bot.views.wording import say
from bot.workflows.bids.lookup import RoundLooked, find_round, look
from bot.workflows.desk import Desk, open_desk, require_office
from bot.workflows.identify import Identity
from bot.workflows.proposals import routing
from bot.workflows.proposals.change import present, save
from bot.workflows.risk_change import Request, Saved, actor_key, once
from bot.workflows.services import Services

RANK, SEND, OFF = "rank", "send", "off"
_ONLY_OFFICE = "Rounds of bids are run by the governance office."
_NEEDS = {
    RANK: (BidRoundState.SCORING,),
    SEND: (BidRoundState.RANKED,),
    OFF: (BidRoundState.OPEN, BidRoundState.SCORING, BidRoundState.RANKED),
}
_WHY_MAX = 1000


def close_form(services: Services, identity: Identity, kind: str, written: str) -> dict[str, Any]:
    """Return the form that asks whether the scoring ends, the bids go to the board, or the round is called off.

    Raises:
        InvalidInputError: the round is not there yet, or past it.
        NotAllowedError: somebody else than the office asks.
    """
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        looked = _looked(view, services, desk, kind, written)
        names = {key: person.name for key, person in desk.directory.people.items()}
        text = say(
            "bids/form_close",
            kind=kind,
            ref=looked.round.ref,
            title=looked.round.title,
            bids=len(looked.bids),
            board=desk.shown.boards.get(looked.round.board, looked.round.board),
            waiting=[(names.get(member, ""), len(left)) for member, left in looked.missing.items()],
        )
    return said.close_form(looked.round, kind, text, asks_why=kind == OFF)


def close(services: Services, request: Request, kept: str, why: str) -> Saved:
    """Do what `close_form` asked; `kept` is what it carried.

    Raises:
        InvalidInputError, NotAllowedError: see `close_form`; or a bid finds no route.
    """
    kind, _, written = kept.partition(" ")
    if kind not in _NEEDS:
        raise outdated_button()

    def work(unit: Unit) -> Saved:
        desk = open_desk(unit, services, request.identity)
        _lock_bids(unit, written)
        looked = _looked(unit, services, desk, kind, written)
        if kind == RANK:
            return _rank(unit, desk, looked)
        if kind == SEND:
            return _send(unit, services, desk, looked)
        return _call_off(unit, desk, looked, why)

    return once(services, request, work)


def _rank(unit: Unit, desk: Desk, looked: RoundLooked) -> Saved:
    one = looked.round
    unit.bids.change(one.id, state=BidRoundState.RANKED.value)
    refs = {bid.proposal.id: bid.proposal.ref for bid in looked.bids}
    ranked = [[refs[bid.proposal_id], bid.rank, score_words(bid.score)] for bid in looked.ranked]
    unit.record(actor_key(desk), "bids.ranked", one.subject, ranked=ranked)
    return Saved(one.ref, one.id, say("bids/said_ranked", ref=one.ref, bids=len(ranked)))


def _send(unit: Unit, services: Services, desk: Desk, looked: RoundLooked) -> Saved:
    """Let each bid that still stands take its route, in the order of their ranks."""
    one = looked.round
    unit.bids.change(one.id, state=BidRoundState.DECIDED.value, ended_at=unit.now)
    sent = []
    for ranked in looked.ranked:
        proposal = present(unit, ranked.proposal_id)
        if proposal.state is ProposalState.UNDER_WAY:
            routing.begin_route(unit, services, desk, proposal, proposal.submitted)
            if one.board not in {stage.board for stage in unit.stages.of_proposal(proposal.id)}:
                board = desk.shown.boards.get(one.board, one.board)
                raise InvalidInputError(
                    f"The route of {proposal.ref} would not bring it before {board}. Nothing was sent.",
                    f"Give the bids of {one.fund} a route that does, in the configuration under `[[routes]]`.",
                )
            sent.append(proposal.ref)
            place = f"rank {ranked.rank} of {len(looked.bids)}, " if ranked.rank else ""
            words = f"{proposal.ref}, a bid in {one.ref}: {place}{score_words(ranked.score)}"
            unit.coming.add(board=one.board, kind=ComingKind.OTHER, words=words, proposal_id=proposal.id)
    unit.record(actor_key(desk), "bids.sent", one.subject, bids=sent)
    return Saved(one.ref, one.id, say("bids/said_sent", ref=one.ref, bids=", ".join(sent)))


def _call_off(unit: Unit, desk: Desk, looked: RoundLooked, why: str) -> Saved:
    one, words = looked.round, clean(why)
    if not words or len(words) > _WHY_MAX:
        sentence = f"Say why in at most {_WHY_MAX:,} characters: those who bid are told."
        raise InvalidInputError(sentence, fields={"words": sentence})
    unit.bids.change(one.id, state=BidRoundState.CALLED_OFF.value, ended_at=unit.now)
    ended = {"state": ProposalState.WITHDRAWN.value, "ended_at": unit.now, "round_id": None}
    for bid in looked.bids:
        save(unit, desk, bid.proposal, "left_round", detail={"round": one.ref, "why": words}, **ended)
        _tell_author(unit, desk, bid.proposal, one, words)
    unit.record(actor_key(desk), "bids.called_off", one.subject, why=words)
    return Saved(one.ref, one.id, say("bids/said_off", ref=one.ref))


def _tell_author(unit: Unit, desk: Desk, proposal: Proposal, one: BidRound, why: str) -> None:
    author = desk.directory.people.get(proposal.author_id)
    if author is None or not author.slack_id or not desk.directory.serves(author, desk.shown.today):
        return
    text = say("bids/called_off", ref=proposal.ref, title=proposal.title, round=one.ref, why=why)
    show = blocks.actions([blocks.button("Show it", Act.PROPOSAL_SHOW, proposal.ref)])
    key = f"bids:{one.ref}:off:{proposal.id}"
    content = blocks.message(text, [blocks.section(text), show])
    unit.outbox.put(OutgoingMessage(key, key, author.slack_id, key, content))


def _looked(view: View, services: Services, desk: Desk, kind: str, written: str) -> RoundLooked:
    require_office(desk, _ONLY_OFFICE)
    looked = look(view, services, find_round(view, desk, written))
    if looked.state not in _NEEDS[kind]:
        raise InvalidInputError(
            f"{looked.round.ref} {said.STATE_WORDS[looked.state]}.",
            f"See where it is: `/proposal round {looked.round.ref}`.",
        )
    if kind in {RANK, SEND} and not looked.bids:
        raise InvalidInputError(
            f"{looked.round.ref} has no bids.", f"Call it off: `/proposal round off {looked.round.ref}`."
        )
    return looked


def _lock_bids(unit: Unit, written: str) -> None:
    """Lock a round's bids before the round: everybody else takes them in that order."""
    for found in unit.bids.all():
        if found.ref == written:
            for proposal_id in unit.bids.bids(found.id):
                unit.proposals.get(proposal_id)
