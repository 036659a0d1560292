"""Decisions as they are shown: a record whole, lists, conditions, what is coming, and parts of a proposal's card."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.domain.proposals.conditions import Condition
from bot.domain.proposals.decision_numbers import read_number
from bot.domain.proposals.decisions import Decision, DecisionKind
from bot.domain.proposals.records import Proposal
from bot.errors import InvalidInputError
from bot.store.unit_of_work import View
from bot.views import blocks, condition_views
from bot.views.decision_record import Standing, decision_line, decision_message
from bot.views.ids import Act
from bot.views.wording import Mrkdwn, say
from bot.workflows.desk import Desk, open_desk
from bot.workflows.funds.lookup import sees_all
from bot.workflows.identify import Identity
from bot.workflows.proposals.deciding import conditions as rights
from bot.workflows.proposals.deciding.adding import can_be_added_to
from bot.workflows.proposals.deciding.blocking import endable
from bot.workflows.proposals.deciding.further import decision_of
from bot.workflows.proposals.interests.recusing import kept_from, require_part
from bot.workflows.proposals.lookup import can_read, find_readable_proposal, readable
from bot.workflows.register_paper.choosing import find_board
from bot.workflows.services import Services

Message = dict[str, Any]
_LISTED = 25
_ON_CARD = 6


def number_meant(services: Services, written: str) -> str:
    """Return the number of the decision that somebody wrote.

    Raises:
        InvalidInputError: it is none.
    """
    with services.store.view() as view:
        number = read_number(written, tuple(view.people.directory().boards))
    if number is None:
        short = written.strip()[:40]
        raise InvalidInputError(
            f"“{short}” is no number of a decision." if short else "Which decision?",
            "Write it like `ICB-H-2018-3`: the board, the year, and its number. `/board decisions TB` lists them.",
        )
    return number


def show_decision(services: Services, identity: Identity, number: str) -> Message:
    """Return a decision record whole.

    Raises:
        NotFoundError: none of this number that they may read.
        NotAllowedError: they leave for its proposal.
    """
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        decision, _ = decision_of(view, desk, number)
        return decision_message(decision, desk.shown, standing_of(view, desk, decision))


def standing_of(view: View, desk: Desk, decision: Decision) -> Standing:
    """Return what stands about a decision today."""
    conditions = view.conditions.of_decision(decision.id)
    actions = view.actions.of_ids([one.action_id for one in conditions if one.action_id is not None])
    chairs = view.decisions.chairs_action(decision.id)
    said = None
    if chairs is not None:
        answer = view.decisions.get(chairs["ratified_by_id"]) if chairs["ratified_by_id"] else None
        state = "It waits to be ratified." if answer is None else answer.words
        said = {"reason": chairs["reason"], "consulted": chairs["consulted"], "state": state}
    return Standing(
        conditions=conditions,
        people={one.id: one.name for one in desk.directory.people.values()},
        actions={action_id: action.ref for action_id, action in actions.items()},
        further=view.decisions.about(decision.id),
        chairs=said,
        sees_sums=sees_all(desk.actor),
        can_follow=desk.actor.is_office and can_be_added_to(view, decision),
        can_correct=desk.actor.is_office and decision.kind is not DecisionKind.CORRECTION,
        can_ratify=desk.actor.is_office and chairs is not None and chairs["ratified_by_id"] is None,
    )


def show_conditions(services: Services, identity: Identity, ref: str) -> Message:
    """Return the conditions of a proposal, each with what the reader may do about it."""
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        proposal = find_readable_proposal(view, services, desk, ref)
        require_part(view, proposal, desk.actor.person.id if desk.actor.person else None)
        return _conditions(view, desk, proposal)


def list_decisions(services: Services, identity: Identity, written: str) -> Message:
    """Return a board's latest decisions, those that the reader may read.

    Raises:
        InvalidInputError, NotFoundError: no board is named, or none of that name.
    """
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        if not written:
            raise InvalidInputError("Whose decisions?", "Name a board: `/board decisions TB`.")
        board = find_board(desk.directory, written)
        decisions = view.decisions.of_board(board.key)
        mine = {one.id for one in readable(view, desk.actor, _proposals(view, decisions))}
        shown = [one for one in reversed(decisions) if one.proposal_id in mine and _in_sight(view, desk, one)]
        lines = [decision_line(one, desk.shown) for one in shown[:_LISTED]]
        text = say("decisions/list", board=board.name, lines=lines, more=len(shown) - len(lines))
        return blocks.message(text, [blocks.section(text)])


def card_section(view: View, services: Services, desk: Desk, proposal: Proposal) -> list[blocks.Block]:
    """Return what a proposal's card shows of its decisions and conditions."""
    del services  # as every section of the card is asked
    decisions = view.decisions.of_proposal(proposal.id)
    if not decisions:
        return []
    lines = [decision_line(one, desk.shown) for one in decisions[-_ON_CARD:]]
    waits = sum(one.holds_up for one in view.conditions.of_proposal(proposal.id))
    text = say("decisions/card", lines=lines, waits=waits, ref=proposal.ref)
    return [blocks.section(text)]


