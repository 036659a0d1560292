"""What proposals wait for somebody to do, as their Home shows it: what it is, and the button that does it."""

from __future__ import annotations

from datetime import timedelta

from bot.domain.proposals.owed import Owed, Owing
from bot.views import blocks
from bot.views.blocks import Element
from bot.views.home_items import Item, Urgency
from bot.views.ids import Act
from bot.views.presentation import Presentation
from bot.views.vote_values import pack_stage
from bot.views.vote_words import VERBS
from bot.views.wording import say

_SUNDAY = 6
_TITLE_MAX = 180
_WORDS_MAX = 240


def owed_item(owed: Owed, shown: Presentation) -> Item:
    """Return something that waits, with its buttons; a question is as old as it is, and late by no day."""
    proposal = owed.proposal
    is_asked = owed.kind is Owing.ANSWER
    due = None if is_asked else owed.on
    is_late = due is not None and due < shown.today
    text = say(
        "voting/home_owed",
        kind=owed.kind.value,
        ref=proposal.ref,
        title=blocks.clip(proposal.title, _TITLE_MAX),
        board=owed.board,
        name=owed.name,
        words=blocks.clip(owed.words, _WORDS_MAX),
        verb=VERBS[owed.stage.ask].lower() if owed.stage else "",
        due=shown.day(due) if due else "",
        late=is_late,
    )
    week_ends = shown.today + timedelta(days=_SUNDAY - shown.today.weekday())
    is_soon = due is not None and due <= week_ends
    urgency = Urgency.LATE if is_late else Urgency.SOON if is_soon else Urgency.ANSWER
    buttons = _buttons(owed)
    return Item(urgency, owed.on, proposal.ref, lambda: (blocks.section(text), blocks.actions(buttons)))


def _buttons(owed: Owed) -> list[Element]:
    ref, about, stage = owed.proposal.ref, str(owed.about), owed.stage
    shows = blocks.button("Open", f"{Act.PROPOSAL_SHOW}.{owed.kind.value}{about}", ref)
    if owed.kind is Owing.VOTE and stage is not None:
        return [
            blocks.button("Vote", f"{Act.VOTE_FORM}.{stage.id}", pack_stage(stage), style="primary"),
            blocks.button("Read it", f"{Act.STAGE_READ}.{stage.id}", str(stage.id)),
        ]
    if owed.kind is Owing.RECORD and stage is not None:
        value = f"{ref} {stage.board}"
        return [blocks.button("Record it", f"{Act.DECISION_RECORD}.{stage.id}", value, style="primary"), shows]
    act, label = {
        Owing.ANSWER: (Act.STAGE_ANSWER, "Answer"),
        Owing.RULING: (Act.INTEREST_RULE, "Rule on it"),
        Owing.CONDITION: (Act.CONDITION_DISCHARGE, "Discharge"),
    }[owed.kind]
    return [blocks.button(label, f"{act}.{about}", about, style="primary"), shows]
