"""Show a risk, list and search the register, show a history. Nothing is changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from bot.domain.access import may_add, may_change, who_may_add
from bot.domain.directory import Directory
from bot.domain.listing import Filter, ListQuery, Sort, count_undecided, paginate, select_risks
from bot.domain.people import Workstream
from bot.domain.risks import Risk, RiskStatus, changes_between
from bot.errors import InvalidInputError, NotAllowedError
from bot.store.unit_of_work import View
from bot.views import risk_card, risk_forms, risk_list
from bot.views.ids import Form
from bot.views.risk_fields import DetailFields, FormOrigin, ReviewFields
from bot.views.trajectory import late_words
from bot.views.wording import Mrkdwn, say
from bot.workflows.actions.links import with_readable_links
from bot.workflows.as_of import instant_of, readable_as_of
from bot.workflows.desk import Desk, open_desk
from bot.workflows.escalation.accepting import above_tolerance
from bot.workflows.escalation.showing import card_of, events_of
from bot.workflows.finance import money_of
from bot.workflows.following import button_to_follow
from bot.workflows.hidden_time import gaps, hidden_versions
from bot.workflows.identify import Identity
from bot.workflows.risk_lookup import Finder, find_answerable, find_changeable, find_readable
from bot.workflows.risk_status import require_open, require_other
from bot.workflows.services import Services
from bot.workflows.treatment.showing import treatment_of, why_stale
from bot.workflows.workstreams import workstream_key

Message = dict[str, Any]


def show_risk(services: Services, identity: Identity, written: str, *, can_share: bool = True) -> Message:
    """Return the card of the risk that `written` names."""
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        risk = with_readable_links(view, services, desk.actor, find_readable(view, desk.actor, written))
        money = money_of(view, desk.actor, risk)
        more = [
            *treatment_of(view, services, risk, desk.actor.day),
            *card_of(view, services, desk, risk),
        ]
        followed = button_to_follow(view, desk, "risk", risk.id, str(risk.ref))
    return risk_card.risk_card(
        risk,
        desk.shown,
        can_change=may_change(desk.actor, risk),
        can_share=can_share,
        money=money,
        more=more,
        followed=followed,
    )


def list_risks(services: Services, identity: Identity, query: ListQuery) -> Message:
    """Return a page of the register as `query` asks, as it stands or stood at the end of a day.

    Raises:
        InvalidInputError: no workstream of that name, or the register had not begun by that day.
    """
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        query = _with_workstream(query, desk.directory)
        actor, shown, at = desk.actor, desk.shown, None
        if query.as_of is None:
            risks = view.risks.all(query.workstream, query.words)
        else:
            at = instant_of(view, query.as_of, shown)
            risks = readable_as_of(view, actor, at, query.workstream, query.words)
            actor, shown = replace(actor, day=query.as_of), replace(shown, today=query.as_of)
        above = _above(view, services, desk, query)
        stale = why_stale(view, services, risks, actor.day, at) if query.filter is Filter.STALE else {}
    config = services.config
    chosen = select_risks(
        risks,
        query,
        actor,
        config.bands,
        config.intervals,
        lambda risk: shown.date_of(risk.last_review.at),
        above=above,
        stale=lambda risk: risk.id in stale,
        slipping=lambda risk: bool(late_words(risk, shown)),
    )
    page = paginate(chosen, query.page, risk_list.LIST_PAGE)
    asks_who_hears = query.filter is Filter.ESCALATED and actor.is_office and query.as_of is None
    undecided = count_undecided(risks) if asks_who_hears else 0
    return risk_list.risk_list(page, query, shown, undecided, why_stale=stale)


def _above(view: View, services: Services, desk: Desk, query: ListQuery) -> Callable[[Risk], bool] | None:
    """Return the test for risks above tolerance where the query asks for them.

    Raises:
        InvalidInputError: it asks for those of a day gone by.
    """
    if query.filter is not Filter.ABOVE:
        return None
    if query.as_of is not None:
        raise InvalidInputError(
            "Tolerance is judged by today's limits and acceptances, so I can't say what was above it on a day gone by.",
            "Leave the date away, or ask for `red` risks as of that day.",
        )
    return above_tolerance(view, services, desk)


def show_history(services: Services, identity: Identity, written: str, page: int = 1) -> Message:
    """Return a page of a risk's reviews."""
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        risk = find_readable(view, desk.actor, written)
        reviews = view.risks.history(risk.id)
        hidden = hidden_versions(view, desk.actor, risk)
        events = events_of(view, desk, risk)
    away = gaps(reviews, hidden)
    told = [one for one in events if not any(gap.holds(one.at) for gap in away)]
    told += [risk_list.hidden_event(gap.since, gap.until, desk.shown) for gap in away]
    shown = [review for review in reviews if review.version not in hidden]
    return risk_list.risk_history(risk, shown, page, desk.shown, told)


