"""What follows a decision is told: what comes before a board again, how conditions ended, what was left to a board."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.domain.funds import AwardState
from bot.domain.proposals.conditions import ConditionState, Watched
from bot.domain.proposals.decisions import Decision, Due
from bot.domain.proposals.records import Proposal, ProposalState, Stage
from bot.domain.reply_links import MAILTO
from bot.domain.risks import Visibility
from bot.store.outbox import DEFERRED, OutgoingMessage
from bot.store.unit_of_work import Unit, View
from bot.views import decision_news, decision_told
from bot.views.presentation import Presentation
from bot.views.wording import Mrkdwn, unescape
from bot.workflows.chasing.reaching import address_of
from bot.workflows.letters import frame_of
from bot.workflows.proposals import cards
from bot.workflows.proposals.interests.recusing import kept_from, needs_stub
from bot.workflows.proposals.lookup import can_read
from bot.workflows.readers import actor_of
from bot.workflows.services import Services

KIND = "decision-news"
COMING, CONDITION, DELEGATED = "coming", "condition", "delegated"


@dataclass(frozen=True, slots=True)
class News:
    """What there is to tell.

    Attributes:
        what: `COMING`, `CONDITION` or `DELEGATED`.
        id: of the item, the condition or the delegation.
        turn: tells apart the times it is told: a state, or a day (YYYY-MM-DD). It never holds a clock reading.
    """

    what: str
    id: int
    turn: str = ""

    @property
    def key(self) -> str:
        """What names it for all time."""
        return f"{self.what}:{self.id}:{self.turn}"


def tell_people(unit: Unit, services: Services, news: News, people: Collection[int]) -> None:
    """Tell people, in Slack or by letter; each is told once, and nothing who may not read it when it is sent."""
    directory, today = unit.people.directory(), services.today(unit.now)
    for person_id in sorted(people):
        person = directory.people.get(person_id)
        channel = address_of(services, directory, person, today) if person else None
        if channel is not None:
            key = f"{news.key}:{person_id}"
            unit.outbox.put(OutgoingMessage(key, key, channel, key, {DEFERRED: _kept(news, person=person_id)}))


def tell_board(unit: Unit, news: News, board: str, stage: Stage | None = None) -> None:
    """Tell a board: in the thread of a stage's card where it has one, else in its channel."""
    found = unit.people.directory().boards.get(board)
    if found is None or not found.channel:
        return
    kept = {DEFERRED: _kept(news, board=board, stage=stage.id if stage else None)}
    if stage is not None and unit.was_put([cards.anchor_of(stage)]):
        cards.say_in_thread(unit, stage, found.channel, news.key, kept)
    else:
        key = f"{news.key}:{board}"
        unit.outbox.put(OutgoingMessage(key, key, found.channel, key, kept))


def _kept(news: News, **to: object) -> dict[str, Any]:
    return {"kind": KIND, "what": news.what, "id": news.id, "turn": news.turn, **to}


@dataclass(frozen=True, slots=True)
class _Found:
    """What was found when it is sent: the proposal it is about, its words, its decision, if it holds."""

    proposal: Proposal
    text: Mrkdwn
    decision: Decision | None
    holds: bool


def compose_news(services: Services, kept: Mapping[str, Any], *, channel: str) -> Mapping[str, Any] | None:
    """Return what a message says when it is sent; None where it was overtaken, or its reader may not read it."""
    with services.store.view() as view:
        shown = services.presentation(view.people.directory(), view.now)
        found = _find(view, News(kept["what"], kept["id"], kept["turn"]), shown)
        if found is None:
            return None
        if "person" in kept:
            return _to_person(view, services, found, kept["person"], channel)
        if _is_withheld(view, found.proposal, kept["board"], kept["stage"]):
            return decision_news.withheld_message(found.proposal.ref)
        return decision_news.news_message(found.text, found.decision) if found.holds else None


def _to_person(view: View, services: Services, found: _Found, person_id: int, channel: str) -> Mapping[str, Any] | None:
    directory, today = view.people.directory(), services.today(view.now)
    person = directory.people.get(person_id)
    if not found.holds or person is None or address_of(services, directory, person, today) != channel:
        return None
    may_read = can_read(view, actor_of(directory, person.id, today), found.proposal)
    if not may_read or kept_from(view, found.proposal, person.id):
        return None
    if not channel.startswith(MAILTO):
        return decision_news.news_message(found.text, found.decision)
    is_public = found.proposal.visibility is Visibility.PUBLIC
    words = found.text if is_public else decision_news.withheld_words(found.proposal.ref)
    lines = [line.strip().removeprefix("> ") for line in unescape(words).replace("*", "").split("\n")]
    return decision_told.letter(frame_of(view, services, person), [line for line in lines if line])


def _is_withheld(view: View, proposal: Proposal, board: str, stage_id: int | None) -> bool:
    """Return whether a board's channel must read nothing of it."""
    if proposal.visibility is not Visibility.PUBLIC:
        return True
    stage = view.stages.get(stage_id) if stage_id is not None else None
    if stage is not None:
        return needs_stub(view, stage)
    found = view.people.directory().boards.get(board)
    return found is not None and any(kept_from(view, proposal, one.person_id) for one in found.members)


def _find(view: View, news: News, shown: Presentation) -> _Found | None:
    return {COMING: _coming, CONDITION: _condition, DELEGATED: _delegated}[news.what](view, news, shown)


def _coming(view: View, news: News, shown: Presentation) -> _Found | None:
    item = view.coming.get(news.id)
    proposal = view.proposals.get(item.proposal_id) if item and item.proposal_id else None
    if item is None or proposal is None:
        return None
    text = decision_news.coming_words(item, proposal, date.fromisoformat(news.turn), shown)
    decision = view.decisions.get(item.decision_id) if item.decision_id else None
    return _Found(proposal, text, decision, item.state == "waiting")


def _condition(view: View, news: News, shown: Presentation) -> _Found | None:
    condition = view.conditions.get(news.id)
    proposal = view.proposals.get(condition.proposal_id) if condition else None
    about = view.decisions.get(condition.decision_id) if condition else None
    if condition is None or proposal is None or about is None:
        return None
    left = sum(one.holds_up for one in view.conditions.of_proposal(proposal.id))
    waits = left or any(one.state is AwardState.CONDITIONAL for one in view.funds.awards_of(proposal.id))
    in_force = condition.due is Due.BEFORE and not waits and proposal.state is ProposalState.DECIDED
    text = decision_news.condition_words(condition, proposal, about, left, shown, in_force=in_force)
    return _Found(proposal, text, about, condition.state is ConditionState(news.turn))


def _delegated(view: View, news: News, shown: Presentation) -> _Found | None:
    about = view.decisions.get(int(news.turn))
    given = _delegation(view, news, about)
    proposal = view.proposals.get(given.proposal_id) if given else None
    if about is None or given is None or proposal is None:
        return None
    return _Found(proposal, decision_news.delegated_words(given, proposal, about, shown), about, given.state == "open")


def _delegation(view: View, news: News, about: Decision | None) -> Watched | None:
    given = view.conditions.delegations_of(about.id) if about else ()
    return next((one for one in given if one.id == news.id), None)
