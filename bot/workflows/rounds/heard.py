"""Answers that the office heard by phone, e-mail or in a meeting, and records on behalf of whoever gave them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.domain.people import Person
from bot.domain.risks import ReviewDraft, ReviewKind, Risk, check_review, draft_from
from bot.domain.rounds import ItemState
from bot.errors import InvalidInputError
from bot.store.unit_of_work import Unit
from bot.views.blocks import Choice
from bot.views.risk_fields import FormOrigin, pack_score, unpack_score
from bot.views.risk_inputs import people_choices
from bot.views.round_forms import HEARD, STANDS, HeardFields, heard_form
from bot.views.wording import say
from bot.workflows.desk import Desk, open_desk, require_office
from bot.workflows.identify import Identity
from bot.workflows.risk_change import Request, Saved, add_review, once, take
from bot.workflows.risk_lookup import find_changeable
from bot.workflows.risk_queries import meanwhile
from bot.workflows.risk_status import require_open
from bot.workflows.rounds.answering import Answer
from bot.workflows.rounds.asking import people_of
from bot.workflows.rounds.no_change import notices_of, reason_of
from bot.workflows.services import Services


def form(services: Services, identity: Identity, written: str) -> dict[str, Any]:
    """Return the form of an answer that the office heard.

    Raises:
        NotAllowedError: not the office.
        InvalidInputError: the risk is closed.
    """
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        require_office(desk)
        risk = find_changeable(view, desk.actor, written)
        require_open(risk, desk.shown)
        notices = notices_of(view, desk, risk)
    tellers = _tellers(desk, risk)
    leads = tellers.get(_LEADS, ())
    fields = HeardFields(leads[0].value if len(leads) == 1 else "", residual=pack_score(risk.scores.residual))
    return heard_form(risk, desk.shown, FormOrigin(str(risk.ref), risk.version), tellers, fields, notices)


def stale_form(services: Services, identity: Identity, origin: FormOrigin, fields: HeardFields) -> dict[str, Any]:
    """Return the form anew over a newer version: what changed meanwhile on top, what was filled in below."""
    risk, desk, notice = meanwhile(services, identity, origin)
    renewed = FormOrigin(str(risk.ref), risk.version)
    return heard_form(risk, desk.shown, renewed, _tellers(desk, risk), fields, [notice])


def record_heard(services: Services, request: Request, fields: HeardFields) -> Saved:
    """Record what the office heard as a review in the name of whoever said it.

    Raises:
        NotAllowedError: not the office.
        InvalidInputError: with a sentence for each field.
        StaleRecordError: somebody changed the risk meanwhile.
    """

    def work(unit: Unit) -> Saved:
        desk = open_desk(unit, services, request.identity)
        require_office(desk)
        risk = take(unit, desk, request)
        require_open(risk, desk.shown)
        teller = _teller(desk, fields)
        draft = _draft(services, risk, fields)
        state = ItemState.NO_CHANGE if fields.kind == STANDS else ItemState.ANSWERED
        said = say(
            "rounds/said_heard",
            name=teller.name,
            heard=fields.heard,
            is_no_change=state is ItemState.NO_CHANGE,
            residual=desk.shown.score(draft.residual),
            text=draft.update,
        )
        answer = Answer(state, fields.heard, teller)
        return add_review(unit, services, desk, risk, ReviewKind.REVIEWED, draft, said, answer=answer)

    return once(services, request, work)


_LEADS = "Leads"


def _tellers(desk: Desk, risk: Risk) -> Mapping[str, Sequence[Choice]]:
    """Return whom an answer may come from: the risk's leads first, then everybody else who serves."""
    leads = people_of(risk.leads, desk.directory, desk.actor.day)
    first = [Choice(desk.directory.people[number].name, f"person:{number}") for number in sorted(leads)]
    others = people_choices(desk.directory, desk.shown, ())
    known = {choice.value for choice in first}
    rest = {title: [choice for choice in group if choice.value not in known] for title, group in others.items()}
    return {**({_LEADS: first} if first else {}), **rest}


def _teller(desk: Desk, fields: HeardFields) -> Person:
    number = fields.teller.removeprefix("person:")
    person = desk.directory.people.get(int(number)) if number.isdecimal() else None
    problems: dict[str, str] = {}
    if person is None:
        problems["teller"] = "Choose who said it."
    if fields.heard not in HEARD:
        problems["heard"] = "Choose how you heard it."
    if person is None or problems:
        raise InvalidInputError(" ".join(problems.values()), fields=problems)
    return person


def _draft(services: Services, risk: Risk, fields: HeardFields) -> ReviewDraft:
    words = reason_of(fields.words)
    if fields.kind == STANDS:
        return draft_from(risk.present, update=words)
    if not fields.residual:
        sentence = "Choose the residual score, or “To be confirmed”."
        raise InvalidInputError(sentence, fields={"residual": sentence})
    draft = draft_from(risk.present, residual=unpack_score(fields.residual), update=words)
    problems = check_review(draft, risk.scores, services.config.bands, risk.present.mitigation)
    if problems:
        mend = f"If another score has to change too, use `/risk update {risk.ref}`."
        placed = {field if field == "residual" else "update": text for field, text in problems.items()}
        raise InvalidInputError(" ".join(problems.values()), mend, fields=placed)
    return draft
