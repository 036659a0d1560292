"""The card of a stage in its board's channel, and its thread: posted once, and from then on renewed in place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.domain.proposals import course
from bot.domain.proposals.records import Proposal, Stage
from bot.domain.proposals.words import StageWord, WordKind
from bot.domain.references import parse_reference
from bot.domain.risks import Visibility
from bot.store.outbox import DEFERRED, OutgoingMessage
from bot.store.unit_of_work import Unit, View
from bot.views.presentation import Presentation
from bot.views.stage_card import StageFacts, stage_card, stage_stub, thread_note, word_message
from bot.workflows.funds.positions import overdraw
from bot.workflows.proposals.below import answers_before
from bot.workflows.proposals.cost_facts import faults_for
from bot.workflows.proposals.interests.recusing import needs_stub
from bot.workflows.proposals.route_showing import start_warning
from bot.workflows.proposals.voting.answering import replan_answers
from bot.workflows.proposals.voting.asked_part import asked_part
from bot.workflows.proposals.voting.asking import replan_votes
from bot.workflows.proposals.voting.forecasts import forecast_of
from bot.workflows.proposals.voting.polls import Poll, poll_of
from bot.workflows.services import Services

KIND, NOTE_KIND, WORD_KIND = "stage-card", "stage-note", "stage-word"
_UPWARD = frozenset({WordKind.COMMENT, WordKind.ADVICE, WordKind.OBJECTION})


def renew_card(unit: Unit, services: Services, stage: Stage) -> None:
    """Have everything that shows a stage follow a change of it: its card, and the votes that are asked for.

    The card is posted where it has not been. However often it changes before it is sent, it is sent once.
    """
    now = unit.stages.of_ids([stage.id]).get(stage.id, stage)
    replan_votes(unit, services, now)
    replan_answers(unit, services, now)
    put_card(unit, now)
    renew_words(unit, now)


def put_card(unit: Unit, stage: Stage) -> None:
    """Have a stage's card posted or renewed; what it says is found when it is sent."""
    board = unit.people.directory().boards.get(stage.board)
    if board is None or not board.channel or not stage.considers:
        return
    anchor = anchor_of(stage)
    renewed = unit.outbox.to_be_renewed([anchor])
    channel = renewed.get(anchor, board.channel)
    # The first has a key without a revision: a second row with it is not written.
    key = f"{anchor}:r{stage.revision:06d}" if renewed else anchor
    unit.outbox.put(OutgoingMessage(key, anchor, channel, anchor, {DEFERRED: {"kind": KIND, "stage": stage.id}}))
    if not renewed:
        note = f"{anchor}:note"
        content = {"kind": NOTE_KIND, "stage": stage.id}
        unit.outbox.put(OutgoingMessage(note, anchor, board.channel, note, {DEFERRED: content}, under=anchor))


def put_word(unit: Unit, stage: Stage, word: StageWord) -> None:
    """Have what somebody said on a stage shown in its thread, or shown as it stands now."""
    board = unit.people.directory().boards.get(stage.board)
    if board is None or not board.channel:
        return
    anchor = _word_anchor(word.id)
    key = f"{anchor}:{'answered' if word.answered_at else 'said'}"
    if word.answered_at:
        key = f"{key}:{word.answered_at.isoformat()}"
    content = {"kind": WORD_KIND, "word": word.id}
    unit.outbox.put(
        OutgoingMessage(key, anchor_of(stage), board.channel, anchor, {DEFERRED: content}, under=anchor_of(stage))
    )


def renew_words(unit: Unit, stage: Stage) -> None:
    """Have what was said in a stage's thread shown as it may be now: nothing of it where somebody must not read it."""
    anchors = {_word_anchor(word.id): word.id for word in unit.words.of_stage(stage.id)}
    for anchor, channel in unit.outbox.to_be_renewed(anchors).items() if anchors else ():
        content = {"kind": WORD_KIND, "word": anchors[anchor], "renews": True}
        key = f"{anchor}:r{stage.revision:06d}"
        unit.outbox.put(
            OutgoingMessage(key, anchor_of(stage), channel, anchor, {DEFERRED: content}, under=anchor_of(stage))
        )


def say_in_thread(unit: Unit, stage: Stage, channel: str, name: str, content: Mapping[str, Any]) -> None:
    """Have something said in the thread of a stage's card that is named for all time, and renewed by `renew_said`."""
    under, anchor = anchor_of(stage), f"{_said_anchor(stage)}:{name}"
    # Of what a unit writes the keys decide the order: the card and its note come first, which may be new, too.
    unit.outbox.put(OutgoingMessage(_said_key(stage, anchor), under, channel, anchor, content, under=under))


def renew_said(unit: Unit, stage: Stage) -> None:
    """Have what was said in a stage's thread, beside people's own words, shown as much as may be read there now.

    The stage is as it is now: its revision names the renewal.
    """
    under = anchor_of(stage)
    for anchor, channel in unit.outbox.to_be_renewed(unit.outbox.naming(_said_anchor(stage), ":")).items():
        key = _said_key(stage, anchor)
        content = unit.outbox.content_of(key)
        if content is not None:
            again = f"{key}:r{stage.revision:06d}"
            unit.outbox.put(OutgoingMessage(again, under, channel, anchor, content, under=under))