def update_form(services: Services, identity: Identity, written: str) -> Message:
    """Return the form to review a risk, filled with its present values.

    Raises:
        InvalidInputError: the risk is closed.
    """
    risk, desk = _open_for_change(services, identity, written, find_answerable)
    require_open(risk, desk.shown)
    origin = FormOrigin(str(risk.ref), risk.version)
    return risk_forms.update_form(risk, desk.shown, origin, ReviewFields.of(risk))


def edit_form(services: Services, identity: Identity, written: str) -> Message:
    """Return the form to edit a risk's wording, leads and readers."""
    risk, desk = _open_for_change(services, identity, written)
    require_open(risk, desk.shown)
    origin = FormOrigin(str(risk.ref), risk.version)
    fields = DetailFields.of(risk)
    return risk_forms.edit_form(risk, desk.shown, _choosable(desk, risk), origin, fields)


def reason_form(services: Services, identity: Identity, written: str, form: Form, reason: str = "") -> Message:
    """Return the form that asks why a risk is to be closed or reopened.

    Raises:
        InvalidInputError: it is closed, or open, already.
    """
    risk, desk = _open_for_change(services, identity, written)
    require_other(risk, RiskStatus.CLOSED if form is Form.RISK_CLOSE else RiskStatus.OPEN, desk.shown)
    return risk_forms.reason_form(risk, form, FormOrigin(str(risk.ref), risk.version), reason)


def add_form(services: Services, identity: Identity) -> Message:
    """Return the form of a new risk, for the workstreams this person may add to.

    Raises:
        NotAllowedError: they may add to none; says who may.
    """
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
    allowed = _workstreams_to_add_to(desk)
    if not allowed:
        office = who_may_add("", desk.directory, desk.actor.day)
        raise NotAllowedError(
            "You can't add a risk.", f"A workstream's director or SRO and {office} can; tell them about it."
        )
    return risk_forms.add_form(desk.shown, desk.directory, allowed, FormOrigin())


def stale_update_form(services: Services, identity: Identity, origin: FormOrigin, fields: ReviewFields) -> Message:
    """Return the form of a review anew: what changed meanwhile on top, what was typed below."""
    risk, desk, notice = meanwhile(services, identity, origin)
    return risk_forms.update_form(risk, desk.shown, replace(origin, version=risk.version), fields, notice)


def stale_edit_form(services: Services, identity: Identity, origin: FormOrigin, fields: DetailFields) -> Message:
    """Return the form of a risk's details anew: what changed meanwhile on top, what was filled in below."""
    risk, desk, notice = meanwhile(services, identity, origin)
    renewed = replace(origin, version=risk.version)
    return risk_forms.edit_form(risk, desk.shown, _choosable(desk, risk), renewed, fields, notice)


def stale_reason_form(services: Services, identity: Identity, origin: FormOrigin, form: Form, reason: str) -> Message:
    """Return the form that asks why anew, with the reason that was typed."""
    risk, _, notice = meanwhile(services, identity, origin)
    return risk_forms.reason_form(risk, form, replace(origin, version=risk.version), reason, notice)


def meanwhile(services: Services, identity: Identity, origin: FormOrigin) -> tuple[Risk, Desk, Mrkdwn]:
    """Return the risk as it stands now, who asks, and a notice of what changed since the form was opened."""
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        risk = find_answerable(view, desk.actor, origin.ref)
        reviews = view.risks.history(risk.id)
    seen = next((review for review in reviews if review.version == origin.version), None)
    changes = "; ".join(changes_between(seen, risk.present)) if seen else ""
    notice = say(
        "risk/meanwhile",
        ref=risk.ref,
        author=risk.present.author,
        on=desk.shown.day(risk.present.at),
        changes=changes,
        text=risk.present.update,
    )
    return risk, desk, notice


def _choosable(desk: Desk, risk: Risk) -> Directory:
    """Return whom this person may choose from: a guest is shown those already named, not the whole directory."""
    if not desk.actor.is_guest:
        return desk.directory
    people = {lead.person_id for lead in risk.leads} | risk.readers
    groups = {lead.group_id for lead in risk.leads}
    return replace(
        desk.directory,
        people={number: person for number, person in desk.directory.people.items() if number in people},
        groups={number: group for number, group in desk.directory.groups.items() if number in groups},
    )


def _open_for_change(
    services: Services, identity: Identity, written: str, find: Finder = find_changeable
) -> tuple[Risk, Desk]:
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        return find(view, desk.actor, written), desk


def _workstreams_to_add_to(desk: Desk) -> list[Workstream]:
    return [w for w in desk.directory.workstreams.values() if may_add(desk.actor, w.key)]


def _with_workstream(query: ListQuery, directory: Directory) -> ListQuery:
    if query.workstream is None:
        return query
    others = {"a filter": Filter, "a sort": Sort}
    return replace(query, workstream=workstream_key(directory, query.workstream, others))
