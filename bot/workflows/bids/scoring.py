"""Score bids: a member of the panel reads each and gives points, or stands aside."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.domain.bids import BidRoundState, Score, latest
from bot.domain.proposals.access import concerns
from bot.domain.proposals.conflicts import find_matches
from bot.domain.risks import UPDATE_MAX
from bot.domain.text import clean
from bot.errors import InvalidInputError, NotAllowedError
from bot.store.unit_of_work import Unit, View
from bot.views import bids as said
from bot.views.blind_text import blind_text
from bot.views.blocks import Block
from bot.views.turning import outdated_button
from bot.views.wording import say
from bot.workflows.bids.lookup import Bid, RoundLooked, find_round, look
from bot.workflows.desk import Desk, open_desk, require_person
from bot.workflows.identify import Identity
from bot.workflows.proposals.interests.raising import entry_words, subject_of
from bot.workflows.proposals.reading import papers_of, questions_of, text_blocks
from bot.workflows.risk_change import Request, Saved, actor_key, once
from bot.workflows.services import Services
from bot.workflows.slack_words import words_typed

_TEXT_MOST = 70


def panel_page(services: Services, identity: Identity, written: str) -> dict[str, Any]:
    """Return the bids that a member of the panel has to score, each with what they gave.

    Raises:
        InvalidInputError: it is not scored now.
        NotAllowedError: not of the panel.
    """
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        looked, member = _scored(view, services, desk, written)
        given = latest(looked.scores)
        lines = []
        for bid in looked.bids:
            ref, warning = bid.proposal.ref, ""
            if _is_own(member, bid):
                state = "your own: you stand aside"
            else:
                state = _state(looked, member, bid, given)
                warning = _warning(view, desk, member, bid)
            lines.append((_name(looked, bid), f"{looked.round.ref} {ref}", state, warning))
    return said.panel_message(looked.round, lines, desk.shown)


def score_form(services: Services, identity: Identity, kept: str) -> dict[str, Any]:
    """Return the form of a bid: its text without names, and a choice for each criterion.

    Raises:
        InvalidInputError: it is not scored now.
        NotAllowedError: not of the panel, or the bid is their own.
    """
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        looked, member, bid = _bid(view, services, desk, kept)
        given = latest(looked.scores)
        points = {
            one.key: given[bid.proposal.id, member, one.key].points
            for one in looked.round.criteria
            if (bid.proposal.id, member, one.key) in given
        }
        words = next((one.words for key, one in given.items() if key[:2] == (bid.proposal.id, member) and key[2]), "")
        text = _text(view, services, desk, looked, bid)[:_TEXT_MOST]
        return said.score_form(looked.round, _name(looked, bid), kept, text, points, words)


def _text(view: View, services: Services, desk: Desk, looked: RoundLooked, bid: Bid) -> list[Block]:
    if not looked.round.is_blind:
        return text_blocks(view, services, desk, bid.proposal)
    questions = questions_of(services.config, bid.proposal.fund)
    papers = len(papers_of(view, bid.proposal, bid.proposal.submitted))
    return blind_text(bid.content, questions, papers, desk.shown)


def save_scores(services: Services, request: Request, kept: str, points: Mapping[str, str], words: str) -> Saved:
    """Keep what a member of the panel gives a bid.

    Raises:
        InvalidInputError: points for no or not all criteria, or it is not scored now.
        NotAllowedError: not of the panel, or the bid is their own, or they stand aside from it.
    """

    def work(unit: Unit) -> Saved:
        desk = open_desk(unit, services, request.identity)
        looked, member, bid = _bid(unit, services, desk, kept)
        if (bid.proposal.id, member, "") in latest(looked.scores):
            raise NotAllowedError("You stand aside from this bid.", "The others of the panel score it.")
        typed = clean(words_typed(services, words))
        problems = {
            one.key: f"Give from 0 to {one.most} points."
            for one in looked.round.criteria
            if not points.get(one.key, "").isdecimal() or int(points[one.key]) > one.most
        }
        if len(typed) > UPDATE_MAX:
            problems["words"] = f"At most {UPDATE_MAX:,} characters fit."
        if problems:
            raise InvalidInputError(" ".join(problems.values()), fields=problems)
        scores = [Score(bid.proposal.id, member, one.key, int(points[one.key]), typed) for one in looked.round.criteria]
        unit.bids.add_scores(looked.round.id, scores, unit.now)
        # What somebody gave stays theirs until the scoring ends: the trail says only that they scored.
        unit.record(actor_key(desk), "bids.scored", looked.round.subject, bid=bid.proposal.ref)
        return Saved(bid.proposal.ref, 0, say("bids/said_scored", name=_name(looked, bid), ref=looked.round.ref))

    return once(services, request, work)


def aside_form(services: Services, identity: Identity, kept: str) -> dict[str, Any]:
    """Return the form in which a member of the panel stands aside from a bid."""
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        looked, _, bid = _bid(view, services, desk, kept)
        return said.aside_form(looked.round, _name(looked, bid), kept)


def stand_aside(services: Services, request: Request, kept: str, words: str) -> Saved:
    """Record that a member of the panel stands aside from a bid, and why; what they gave before counts no more.

    Raises:
        InvalidInputError: no reason, or it is not scored now.
        NotAllowedError: not of the panel.
    """

    def work(unit: Unit) -> Saved:
        desk = open_desk(unit, services, request.identity)
        looked, member, bid = _bid(unit, services, desk, kept)
        why = clean(words_typed(services, words))
        if not why or len(why) > UPDATE_MAX:
            sentence = f"Say in at most {UPDATE_MAX:,} characters what the interest is."
            raise InvalidInputError(sentence, fields={"words": sentence})
        unit.bids.add_scores(looked.round.id, [Score(bid.proposal.id, member, "", 0, why)], unit.now)
        unit.record(actor_key(desk), "bids.stood_aside", looked.round.subject, bid=bid.proposal.ref)
        return Saved(bid.proposal.ref, 0, say("bids/said_aside", name=_name(looked, bid), ref=looked.round.ref))

    return once(services, request, work)


def _scored(view: View, services: Services, desk: Desk, written: str) -> tuple[RoundLooked, int]:
    found = find_round(view, desk, written)
    member = require_person(desk).id
    if member not in found.panel:
        names = [one.name for key, one in desk.directory.people.items() if key in found.panel]
        raise NotAllowedError(f"You are not on the panel of {found.ref}.", f"It is scored by {', '.join(names)}.")
    looked = look(view, services, found)
    if looked.state is not BidRoundState.SCORING:
        when = (
            f"It takes bids until {desk.shown.dated(found.closes_on)}, and is scored after that."
            if looked.state is BidRoundState.OPEN
            else "The scoring has ended."
        )
        raise InvalidInputError(f"{found.ref} is not scored now.", when)
    if not found.takes_scores_on(desk.shown.today) and found.scores_due_on is not None:
        raise InvalidInputError(
            f"{found.ref} was scored until {desk.shown.dated(found.scores_due_on)}.",
            f"The governance office can give its panel longer: `/proposal round due {found.ref} 30 Nov`.",
        )
    return looked, member


def _bid(view: View, services: Services, desk: Desk, kept: str) -> tuple[RoundLooked, int, Bid]:
    written, _, ref = kept.partition(" ")
    looked, member = _scored(view, services, desk, written)
    bid = next((one for one in looked.bids if one.proposal.ref == ref), None)
    if bid is None:
        raise outdated_button()
    if _is_own(member, bid):
        raise NotAllowedError("This bid concerns yourself.", "The others of the panel score it.")
    return looked, member, bid


def _warning(view: View, desk: Desk, member: int, bid: Bid) -> str:
    """Return which entries of the register may make a member stand aside; in their own words, so no author is named."""
    entries = view.interests.in_force(desk.shown.today, {member})
    matches = find_matches(entries, subject_of(view, bid.proposal, bid.content)) if entries else ()
    words = "; ".join(entry_words(one.entry) for one in matches)
    return f"your interest may touch it: {words}" if words else ""


def _is_own(member: int, bid: Bid) -> bool:
    return concerns(member, bid.proposal) or member in bid.content.people


def _name(looked: RoundLooked, bid: Bid) -> str:
    name = f"Bid {bid.number}: {bid.content.title}"
    return name if looked.round.is_blind else f"{bid.proposal.ref}: {bid.content.title}"


def _state(looked: RoundLooked, member: int, bid: Bid, given: Mapping[tuple[int, int, str], Score]) -> str:
    mine = {key[2]: one.points for key, one in given.items() if key[:2] == (bid.proposal.id, member)}
    if "" in mine:
        return "you stand aside"
    if not mine:
        return "not scored yet"
    return ", ".join(f"{one.name} {mine[one.key]} of {one.most}" for one in looked.round.criteria if one.key in mine)
