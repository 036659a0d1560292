"""Whether decision records are as they were sealed: by their own digests, and by those in the audit trail."""

from __future__ import annotations

import hashlib

from bot.domain.proposals.content import digest_of
from bot.domain.proposals.decisions import Decision
from bot.domain.proposals.records import Proposal
from bot.errors import IntegrityError
from bot.store.unit_of_work import View

_EVENTS_MOST = 100_000
_SUBMITTED = "proposal.submitted"


def verify_decisions(view: View) -> int:
    """Check every decision record, and every submitted version that one rests on; return how many records there are.

    Raises:
        IntegrityError: one was altered, or the audit trail does not know it, or knows one that is gone.
    """
    decisions = view.decisions.all()
    told: dict[str, str] = {}
    for proposal in view.proposals.all():
        submitted: dict[int, str] = {}
        for event in view.events_of(f"proposal:{proposal.ref}", _EVENTS_MOST):
            if "digest" in event.detail and "number" in event.detail and event.verb != _SUBMITTED:
                told[str(event.detail["number"])] = str(event.detail["digest"])
            elif "digest" in event.detail and event.verb == _SUBMITTED:
                submitted[int(event.detail["number"])] = str(event.detail["digest"])
        for version in view.proposals.versions(proposal.id):
            sealed = _content_digest(view, proposal.id, version.number)
            if sealed != version.digest or submitted.get(version.number, sealed) != sealed:
                raise IntegrityError(f"Version {version.number} of {proposal.ref} was altered.")
            _verify_papers(view, proposal, version.number)
    for decision in decisions:
        _verify(decision, told.pop(decision.number, ""))
    if told:
        raise IntegrityError(f"Decision {next(iter(told))} is gone: the audit trail knows it.")
    return len(decisions)


def _verify(decision: Decision, told: str) -> None:
    record = decision.record
    same = (
        digest_of(record) == decision.digest
        and record.get("number") == decision.number
        and record.get("words") == decision.words
        and record.get("outcome") == decision.outcome.value
        and record.get("decided_on") == decision.decided_on.isoformat()
        and record.get("board", {}).get("key") == decision.board
        and record.get("kind") == decision.kind.value
        and record.get("entered_by") == decision.entered_by
    )
    if not same:
        raise IntegrityError(f"Decision {decision.number} was altered.")
    if told != decision.digest:
        raise IntegrityError(f"Decision {decision.number} is not the one that the audit trail knows.")


def _verify_papers(view: View, proposal: Proposal, number: int) -> None:
    """Hold the files that went with a version against their digests."""
    for paper in view.proposal_papers.of_version(proposal.id, number):
        body = view.proposal_papers.body(paper.id)
        if body is not None and hashlib.sha256(body).hexdigest() != paper.digest:
            raise IntegrityError(f"The paper “{paper.title}” of {proposal.ref} was altered.")


def _content_digest(view: View, proposal_id: int, number: int) -> str:
    return digest_of(view.proposals.kept_content(proposal_id, number) or {})
