"""Who hears of a decision: author and sponsor by message or letter, its thread, and the threads of the next boards."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from bot.domain.proposals.decisions import Decision, DecisionKind
from bot.domain.proposals.records import Outcome, Proposal, Stage
from bot.domain.reply_links import MAILTO
from bot.domain.risks import Visibility
from bot.store.outbox import DEFERRED, OutgoingMessage
from bot.store.unit_of_work import Unit, View
from bot.views import decision_told
from bot.views.presentation import Presentation
from bot.views.wording import Mrkdwn, unescape
from bot.workflows.chasing.reaching import address_of, slack_of
from bot.workflows.desk import Desk
from bot.workflows.letters import frame_of
from bot.workflows.proposals import cards
from bot.workflows.proposals.interests.recusing import kept_from, needs_stub
from bot.workflows.proposals.lookup import can_read
from bot.workflows.readers import actor_of
from bot.workflows.services import Services

TOLD, SAID = "decision-told", "decision-said"
KINDS = (TOLD, SAID)
_FURTHER = frozenset({DecisionKind.CORRECTION, DecisionKind.LATER})


def tell_decision(
    unit: Unit,
    services: Services,
    desk: Desk,
    proposal: Proposal,
    stage: Stage | None,
    decision: Decision,
    opened: Sequence[Stage] = (),
    also: Collection[int] = (),
) -> None:
    """Tell a decision to author and sponsor, to the thread of its stage and to the boards it lies before next.

    Whoever writes it down is not told their own doing. `also` are more people whom it concerns.
    """
    own = desk.actor.person.id if desk.actor.person else None
    concerned = {proposal.author_id, *([proposal.sponsor_id] if proposal.sponsor_id else []), *also}
    if decision.outcome is Outcome.REFERRED_BACK:
        concerned -= _asked_on_slack(unit, services, concerned)
    for person_id in sorted(concerned - {own}):
        tell_person(unit, services, decision, person_id)
    if stage is not None and unit.was_put([cards.anchor_of(stage)]):
        _say(unit, stage, decision)
    for one in opened:
        _say(unit, one, decision)


def _asked_on_slack(unit: Unit, services: Services, people: Collection[int]) -> set[int]:
    """Return who of some is asked a board's questions on Slack, which says already that it sent it back."""
    directory, today = unit.people.directory(), services.today(unit.now)
    known = [directory.people[one] for one in people if one in directory.people]
    return {one.id for one in known if slack_of(services, directory, one, today) is not None}


def _say(unit: Unit, stage: Stage, decision: Decision) -> None:
    """Have a decision said in the thread of a stage's card."""
    board = unit.people.directory().boards.get(stage.board)
    if board is None or not board.channel:
        return
    kept = {"kind": SAID, "decision": decision.id, "stage": stage.id}
    cards.say_in_thread(unit, stage, board.channel, f"decision:{decision.number}", {DEFERRED: kept})


def renew_said(unit: Unit, stage: Stage) -> None:
    """Have what a stage's thread says of decisions, and of what followed them, shown as much as may be read there now.

    The stage is as it is now: its revision names the renewal.
    """
    cards.renew_said(unit, stage)


def tell_person(unit: Unit, services: Services, decision: Decision, person_id: int) -> None:
    """Tell a decision to somebody, once, in Slack or by letter."""
    directory, today = unit.people.directory(), services.today(unit.now)
    person = directory.people.get(person_id)
    channel = address_of(services, directory, person, today) if person else None
    if channel is not None:
        key = f"decision:{decision.number}:{person_id}"
        kept = {"kind": TOLD, "decision": decision.id, "person": person_id}
        unit.outbox.put(OutgoingMessage(key, key, channel, key, {DEFERRED: kept}))


def put_to(
    unit: Unit, services: Services, person_id: int, key: str, proposal: Proposal, content: Mapping[str, Any]
) -> bool:
    """Put a message about a proposal to somebody who may read it; return whether they can be reached in Slack."""
    directory, today = unit.people.directory(), services.today(unit.now)
    person = directory.people.get(person_id)
    place = slack_of(services, directory, person, today) if person else None
    if place is None or not can_read(unit, actor_of(directory, person_id, today), proposal):
        return False
    unit.outbox.put(OutgoingMessage(key, key, place, key, content))
    return True


