"""The forms of decisions: a meeting's, a chair's action, a ratification and a correction."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.domain.proposals.decision_words import ASKED_TO
from bot.domain.proposals.records import Ask
from bot.errors import InvalidInputError
from bot.views import blocks
from bot.views.blocks import Choice
from bot.views.ids import VALUE, Form
from bot.views.wording import say

_DONE_AS = {
    Ask.NOTE: "Noted",
    Ask.CONSIDER: "Considered",
    Ask.ENDORSE: "Endorsed",
    Ask.RECOMMEND: "Agreed to recommend",
    Ask.APPROVE: "Approved",
}
_LINES_SHOWN = 100
WHO_COUNTS = "Members who may vote are counted, and deputies for absent ones; who left for an interest is not."
_CONDITION_HINT = (
    "One a line. Behind it, where it matters: owner: a name; by: 31 Jan 2019; shown by: a letter; "
    "discharged by: a name; before or after; stays or falls. "
    "Otherwise: the author, three months, the chair, before, stays."
)


@dataclass(frozen=True, slots=True)
class DecisionOrigin:
    """What a form of a decision carries unseen: the proposal, the stage, which version lay before the board, and when.

    `sitting` counts how often it had been put before it.
    """

    ref: str
    stage_id: int
    considers: int
    sitting: int

    def pack(self) -> str:
        """Return it as private metadata."""
        return json.dumps([self.ref, self.stage_id, self.considers, self.sitting])

    @staticmethod
    def unpack(metadata: str) -> DecisionOrigin:
        """Return what `pack` packed.

        Raises:
            InvalidInputError: it was packed by a version that packed otherwise.
        """
        try:
            ref, stage_id, considers, sitting = json.loads(metadata)
        except ValueError as problem:
            raise InvalidInputError("This form is from an older version.", "Close it and open it again.") from problem
        return DecisionOrigin(str(ref), int(stage_id), int(considers), int(sitting))


@dataclass(frozen=True, slots=True)
class DecisionFrame:
    """What the form of a decision is filled with.

    Attributes:
        origin: what it carries unseen.
        title, board, ask, money: of the proposal, and what its board is asked.
        notes: sentences on top: an overdrawn fund, a narrowing from below, interests.
        items: each recommendation's number, its words, and what this board is asked with it.
        years, lines: what of the money can be given alone: labels by value.
        chosen_years, chosen_lines: what the boards before spoke for.
        members: who sits with the board: labels by `person:3`, under headings.
        meetings: the days on which the board met, the latest first.
        held_on: the day it offers.
        boards: to whom something can be delegated: labels by key.
        by_chair: whether it is a chair's action; `asks_how` where somebody else enters it.
    """

    origin: DecisionOrigin
    title: str
    board: str
    ask: Ask
    money: str
    notes: Sequence[str]
    items: Sequence[tuple[int, str, Ask]]
    years: Sequence[Choice]
    lines: Sequence[Choice]
    chosen_years: Sequence[str]
    chosen_lines: Sequence[str]
    members: Mapping[str, Sequence[Choice]]
    meetings: Sequence[str]
    held_on: date
    boards: Sequence[Choice]
    by_chair: bool = False
    asks_how: bool = False


def decision_form(frame: DecisionFrame) -> dict[str, Any]:
    """Return the form in which the office records what a meeting decided, or a chair what they decide between."""
    head = say(
        "decisions/form_head",
        ref=frame.origin.ref,
        title=frame.title,
        board=frame.board,
        ask=ASKED_TO[frame.ask].lower(),
        money=frame.money,
        version=frame.origin.considers,
        notes=list(frame.notes),
        by_chair=frame.by_chair,
    )
    body = [blocks.section(head)]
    if frame.by_chair:
        body += _chairs_fields(frame)
    else:
        body += _meeting_fields(frame)
    body += _outcome_fields(frame)
    body += _hanging_fields(frame)
    if not frame.by_chair:
        body += _counted_fields(frame)
    body += _other_fields(frame)
    form, title, submit = (
        (Form.DECISION_CHAIR, f"Chair's action {frame.origin.ref}", "Decide")
        if frame.by_chair
        else (Form.DECISION_RECORD, f"Decision on {frame.origin.ref}", "Record it")
    )
    return blocks.modal(title, form, body, metadata=frame.origin.pack(), submit=submit)


def _meeting_fields(frame: DecisionFrame) -> list[blocks.Block]:
    met = f"The board met on {', '.join(frame.meetings)}." if frame.meetings else ""
    return [
        blocks.labelled("Decided on", "held", blocks.date_picker(VALUE, frame.held_on.isoformat()), met),
        blocks.labelled(
            "Present",
            "present",
            blocks.multi_select(VALUE, frame.members, placeholder="Who was there"),
            WHO_COUNTS,
        ),
        _person("Who presided?", "presided", frame),
    ]


def _chairs_fields(frame: DecisionFrame) -> list[blocks.Block]:
    fields = [
        text_field("Why can't it wait for the meeting?", "why", multiline=True, optional=False),
        text_field("Who was consulted?", "consulted", "Names, and when.", optional=False),
    ]
    if frame.asks_how:
        fields.append(
            text_field("How did you hear of it?", "how", "Such as: the chair's e-mail of 3 Nov.", optional=False)
        )
    return fields


def _outcome_fields(frame: DecisionFrame) -> list[blocks.Block]:
    several = len(frame.items) > 1
    decided = "As said below" if several else _DONE_AS[frame.ask]
    outcomes = [Choice(decided, "decided")]
    if frame.ask not in (Ask.NOTE, Ask.CONSIDER):
        outcomes.append(Choice("Rejected", "reject"))
    outcomes.append(Choice("Referred back, with questions", "refer_back"))
    if not frame.by_chair:
        outcomes += [Choice("Deferred", "defer"), Choice("No agreement, so no decision", "none")]
    fields = [blocks.labelled("What was decided?", "outcome", blocks.select(VALUE, outcomes, "decided"))]
    fields += [_item_field(number, words, ask, several=several) for number, words, ask in frame.items]
    if frame.items:
        fields.append(
            text_field(
                "New words of what was amended",
                "amendments",
                "One a line, with its number. Such as: 2: the words as amended.",
                multiline=True,
            )
        )
    if frame.ask not in (Ask.NOTE, Ask.CONSIDER) and (frame.years or frame.lines):
        fields += _part_fields(frame)
    return fields


def _item_field(number: int, words: str, ask: Ask, *, several: bool) -> blocks.Block:
    choices = [
        Choice(_DONE_AS[ask], "passed"),
        Choice(f"{_DONE_AS[ask]}, as amended", "amended"),
        Choice("Not agreed", "rejected"),
    ]
    label = f"Recommendation {number}: {blocks.clip(words, 140)}" if several or number else blocks.clip(words, 140)
    return blocks.labelled(label, f"item{number}", blocks.select(VALUE, choices, "passed"))


def _part_fields(frame: DecisionFrame) -> list[blocks.Block]:
    fields = []
    if len(frame.years) > 1:
        element = blocks.multi_select(VALUE, {"Financial years": frame.years}, frame.chosen_years, "All years")
        fields.append(
            blocks.labelled(
                "Only for these years", "years", element, "Leave empty for all of the money.", optional=True
            )
        )
    if len(frame.lines) > 1:
        lines = {"Lines of the costs": list(frame.lines)[:_LINES_SHOWN]}
        element = blocks.multi_select(VALUE, lines, frame.chosen_lines, "All lines")
        fields.append(blocks.labelled("Only these lines", "lines", element, optional=True))
    return fields


def _hanging_fields(frame: DecisionFrame) -> list[blocks.Block]:
    if frame.ask in (Ask.NOTE, Ask.CONSIDER):
        return [text_field("Comments or an objection to send on", "sent_on", multiline=True)]
    return [
        text_field("Conditions", "conditions", _CONDITION_HINT, multiline=True),
        blocks.labelled(
            "Comes back for review on",
            "review",
            blocks.date_picker(VALUE, None),
            "It is put on the board's list for that day.",
            optional=True,
        ),
        text_field("What is reviewed", "review_words", "Such as: stocktake before the rest."),
        blocks.labelled(
            "Delegated to", "delegate_to", blocks.select(VALUE, frame.boards, placeholder="A board"), optional=True
        ),
        text_field("What is delegated", "delegation", "Such as: detailed spending."),
        text_field("Back if costs change by (percent)", "percent", "A whole number, such as 10."),
        text_field(
            "What is to be done",
            "milestones",
            "One a line, each chased as an action. Behind it: owner: a name; by: 31 Jan 2019. Otherwise: the author, "
            "three months.",
            multiline=True,
        ),
        *_follow_up(frame),
        text_field("Comments or an objection to send on", "sent_on", multiline=True),
    ]


def _follow_up(frame: DecisionFrame) -> list[blocks.Block]:
    if frame.ask is not Ask.APPROVE:
        return []
    choices = [Choice("The author does what was decided, in three months", "yes"), Choice("Nothing is followed", "no")]
    return [blocks.labelled("If nothing is written there", "follow_up", blocks.select(VALUE, choices, "yes"))]


def _counted_fields(frame: DecisionFrame) -> list[blocks.Block]:
    return [
        _person("Moved by", "proposer", frame),
        _person("Seconded by", "seconder", frame),
        text_field(
            "Votes, if they were counted",
            "count",
            "Such as: 7 for, 1 against. A line each where counted apart, such as: 1: 7 for, 0 against.",
            multiline=True,
        ),
        text_field(
            "Interests declared at the meeting",
            "interests",
            "One a line: a name, a colon, pecuniary or not, the interest; then the ruling: leave, speak or note.",
            multiline=True,
        ),
    ]


def _other_fields(frame: DecisionFrame) -> list[blocks.Block]:
    fields = [
        text_field(
            "In the board's own words",
            "words",
            "As the minutes have it, such as: APPROVED, subject to ... Left empty, it is put together from the above.",
            multiline=True,
        ),
        text_field("If it is referred back: questions", "questions", "One a line.", multiline=True),
    ]
    if not frame.by_chair:
        fields.append(
            blocks.labelled(
                "If it is deferred: to",
                "until",
                blocks.date_picker(VALUE, None),
                "Left empty, to the board's next meeting.",
                optional=True,
            )
        )
    fields.append(text_field("Reason, if it is not agreed", "reason", multiline=True))
    return fields


def _person(label: str, field: str, frame: DecisionFrame) -> blocks.Block:
    return blocks.labelled(label, field, blocks.grouped_select(VALUE, frame.members, ""), optional=True)


def text_field(
    label: str, field: str, hint: str = "", *, multiline: bool = False, optional: bool = True, initial: str = ""
) -> blocks.Block:
    """Return a field for words."""
    element = blocks.text_input(VALUE, initial, multiline=multiline)
    return blocks.labelled(label, field, element, hint, optional=optional)
