"""Forms of risks as they come back: read, saved by one use case, answered in the form itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from slack_bolt import Ack

from bot.domain.risks import ReviewDraft, Visibility
from bot.domain.scoring import Measure, Score
from bot.errors import InvalidInputError, StaleRecordError
from bot.handlers.desk import VIEWED, Body, FrontDesk, delivery_key
from bot.handlers.form_fields import all_chosen_in, chosen_in, origin_of, request_of, typed_in
from bot.views import blocks
from bot.views.ids import Form
from bot.views.risk_fields import DetailFields, ReviewFields, unpack_score
from bot.views.wording import Mrkdwn
from bot.workflows import risk_details, risk_queries, risk_reviews
from bot.workflows.identify import Identity
from bot.workflows.risk_change import Request, Saved
from bot.workflows.risk_details import DetailsDraft, LeadId, NewRisk
from bot.workflows.rounds import doubts


def on_update_form(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Save a review; a stale one comes back with what changed and what was typed."""
    origin, fields = origin_of(body), _review_fields(body)

    def save(identity: Identity) -> Saved:
        return risk_reviews.update_by_form(desk.services, request_of(identity, body), _draft(fields))

    def renew(identity: Identity) -> dict[str, Any]:
        return risk_queries.stale_update_form(desk.services, identity, origin, fields)

    question = desk.run(body, lambda who: doubts.questioned_update(desk.services, who, origin, fields))
    if question is not None:
        ack(response_action="update", view=question)
        return
    settle(desk, ack, body, save, renew)


def on_add_form(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Add a risk."""
    fields = _review_fields(body)
    new = NewRisk(_details(body), chosen_in(body, "workstream"), _draft(fields))

    def save(identity: Identity) -> Saved:
        return risk_details.add(desk.services, Request(identity, delivery_key(body)), new)

    settle(desk, ack, body, save, None)


def on_edit_form(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Save a risk's details."""
    origin, details = origin_of(body), _details(body)

    def save(identity: Identity) -> Saved:
        return risk_details.edit(desk.services, request_of(identity, body), details)

    def renew(identity: Identity) -> dict[str, Any]:
        return risk_queries.stale_edit_form(desk.services, identity, origin, _detail_fields(body))

    settle(desk, ack, body, save, renew)


def on_reason_form(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Close or reopen a risk."""
    origin, form = origin_of(body), Form(body["view"]["callback_id"])
    change = risk_reviews.close if form is Form.RISK_CLOSE else risk_reviews.reopen

    def save(identity: Identity) -> Saved:
        return change(desk.services, request_of(identity, body), typed_in(body, "update"))

    def renew(identity: Identity) -> dict[str, Any]:
        return risk_queries.stale_reason_form(desk.services, identity, origin, form, typed_in(body, "update"))

    settle(desk, ack, body, save, renew)


def settle(
    desk: FrontDesk,
    ack: Ack,
    body: Body,
    save: Callable[[Identity], Saved],
    renew: Callable[[Identity], dict[str, Any]] | None,
) -> None:
    """Answer a submission by its form alone: what was saved, or the form renewed over a newer version."""
    try:
        saved = desk.run(body, save)
    except StaleRecordError:
        if renew is None:
            raise
        ack(response_action="update", view=desk.run(body, renew))
        return
    view = blocks.modal("Saved", VIEWED, [blocks.section(Mrkdwn(saved.said))])
    ack(response_action="update", view=view)


def _review_fields(body: Body) -> ReviewFields:
    return ReviewFields(
        residual=chosen_in(body, "residual"),
        inherent=chosen_in(body, "inherent"),
        target=chosen_in(body, "target"),
        mitigation=typed_in(body, "mitigation"),
        update=typed_in(body, "update"),
    )


def _draft(fields: ReviewFields) -> ReviewDraft:
    return ReviewDraft(
        _score(fields.inherent, Measure.INHERENT),
        _score(fields.residual, Measure.RESIDUAL),
        _score(fields.target, Measure.TARGET),
        fields.mitigation,
        fields.update,
    )


def _score(value: str, measure: Measure) -> Score | None:
    """Return the score chosen, None for to be confirmed, which is a choice too."""
    if not value:
        sentence = f"Choose the {measure} score, or “To be confirmed”."
        raise InvalidInputError(sentence, fields={measure.value: sentence})
    return unpack_score(value)


def _detail_fields(body: Body) -> DetailFields:
    return DetailFields(
        summary=typed_in(body, "summary"),
        project=typed_in(body, "project"),
        category=typed_in(body, "category"),
        leads=tuple(all_chosen_in(body, "leads")),
        visibility=Visibility(chosen_in(body, "visibility") or Visibility.PUBLIC.value),
        readers=tuple(all_chosen_in(body, "readers")),
        organisation=typed_in(body, "organisation"),
        sits_with=typed_in(body, "sits_with"),
        response=typed_in(body, "response"),
        cause=typed_in(body, "cause"),
        event=typed_in(body, "event"),
        effect=typed_in(body, "effect"),
    )


def _details(body: Body) -> DetailsDraft:
    fields = _detail_fields(body)
    return DetailsDraft(
        summary=fields.summary,
        project=fields.project,
        category=fields.category,
        visibility=fields.visibility,
        leads=tuple(_lead(value) for value in fields.leads),
        readers=frozenset(int(value.removeprefix("person:")) for value in fields.readers),
        organisation=fields.organisation,
        sits_with=fields.sits_with,
        response=fields.response,
        cause=fields.cause,
        event=fields.event,
        effect=fields.effect,
    )


def _lead(value: str) -> LeadId:
    kind, _, number = value.partition(":")
    return LeadId(group_id=int(number)) if kind == "group" else LeadId(person_id=int(number))