def card_buttons(view: View, services: Services, desk: Desk, proposal: Proposal) -> list[blocks.Element]:
    """Return the buttons of a proposal's card that concern decisions."""
    del services  # as above
    buttons = []
    if desk.actor.is_office and any(one.state.value == "open" for one in view.stages.of_proposal(proposal.id)):
        buttons.append(blocks.button("Record a decision", Act.DECISION_RECORD, proposal.ref))
    if view.conditions.of_proposal(proposal.id):
        buttons.append(blocks.button("Conditions", Act.DECISION_CONDITIONS, proposal.ref))
    return buttons


def timeline(view: View, services: Services, desk: Desk, proposal: Proposal) -> list[tuple[datetime, Mrkdwn]]:
    """Return what boards decided on a proposal, and when that was recorded."""
    del services  # as above
    return [(one.entered_at, decision_line(one, desk.shown)) for one in view.decisions.of_proposal(proposal.id)]


def _conditions(view: View, desk: Desk, proposal: Proposal) -> Message:
    conditions = view.conditions.of_proposal(proposal.id)
    actions = view.actions.of_ids([one.action_id for one in conditions if one.action_id is not None])
    standing = Standing(
        people={one.id: one.name for one in desk.directory.people.values()},
        actions={action_id: action.ref for action_id, action in actions.items()},
    )
    ends = endable(view, proposal)
    numbers = {one.id: one.number for one in view.decisions.of_proposal(proposal.id)}
    is_out = rights.takes_no_part(view, desk, proposal)
    lines = [
        (numbers[one.decision_id], one, _acts(desk, one, is_out=is_out) if one in ends else ()) for one in conditions
    ]
    return condition_views.conditions_message(proposal, lines, desk.shown, standing)


def _acts(desk: Desk, condition: Condition, *, is_out: bool) -> tuple[Act, ...]:
    acts = [Act.CONDITION_DISCHARGE] if rights.may_discharge(desk, condition, is_out=is_out) else []
    if rights.may_waive(desk, condition, is_out=is_out):
        acts += [Act.CONDITION_AMEND, Act.CONDITION_WAIVE] if condition.is_open else [Act.CONDITION_WAIVE]
    return tuple(acts)


def _proposals(view: View, decisions: tuple[Decision, ...]) -> list[Proposal]:
    return list(view.proposals.of_ids([one.proposal_id for one in decisions]).values())


def _in_sight(view: View, desk: Desk, decision: Decision) -> bool:
    proposal = view.proposals.get(decision.proposal_id)
    own = desk.actor.person.id if desk.actor.person else None
    return proposal is not None and can_read(view, desk.actor, proposal) and not kept_from(view, proposal, own)
