"""The controls of a risk: list them, add one, judge one, end one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from bot.domain.access import may_change
from bot.domain.listing import paginate
from bot.domain.risks import Risk, RiskStatus
from bot.domain.text import clean, clean_line
from bot.domain.treatment import CONTROL_MAX, NOTE_MAX, OWNER_MAX, Control, ControlEntry, Effectiveness
from bot.errors import InvalidInputError, NotFoundError, StaleRecordError
from bot.store.unit_of_work import Unit, View
from bot.views import control_forms
from bot.views.control_forms import ControlFields, ControlOrigin
from bot.views.controls import LIST_PAGE, controls_list
from bot.views.ids import Form
from bot.views.wording import say
from bot.workflows.actions.links import readable_actions
from bot.workflows.desk import Desk, open_desk
from bot.workflows.identify import Identity
from bot.workflows.risk_change import Request, Saved, actor_key, once
from bot.workflows.risk_lookup import find_changeable, find_readable
from bot.workflows.risk_status import require_open
from bot.workflows.services import Services


@dataclass(frozen=True, slots=True)
class _Change:
    """A change of a control: the verb of its audit event, the entry that is added, and what the person is told."""

    verb: str
    entry: ControlEntry
    said: str
    ends: bool = False


def show_controls(services: Services, identity: Identity, written: str, page: int = 1) -> dict[str, Any]:
    """Return a page of the controls of the risk that `written` names, with its linked actions."""
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        risk = find_readable(view, desk.actor, written)
        controls = view.treatment.controls(risk.id)
        actions = readable_actions(view, services, desk.actor, view.treatment.actions_of(risk.id))
    ordered = sorted(controls, key=lambda control: (not control.stands, control.number))
    can_change = may_change(desk.actor, risk) and risk.status is RiskStatus.OPEN
    standing = sum(control.stands for control in controls)
    return controls_list(risk, paginate(ordered, page, LIST_PAGE), standing, actions, desk.shown, can_change=can_change)


def form(services: Services, identity: Identity, form_id: Form, written: str, number: int = 0) -> dict[str, Any]:
    """Return the form to add, judge or end a control.

    Args:
        services: the store.
        identity: who asks.
        form_id: which of the three.
        written: the risk.
        number: the control's; 0 for a new one.

    Raises:
        InvalidInputError: the risk is closed, or the control has ended.
        NotFoundError: no such control.
    """
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        risk = find_changeable(view, desk.actor, written)
        require_open(risk, desk.shown)
        control = _find(view, risk, number) if number else None
    origin = ControlOrigin(str(risk.ref), number, len(control.entries) if control else 0)
    return control_forms.control_form(form_id, risk, control, origin, ControlFields.of(control), desk.shown)


def stale_form(
    services: Services, identity: Identity, form_id: Form, origin: ControlOrigin, fields: ControlFields
) -> dict[str, Any]:
    """Return the form anew over what somebody else said of the control meanwhile, with what was filled in."""
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        risk = find_changeable(view, desk.actor, origin.ref)
        control = _find(view, risk, origin.number)
    renewed = replace(origin, entries=len(control.entries))
    notice = say(
        "risk/control_meanwhile", author=control.present.author, on=desk.shown.day(control.present.at), control=control
    )
    return control_forms.control_form(form_id, risk, control, renewed, fields, desk.shown, notice)


def add(services: Services, request: Request, fields: ControlFields) -> Saved:
    """Add a control to a risk.

    Raises:
        InvalidInputError: with a sentence for each field, or the risk is closed.
    """

    def work(unit: Unit) -> Saved:
        desk, risk = _taken(unit, services, request)
        entry = _entry(unit, desk, fields)
        number = unit.treatment.add_control(risk.id, entry)
        _record(unit, desk, risk, "control.added", number, entry)
        said = say("risk/said_control", ref=risk.ref, number=number, verb="added", entry=entry)
        return Saved(str(risk.ref), risk.version, said)

    return once(services, request, work)


def assess(services: Services, request: Request, origin: ControlOrigin, fields: ControlFields) -> Saved:
    """Record how well a control works, or say it in other words; what was said before is kept.

    Raises:
        InvalidInputError: with a sentence for each field; nothing new is said; or it has ended.
        StaleRecordError: somebody else said something of it meanwhile.
    """

    def change(unit: Unit, desk: Desk, control: Control) -> _Change:
        entry = _entry(unit, desk, fields)
        before = control.present
        if replace(entry, at=before.at, author=before.author, note=before.note) == before and not entry.note:
            sentence = "Nothing new is said of it. If you looked at it again, say in a sentence what you saw."
            raise InvalidInputError(sentence, fields={"note": sentence})
        return _Change("control.assessed", entry, "assessed")

    return _changed(services, request, origin, change)


def end(services: Services, request: Request, origin: ControlOrigin, reason: str) -> Saved:
    """Record that a control is no longer in place, and why.

    Raises:
        InvalidInputError: no reason, too long a one, or it has ended.
        StaleRecordError: somebody else said something of it meanwhile.
    """

    def change(unit: Unit, desk: Desk, control: Control) -> _Change:
        words = clean(reason)
        if not words:
            sentence = "Say in a sentence why it is no longer in place."
            raise InvalidInputError(sentence, fields={"note": sentence})
        _keep_to({"note": (words, NOTE_MAX)})
        entry = replace(control.present, at=unit.now, author=desk.actor.name, note=words)
        return _Change("control.ended", entry, "ended", ends=True)

    return _changed(services, request, origin, change)


def _changed(
    services: Services,
    request: Request,
    origin: ControlOrigin,
    change: Callable[[Unit, Desk, Control], _Change],
) -> Saved:
    def work(unit: Unit) -> Saved:
        desk, risk = _taken(unit, services, request)
        control = _find(unit, risk, origin.number)
        if len(control.entries) != origin.entries:
            author, on = control.present.author, desk.shown.day(control.present.at)
            raise StaleRecordError(
                f"{author} changed this control on {on}, while your form was open.",
                "Look at it again, then save.",
                len(control.entries),
            )
        made = change(unit, desk, control)
        unit.treatment.add_entry(control.id, made.entry)
        if made.ends:
            unit.treatment.end_control(control.id, unit.now)
        _record(unit, desk, risk, made.verb, control.number, made.entry)
        said = say("risk/said_control", ref=risk.ref, number=control.number, verb=made.said, entry=made.entry)
        return Saved(str(risk.ref), risk.version, said)

    return once(services, request, work)


def _taken(unit: Unit, services: Services, request: Request) -> tuple[Desk, Risk]:
    desk = open_desk(unit, services, request.identity)
    risk = find_changeable(unit, desk.actor, request.ref)
    require_open(risk, desk.shown)
    return desk, risk


def _find(view: View, risk: Risk, number: int) -> Control:
    found = next((one for one in view.treatment.controls(risk.id) if one.number == number), None)
    if found is None:
        raise NotFoundError(f"{risk.ref} has no control {number}.", f"See them with `/risk controls {risk.ref}`.")
    if not found.stands:
        raise InvalidInputError(
            f"Control {number} of {risk.ref} has ended: {found.present.note}", "Add a new one if it is back in place."
        )
    return found


def _entry(unit: Unit, desk: Desk, fields: ControlFields) -> ControlEntry:
    """Return what was filled in as an entry, cleaned.

    Raises:
        InvalidInputError: with a sentence for each field.
    """
    words, owner, note = clean(fields.words), clean_line(fields.owner), clean(fields.note)
    problems = {}
    if not words:
        problems["words"] = "Say what the control is: what is in place, and what it prevents or notices."
    if not fields.effectiveness:
        problems["effectiveness"] = "Choose how well it works, or “Not tested”."
    _keep_to({"words": (words, CONTROL_MAX), "owner": (owner, OWNER_MAX), "note": (note, NOTE_MAX)}, problems)
    return ControlEntry(unit.now, desk.actor.name, words, owner, Effectiveness(fields.effectiveness), note)


def _keep_to(lengths: dict[str, tuple[str, int]], problems: dict[str, str] | None = None) -> None:
    """Refuse texts that are too long, with what else is wrong.

    Raises:
        InvalidInputError: with a sentence for each field.
    """
    wrong = dict(problems or {})
    for name, (text, most) in lengths.items():
        if len(text) > most:
            wrong[name] = f"That is {len(text):,} characters; at most {most} fit. Shorten it."
    if wrong:
        raise InvalidInputError(" ".join(wrong.values()), fields=wrong)


def _record(unit: Unit, desk: Desk, risk: Risk, verb: str, number: int, entry: ControlEntry) -> None:
    unit.record(
        actor_key(desk),
        verb,
        f"risk:{risk.ref}",
        number=number,
        words=entry.words,
        owner=entry.owner,
        effectiveness=entry.effectiveness.value,
        note=entry.note,
    )