def compose(services: Services, kept: Mapping[str, Any], *, channel: str) -> Mapping[str, Any] | None:
    """Return what a message about a decision says when it is sent; None where nothing of it is to be said any more."""
    return compose_told(services, kept, channel=channel) if kept["kind"] == TOLD else compose_said(services, kept)


def compose_told(services: Services, kept: Mapping[str, Any], *, channel: str) -> Mapping[str, Any] | None:
    """Return what a person reads of a decision when it is sent; None where they may not read it any more."""
    with services.store.view() as view:
        decision = view.decisions.get(kept["decision"])
        proposal = view.proposals.get(decision.proposal_id) if decision else None
        directory, today = view.people.directory(), services.today(view.now)
        if decision is None or proposal is None or kept["person"] not in directory.people:
            return None
        person = directory.people[kept["person"]]
        if address_of(services, directory, person, today) != channel:
            return None
        if kept_from(view, proposal, person.id) or not can_read(view, actor_of(directory, person.id, today), proposal):
            return None
        shown = services.presentation(directory, view.now)
        following = following_words(view, proposal, decision, shown)
        if not channel.startswith(MAILTO):
            return decision_told.told_message(decision, following)
        lines = _letter_lines(decision, following, is_public=proposal.visibility is Visibility.PUBLIC)
        return decision_told.letter(frame_of(view, services, person), lines)


def compose_said(services: Services, kept: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return what a thread reads of a decision when it is sent: no words of it where not everybody may read them."""
    with services.store.view() as view:
        decision, stage = view.decisions.get(kept["decision"]), view.stages.get(kept["stage"])
        proposal = view.proposals.get(decision.proposal_id) if decision else None
        if decision is None or proposal is None or stage is None:
            return None
        shown = services.presentation(view.people.directory(), view.now)
        is_withheld = proposal.visibility is not Visibility.PUBLIC or needs_stub(view, stage)
        return decision_told.said_message(decision, shown, is_withheld=is_withheld)


def following_words(view: View, proposal: Proposal, decision: Decision, shown: Presentation) -> Mrkdwn:
    """Return what happens next with a proposal after a decision, as things stand now."""
    stages = view.stages.of_proposal(proposal.id)
    before = [one for one in stages if one.is_before_board]
    # Where a chair's action was not ratified its own board has it again.
    is_undone = decision.kind is DecisionKind.RATIFICATION
    sisters = [shown.board_names([one.board]) for one in before if is_undone or one.id != decision.stage_id]
    waits = sum(one.holds_up for one in view.conditions.of_proposal(proposal.id))
    is_further = decision.kind in _FURTHER or (is_undone and decision.is_passing)
    takes_effect = _later_day(decision)
    until, starts = decision.record.get("until"), proposal.starts_on
    is_too_soon = starts is not None and bool(waits or (takes_effect and starts < takes_effect))
    return decision_told.next_words(
        proposal.ref,
        proposal.state.value,
        decision.outcome,
        opened=sisters,
        waits=waits,
        effective=shown.dated(takes_effect) if takes_effect else "",
        until=shown.dated(date.fromisoformat(until)) if until else "",
        starts=shown.dated(starts) if starts and is_too_soon else "",
        is_further=is_further,
        is_correction=decision.kind is DecisionKind.CORRECTION,
    )


def _later_day(decision: Decision) -> date | None:
    """Return from which day on a decision takes effect, where that is not the day on which it was taken."""
    day = decision.record.get("effective_on")
    return date.fromisoformat(day) if day and day != decision.record.get("decided_on") else None


def _letter_lines(decision: Decision, following: Mrkdwn, *, is_public: bool) -> list[str]:
    if is_public:
        text = unescape(decision_told.told_words(decision, following)).replace("*", "")
        return [line.strip().removeprefix("> ").strip() for line in text.split("\n") if line.strip()]
    record = decision.record
    return [
        f"{record['board']['name']} has answered {record['proposal']['ref']}: the record is {decision.number}.",
        "It is not public, so what was decided stands in no letter: the governance office can tell you.",
    ]
