"""The forms of votes and of what people say on a stage."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.domain.proposals.content import Content
from bot.domain.proposals.records import LOOKS, Ask, Choice, Stage
from bot.domain.proposals.seats import Seat
from bot.domain.proposals.words import StageWord, WordKind
from bot.views import blocks
from bot.views.blocks import Block
from bot.views.ids import VALUE, Form
from bot.views.vote_values import SeenStage, pack_stage, unpack_stage
from bot.views.vote_words import VERBS
from bot.views.wording import say

ITEM = "item."
_WORDS_MAX = 500
_ITEMS_MOST = 40
_SAYABLE = {
    WordKind.QUESTION: "A question to the author",
    WordKind.COMMENT: "A comment",
    WordKind.ADVICE: "Advice, as an officer",
    WordKind.OBJECTION: "An objection, to go up with the board's answer",
}


@dataclass(frozen=True, slots=True)
class VoteFields:
    """What stands in the form of a vote: choices by recommendation, and the words beside them."""

    choices: Mapping[int, Choice] = field(default_factory=dict)
    reason: str = ""
    conditions: str = ""


def vote_form(
    stage: Stage,
    ref: str,
    board: str,
    content: Content,
    asks: Mapping[int, Ask],
    filled: VoteFields,
    seats: Sequence[Seat],
    *,
    part: str = "",
    by_office: bool = False,
) -> dict[str, Any]:
    """Return the form of a vote.

    Args:
        stage: which is voted on.
        ref: of its proposal.
        board: the board's name.
        content: the version before it.
        asks: what the board is asked with each recommendation.
        filled: what stands in it at first.
        seats: whose seat may vote; one alone is not asked for.
        part: for which part of the money the board is asked; empty for all of it.
        by_office: whether the office writes down what it heard.
    """
    head = say("voting/form_head", ref=ref, title=content.title, board=board, part=part, by_office=by_office)
    body: list[Block] = [blocks.section(head)]
    if by_office or len(seats) > 1:
        choices = [blocks.Choice(seat.name, str(seat.person_id)) for seat in seats]
        label = "Whose vote is it?" if by_office else "Which absent member do you vote for?"
        body.append(blocks.labelled(label, "seat", blocks.select(VALUE, choices)))
    if by_office:
        body.append(
            blocks.labelled(
                "How do you know?",
                "how",
                blocks.text_input(VALUE, placeholder="in the room; by telephone; by e-mail on Thu 15 Nov"),
                "Your name is kept beside the vote.",
            )
        )
        hint = "Only where a deputy voted, and not the member."
        body.append(blocks.labelled("Deputy who voted", "voter", blocks.users_select(VALUE, None), hint, optional=True))
    words = {one.number: one.words for one in content.recommendations}
    for number, ask in list(asks.items())[:_ITEMS_MOST]:
        if number in words:
            text = say("voting/form_item", number=number, words=blocks.clip(words[number], _WORDS_MAX))
            body.append(blocks.section(text))
        options = _options(ask)
        chosen = filled.choices.get(number)
        menu = blocks.select(VALUE, options, chosen.value if chosen else None)
        whose = "Vote" if by_office else "Your vote"
        label = f"{whose} on {number}" if number in words else whose
        body.append(blocks.labelled(label, f"{ITEM}{number}", menu, optional=len(asks) > 1))
    asked = " or ".join(_REASON_NAMES[one] for one in stage.rules.reasons_for if one in _REASON_NAMES)
    hint = f"{board} asks for one with a vote {asked}." if asked else ""
    body += [
        blocks.labelled(
            "Conditions",
            "conditions",
            blocks.text_input(VALUE, filled.conditions, multiline=True),
            "What must be so for you to be in favour; needed where you vote with conditions.",
            optional=True,
        ),
        blocks.labelled(
            "Reason", "reason", blocks.text_input(VALUE, filled.reason, multiline=True), hint, optional=True
        ),
    ]
    title = f"Write down: {ref}" if by_office else f"Vote on {ref}"
    form = Form.VOTE_ENTER if by_office else Form.VOTE
    return blocks.modal(title, form, body, metadata=pack_stage(stage), submit="Save" if by_office else "Vote")


_REASON_NAMES = {"for": "for", "with_conditions": "with conditions", "against": "against", "abstain": "to abstain"}


def _options(ask: Ask) -> list[blocks.Choice]:
    verb = VERBS[ask]
    options = [blocks.Choice(verb, Choice.FOR.value)]
    if ask not in LOOKS:
        options += [
            blocks.Choice(f"{verb}, with conditions", Choice.WITH_CONDITIONS.value),
            blocks.Choice("Against", Choice.AGAINST.value),
        ]
    return [*options, blocks.Choice("Abstain", Choice.ABSTAIN.value)]


def say_form(stage: Stage, ref: str, board: str, kind: WordKind, words: str = "") -> dict[str, Any]:
    """Return the form in which somebody asks or says something on a stage."""
    options = [blocks.Choice(label, one.value) for one, label in _SAYABLE.items()]
    body = [
        blocks.section(say("voting/say_head", ref=ref, board=board)),
        blocks.labelled("What is it?", "kind", blocks.select(VALUE, options, kind.value)),
        blocks.labelled("Words", "words", blocks.text_input(VALUE, words, multiline=True)),
    ]
    return blocks.modal(f"Say on {ref}", Form.STAGE_SAY, body, metadata=pack_stage(stage), submit="Send")


def answer_form(word: StageWord, ref: str, waiting: Sequence[StageWord]) -> dict[str, Any]:
    """Return the form of the answer to a question; `waiting` are others that wait too."""
    more = [one for one in waiting if one.id != word.id]
    body = [
        blocks.section(say("voting/answer_head", ref=ref, name=word.name, words=word.words, more=len(more))),
        blocks.labelled("Answer", "words", blocks.text_input(VALUE, word.answer, multiline=True)),
    ]
    return blocks.modal(f"Answer on {ref}", Form.STAGE_ANSWER, body, metadata=json.dumps(word.id), submit="Answer")


def unpack_form(metadata: str) -> SeenStage:
    """Return what a form of a vote carries.

    Raises:
        InvalidInputError: it cannot be read.
    """
    return unpack_stage(metadata)
