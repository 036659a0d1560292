"""Forms of risks as they come back: read, saved by one use case, answered in the form itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from slack_bolt import Ack

from bot.domain.risks import ReviewDraft, Visibility
from bot.domain.scoring import Measure, Score
from bot.errors import InvalidInputError, StaleRecordError
from bot.handlers.desk import VIEWED, Body, FrontDesk, delivery_key
from bot.views import blocks
from bot.views.ids import VALUE, Form
from bot.views.risk_fields import DetailFields, FormOrigin, ReviewFields, unpack_score
from bot.views.wording import Mrkdwn
from bot.workflows import risk_details, risk_queries, risk_reviews
from bot.workflows.identify import Identity
from bot.workflows.risk_change import Request, Saved
from bot.workflows.risk_details import DetailsDraft, LeadId, NewRisk


def on_update_form(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Save a review; a stale one comes back with what changed and what was typed."""
    origin, fields = _origin(body), _review_fields(body)

    def save(identity: Identity) -> Saved:
        return risk_reviews.update_by_form(desk.services, _request(identity, body, origin), _draft(fields))

    def renew(identity: Identity) -> dict[str, Any]:
        return risk_queries.stale_update_form(desk.services, identity, origin, fields)

    _settle(desk, ack, body, save, renew)


def on_add_form(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Add a risk."""
    fields = _review_fields(body)
    new = NewRisk(_details(body), _chosen(body, "workstream"), _draft(fields))

    def save(identity: Identity) -> Saved:
        return risk_details.add(desk.services, _request(identity, body, FormOrigin()), new)

    _settle(desk, ack, body, save, None)


def on_edit_form(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Save a risk's details."""
    origin, details = _origin(body), _details(body)

    def save(identity: Identity) -> Saved:
        return risk_details.edit(desk.services, _request(identity, body, origin), details)

    def renew(identity: Identity) -> dict[str, Any]:
        return risk_queries.stale_edit_form(desk.services, identity, origin, _detail_fields(body))

    _settle(desk, ack, body, save, renew)


def on_reason_form(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Close or reopen a risk."""
    origin, form = _origin(body), Form(body["view"]["callback_id"])
    change = risk_reviews.close if form is Form.RISK_CLOSE else risk_reviews.reopen

    def save(identity: Identity) -> Saved:
        return change(desk.services, _request(identity, body, origin), _typed(body, "update"))

    def renew(identity: Identity) -> dict[str, Any]:
        return risk_queries.stale_reason_form(desk.services, identity, origin, form, _typed(body, "update"))

    _settle(desk, ack, body, save, renew)


def _settle(
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


def _request(identity: Identity, body: Body, origin: FormOrigin) -> Request:
    return Request(identity, delivery_key(body), origin.ref, origin.version or None)


def _origin(body: Body) -> FormOrigin:
    return FormOrigin.unpack(str(body["view"]["private_metadata"]))


def _element(body: Body, block: str) -> dict[str, Any]:
    return dict(body["view"]["state"]["values"].get(block, {}).get(VALUE, {}))


def _typed(body: Body, block: str) -> str:
    return _element(body, block).get("value") or ""


def _chosen(body: Body, block: str) -> str:
    return str((_element(body, block).get("selected_option") or {}).get("value", ""))


def _chosen_all(body: Body, block: str) -> list[str]:
    return [str(option["value"]) for option in _element(body, block).get("selected_options") or []]


def _review_fields(body: Body) -> ReviewFields:
    return ReviewFields(
        residual=_chosen(body, "residual"),
        inherent=_chosen(body, "inherent"),
        target=_chosen(body, "target"),
        mitigation=_typed(body, "mitigation"),
        update=_typed(body, "update"),
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
        summary=_typed(body, "summary"),
        project=_typed(body, "project"),
        category=_typed(body, "category"),
        leads=tuple(_chosen_all(body, "leads")),
        visibility=Visibility(_chosen(body, "visibility") or Visibility.PUBLIC.value),
        readers=tuple(_chosen_all(body, "readers")),
        organisation=_typed(body, "organisation"),
        sits_with=_typed(body, "sits_with"),
        response=_typed(body, "response"),
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
    )


def _lead(value: str) -> LeadId:
    kind, _, number = value.partition(":")
    return LeadId(group_id=int(number)) if kind == "group" else LeadId(person_id=int(number))