def _said_anchor(stage: Stage) -> str:
    return f"said:{stage.id}"


def _said_key(stage: Stage, anchor: str) -> str:
    return f"{anchor_of(stage)}:{anchor}"


def _word_anchor(word_id: int) -> str:
    return f"stage-word:{word_id}"


def anchor_of(stage: Stage) -> str:
    """Return what names a stage's card on Slack."""
    return f"stage:{stage.id}"


def stage_of(anchor: str) -> int | None:
    """Return the id of the stage whose card an anchor names; None where it names something else."""
    kind, _, number = anchor.partition(":")
    return int(number) if kind == "stage" and number.isdecimal() else None


def compose_stage(services: Services, kept: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return what a stage's card, the note in its thread, or a word there says now; None where there is nothing to say.

    A channel may be open to more than may read it: what is not public, and what somebody on the board must not see,
    is not said there, and each reads it for themselves.
    """
    with services.store.view() as view:
        word = view.words.get(kept["word"]) if kept["kind"] == WORD_KIND else None
        stage_id = word.stage_id if word is not None else kept.get("stage")
        stage = view.stages.get(stage_id) if stage_id is not None else None
        if stage is None or not stage.considers:
            return None
        poll = poll_of(view, services, stage)
        shown = services.presentation(view.people.directory(), view.now)
        why = hidden_for(view, poll)
        if word is not None:
            return word_message(word, poll.proposal, is_hidden=bool(why))
        if kept["kind"] == NOTE_KIND:
            return thread_note(poll.stage, poll.proposal, shown, is_hidden=bool(why))
        if why:
            return stage_stub(poll.stage, poll.proposal, poll.board.name, why, shown)
        facts = _facts(view, services, poll, shown)
        return stage_card(poll.stage, poll.proposal, poll.content, poll.tally, facts, shown)


def hidden_for(view: View, poll: Poll) -> str:
    """Return why a stage's content is not said in its board's channel: `interest`, `not_public`, or empty."""
    if poll.proposal.visibility is not Visibility.PUBLIC:
        return "not_public"
    return "interest" if needs_stub(view, poll.stage) else ""


def _facts(view: View, services: Services, poll: Poll, shown: Presentation) -> StageFacts:
    directory = view.people.directory()
    stage, proposal = poll.stage, poll.proposal
    stages = view.stages.of_proposal(proposal.id)
    below = {one.id: one for one in course.current(stages) if one.step < stage.step}
    words = view.words.of_stages({stage.id, *below})
    fund = services.config.fund(proposal.fund)
    people = {one.id: one.name for one in directory.people.values()}
    decisions = view.decisions.of_stage(stage.id)
    version = view.proposals.submitted(proposal.id, stage.considers)
    papers = view.proposal_papers.of_version(proposal.id, stage.considers)
    return StageFacts(
        board=poll.board.name,
        people=people,
        organisations={one.key: one.name for one in services.config.organisations},
        fund=fund.name if fund else "",
        why=version.why if version else "",
        forecast=forecast_of(poll, services, directory),
        warnings=_warnings(view, services, proposal, stage),
        words=tuple(word for word in words if word.stage_id == stage.id and word.sitting == stage.sitting),
        asked_before=sum(
            word.stage_id == stage.id and word.sitting < stage.sitting and word.kind is WordKind.QUESTION
            for word in words
        ),
        below=answers_before(view, shown, stage),
        from_below=tuple(
            (shown.board_names([below[word.stage_id].board]), word)
            for word in words
            if word.stage_id in below and word.kind in _UPWARD
        ),
        faults=len(faults_for(services, directory, proposal, poll.content)),
        papers=tuple((paper.title, paper.address) for paper in papers),
        risks=tuple(_public_risks(view, poll)),
        decision=decisions[-1].number if decisions else "",
        decided=decisions[-1].words if decisions else "",
        part=asked_part(view, stage, directory) if stage.is_before_board else "",
    )


def _public_risks(view: View, poll: Poll) -> list[str]:
    """Return the references of the risks it treats that everybody in the partnership may know of."""
    refs = [ref for written in poll.content.risks if (ref := parse_reference(written))]
    found = [view.risks.find(ref) for ref in refs]
    return [str(risk.ref) for risk in found if risk is not None and risk.visibility is Visibility.PUBLIC]


def _warnings(view: View, services: Services, proposal: Proposal, stage: Stage) -> tuple[str, ...]:
    """Return what the board should know before it answers: money there is not, a start that comes too soon."""
    if not stage.is_before_board:
        return ()
    over = overdraw(view, services.config, proposal)
    said = (over.sentence() if over else "", start_warning(view, services, proposal))
    return tuple(one for one in said if one)
