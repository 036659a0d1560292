"""Further records about a decision, such as its correction: they stand beside it, and change nothing of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.domain.proposals.decisions import Decision, DecisionKind
from bot.domain.proposals.records import Outcome, Proposal
from bot.domain.text import clean
from bot.errors import InvalidInputError, NotFoundError
from bot.store.unit_of_work import Unit, View
from bot.views.wording import say
from bot.workflows.desk import Desk, open_desk, require_office
from bot.workflows.proposals.change import present
from bot.workflows.proposals.deciding import telling
from bot.workflows.proposals.deciding.record_json import proposal_facts
from bot.workflows.proposals.deciding.signing import key_of
from bot.workflows.proposals.interests.recusing import require_part
from bot.workflows.proposals.lookup import can_read
from bot.workflows.proposals.rights import require_other
from bot.workflows.risk_change import Request, Saved, once
from bot.workflows.services import Services


def correct(services: Services, request: Request, number: str, *, words: str, why: str) -> Saved:
    """Put a decision record right by a further one, which stands beside it; what it gave and set is not changed.

    Raises:
        NotAllowedError: not the office.
        NotFoundError: no such decision.
        InvalidInputError: nothing is written, or it is itself a correction.
    """

    def work(unit: Unit) -> Saved:
        desk = open_desk(unit, services, request.identity)
        require_office(desk, "Only the governance office corrects a decision record.")
        about, proposal = decision_of(unit, desk, number)
        require_other(desk, proposal)
        faults = {
            "words": "" if clean(words) else "Write how the record should read.",
            "why": "" if clean(why) else "Write what was wrong, and who says so.",
        }
        named = {field: fault for field, fault in faults.items() if fault}
        if named:
            raise InvalidInputError(" ".join(named.values()), fields=named)
        if about.kind is DecisionKind.CORRECTION:
            raise InvalidInputError(
                f"{about.number} is a correction.", "Correct the record that it is about: its own words stay beside it."
            )
        said = f"{about.number} should read: {clean(words)}"
        decision = begin_further(
            unit, desk, about, DecisionKind.CORRECTION, about.outcome, said, services.today(unit.now)
        )
        record = further_record(desk, proposal, decision, about, said, reads=clean(words), why=clean(why))
        decision = seal_further(unit, desk, proposal, about, decision, record, "decision.corrected")
        stage = unit.stages.get(about.stage_id) if about.stage_id is not None else None
        telling.tell_decision(unit, services, desk, proposal, stage, decision)
        return Saved(
            proposal.ref, proposal.version, say("decisions/corrected", number=decision.number, about=about.number)
        )

    return once(services, request, work)


def decision_of(view: View, desk: Desk, number: str) -> tuple[Decision, Proposal]:
    """Return a decision and its proposal, which a unit of work locks.

    Raises:
        NotFoundError: none of this number, or one that whoever is at the desk may not read.
        NotAllowedError: they leave for it.
    """
    decision = view.decisions.find(number)
    proposal = present(view, decision.proposal_id) if decision else None
    if decision is None or proposal is None or not can_read(view, desk.actor, proposal):
        raise NotFoundError(
            f"There is no decision “{number[:40]}” that you may read.",
            "Look it up with `/board decisions`.",
            (),
            "decision",
        )
    require_part(view, proposal, desk.actor.person.id if desk.actor.person else None)
    return decision, proposal


def further_record(
    desk: Desk, proposal: Proposal, decision: Decision, about: Decision, words: str, **more: object
) -> dict[str, Any]:
    """Return what a record holds that is about another."""
    return {
        "number": decision.number,
        "kind": decision.kind.value,
        "about": {"number": about.number, "digest": about.digest},
        "board": {"key": about.board, "name": desk.shown.board_names([about.board])},
        "proposal": proposal_facts(proposal),
        "decided_on": decision.decided_on.isoformat(),
        "outcome": decision.outcome.value,
        "words": words,
        "part": about.record["part"],
        "entered_by": decision.entered_by,
        "entered_at": decision.entered_at.isoformat(),
        **more,
    }


def begin_further(
    unit: Unit, desk: Desk, about: Decision, kind: DecisionKind, outcome: Outcome, words: str, day: date
) -> Decision:
    """Begin a record about another under the same board's next number."""
    return unit.decisions.begin(
        board=about.board,
        proposal_id=about.proposal_id,
        stage_id=about.stage_id,
        sitting=about.sitting,
        kind=kind,
        about_id=about.id,
        decided_on=day,
        outcome=outcome,
        words=words,
        entered_by=desk.actor.name,
        entered_at=unit.now,
    )


def seal_further(
    unit: Unit,
    desk: Desk,
    proposal: Proposal,
    about: Decision,
    decision: Decision,
    record: Mapping[str, Any],
    event: str,
) -> Decision:
    """Seal a record about another, with its audit event; return it."""
    sealed = unit.decisions.seal(decision, record)
    unit.record(
        key_of(desk),
        event,
        f"proposal:{proposal.ref}",
        number=sealed.number,
        about=about.number,
        digest=sealed.digest,
    )
    return sealed
