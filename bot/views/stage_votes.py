"""How the vote stands on a stage's card: the recommendations with their counts, the tally, and the buttons to vote."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.domain.proposals.content import Content
from bot.domain.proposals.records import LOOKS, Choice, Stage, StageState
from bot.domain.proposals.tally import ItemTally, Tally
from bot.views import blocks
from bot.views.blocks import Block, Element
from bot.views.ids import Act
from bot.views.vote_values import pack_stage
from bot.views.vote_words import VERBS, WHY_BARRED, count_words, names_of, standing_words
from bot.views.wording import Mrkdwn, say

_WORDS_MAX = 400
_ITEMS_SHOWN = 12


def item_blocks(
    content: Content, tally: Tally, organisations: Mapping[str, str], *, with_votes: bool, is_open: bool
) -> list[Block]:
    """Return each recommendation, with its count where there are votes, and what it would come to while they run."""
    words = {one.number: one.words for one in content.recommendations}
    shown = [
        say(
            "voting/item",
            number=item.item,
            words=blocks.clip(words[item.item], _WORDS_MAX),
            verb=VERBS[item.ask].lower(),
            count=count_words(item, organisations) if with_votes else "",
            standing=standing_words(item) if with_votes and is_open else "",
        )
        for item in tally.items
        if item.item in words
    ]
    more = len(shown) - _ITEMS_SHOWN
    told = [blocks.section(one) for one in shown[:_ITEMS_SHOWN]]
    if more > 0:
        told.append(blocks.context(say("voting/plain", words=f"and {more} more recommendations: see the paper")))
    return told


def tally_words(stage: Stage, tally: Tally, forecast: Sequence[str], organisations: Mapping[str, str]) -> Mrkdwn:
    """Return how many have voted, how the quorum stands, who has not voted, and the conditions attached until now."""
    alone: ItemTally | None = tally.items[0] if len(tally.items) == 1 and tally.items[0].item == 0 else None
    is_open = stage.state is StageState.OPEN
    return say(
        "voting/card_tally",
        count=count_words(alone, organisations) if alone else "",
        standing=standing_words(alone) if alone and is_open else "",
        voted=tally.voted,
        of=len(tally.seats.entitled),
        forecast=forecast if is_open else (),
        waiting=names_of([seat.name for seat in tally.waiting]) if is_open else "",
        barred=names_of([f"{seat.name} ({WHY_BARRED[why]})" for seat, why in tally.seats.barred.items()]),
        conditions=list(dict.fromkeys((seat.name, words) for item in tally.items for seat, words in item.conditions)),
    )


def vote_buttons(stage: Stage, tally: Tally) -> list[Element]:
    """Return the buttons with which a member votes."""
    asks = {item.ask for item in tally.items}
    several = len(tally.items) > 1
    first = next(iter(asks)) if len(asks) == 1 else None
    verb = VERBS[first] if first else "Agree to all"
    label = f"{verb} all" if several and first else verb
    buttons = [_vote(label, stage, Choice.FOR, style="primary")]
    if several:
        buttons.append(blocks.button("Vote on each", Act.VOTE_FORM, pack_stage(stage)))
    if first is not None and first not in LOOKS:
        buttons.append(
            blocks.button("With conditions", f"{Act.VOTE_FORM}.1", pack_stage(stage, Choice.WITH_CONDITIONS))
        )
        buttons.append(blocks.button("Against", f"{Act.VOTE_FORM}.2", pack_stage(stage, Choice.AGAINST)))
    buttons.append(_vote("Abstain", stage, Choice.ABSTAIN))
    return buttons


def _vote(label: str, stage: Stage, choice: Choice, style: str | None = None) -> Element:
    act = Act.VOTE_CAST if choice is Choice.FOR else f"{Act.VOTE_CAST}.1"
    if choice.value in stage.rules.reasons_for:
        # The form asks for the reason.
        act = Act.VOTE_FORM if choice is Choice.FOR else f"{Act.VOTE_FORM}.3"
    return blocks.button(label, act, pack_stage(stage, choice), style=style)
