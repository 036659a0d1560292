"""Who deals with trackers in these tests, and what they do."""

from __future__ import annotations

from dataclasses import replace
from itertools import count

from bot.domain.references import parse_reference
from bot.domain.risks import Visibility
from bot.views.finance_form import COMPUTED, LineFields
from bot.workflows import finance_changes, risk_details
from bot.workflows.finance_access import line_stamp
from bot.workflows.identify import Identity
from bot.workflows.risk_change import Request
from bot.workflows.risk_details import DetailsDraft, LeadId
from tests.support.sound import assert_sound_message

PEOPLE = {
    "MANAGER": "governance.manager@partnership.example",
    "OFFICER": "ccg.finance.officer@partnership.example",
    "DIRECTOR": "planned.care.director@partnership.example",
    "OTHER": "unplanned.care.director@partnership.example",
    "DEPUTY": "unplanned.care.deputy@partnership.example",
}
MANAGER, OFFICER, DIRECTOR, OTHER, DEPUTY = (Identity(f"U0{name}", "T0DEMO") for name in PEOPLE)
CCG = "Clinical commissioning group"
DELIVERIES = count(100)
BEDS = LineFields(
    partner="City", title="Winter beds", full_value="£1.2m", probability="25%", recurrent=COMPUTED, risk_ref="UC5"
)


def lines(services):
    with services.store.view() as view:
        return view.finance.lines()


def line_of(services, title):
    return next(kept for kept in lines(services) if kept.line.title == title)


def save(services, who, kept, **changes):
    filled = replace(LineFields.of(kept.line), **changes)
    request = Request(who, f"view:{next(DELIVERIES)}")
    return finance_changes.edit_line(services, request, kept.id, line_stamp(kept), filled)


def said(message):
    assert_sound_message(message)
    return message["text"]


def events(services, kept):
    with services.store.view() as view:
        return [one.verb for one in view.events_of(f"finance:{kept.line.label}", 10)]


def hide(services, ref):
    with services.store.view() as view:
        risk = view.risks.find(parse_reference(ref))
    leads = tuple(LeadId(lead.person_id, lead.group_id) for lead in risk.leads)
    draft = DetailsDraft(risk.summary, risk.project, risk.category, Visibility.NON_PUBLIC, leads, frozenset())
    risk_details.edit(services, Request(MANAGER, f"hide:{ref}", ref, risk.version), draft)
