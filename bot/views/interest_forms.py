"""The forms of interests: an entry of the register, one declared for a proposal, a ruling; and the text to read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.domain.proposals.records import Ruling
from bot.views import blocks
from bot.views.blocks import Block, Choice
from bot.views.ids import VALUE, Act, Form
from bot.views.interest_register import Shown, entry_line
from bot.views.interest_words import SHORT_RULING, InterestLine, line_words, type_words
from bot.views.presentation import Presentation
from bot.views.risk_fields import FormOrigin
from bot.views.wording import say

SENSITIVE = "sensitive"
_TYPES = ("pecuniary", "professional_financial", "non_pecuniary", "indirect")
_TYPE_HINT = (
    "Pecuniary: money or property of yours or your partner's. Professional, financial: you gain by your work. "
    "Non-pecuniary: an office or loyalty. Indirect: somebody close to you."
)
_BLOCKS_MOST = 96
_OWN_MOST = 10


@dataclass(frozen=True, slots=True)
class EntryFields:
    """What stands in the form of an entry; `person` is an id, empty for oneself."""

    organisation: str = ""
    position: str = ""
    nature: str = ""
    type: str = ""
    is_sensitive: bool = False
    until_on: date | None = None
    person: str = ""
    how: str = ""


@dataclass(frozen=True, slots=True)
class ItemFields:
    """What stands in the form of an interest in a proposal; `wish` is a ruling's value, `person` an id."""

    words: str = ""
    type: str = ""
    wish: str = ""
    is_sensitive: bool = False
    person: str = ""
    how: str = ""


@dataclass(frozen=True, slots=True)
class RulingFields:
    """What stands in the form of a ruling; `presided` is the id of who gave it, where the office records it."""

    ruling: str = ""
    reason: str = ""
    dispensation: str = ""
    presided: str = ""


def entry_form(
    mine: Sequence[Shown],
    people: Mapping[str, Sequence[tuple[str, str]]],
    own: str,
    shown: Presentation,
) -> dict[str, Any]:
    """Return the form of a new entry.

    Args:
        mine: what whoever asks has declared.
        people: whom the office may choose, names and ids under headings; none for anybody else.
        own: the id of whoever asks.
        shown: how records are said.
    """
    body: list[Block] = [blocks.section(say("interests/form_entry", total=len(mine)))]
    body += [blocks.context(entry_line(one, shown, named=False)) for one in mine[:_OWN_MOST]]
    if people:
        groups = {name: [Choice(*one) for one in choices] for name, choices in people.items()}
        body += [
            blocks.labelled("Whose interest is it?", "person", blocks.grouped_select(VALUE, groups, own)),
            _how(),
        ]
    body += [
        blocks.labelled(
            "Organisation or person",
            "organisation",
            blocks.text_input(VALUE),
            "Its whole name: proposals are compared with it.",
        ),
        blocks.labelled(
            "What are you to it?",
            "position",
            blocks.text_input(VALUE),
            "Such as “Trustee, unpaid”, “Owns a third of the shares”, “Close relative works there”.",
        ),
        blocks.labelled(
            "More about it",
            "nature",
            blocks.text_input(VALUE, multiline=True),
            "What it does, and how it may touch the partnership's decisions.",
            optional=True,
        ),
        _type(),
        blocks.labelled(
            "Until", "until", blocks.date_picker(VALUE, None), "Leave empty where it goes on.", optional=True
        ),
        _sensitive("It stays out of the register that is published; chairs and the office read it."),
    ]
    return blocks.modal("Declare an interest", Form.INTEREST_ADD, body, submit="Declare")


def item_form(
    ref: str, title: str, boards: str, people: Sequence[tuple[str, str]], fields: ItemFields
) -> dict[str, Any]:
    """Return the form in which an interest in a proposal is declared.

    Args:
        ref: the proposal's reference.
        title: its title, empty for a reader who must not see it.
        boards: the names of the boards that have still to answer.
        people: whom the office may choose, names and ids; none for anybody else.
        fields: what is filled in already.
    """
    body: list[Block] = [blocks.section(say("interests/form_item", ref=ref, title=title, boards=boards))]
    if people:
        choices = [Choice(*one) for one in people]
        body += [
            blocks.labelled("Whose interest is it?", "person", blocks.select(VALUE, choices, fields.person)),
            _how(),
        ]
    wishes = [
        Choice("It should be noted: I speak and vote", Ruling.NOTE.value),
        Choice("I speak, and do not vote", Ruling.SPEAK.value),
        Choice("I leave: I neither speak nor vote", Ruling.LEAVE.value),
    ]
    body += [
        blocks.labelled(
            "What is the interest?",
            "words",
            blocks.text_input(VALUE, fields.words, multiline=True),
            "A sentence or two. It stands in the decision's record.",
        ),
        _type(fields.type),
        blocks.labelled(
            "What follows from it?",
            "wish",
            blocks.radio(VALUE, wishes, fields.wish or Ruling.SPEAK.value),
            "It holds at once; the chair may rule otherwise. A vote you gave before counts no more if you do not vote.",
        ),
        _sensitive("Its words are withheld from cards and records; the chair and the office read them."),
    ]
    return blocks.modal(f"Declare: {ref}", Form.INTEREST_ITEM, body, metadata=FormOrigin(ref).pack(), submit="Declare")


