"""Write a proposal: every change goes into its draft, which is the next version once it is submitted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from bot.domain.people import Person
from bot.domain.proposals.access import is_theirs
from bot.domain.proposals.content import Content, to_json
from bot.domain.proposals.records import Proposal
from bot.domain.proposals.refs import reference_of
from bot.domain.risks import Visibility
from bot.errors import NotAllowedError
from bot.store.unit_of_work import Unit, View
from bot.views.proposal_forms import RowFields
from bot.workflows.desk import Desk
from bot.workflows.proposals.change import draft_of, present, save, subject_of, take
from bot.workflows.proposals.rights import EDIT
from bot.workflows.proposals.sections import require_sight
from bot.workflows.risk_change import Request, actor_key
from bot.workflows.services import Services

_OPENNESS = frozenset({"visibility", "exempt_ground", "exempt_reason", "exempt_until_on"})


def change_draft(
    unit: Unit,
    services: Services,
    desk: Desk,
    request: Request,
    change: Callable[[Content], Content],
    verb: str = "drafted",
    detail: Mapping[str, object] | None = None,
    **columns: Any,
) -> Proposal:
    """Change what a proposal's author works on; return the proposal as it stands now.

    Nothing is recorded where nothing changes. Once it was submitted, whose it is and who may read it wait in the draft
    for the next version; the office alone changes at once who may read it, and not of a proposal of its own.

    Args:
        unit: the unit of work.
        services: what every use case is handed.
        desk: where it was asked for.
        request: names the proposal, and the version the person saw.
        change: returns the content anew.
        verb: of the audit event, behind `proposal.`.
        detail: what else the event keeps.
        columns: of the proposal that change with it.

    Raises:
        NotFoundError, NotAllowedError, StaleRecordError: see `take`.
    """
    proposal = take(unit, services, desk, request, EDIT)
    require_sight(unit, services, desk, proposal, EDIT.verb)
    before = draft_of(unit, proposal)
    after = change(before)
    at_once, later = _apart(desk, proposal, columns)
    kept: dict[str, Any] = {name: value for name, value in at_once.items() if _stands(proposal, name) != value}
    waiting = dict(unit.proposals.draft_row(proposal.id))
    wanted = {name: value for name, value in waiting.items() if name not in columns}
    wanted |= {name: _json(value) for name, value in later.items() if _stands(proposal, name) != value}
    moved = sorted(name for name in {*waiting, *wanted} if waiting.get(name) != wanted.get(name))
    if after == before and not kept and not moved:
        return proposal
    if moved:
        kept["draft_row"] = wanted or None
    if after != before or wanted:
        kept["draft"] = to_json(after)
        if not proposal.submitted:
            kept["title"] = after.title
    named = {name for name in kept if not name.startswith("draft")}
    said = {"fields": sorted({*changed_fields(before, after), *named, *moved})}
    return save(unit, desk, proposal, verb, detail={**said, **(detail or {})}, **kept)


def row_of_draft(view: View, proposal: Proposal) -> Mapping[str, Any]:
    """Return the columns of a proposal that its draft changes: they are taken over with the next version."""
    kept = dict(view.proposals.draft_row(proposal.id))
    until = kept.get("exempt_until_on")
    return kept | ({"exempt_until_on": date.fromisoformat(until)} if until else {})


def row_fields(view: View, proposal: Proposal) -> RowFields:
    """Return what stands in a proposal's draft beside its content."""
    waiting, exemption = row_of_draft(view, proposal), proposal.exemption
    until_on = waiting.get("exempt_until_on", exemption.until_on if exemption else None)
    return RowFields(
        proposal.fund,
        proposal.kind,
        waiting.get("workstream_key", proposal.workstream),
        waiting.get("organisation_key", proposal.organisation),
        waiting.get("sponsor_id", proposal.sponsor_id),
        Visibility(waiting.get("visibility", proposal.visibility)),
        waiting.get("exempt_ground", exemption.ground if exemption else ""),
        waiting.get("exempt_reason", exemption.reason if exemption else ""),
        until_on.isoformat() if until_on else "",
    )


def _apart(desk: Desk, proposal: Proposal, columns: Mapping[str, Any]) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """Return which columns stand at once, and which with the next version."""
    if not proposal.submitted:
        return columns, {}
    own = desk.actor.person.id if desk.actor.person else None
    free = _OPENNESS if desk.actor.is_office and not is_theirs(own, proposal) else frozenset()
    at_once = {name: value for name, value in columns.items() if name in free}
    return at_once, {name: value for name, value in columns.items() if name not in free}


def _json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def begin(unit: Unit, desk: Desk, author: Person, content: Content, **columns: Any) -> Proposal:
    """Begin a proposal; return it."""
    number = unit.proposals.next_number()
    row = {
        "fund_key": "",
        "kind": "",
        "workstream_key": "",
        "organisation_key": "",
        "author_id": author.id,
        "visibility": Visibility.PUBLIC.value,
        "made_at": unit.now,
        **columns,
    }
    proposal = present(unit, unit.proposals.add(number, reference_of(number), content, **row))
    detail = {"title": content.title, "fund": proposal.fund, "copied_from": columns.get("copied_from", "")}
    unit.record(actor_key(desk), "proposal.begun", subject_of(proposal), version=proposal.version, **detail)
    unit.homes.touch({author.id})
    return proposal


def require_author(desk: Desk) -> Person:
    """Return whoever is at the desk, who may begin proposals.

    Raises:
        NotAllowedError: the directory does not list them.
    """
    if desk.actor.person is None:
        raise NotAllowedError(
            "Only people of the partnership's directory can write proposals.", "Ask the governance office to add you."
        )
    return desk.actor.person


def changed_fields(before: Content, after: Content) -> tuple[str, ...]:
    """Return the names of the parts of a content that differ."""
    return tuple(name for name in Content.__slots__ if getattr(before, name) != getattr(after, name))


def _stands(proposal: Proposal, column: str) -> Any:
    """Return what stands in a column that a form may change."""
    exemption = proposal.exemption
    return {
        "fund_key": proposal.fund,
        "kind": proposal.kind,
        "workstream_key": proposal.workstream,
        "organisation_key": proposal.organisation,
        "sponsor_id": proposal.sponsor_id,
        "visibility": proposal.visibility.value,
        "exempt_ground": exemption.ground if exemption else "",
        "exempt_reason": exemption.reason if exemption else "",
        "exempt_until_on": exemption.until_on if exemption else None,
    }.get(column)
