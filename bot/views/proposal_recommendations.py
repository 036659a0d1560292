"""The recommendations of a proposal, to be written: a list, and a form for each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.domain.proposals.content import EVERY_BOARD, Content, Recommendation
from bot.domain.proposals.records import Ask, Proposal
from bot.views import blocks
from bot.views.blocks import Choice
from bot.views.ids import VALUE, Act, Form
from bot.views.presentation import Presentation
from bot.views.proposal_text import recommendation_words
from bot.views.risk_fields import FormOrigin
from bot.views.wording import say

ASKS = (Ask.APPROVE, Ask.RECOMMEND, Ask.ENDORSE, Ask.CONSIDER, Ask.NOTE)
_AS_ROUTE = "-"
_SHOWN = 30
_LABELS = {
    Ask.APPROVE: "Asked to approve it",
    Ask.RECOMMEND: "Asked to recommend it",
    Ask.ENDORSE: "Asked to endorse it",
    Ask.CONSIDER: "Asked to consider it",
    Ask.NOTE: "Asked to note it",
}


@dataclass(frozen=True, slots=True)
class RecommendationFields:
    """What stands in the form of a recommendation.

    Attributes:
        boards: keys of the boards that are asked each thing; `others` is what all others are, None as the route says.
        lines: numbers of cost lines as typed.
    """

    words: str
    boards: Mapping[Ask, tuple[str, ...]]
    others: Ask | None
    lines: str
    is_of_money: bool


def recommendations_message(proposal: Proposal, content: Content, shown: Presentation) -> dict[str, Any]:
    """Return the recommendations of a draft, with buttons to change each."""
    ref = proposal.ref
    head = say("proposals/recommendations_head", ref=ref, title=content.title, any=bool(content.recommendations))
    body = [blocks.section(head)]
    body += [
        blocks.section(
            recommendation_words(one, shown),
            blocks.button("Change", Act.PROPOSAL_RECOMMEND_EDIT, f"{ref} {one.number}"),
        )
        for one in content.recommendations[:_SHOWN]
    ]
    body.append(blocks.actions([blocks.button("Add one", Act.PROPOSAL_RECOMMEND_EDIT, f"{ref} 0", style="primary")]))
    return blocks.message(head, body)


def recommendation_form(
    proposal: Proposal, one: Recommendation, shown: Presentation, *, has_costs: bool
) -> dict[str, Any]:
    """Return the form of a recommendation; its number is 0 where it is new."""
    boards = {"Boards": [Choice(name, key) for key, name in shown.boards.items()]}
    others = [Choice("What its route says", _AS_ROUTE), *(Choice(_LABELS[ask], ask.value) for ask in ASKS)]
    money = [Choice("No", "no"), Choice("Yes: passing it gives money", "yes")]
    every = one.asks.get(EVERY_BOARD)
    fields = [
        blocks.labelled(
            "What is the board asked to agree?",
            "words",
            blocks.text_input(VALUE, one.words, multiline=True),
            "As it would stand in the minutes.",
        ),
        blocks.labelled(
            "Does passing it give money?", "money", blocks.radio(VALUE, money, "yes" if one.is_of_money else "no")
        ),
    ]
    if has_costs:
        fields.append(
            blocks.labelled(
                "Which cost lines is it about?",
                "lines",
                blocks.text_input(VALUE, ", ".join(map(str, one.lines)), placeholder="1, 3-5"),
                "Their numbers; leave it empty for all of them.",
                optional=True,
            )
        )
    fields += [
        blocks.labelled(
            _LABELS[ask],
            f"ask_{ask.value}",
            blocks.multi_select(VALUE, boards, [key for key, asked in one.asks.items() if asked is ask], "Boards"),
            optional=True,
        )
        for ask in ASKS
    ]
    fields.append(
        blocks.labelled("All other boards", "others", blocks.select(VALUE, others, every.value if every else _AS_ROUTE))
    )
    if one.number:
        question = blocks.confirm("Take it out?", "Those behind it move up.", "Take it out", "Keep it")
        button = blocks.button(
            "Take it out",
            Act.PROPOSAL_RECOMMEND_DROP,
            f"{proposal.ref} {one.number} {proposal.version}",
            style="danger",
            confirm=question,
        )
        fields.append(blocks.actions([button]))
    title = f"Recommendation {one.number}" if one.number else "New recommendation"
    # Which one it is travels beside the proposal's reference.
    origin = FormOrigin(f"{proposal.ref} {one.number}", proposal.version)
    return blocks.modal(title, Form.PROPOSAL_RECOMMEND, fields, metadata=origin.pack(), submit="Save")


def chosen_ask(value: str) -> Ask | None:
    """Return what was chosen for all other boards; None for what the route says."""
    return Ask(value) if value in {ask.value for ask in ASKS} else None