def ruling_form(
    ref: str,
    board: str,
    line: InterestLine,
    suggestion: Ruling,
    presiders: Sequence[tuple[str, str]],
    shown: Presentation,
    *,
    as_office: bool,
) -> dict[str, Any]:
    """Return the form of a ruling.

    Args:
        ref: the proposal's reference.
        board: the board's name.
        line: the interest.
        suggestion: what is suggested for it.
        presiders: who may have presided, names and ids; none where nobody could.
        shown: how records are said.
        as_office: whether the office records what somebody else ruled.
    """
    options = [
        Choice("Note it: they speak and vote", Ruling.NOTE.value),
        Choice("They speak, and do not vote", Ruling.SPEAK.value),
        Choice("They leave: neither speak nor vote", Ruling.LEAVE.value),
    ]
    body: list[Block] = [
        blocks.section(say("interests/form_ruling", ref=ref, board=board)),
        blocks.section(line_words(line, shown)),
        blocks.labelled(
            "What does it come to?",
            "ruling",
            blocks.radio(VALUE, options, (line.ruling or suggestion).value),
            f"Suggested: {SHORT_RULING[suggestion]}. Vote, quorum, card and record follow at once.",
        ),
        blocks.labelled(
            "Why?",
            "reason",
            blocks.text_input(VALUE, line.reason, multiline=True),
            "Needed where it is milder than suggested. It stands in the record.",
            optional=True,
        ),
    ]
    if as_office and presiders:
        choices = [Choice(*one) for one in presiders]
        body.append(
            blocks.labelled(
                "Who presided?",
                "presided",
                blocks.select(VALUE, choices, placeholder="Choose who gave the ruling"),
                "The chair, or whoever took the chair for this item. Your name stands beside theirs.",
            )
        )
    if as_office:
        body.append(
            blocks.labelled(
                "Dispensation",
                "dispensation",
                blocks.text_input(VALUE, line.dispensation),
                "Who granted it, when and for what, such as “Standards committee, 12 November 2018, to vote”. "
                "Without one the law's bar stays.",
                optional=True,
            )
        )
    return blocks.modal(
        f"Interest in {ref}",
        Form.INTEREST_RULE,
        body,
        metadata=FormOrigin(ref, line.conflict_id).pack(),
        submit="Record the ruling" if as_office else "Rule",
    )


def reading_modal(ref: str, body: Sequence[Block], *, can_declare: bool) -> dict[str, Any]:
    """Return a proposal's text for one reader alone."""
    shown = list(body)[:_BLOCKS_MOST]
    shown.append(blocks.context(say("interests/read_foot", is_kept=can_declare)))
    if can_declare:
        shown.append(blocks.actions([blocks.button("Declare an interest", Act.INTEREST_DECLARE_ITEM, ref)]))
    return blocks.modal(f"Read {ref}", "viewed", shown)


def _how() -> Block:
    return blocks.labelled(
        "How did you hear of it?",
        "how",
        blocks.text_input(VALUE),
        "Needed where it is not your own, such as “by telephone on 14 November”.",
        optional=True,
    )


def _type(chosen: str = "") -> Block:
    choices = [Choice(type_words(kind).capitalize(), kind) for kind in _TYPES]
    return blocks.labelled("Kind of interest", "type", blocks.select(VALUE, choices, chosen, "Choose one"), _TYPE_HINT)


def _sensitive(hint: str) -> Block:
    element = {
        "type": "checkboxes",
        "action_id": VALUE,
        "options": [blocks.option(Choice("It is sensitive: publishing it could harm somebody", SENSITIVE))],
    }
    return blocks.labelled("Sensitive", "sensitive", element, hint, optional=True)
