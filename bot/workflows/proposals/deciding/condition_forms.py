"""The forms of a condition as they are opened."""

from __future__ import annotations

from typing import Any

from bot.domain.proposals.conditions import Condition
from bot.domain.proposals.decision_numbers import read_number
from bot.domain.proposals.records import Proposal
from bot.errors import InvalidInputError
from bot.store.unit_of_work import View
from bot.views import condition_views
from bot.views.risk_inputs import people_choices
from bot.workflows.desk import Desk, open_desk
from bot.workflows.identify import Identity
from bot.workflows.proposals.deciding.blocking import endable
from bot.workflows.proposals.deciding.conditions import may_discharge, may_waive, require, taken, takes_no_part
from bot.workflows.proposals.lookup import find_readable_proposal
from bot.workflows.services import Services

_DIGITS = 4


def discharge_form(services: Services, identity: Identity, condition_id: int) -> dict[str, Any]:
    """Return the form that says that a condition is met.

    Raises:
        NotAllowedError, InvalidInputError: see `conditions.discharge`.
    """
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        proposal, condition = taken(view, desk, condition_id, to_end=True)
        require(may_discharge(desk, condition, is_out=takes_no_part(view, desk, proposal)), desk, condition)
        return condition_views.ending_form(condition, proposal.ref, is_discharge=True)


def waive_form(services: Services, identity: Identity, condition_id: int) -> dict[str, Any]:
    """Return the form that waives a condition.

    Raises:
        NotAllowedError, InvalidInputError: see `conditions.waive`.
    """
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        proposal, condition = taken(view, desk, condition_id, to_end=True)
        require(may_waive(desk, condition, is_out=takes_no_part(view, desk, proposal)), desk, condition)
        return condition_views.ending_form(condition, proposal.ref, is_discharge=False)


def amend_form(services: Services, identity: Identity, condition_id: int) -> dict[str, Any]:
    """Return the form that completes a condition.

    Raises:
        NotAllowedError, InvalidInputError: see `conditions.amend`.
    """
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        proposal, condition = taken(view, desk, condition_id)
        require(may_waive(desk, condition, is_out=takes_no_part(view, desk, proposal)), desk, condition)
        named = [one for one in (condition.owner_id, condition.discharged_by_id) if one is not None]
        people = people_choices(desk.directory, desk.shown, [f"person:{one}" for one in named])
        return condition_views.amend_form(condition, proposal.ref, people)


def condition_meant(services: Services, identity: Identity, ref: str, written: str) -> int:
    """Return the id of the open condition of a proposal that a number means, or of the only one.

    Raises:
        InvalidInputError: there is none such, or several that could be meant.
    """
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        proposal = find_readable_proposal(view, services, desk, ref)
        among = _open(view, desk, proposal, written)
    if len(among) == 1:
        return among[0].id
    how = f"See them with `/proposal conditions {proposal.ref}`, and press *Discharge* there."
    if not among:
        raise InvalidInputError(f"{proposal.ref} has no open condition{f' {written}' if written else ''}.", how)
    raise InvalidInputError(f"{proposal.ref} has several open conditions that could be meant.", how)


def _open(view: View, desk: Desk, proposal: Proposal, written: str) -> list[Condition]:
    """Return the conditions that are meant: `1`, or with the decision that set it, `ICB-H-2018-3 1`."""
    words = written.split()
    wanted = int(words[-1]) if words and words[-1].isdecimal() and len(words[-1]) < _DIGITS else None
    number = read_number(" ".join(words[:-1]), tuple(desk.directory.boards)) if len(words) > 1 else None
    if words and (wanted is None or (len(words) > 1 and number is None)):
        raise InvalidInputError(
            f"“{written[:40]}” is no number of a condition.",
            "Write it like `discharge P-7 1`, or with its decision: `discharge P-7 ICB-H-2018-3 1`.",
        )
    about = view.decisions.find(number) if number is not None else None
    return [
        one
        for one in endable(view, proposal)
        if (wanted is None or one.number == wanted)
        and (number is None or (about is not None and one.decision_id == about.id))
    ]
