"""What every change of a proposal shares: it is taken once and locked, recorded, and seen wherever it stands."""

from __future__ import annotations

from collections.abc import Mapping

from bot.domain.proposals.content import Content
from bot.domain.proposals.records import Proposal
from bot.errors import IntegrityError, StaleRecordError
from bot.store.unit_of_work import Unit, View
from bot.workflows.desk import Desk
from bot.workflows.proposals.lookup import find_readable_proposal
from bot.workflows.proposals.rights import Right
from bot.workflows.risk_change import Request, actor_key
from bot.workflows.services import Services


def take(unit: Unit, services: Services, desk: Desk, request: Request, right: Right) -> Proposal:
    """Return the proposal that is to be changed, locked. What belongs to it is locked after it: stage, then fund.

    Raises:
        NotFoundError: no such proposal, or one this person may not read.
        NotAllowedError: they may read it and not do this; says who may.
        StaleRecordError: it is not at the version the person saw; says who changed it.
    """
    proposal = find_readable_proposal(unit, services, desk, request.ref)
    right.require(desk, proposal)
    if request.version is not None and request.version != proposal.version:
        raise StaleRecordError(
            f"{proposal.ref} changed while this form was open: {last_change(unit, desk, proposal)}.",
            "Look at it again, then save.",
            proposal.version,
        )
    return proposal


def save(
    unit: Unit,
    desk: Desk,
    proposal: Proposal,
    verb: str,
    *,
    detail: Mapping[str, object] | None = None,
    **values: object,
) -> Proposal:
    """Let a proposal stand otherwise, and record it; return it as it stands now.

    Args:
        unit: the unit of work.
        desk: where it was asked for.
        proposal: as it was taken.
        verb: of the audit event, behind `proposal.`.
        detail: what else the event keeps: JSON values.
        values: columns of the proposal that change.
    """
    version = unit.proposals.change(proposal, **values)
    unit.record(actor_key(desk), f"proposal.{verb}", subject_of(proposal), version=version, **(detail or {}))
    touch_homes(unit, proposal)
    return present(unit, proposal.id)


def touch_homes(unit: Unit, proposal: Proposal) -> None:
    """Have the Homes of a proposal's author and sponsor renewed."""
    unit.homes.touch({one for one in (proposal.author_id, proposal.sponsor_id) if one is not None})


def present(view: View, proposal_id: int) -> Proposal:
    """Return a proposal that is known to be there.

    Raises:
        IntegrityError: it is not.
    """
    proposal = view.proposals.get(proposal_id)
    if proposal is None:
        raise IntegrityError(f"There is no proposal {proposal_id}, though something is recorded of it.")
    return proposal


def subject_of(proposal: Proposal) -> str:
    """Return how the audit trail names a proposal."""
    return f"proposal:{proposal.ref}"


def content_of(view: View, proposal: Proposal, number: int | None = None) -> Content:
    """Return what a proposal says: in a submitted version, or its latest, or in its draft where there is none yet.

    Args:
        view: the look.
        proposal: whose content.
        number: of a submitted version; None for the latest.

    Raises:
        IntegrityError: there is no such version.
    """
    wanted = proposal.submitted if number is None else number
    if wanted == 0:
        return draft_of(view, proposal)
    version = view.proposals.submitted(proposal.id, wanted)
    if version is None:
        raise IntegrityError(f"{proposal.ref} has no version {wanted}.")
    return version.content


def draft_of(view: View, proposal: Proposal) -> Content:
    """Return what a proposal's author works on: the draft, or the latest submitted version where nothing was changed.

    Raises:
        IntegrityError: there is neither.
    """
    draft = view.proposals.draft(proposal.id)
    if draft is not None:
        return draft
    version = view.proposals.submitted(proposal.id, proposal.submitted)
    if version is None:
        raise IntegrityError(f"{proposal.ref} has neither a draft nor a version.")
    return version.content


def last_change(view: View, desk: Desk, proposal: Proposal) -> str:
    """Return who changed a proposal last, and when, in words."""
    last = view.events_of(subject_of(proposal), 1)
    if not last:
        return "it was brought in anew"
    return f"{actor_words(desk, last[0].actor)} saved it on {desk.shown.moment(last[0].at)}"


def actor_words(desk: Desk, actor: str) -> str:
    """Return whom the audit trail names, in words."""
    kind, _, name = actor.partition(":")
    person = desk.directory.people.get(int(name)) if kind == "person" and name.isdecimal() else None
    if person is not None:
        return person.name
    account = desk.directory.accounts.get(name) if kind == "slack" else None
    return account.name if account else "Convenor"
