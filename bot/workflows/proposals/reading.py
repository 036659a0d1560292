"""A proposal's whole text, and the names that it needs to be said."""

from __future__ import annotations

from bot.domain.access import may_read
from bot.domain.proposals.content import Content
from bot.domain.proposals.papers import ProposalPaper
from bot.domain.proposals.questions import Question
from bot.domain.proposals.records import Proposal
from bot.domain.references import parse_reference
from bot.settings import Config
from bot.store.unit_of_work import View
from bot.views.blocks import Block
from bot.views.proposal_card import ProposalFacts
from bot.views.proposal_text import TextNames, whole_text
from bot.workflows.desk import Desk
from bot.workflows.proposals.change import content_of, draft_of
from bot.workflows.proposals.origins import named_origin
from bot.workflows.services import Services


def questions_of(config: Config, fund: str) -> tuple[Question, ...]:
    """Return what a proposal to a fund is asked: what all are, then what the fund asks."""
    own = next((one.questions for one in config.funds if one.key == fund), ())
    return tuple(one.question() for one in (*config.proposals.questions, *own))


def fund_names(config: Config) -> dict[str, str]:
    """Return the names of the funds by their keys."""
    return {one.key: one.name for one in config.funds}


def organisation_names(config: Config) -> dict[str, str]:
    """Return the names of the organisations by their keys."""
    return {one.key: one.name for one in config.organisations}


def facts_of(view: View, services: Services, desk: Desk, proposal: Proposal, content: Content) -> ProposalFacts:
    """Return the names and what belongs to a proposal, as far as whoever is at the desk may know of it."""
    config = services.config
    papers = papers_of(view, proposal, proposal.submitted)
    return ProposalFacts(
        people={key: person.name for key, person in desk.directory.people.items()},
        funds=fund_names(config),
        kinds=config.proposals.kinds,
        organisations=organisation_names(config),
        stages=view.stages.of_proposal(proposal.id),
        papers=len(papers),
        risks=readable_risks(view, desk, content),
        copied_from=named_origin(view, desk, proposal),
    )


def papers_of(view: View, proposal: Proposal, number: int) -> tuple[ProposalPaper, ...]:
    """Return what goes with a submitted version; with the draft where the number is 0."""
    if number:
        return view.proposal_papers.of_version(proposal.id, number)
    return view.proposal_papers.of_draft(proposal.id)


def readable_risks(view: View, desk: Desk, content: Content) -> tuple[str, ...]:
    """Return the references of the risks a proposal treats that whoever is at the desk may read."""
    parsed = [ref for written in content.risks if (ref := parse_reference(written))]
    risks = [view.risks.find(ref) for ref in parsed]
    return tuple(str(risk.ref) for risk in risks if risk is not None and may_read(desk.actor, risk))


def text_blocks(
    view: View, services: Services, desk: Desk, proposal: Proposal, number: int | None = None
) -> list[Block]:
    """Return a proposal's whole text for a modal: what it says, its costs, its recommendations and papers.

    Args:
        view: the look.
        services: what every use case is handed.
        desk: of who reads; that they may is looked at by the caller.
        proposal: whose text.
        number: of a submitted version; None for the latest, 0 for what its author works on.
    """
    wanted = proposal.submitted if number is None else number
    content = content_of(view, proposal, wanted) if wanted else draft_of(view, proposal)
    names = TextNames(
        {key: person.name for key, person in desk.directory.people.items()},
        organisation_names(services.config),
        readable_risks(view, desk, content),
    )
    questions = questions_of(services.config, proposal.fund)
    papers = papers_of(view, proposal, wanted)
    return whole_text(proposal, content, questions, papers, names, desk.shown, number=wanted)
