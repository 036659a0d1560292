"""How a vote stands, who voted what, and what people are told of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.domain.people import DecidesIn
from bot.domain.proposals.records import Choice, Proposal, Stage, StageState
from bot.domain.proposals.seats import Seat
from bot.domain.proposals.tally import ItemTally, Tally, Vote
from bot.views import blocks
from bot.views.blocks import Block
from bot.views.ids import Act
from bot.views.presentation import Presentation
from bot.views.stage_card import state_words
from bot.views.vote_values import pack_stage
from bot.views.vote_words import WHY_BARRED, choice_words, chosen_words, count_words, names_of, standing_words
from bot.views.wording import Mrkdwn, say

_ROLL_MAX = 40
_REASON_MAX = 300
_VOTED = {
    Choice.FOR: "for",
    Choice.WITH_CONDITIONS: "for, with conditions",
    Choice.AGAINST: "against",
    Choice.ABSTAIN: "abstains",
}


@dataclass(frozen=True, slots=True)
class TallyNames:
    """Names in a tally: of people by id, of organisations by key."""

    people: Mapping[int, str]
    organisations: Mapping[str, str]


def voted_words(
    ref: str,
    board: str,
    seat: Seat,
    chosen: Mapping[int, Choice],
    stage: Stage,
    tally: Tally,
    *,
    stands_in: bool,
    is_heard: bool,
    changed: bool,
) -> Mrkdwn:
    """Return what whoever voted, or wrote a vote down, is told: the vote, and how it stands now."""
    return say(
        "voting/voted",
        ref=ref,
        board=board,
        name=seat.name if stands_in or is_heard else "",
        is_heard=is_heard,
        vote=chosen_words(chosen, {item.item: item.ask for item in tally.items}),
        changed=changed,
        is_open=stage.state is StageState.OPEN,
        voted=tally.voted,
        of=len(tally.seats.entitled),
    )


def tally_message(
    stage: Stage,
    proposal: Proposal,
    board: str,
    tally: Tally,
    forecast: Sequence[str],
    names: TallyNames,
    shown: Presentation,
    *,
    part: str,
    is_office: bool,
    may_close: bool,
) -> dict[str, Any]:
    """Return the whole tally with its roll, to whoever asks.

    Args:
        stage: which is voted on.
        proposal: which lies before it.
        board: its name.
        tally: how the vote stands.
        forecast: how its quorum stands.
        names: of people and organisations.
        shown: how records are said.
        part: for which part of the money the board is asked, empty for all.
        is_office: whether they may write down votes they heard.
        may_close: whether they may close it.
    """
    is_open = stage.state is StageState.OPEN
    head = say(
        "voting/tally_head",
        ref=proposal.ref,
        title=proposal.title,
        board=board,
        state=state_words(stage, shown),
        voted=tally.voted,
        of=len(tally.seats.entitled),
        part=part if is_open else "",
        forecast=forecast if is_open else (),
        waiting=names_of([seat.name for seat in tally.waiting]) if is_open else "",
        barred=[(seat.name, WHY_BARRED[why]) for seat, why in tally.seats.barred.items()],
    )
    body: list[Block] = [blocks.section(head)]
    body += [
        blocks.section(_item_words(item, names, stage.considers, several=len(tally.items) > 1)) for item in tally.items
    ]
    buttons = []
    if is_open:
        buttons.append(blocks.button("Vote", Act.VOTE_FORM, pack_stage(stage), style="primary"))
        if is_office:
            buttons.append(blocks.button("Write down a vote", Act.VOTE_ENTER, pack_stage(stage)))
        if may_close:
            sure = blocks.confirm(
                "Close the vote?",
                f"{board}'s answer on {proposal.ref} is recorded as the votes stand now.",
                "Close it",
                "Keep it open",
            )
            buttons.append(blocks.button("Close the vote", Act.VOTE_CLOSE, pack_stage(stage), confirm=sure))
    text = say("voting/tally_spoken", ref=proposal.ref, board=board, voted=tally.voted, of=len(tally.seats.entitled))
    return blocks.message(text, [*body, *blocks.action_row(buttons)])


def needs_you(proposal: Proposal, board: str, stage: Stage, tally: Tally, what: str, why: str) -> dict[str, Any]:
    """Return what the chair and the office are told: no agreement, or an answer that cannot be recorded."""
    split = [item.item for item in tally.items if standing_words(item).startswith("no agreement")]
    text = say(
        "voting/needs_you",
        ref=proposal.ref,
        title=proposal.title,
        board=board,
        what=what,
        why=why,
        split=[number for number in split if number],
    )
    buttons = [blocks.button("Who voted", Act.VOTE_TALLY, pack_stage(stage))]
    return blocks.message(text, [blocks.section(text), blocks.actions(buttons)])


def vote_entered(
    stage: Stage, proposal: Proposal, board: str, votes: Sequence[Vote], whose: str, by: str, how: str
) -> dict[str, Any]:
    """Return what a member is told of a vote that the office wrote down for them; `whose` names another's seat."""
    several = len(votes) > 1 or any(vote.item for vote in votes)
    text = say(
        "voting/entered",
        ref=proposal.ref,
        title=proposal.title,
        board=board,
        votes=[(vote.item if several else 0, choice_words(vote.choice)) for vote in votes],
        whose=whose,
        by=by,
        how=how,
        is_open=stage.state is StageState.OPEN,
    )
    return blocks.message(text, [blocks.section(text)])


def _item_words(item: ItemTally, names: TallyNames, version: int, *, several: bool) -> Mrkdwn:
    return say(
        "voting/tally_item",
        number=item.item if several else 0,
        count=count_words(item, names.organisations),
        standing=standing_words(item),
        roll=[_roll_line(seat, vote, names.people, version) for seat, vote in item.counted[:_ROLL_MAX]],
        more=max(0, len(item.counted) - _ROLL_MAX),
    )


def _roll_line(seat: Seat, vote: Vote, people: Mapping[int, str], version: int) -> dict[str, str]:
    return {
        "name": seat.name,
        "voted": _VOTED[vote.choice],
        "deputy": people.get(vote.voter_id, "somebody") if vote.is_by_deputy else "",
        "entered": vote.entered_by,
        "how": vote.how,
        "version": str(vote.considered) if vote.considered != version else "",
        "reason": blocks.clip(vote.reason, _REASON_MAX),
        "conditions": blocks.clip(vote.conditions, _REASON_MAX),
    }


def delegate_named(member: str, board: str, days: tuple[date, date], shown: Presentation) -> dict[str, Any]:
    """Return what somebody is told whom a member has vote for them for a period."""
    text = say("voting/named", name=member, board=board, since=shown.day(days[0]), until=shown.day(days[1]))
    return blocks.message(text, [blocks.section(text)])


def votes_fell(stage: Stage, proposal: Proposal, board: str, *, stands: bool) -> dict[str, Any]:
    """Return what whoever voted on an earlier version is told: whether their vote counts on the new one."""
    text = say(
        "voting/fell",
        ref=proposal.ref,
        title=proposal.title,
        board=board,
        version=stage.considers,
        again=stage.sitting > 1,
        stands=stands,
        at_meeting=stage.decides_in is DecidesIn.MEETING,
    )
    buttons = [blocks.button("Read it", Act.STAGE_READ, str(stage.id))]
    if stage.decides_in is DecidesIn.THREAD:
        label = "Change my vote" if stands else "Vote"
        buttons.insert(0, blocks.button(label, Act.VOTE_FORM, pack_stage(stage)))
    return blocks.message(text, [blocks.section(text), blocks.actions(buttons)])
