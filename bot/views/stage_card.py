"""A stage's card in its board's channel: what is asked, of which version, and how it stands."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.domain.people import DecidesIn
from bot.domain.proposals.answered import Answered
from bot.domain.proposals.content import Content
from bot.domain.proposals.records import Proposal, Stage, StageState
from bot.domain.proposals.tally import Tally
from bot.domain.proposals.words import StageWord, WordKind
from bot.views import blocks
from bot.views.blocks import Block, Element
from bot.views.ids import Act
from bot.views.interest_stub import stub_body
from bot.views.presentation import Presentation
from bot.views.proposal_words import asked_for
from bot.views.stage_votes import item_blocks, tally_words, vote_buttons
from bot.views.vote_values import pack_stage
from bot.views.vote_words import asked_by, names_of, outcome_words
from bot.views.wording import Mrkdwn, say

_SUMMARY_MAX = 700
_WORDS_MAX = 400
_PAPERS_SHOWN = 6
_BELOW_SHOWN = 5
_WORD_MAX = 240
# What would end a link early is in no address that is shown as one.
_LINK = re.compile(r"https?://[^\s<>|]+")


@dataclass(frozen=True, slots=True)
class StageFacts:
    """What a stage's card says beside the stage, the version before the board and the tally.

    Attributes:
        people: names by id; `organisations`: names by key.
        fund: its name, empty for none; `why`: what its author says of this version to the boards.
        forecast: how the quorum stands, in sentences.
        warnings: what the board should know before it answers, in sentences.
        words: what was said in this sitting; `asked_before`: how many questions the board asked in earlier ones.
        below: what earlier boards answered; `from_below`: what they send up with it, each with its board.
        faults: how many things in the sums are to be looked at.
        papers: title and address of each file or link, the address empty for a file.
        risks: references of the risks it treats that everybody may know of.
        decision: the number of the decision record, and `decided` its words; empty while there is none.
        part: for which part of the money the board is asked, and by whose word; empty for all of it.
    """

    board: str
    people: Mapping[int, str]
    organisations: Mapping[str, str]
    fund: str = ""
    why: str = ""
    forecast: Sequence[str] = ()
    warnings: Sequence[str] = ()
    words: Sequence[StageWord] = ()
    asked_before: int = 0
    below: Sequence[Answered] = ()
    from_below: Sequence[tuple[str, StageWord]] = ()
    faults: int = 0
    papers: Sequence[tuple[str, str]] = ()
    risks: Sequence[str] = ()
    decision: str = ""
    decided: str = ""
    part: str = ""


def stage_card(
    stage: Stage, proposal: Proposal, content: Content, tally: Tally, facts: StageFacts, shown: Presentation
) -> dict[str, Any]:
    """Return the card as everybody in the board's channel sees it; a board that decides at meetings sees no votes."""
    is_open = stage.state is StageState.OPEN
    # Where the office recorded what a meeting decided instead, there was no vote.
    has_votes = stage.decides_in is DecidesIn.THREAD and (is_open or any(item.counted for item in tally.items))
    state = state_words(stage, shown)
    head = say(
        "voting/card_head",
        ref=proposal.ref,
        title=content.title,
        board=facts.board,
        asked=asked_by(tally.items),
        is_over=not stage.is_before_board,
        state=state,
    )
    body: list[Block] = [blocks.section(head)]
    if content.summary:
        body.append(blocks.section(say("voting/plain", words=blocks.clip(content.summary, _SUMMARY_MAX))))
    if facts.why:
        said = say("voting/card_why", version=stage.considers, words=blocks.clip(facts.why, _WORDS_MAX))
        body.append(blocks.section(said))
    body.append(blocks.fields(_fields(proposal, content, facts, shown)))
    if facts.faults:
        look = blocks.button("Look at them", Act.COST_SHOW, proposal.ref)
        body.append(blocks.section(say("voting/card_sums", faults=facts.faults), look))
    if facts.below:
        body.append(blocks.section(say("voting/card_answers", answers=_answers(facts.below))))
    body += [blocks.section(say("voting/warning", words=words)) for words in facts.warnings]
    if facts.part:
        body.append(blocks.section(say("voting/card_part", part=facts.part, verb=asked_by(tally.items))))
    body += item_blocks(content, tally, facts.organisations, with_votes=has_votes, is_open=is_open)
    if has_votes:
        body.append(blocks.section(tally_words(stage, tally, facts.forecast, facts.organisations)))
    body += _said(stage, facts)
    if stage.state is StageState.CLOSED:
        body.append(
            blocks.section(
                say(
                    "voting/card_decided",
                    outcome=outcome_words(stage),
                    number=facts.decision,
                    words=facts.decided,
                )
            )
        )
    buttons = card_buttons(stage, tally)
    body += blocks.action_row(buttons)
    body.append(blocks.context(_foot(stage, proposal, shown)))
    return blocks.message(_spoken(stage, proposal, content, tally, facts, state), body)


