"""Forms of costs over what somebody else saved meanwhile: nothing that was saved is put back, nothing typed is lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.domain.proposals.cost_text import costs_text
from bot.views import blocks, cost_forms
from bot.views.blocks import Block
from bot.views.cost_forms import LineFields
from bot.views.form_standing import merged
from bot.views.risk_fields import FormOrigin
from bot.views.wording import say
from bot.workflows.identify import Identity
from bot.workflows.proposals.cost_facts import names_of
from bot.workflows.proposals.cost_lines import years_offered
from bot.workflows.proposals.costs import draft_at, origin_of
from bot.workflows.services import Services

Form = dict[str, Any]


@dataclass(frozen=True, slots=True)
class LeftLine:
    """The form of a line as it was left.

    Attributes:
        number: of the line; 0 for a new one.
        years: those that it had fields for.
        typed: what stood in its fields, by name.
        opened: its blocks as it was opened.
    """

    origin: FormOrigin
    number: int
    years: Sequence[int]
    typed: Mapping[str, Any]
    opened: Sequence[Block] = ()


def stale_line_form(services: Services, identity: Identity, left: LeftLine) -> Form:
    """Return the form of a line as it is saved now, with what was typed; see `merged`."""
    with services.store.view() as view:
        desk, proposal, content = draft_at(view, services, identity, left.origin.ref)
        line = next((line for line in content.costs if left.number and line.number == left.number), None)
        saved = LineFields() if line is None else LineFields.of(line)
        saved = replace(saved, years={**dict.fromkeys(left.years, ""), **saved.years})
        offered = years_offered(content, saved, services.today(view.now))
        number = 0 if line is None else line.number
        now = cost_forms.line_form(origin_of(proposal), number, saved, offered, names_of(services, desk))
    # Of a line that is gone all that stood in the form was typed: it is added anew.
    is_gone = bool(left.number) and line is None
    both = merged(() if is_gone else left.opened, left.typed, now["blocks"], proposal.version)
    labels = " and ".join(f"“{label}”" for label in both.both)
    told = blocks.section(say("costs/stale", is_gone=is_gone, both=labels))
    return now | {"blocks": [told, *both.blocks]}


def stale_text_form(
    services: Services, identity: Identity, origin: FormOrigin, written: str, *, is_adding: bool
) -> Form:
    """Return the form of lines as text again: what was typed in the field, and above it the lines as they are saved."""
    with services.store.view() as view:
        _desk, proposal, content = draft_at(view, services, identity, origin.ref)
    form = cost_forms.text_form(origin_of(proposal), written, is_adding=is_adding, is_again=True)
    told = [blocks.section(say("costs/stale_text", is_adding=is_adding, has_lines=bool(content.costs)))]
    if content.costs and not is_adding:
        told.append({"type": "section", "text": blocks.plain(costs_text(content), blocks.SECTION_MAX)})
    return form | {"blocks": [*told, *form["blocks"]]}
