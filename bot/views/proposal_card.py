"""A proposal as a card, with room for what other areas know of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.domain.proposals.content import Content
from bot.domain.proposals.records import Proposal, ProposalState, Stage
from bot.views import blocks
from bot.views.ids import Act
from bot.views.presentation import Presentation
from bot.views.proposal_words import NO_SUM, asked_for, state_words, visibility_words
from bot.views.wording import Mrkdwn, say

_SHOWN_RECOMMENDATIONS = 8
_RECOMMENDATION_MAX = 300


@dataclass(frozen=True, slots=True)
class ProposalFacts:
    """What a card says of a proposal beside its row and its text.

    Attributes:
        people: names by id; `funds`, `kinds`, `organisations`: names by key.
        stages: of its route, in their order.
        papers: how many files and links go with it.
        risks: the references of those it treats that this reader may read.
    """

    people: Mapping[int, str]
    funds: Mapping[str, str]
    kinds: Mapping[str, str]
    organisations: Mapping[str, str]
    stages: Sequence[Stage] = ()
    papers: int = 0
    risks: Sequence[str] = ()
    copied_from: str = ""


@dataclass(frozen=True, slots=True)
class CardRights:
    """What a reader of a card may do."""

    edit: bool = False
    submit: bool = False
    withdraw: bool = False
    copy: bool = False


def proposal_card(
    proposal: Proposal,
    content: Content,
    facts: ProposalFacts,
    shown: Presentation,
    rights: CardRights,
    *,
    sections: Sequence[blocks.Block] = (),
    buttons: Sequence[blocks.Element] = (),
) -> dict[str, Any]:
    """Return the card that somebody alone is shown.

    Args:
        proposal: as it stands.
        content: what it says: as submitted, or its draft.
        facts: names and what belongs to it.
        shown: how records are said.
        rights: what this reader may do.
        sections: what other areas say of it.
        buttons: theirs.
    """
    state = state_words(proposal, facts.stages)
    head = say("proposals/card_head", ref=proposal.ref, title=content.title, state=state)
    told = [
        say("proposals/card_field", name=name, words=words) for name, words in _fields(proposal, content, facts, shown)
    ]
    body = [blocks.section(head), blocks.fields(told)]
    if content.summary:
        body.append(blocks.section(say("proposals/plain", words=content.summary)))
    body += recommendation_blocks(content)
    body += [*sections, _foot(proposal, facts, shown)]
    row = [*_buttons(proposal, rights), *buttons]
    spoken = say("proposals/spoken", ref=proposal.ref, state=state, title=content.title, asked=asked_for(content))
    return blocks.message(spoken, [*body, blocks.actions(row)])


def withheld_card(
    proposal: Proposal, why: Mrkdwn, stages: Sequence[Stage], buttons: Sequence[blocks.Element] = ()
) -> dict[str, Any]:
    """Return what stands in a card's place for somebody who must not read what the proposal says."""
    text = say("proposals/withheld", ref=proposal.ref, state=state_words(proposal, stages), why=why)
    return blocks.message(text, [blocks.section(text), *blocks.action_row(list(buttons))])


def recommendation_blocks(content: Content, *, whole: bool = False) -> list[blocks.Block]:
    """Return the recommendations of a paper, numbered; shortened unless they are wanted whole."""
    most = len(content.recommendations) if whole else _SHOWN_RECOMMENDATIONS
    size = blocks.SECTION_MAX if whole else _RECOMMENDATION_MAX
    lines = [
        say("proposals/recommendation", number=one.number, words=blocks.clip(one.words, size), ask="")
        for one in content.recommendations[:most]
    ]
    left = len(content.recommendations) - most
    if left > 0:
        lines.append(say("proposals/more_recommendations", left=left))
    if not lines:
        return []
    if whole:
        return [blocks.section(line) for line in lines]
    return [blocks.section(Mrkdwn("\n".join(lines)))]


def _fields(proposal: Proposal, content: Content, facts: ProposalFacts, shown: Presentation) -> list[tuple[str, str]]:
    asked = asked_for(content)
    fund = facts.funds.get(proposal.fund, proposal.fund)
    money_of = ", ".join(facts.organisations.get(key, key) for key in content.money_of)
    told = [
        ("Asks for", f"{asked}{f' · {fund}' if fund and asked != NO_SUM else ''}"),
        ("Kind", facts.kinds.get(proposal.kind, proposal.kind)),
        ("Whose money", money_of),
        ("Fund", fund if asked == NO_SUM else ""),
        ("Author", facts.people.get(proposal.author_id, "")),
        ("Sponsor", facts.people.get(proposal.sponsor_id or 0, "")),
        ("Sponsoring organisation", facts.organisations.get(proposal.organisation, proposal.organisation)),
        ("Workstream", shown.workstream(proposal.workstream) if proposal.workstream else ""),
        ("Wants to start", shown.dated(content.starts_on) if content.starts_on else ""),
    ]
    return [(name, words) for name, words in told if words]


def _foot(proposal: Proposal, facts: ProposalFacts, shown: Presentation) -> blocks.Block:
    return blocks.context(
        say(
            "proposals/card_foot",
            is_draft=proposal.state is ProposalState.DRAFT,
            submitted=shown.day(proposal.submitted_at) if proposal.submitted_at and proposal.submitted else "",
            number=proposal.submitted,
            has_draft=bool(proposal.submitted and proposal.has_draft),
            copied=facts.copied_from,
            papers=facts.papers,
            risks=list(facts.risks),
            visibility=visibility_words(proposal),
        )
    )


def _buttons(proposal: Proposal, rights: CardRights) -> list[blocks.Element]:
    ref, buttons = proposal.ref, []
    may_come_again = proposal.state in (ProposalState.REJECTED, ProposalState.WITHDRAWN)
    can_submit = rights.submit and (proposal.has_draft or may_come_again)
    if can_submit:
        again = f"Submit version {proposal.submitted + 1}" if proposal.submitted else "Submit"
        buttons.append(blocks.button(again, Act.PROPOSAL_SUBMIT, ref, style="primary" if proposal.has_draft else None))
    buttons.append(blocks.button("Read it", Act.PROPOSAL_READ, ref))
    if rights.edit:
        buttons += [
            blocks.button("Edit", Act.PROPOSAL_EDIT, ref),
            blocks.button("Recommendations", Act.PROPOSAL_RECOMMEND, ref),
            blocks.button("Papers", Act.PROPOSAL_ATTACH, ref),
        ]
    if proposal.submitted > 1 or (proposal.submitted and proposal.has_draft and rights.edit):
        buttons.append(blocks.button("What changed", Act.PROPOSAL_DIFF, ref))
    buttons.append(blocks.button("Timeline", Act.PROPOSAL_TIMELINE, ref))
    if rights.copy:
        buttons.append(blocks.button("Copy", Act.PROPOSAL_COPY, ref))
    if rights.withdraw and not proposal.is_over:
        buttons.append(blocks.button("Withdraw", Act.PROPOSAL_WITHDRAW, ref, style="danger"))
    return buttons
