"""A decision record as JSON values: everything a reader would ask for later, exact and complete."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from bot.domain.proposals.decisions import Count, Decision, Resolution, RollLine, Terms, part_to_json
from bot.domain.proposals.records import Proposal, Stage
from bot.store.unit_of_work import View
from bot.workflows.services import Services


def record_of(
    view: View,
    services: Services,
    proposal: Proposal,
    stage: Stage,
    decision: Decision,
    resolution: Resolution,
    words: str,
) -> dict[str, Any]:
    """Return the record of what a board decided, without its money and how it was entered."""
    directory = view.people.directory()
    shown = services.presentation(directory, view.now)
    version = view.proposals.submitted(proposal.id, stage.considers)
    taken = resolution.attendance
    names = {one.key: one.name for one in services.config.organisations}
    names = {one.key: one.name for one in services.config.organisations}
    return {
        "number": decision.number,
        "kind": decision.kind.value,
        "board": {"key": stage.board, "name": shown.board_names([stage.board])},
        "proposal": proposal_facts(proposal),
        "version": stage.considers,
        "version_digest": version.digest if version else "",
        "papers": papers_of(view, proposal.id, stage.considers),
        "ask": stage.ask.value,
        "decides_in": stage.decides_in.value,
        "sitting": stage.sitting,
        "decided_on": resolution.decided_on.isoformat(),
        "outcome": resolution.outcome.value,
        "words": words,
        "items": [
            {
                "number": item.number,
                "words": item.words,
                "ask": item.ask.value,
                "outcome": item.outcome.value,
                "amended": item.amended,
                "count": _count(item.count),
            }
            for item in resolution.items
        ],
        "part": part_to_json(resolution.part),
        "present": list(taken.present),
        "in_attendance": list(taken.in_attendance),
        "quorate": taken.quorate,
        "quorum": taken.quorum_words,
        "proposer": taken.proposer,
        "seconder": taken.seconder,
        "presided": taken.presided,
        "interests": list(taken.interests),
        "count": _count(resolution.count),
        "partner_counts": [
            {"partner": names.get(key, key), **(_count(one) or {})} for key, one in resolution.partner_counts.items()
        ],
        "roll": [_roll(line, names) for line in resolution.roll],
        "conditions": [_terms(terms, directory.people) for terms in resolution.conditions],
        **hanging_facts(resolution, directory.people),
        "sent_on": resolution.sent_on,
        "questions": list(resolution.questions),
        "until": resolution.until.isoformat() if resolution.until else None,
        "reason": resolution.reason,
    }


def hanging_facts(resolution: Resolution, people: Mapping[int, Any]) -> dict[str, Any]:
    """Return what a record keeps of what follows a decision: its review, its delegation, what is to be done."""
    return {
        "review_on": resolution.review_on.isoformat() if resolution.review_on else None,
        "review_words": resolution.review_words,
        "delegation": asdict(resolution.delegation) if resolution.delegation else None,
        "milestones": [
            {
                "words": one.words,
                "owner": _name(people, one.owner_id),
                "due_on": one.due_on.isoformat() if one.due_on else None,
            }
            for one in resolution.milestones
        ],
    }


def proposal_facts(proposal: Proposal) -> dict[str, Any]:
    """Return what a record keeps of its proposal."""
    return {"ref": proposal.ref, "title": proposal.title, "visibility": proposal.visibility.value}


def papers_of(view: View, proposal_id: int, number: int) -> list[dict[str, Any]]:
    """Return the papers that went with a version, as records keep them."""
    return [
        {"kind": one.kind, "title": one.title, "address": one.address, "digest": one.digest, "size": one.size}
        for one in view.proposal_papers.of_version(proposal_id, number)
    ]


def _count(count: Count | None) -> dict[str, int] | None:
    return {"for": count.for_, "against": count.against, "abstain": count.abstain} if count else None


def _roll(line: RollLine, names: Mapping[str, str]) -> dict[str, Any]:
    organisation = names.get(line.organisation, line.organisation)
    return {**asdict(line), "choice": line.choice.value, "organisation": organisation}


def _terms(terms: Terms, people: Mapping[int, Any]) -> dict[str, Any]:
    return {
        "words": terms.words,
        "owner": _name(people, terms.owner_id),
        "evidence": terms.evidence,
        "long_stop_on": terms.long_stop_on.isoformat() if terms.long_stop_on else None,
        "discharger": _name(people, terms.discharged_by_id) or terms.discharger,
        "due": terms.due.value,
        "on_lapse": terms.on_lapse.value,
    }


def _name(people: Mapping[int, Any], person_id: int | None) -> str:
    return people[person_id].name if person_id is not None and person_id in people else ""