def stage_stub(stage: Stage, proposal: Proposal, board: str, why: str, shown: Presentation) -> dict[str, Any]:
    """Return what stands there where somebody must not read the content; votes are cast in a form of each one's own."""
    body = stub_body(stage.id, proposal.ref, board, why)
    state = state_words(stage, shown)
    if stage.state is StageState.OPEN and stage.decides_in is DecidesIn.THREAD:
        body[-1]["elements"].append(blocks.button("Vote", Act.VOTE_FORM, pack_stage(stage)))
    if stage.is_before_board:
        body[-1]["elements"].append(blocks.button("Ask or comment", Act.STAGE_SAY, pack_stage(stage)))
    text = say("voting/stub_spoken", ref=proposal.ref, board=board, state=state)
    return blocks.message(text, [*body, blocks.context(say("voting/plain", words=state))])


def card_buttons(stage: Stage, tally: Tally) -> list[Element]:
    """Return the buttons of a card: to vote where votes are taken, to ask or comment while it lies before the board."""
    buttons: list[Element] = []
    if stage.state is StageState.OPEN and stage.decides_in is DecidesIn.THREAD:
        buttons += vote_buttons(stage, tally)
    if stage.is_before_board:
        buttons.append(blocks.button("Ask or comment", Act.STAGE_SAY, pack_stage(stage)))
        if stage.decides_in is DecidesIn.MEETING:
            buttons.append(blocks.button("I have read it", Act.STAGE_HAVE_READ, pack_stage(stage)))
    buttons.append(blocks.button("Read it", Act.STAGE_READ, str(stage.id)))
    if stage.decides_in is DecidesIn.THREAD:
        buttons.append(blocks.button("Who voted", Act.VOTE_TALLY, pack_stage(stage)))
        if stage.state is StageState.OPEN:
            buttons.append(blocks.button("For the chair", Act.STAGE_MOVE, pack_stage(stage)))
    return buttons


def thread_note(stage: Stage, proposal: Proposal, shown: Presentation, *, is_hidden: bool) -> dict[str, Any]:
    """Return the first message in a card's thread: what the thread is for, and that it may be disclosed."""
    text = say(
        "voting/thread_note",
        ref=proposal.ref,
        is_thread=stage.decides_in is DecidesIn.THREAD,
        meets=shown.day(stage.meets_on) if stage.meets_on else "",
        is_hidden=is_hidden,
    )
    buttons = [blocks.button("Ask or comment", Act.STAGE_SAY, pack_stage(stage))]
    if stage.decides_in is DecidesIn.THREAD:
        buttons.insert(0, blocks.button("Vote", Act.VOTE_FORM, pack_stage(stage)))
    else:
        buttons.append(blocks.button("I have read it", Act.STAGE_HAVE_READ, pack_stage(stage)))
    return blocks.message(text, [blocks.section(text), blocks.actions(buttons)])


def word_message(word: StageWord, proposal: Proposal, *, is_hidden: bool) -> dict[str, Any]:
    """Return what somebody said, as the thread shows it, with its answer once there is one."""
    text = say(
        "voting/word",
        ref=proposal.ref,
        kind=word.kind.value,
        name=word.name,
        words="" if is_hidden else word.words,
        answer="" if is_hidden else word.answer,
        answered_by=word.answered_by,
        is_question=word.kind is WordKind.QUESTION,
    )
    body: list[Block] = [blocks.section(text)]
    if word.waits and not is_hidden:
        body.append(blocks.actions([blocks.button("Answer", Act.STAGE_ANSWER, str(word.id))]))
    return blocks.message(text, body)


