"""What changed between versions of a proposal, in words. Nothing is changed."""

from __future__ import annotations

import re
from typing import Any

from bot.domain.proposals.access import may_edit
from bot.domain.proposals.content import Content
from bot.domain.proposals.differences import Difference, Said, differences
from bot.domain.proposals.records import Proposal
from bot.domain.risks import Visibility
from bot.errors import InvalidInputError
from bot.store.unit_of_work import View
from bot.views.proposal_diff import diff_message
from bot.views.proposal_text import answer_words, asks_words, line_words
from bot.views.proposal_words import asked_for
from bot.workflows.desk import Desk, open_desk
from bot.workflows.identify import Identity
from bot.workflows.proposals.change import content_of, draft_of
from bot.workflows.proposals.drafting import row_of_draft
from bot.workflows.proposals.lookup import find_readable_proposal
from bot.workflows.proposals.reading import organisation_names, papers_of, questions_of
from bot.workflows.proposals.sections import withheld_from
from bot.workflows.proposals.showing import withheld_message
from bot.workflows.services import Services

DRAFT = 0
"""In place of a version's number: what its author works on."""

_SEEN = {Visibility.PUBLIC.value: "public", Visibility.NON_PUBLIC.value: "not public"}
_BETWEEN = re.compile(r"\b(?:and|to|with|versions?)\b|[-–—,.…]", re.IGNORECASE)
_NUMBERS = re.compile(r"(?:v(?:ersion)?\s*)?(\d{1,4})", re.IGNORECASE)


def show_changes(services: Services, identity: Identity, written: str, between: str = "") -> dict[str, Any]:
    """Return what changed between two versions of a proposal.

    Args:
        services: what every use case is handed.
        identity: who asks.
        written: the reference.
        between: two numbers, `1 3`; one, for that and the version before it; nothing for the two latest, the draft
            among them for who may edit it.

    Raises:
        InvalidInputError: there are no such versions, or only one.
    """
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        proposal = find_readable_proposal(view, services, desk, written)
        why = withheld_from(view, services, desk, proposal)
        if why is not None:
            return withheld_message(view, proposal, why)
        old, new = _versions(proposal, between, can_edit=may_edit(desk.actor, proposal))
        changes = changes_between(view, services, desk, proposal, old, new)
        why_words = ""
        if new != DRAFT:
            version = view.proposals.submitted(proposal.id, new)
            why_words = version.why if version else ""
    return diff_message(proposal, old, new, changes, why_words)


def changes_between(
    view: View, services: Services, desk: Desk, proposal: Proposal, old: int, new: int
) -> tuple[Difference, ...]:
    """Return what changed between two versions of a proposal; `DRAFT` stands for what its author works on."""
    before, after = (
        draft_of(view, proposal) if number == DRAFT else content_of(view, proposal, number) for number in (old, new)
    )
    found = differences(before, after, _said(services, desk, proposal, before), _said(services, desk, proposal, after))
    was, now = ({(one.title, one.digest) for one in papers_of(view, proposal, number)} for number in (old, new))
    papers = [Difference(f"Paper “{title}”", "", "added") for title, _ in sorted(now - was)]
    papers += [Difference(f"Paper “{title}”", "taken off", "") for title, _ in sorted(was - now)]
    row = _row_changes(view, services, desk, proposal) if new == DRAFT else []
    return (*found, *row, *papers)


def _versions(proposal: Proposal, between: str, *, can_edit: bool) -> tuple[int, int]:
    """Return the two versions that are meant.

    Raises:
        InvalidInputError: the words name none, or there are no such versions.
    """
    numbers = [int(found) for found in _NUMBERS.findall(between)]
    if _BETWEEN.sub(" ", _NUMBERS.sub(" ", between)).strip():
        raise InvalidInputError(
            f"“{between.strip()[:40]}” names no versions.", f"Give two numbers: `/proposal diff {proposal.ref} 1 2`."
        )
    latest = proposal.submitted
    if not latest:
        raise InvalidInputError(f"{proposal.ref} was not submitted yet, so it has no versions to compare.")
    if not numbers:
        if can_edit and proposal.has_draft:
            return latest, DRAFT
        numbers = [latest]
    missing = next((number for number in numbers if not 1 <= number <= latest), None)
    if missing is not None:
        there = "It has version 1 alone." if latest == 1 else f"Its versions are 1 to {latest}."
        raise InvalidInputError(f"{proposal.ref} has no version {missing}.", there)
    if len(numbers) == 1:
        numbers = [numbers[0] - 1, numbers[0]]
    old, new = sorted(numbers[:2])
    if old < 1 or old == new:
        raise InvalidInputError(
            f"There is nothing to compare version {new} of {proposal.ref} with.",
            f"Its versions are 1 to {latest}." if latest > 1 else "It has no other version yet.",
        )
    return old, new


def _row_changes(view: View, services: Services, desk: Desk, proposal: Proposal) -> list[Difference]:
    """Return what a draft changes beside the content: whose it is, and who may see it."""
    waiting = row_of_draft(view, proposal)
    people = {key: person.name for key, person in desk.directory.people.items()}
    organisations = organisation_names(services.config)
    told = (
        ("sponsor_id", "Sponsor", people.get(proposal.sponsor_id or 0, ""), people),
        ("workstream_key", "Workstream", desk.shown.workstream(proposal.workstream), desk.shown.workstreams),
        ("organisation_key", "Sponsoring organisation", organisations.get(proposal.organisation, ""), organisations),
        ("visibility", "Who may see it", _SEEN[proposal.visibility.value], _SEEN),
    )
    return [
        Difference(what, before, str(dict(names).get(waiting[column], "nobody") if waiting[column] else ""))
        for column, what, before, names in told
        if column in waiting
    ]


def _said(services: Services, desk: Desk, proposal: Proposal, content: Content) -> Said:
    shown, people = desk.shown, {key: person.name for key, person in desk.directory.people.items()}
    organisations = organisation_names(services.config)
    answers = {
        question.key: (question.label, answer_words(question, content.answers.get(question.key), people, shown))
        for question in questions_of(services.config, proposal.fund)
    }
    return Said(
        asked=asked_for(content),
        starts_on=shown.dated(content.starts_on) if content.starts_on else "",
        money_of=", ".join(organisations.get(key, key) for key in content.money_of),
        people=", ".join(people.get(one, str(one)) for one in content.people),
        answers=answers,
        lines={line.number: line_words(line) for line in content.costs},
        asks={one.number: asks_words(one, shown) for one in content.recommendations},
    )
