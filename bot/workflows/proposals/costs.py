"""The costs of a proposal: shown, and written into its draft by a line, as text, or from a table that was read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from bot.domain.money import format_pence
from bot.domain.proposals import access
from bot.domain.proposals.content import Content, CostLine, Recommendation
from bot.domain.proposals.cost_text import (
    LINES_MOST,
    TypedCosts,
    costs_text,
    numbered,
    read_costs_text,
)
from bot.domain.proposals.costs import sum_of_line, totals_of
from bot.domain.proposals.records import Proposal
from bot.errors import InvalidInputError, NotFoundError
from bot.store.unit_of_work import Unit, View
from bot.views import cost_forms, costs
from bot.views.blocks import INPUT_MAX
from bot.views.cost_forms import NONE, LineFields
from bot.views.costs import CostsShown
from bot.views.risk_fields import FormOrigin
from bot.views.wording import Mrkdwn, say
from bot.workflows.desk import Desk, open_desk
from bot.workflows.identify import Identity
from bot.workflows.proposals.change import content_of, draft_of
from bot.workflows.proposals.cost_facts import faults_in, names_of
from bot.workflows.proposals.cost_lines import typed_line, years_offered
from bot.workflows.proposals.drafting import change_draft
from bot.workflows.proposals.editing import editable
from bot.workflows.proposals.lookup import find_readable_proposal
from bot.workflows.proposals.sections import require_sight, withheld_from
from bot.workflows.risk_change import Request, Saved, once
from bot.workflows.services import Services

Message = dict[str, Any]

_FAULTS_SAID = 4
_NOTHING = "none"
"""What takes all lines out, where it stands in their place."""


def show_costs(services: Services, identity: Identity, written: str, page: int = 1) -> Message:
    """Return the costs of a proposal: its draft for those who may edit it, else what was submitted.

    Raises:
        NotFoundError: no such proposal, or one this person may not read.
    """
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        proposal = find_readable_proposal(view, services, desk, written)
        why = withheld_from(view, services, desk, proposal)
        if why is not None:
            return costs.withheld(why)
        return costs.costs_message(_shown(view, services, desk, proposal), page)


def line_form(services: Services, identity: Identity, written: str, number: int = 0) -> Message:
    """Return the form of a line, filled; of a new one where `number` is 0.

    Raises:
        NotAllowedError: this person may not edit the proposal; says who may.
        NotFoundError: it has no such line.
    """
    with services.store.view() as view:
        desk, proposal, content = draft_at(view, services, identity, written)
        fields = LineFields()
        if number:
            fields = LineFields.of(_line(content, number))
        elif content.costs:
            last = content.costs[-1]
            fields = LineFields(
                workstream=last.workstream or NONE, organisation=last.organisation or NONE, section=last.section
            )
        return cost_forms.line_form(
            origin_of(proposal),
            number,
            fields,
            years_offered(content, fields, services.today(view.now)),
            names_of(services, desk),
        )


def text_form(services: Services, identity: Identity, written: str) -> Message:
    """Return the form of all lines as text; where they are too many for a field, that of lines to be added."""
    with services.store.view() as view:
        _desk, proposal, content = draft_at(view, services, identity, written)
    text = costs_text(content)
    return cost_forms.text_form(origin_of(proposal), text, is_adding=len(text) > INPUT_MAX)


def file_form(services: Services, identity: Identity, written: str) -> Message:
    """Return the form that takes a table as a file."""
    with services.store.view() as view:
        _desk, proposal, content = draft_at(view, services, identity, written)
    return cost_forms.file_form(origin_of(proposal), has_lines=bool(content.costs))


def save_line(services: Services, request: Request, number: int, fields: LineFields, *, is_dropped: bool) -> Saved:
    """Put a line into the draft, or take it out.

    Args:
        services: what every use case is handed.
        request: who asks, and which proposal at which version.
        number: of the line; 0 for a new one.
        fields: as typed.
        is_dropped: whether it is to be taken out.

    Raises:
        InvalidInputError: a field cannot be taken; says which and why.
        NotAllowedError, StaleRecordError: as `change_draft`.
    """

    def work(unit: Unit) -> Saved:
        desk = open_desk(unit, services, request.identity)
        names = names_of(services, desk)

        def change(content: Content) -> Content:
            if is_dropped:
                kept = [line for line in content.costs if line.number != number]
                return replace(content, costs=numbered(kept), recommendations=_without(content, number))
            if number:
                new = typed_line(number, fields, names, _line(content, number))
                return replace(content, costs=tuple(new if one.number == number else one for one in content.costs))
            _require_room(len(content.costs) + 1)
            new = typed_line(len(content.costs) + 1, fields, names, None)
            return replace(content, costs=(*content.costs, new))

        return _write(unit, services, desk, request, change, line=-number if is_dropped else number)

    return once(services, request, work)


def save_text(services: Services, request: Request, written: str, *, is_adding: bool) -> Saved:
    """Put lines that were typed as text into the draft, in place of those there are or behind them; `none` for no line.

    Raises:
        InvalidInputError: a line cannot be taken; says which and why.
        NotAllowedError, StaleRecordError: as `change_draft`.
    """

    def work(unit: Unit) -> Saved:
        desk = open_desk(unit, services, request.identity)
        is_nothing = written.strip().casefold() == _NOTHING and not is_adding
        typed = TypedCosts(()) if is_nothing else read_costs_text(written, names_of(services, desk))
        return _write(unit, services, desk, request, lambda content: with_typed(content, typed, is_adding=is_adding))

    try:
        return once(services, request, work)
    except InvalidInputError as fault:
        raise InvalidInputError(fault.message, fault.mend, fault.fields or {"lines": str(fault)}) from fault


def put_lines(
    unit: Unit, services: Services, desk: Desk, request: Request, typed: TypedCosts, *, is_adding: bool
) -> Saved:
    """Put lines that were read from a table into the draft, within a unit of work."""
    return _write(unit, services, desk, request, lambda content: with_typed(content, typed, is_adding=is_adding))


def with_typed(content: Content, typed: TypedCosts, *, is_adding: bool = False) -> Content:
    """Return a content with lines and totals as typed, in place of its own or behind them.

    Raises:
        InvalidInputError: that would be more lines than a proposal has.
    """
    lines = (*content.costs, *typed.lines) if is_adding else typed.lines
    _require_room(len(lines))
    if not is_adding:
        return replace(
            content,
            costs=numbered(lines),
            stated_total_pence=typed.stated_total_pence,
            stated_totals=typed.stated_totals,
        )
    whole = typed.stated_total_pence if typed.stated_total_pence is not None else content.stated_total_pence
    # A total that is typed again is put right, not kept twice.
    totals = {replace(one, pence=0, is_up_to=False): one for one in (*content.stated_totals, *typed.stated_totals)}
    return replace(content, costs=numbered(lines), stated_total_pence=whole, stated_totals=tuple(totals.values()))


def _write(
    unit: Unit,
    services: Services,
    desk: Desk,
    request: Request,
    change: Callable[[Content], Content],
    line: int | None = None,
) -> Saved:
    """Change the costs of a draft and say what they come to.

    `line` is the one that is spoken of: 0 for the last, negative where it is gone, None for none.
    """
    proposal = change_draft(unit, services, desk, request, change)
    content = draft_of(unit, proposal)
    number = len(content.costs) if line == 0 else line
    spoken = next((one for one in content.costs if one.number == number), None)
    said = _said(services, desk, proposal, content, spoken, dropped=-line if line and line < 0 else 0)
    return Saved(proposal.ref, proposal.version, said)


def _said(
    services: Services, desk: Desk, proposal: Proposal, content: Content, line: CostLine | None, *, dropped: int
) -> Mrkdwn:
    found = faults_in(services, desk, proposal, content)
    whole, stated = totals_of(content).whole, content.stated_total_pence
    return say(
        "costs/said_saved",
        ref=proposal.ref,
        dropped=dropped,
        line=line.number if line else 0,
        what=line.what if line else "",
        sum=sum_of_line(line).words if line else "",
        lines=len(content.costs),
        whole=whole.words,
        stated=format_pence(stated) if stated is not None and stated != whole.known else "",
        faults=[fault.words for fault in found[:_FAULTS_SAID]],
        more=max(0, len(found) - _FAULTS_SAID),
    )


def _shown(view: View, services: Services, desk: Desk, proposal: Proposal) -> CostsShown:
    can_edit = access.may_edit(desk.actor, proposal)
    content = _visible(view, desk, proposal)
    what = "draft" if proposal.has_draft and can_edit else f"version {proposal.submitted}"
    return CostsShown(
        proposal.ref,
        content.title,
        what,
        content,
        names_of(services, desk),
        faults_in(services, desk, proposal, content),
        can_edit,
    )


def readable_content(view: View, services: Services, desk: Desk, proposal: Proposal) -> Content:
    """Return what somebody is shown of a proposal: its draft where they may edit it, else what was submitted.

    Raises:
        NotAllowedError: they must not read what it says.
    """
    require_sight(view, services, desk, proposal, "see the costs of")
    return _visible(view, desk, proposal)


def _visible(view: View, desk: Desk, proposal: Proposal) -> Content:
    return draft_of(view, proposal) if access.may_edit(desk.actor, proposal) else content_of(view, proposal)


def draft_at(view: View, services: Services, identity: Identity, written: str) -> tuple[Desk, Proposal, Content]:
    """Return a proposal with its draft, at the desk of somebody who may edit it.

    Raises:
        NotAllowedError: this person may not edit it; says who may.
    """
    desk = open_desk(view, services, identity)
    proposal = editable(view, services, desk, written)
    return desk, proposal, draft_of(view, proposal)


def origin_of(proposal: Proposal) -> FormOrigin:
    """Return what a form of a proposal's costs carries unseen."""
    return FormOrigin(proposal.ref, proposal.version)


def _line(content: Content, number: int) -> CostLine:
    found = next((line for line in content.costs if line.number == number), None)
    if found is None:
        raise NotFoundError(f"There is no line {number} among these costs.", "Look at them again: they have changed.")
    return found


def _require_room(lines: int) -> None:
    if lines > LINES_MOST:
        raise InvalidInputError(f"A proposal has up to {LINES_MOST} lines of costs.", "Put small ones together.")


def _without(content: Content, number: int) -> tuple[Recommendation, ...]:
    """Return the recommendations once a line is gone: the lines behind it move up.

    Raises:
        InvalidInputError: one is about that line alone; without any it would be about all of them.
    """
    alone = next((one for one in content.recommendations if one.lines == (number,)), None)
    if alone is not None:
        raise InvalidInputError(
            f"Recommendation {alone.number} is about line {number} alone.", "Change or drop that recommendation first."
        )
    return tuple(
        replace(one, lines=tuple(line - (line > number) for line in one.lines if line != number))
        for one in content.recommendations
    )