def state_words(stage: Stage, shown: Presentation) -> str:
    """Return how a stage stands and until when: `votes until Fri 16 Nov`, `decides at its meeting on Fri 16 Nov`."""
    words = {
        StageState.RETURNED: "Sent back to its author with questions",
        StageState.DEFERRED: "Put off" + (f" until {shown.day(stage.deferred_until)}" if stage.deferred_until else ""),
        StageState.CALLED_OFF: "Called off: it is not asked of this board any more",
        StageState.COMING: "It waits for an earlier board, which has it again",
    }
    if stage.state is StageState.CLOSED:
        day = stage.decided_on or stage.closed_at
        on = f" on {shown.day(day)}" if day else ""
        return f"{outcome_words(stage).capitalize()}{on}"
    return words.get(stage.state) or _open_words(stage, shown)


def _open_words(stage: Stage, shown: Presentation) -> str:
    if stage.decides_in is DecidesIn.MEETING:
        if stage.meets_on is not None and stage.meets_on < shown.today:
            return f"Was at its meeting on {shown.day(stage.meets_on)}: what was decided is not recorded yet"
        return "Decides at its meeting" + (f" on {shown.day(stage.meets_on)}" if stage.meets_on else "")
    if stage.due_on is None:
        return "Votes in this thread"
    is_late = stage.due_on < shown.today
    return f"{'Was to vote by' if is_late else 'Votes until'} {shown.day(stage.due_on)}"


def _fields(proposal: Proposal, content: Content, facts: StageFacts, shown: Presentation) -> list[Mrkdwn]:
    names = [facts.people.get(one, "") for one in (proposal.author_id, proposal.sponsor_id) if one is not None]
    told = {
        "Asks for": asked_for(content) + (f" · {facts.fund}" if facts.fund else ""),
        "Wants to start": shown.day(content.starts_on) if content.starts_on else "",
        "From": ", ".join(dict.fromkeys(name for name in names if name)),
        "Treats the risks": ", ".join(facts.risks),
        "Papers": _paper_links(facts.papers),
    }
    return [say("voting/card_field", name=name, words=words) for name, words in told.items() if words]


def _paper_links(papers: Sequence[tuple[str, str]]) -> Mrkdwn:
    shown = [(title, address if _LINK.fullmatch(address) else "") for title, address in papers[:_PAPERS_SHOWN]]
    return say("voting/papers", papers=shown, more=max(0, len(papers) - _PAPERS_SHOWN))


def _said(stage: Stage, facts: StageFacts) -> list[Block]:
    questions = [word for word in facts.words if word.kind is WordKind.QUESTION]
    read = [word.name for word in facts.words if word.kind is WordKind.READ]
    told = say(
        "voting/card_said",
        questions=len(questions),
        waiting=sum(word.waits for word in questions),
        before=facts.asked_before,
        comments=sum(word.kind in (WordKind.COMMENT, WordKind.ADVICE, WordKind.OBJECTION) for word in facts.words),
        read=names_of(list(dict.fromkeys(read))) if stage.decides_in is DecidesIn.MEETING else "",
    )
    below = [
        (word.kind.value, word.name, board, blocks.clip(word.words, _WORD_MAX))
        for board, word in facts.from_below[-_BELOW_SHOWN:]
    ]
    body = [blocks.section(told)] if told else []
    if below:
        body.append(blocks.section(say("voting/card_below", words=below)))
    return body


def _answers(below: Sequence[Answered]) -> list[tuple[str, str]]:
    """Return what boards before answered, each with its name; the last of them where there are many."""
    return [(one.board, blocks.clip(one.words, _WORD_MAX)) for one in below[-_BELOW_SHOWN:]]


def _foot(stage: Stage, proposal: Proposal, shown: Presentation) -> Mrkdwn:
    return say(
        "voting/card_foot",
        version=stage.considers,
        sitting=stage.sitting,
        since=shown.day(stage.opened_at) if stage.opened_at else "",
        ref=proposal.ref,
        is_open=stage.is_before_board,
    )


def _spoken(stage: Stage, proposal: Proposal, content: Content, tally: Tally, facts: StageFacts, state: str) -> Mrkdwn:
    is_voting = stage.decides_in is DecidesIn.THREAD and stage.state is StageState.OPEN
    return say(
        "voting/card_spoken",
        ref=proposal.ref,
        title=content.title.rstrip(". "),
        board=facts.board,
        asked=asked_by(tally.items),
        is_over=not stage.is_before_board,
        state=state,
        voted=tally.voted if is_voting else None,
        of=len(tally.seats.entitled),
    )
