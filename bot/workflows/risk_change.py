"""What every change of a risk shares: it is asked for by a request, taken once, and said back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from bot.domain.risks import REVIEW_KINDS, ReviewDraft, ReviewKind, Risk, RiskStatus
from bot.domain.scoring import Measure, Scores
from bot.domain.text import clean
from bot.errors import StaleRecordError
from bot.store.repositories.risks import NewReview
from bot.store.unit_of_work import Unit
from bot.views.blocks import shown_in_input
from bot.views.wording import say
from bot.workflows.asked_subjects import answered
from bot.workflows.desk import Desk
from bot.workflows.escalation.reporting import Changed, report_change
from bot.workflows.identify import Identity, LinkHolder
from bot.workflows.risk_lookup import Finder, find_changeable
from bot.workflows.risk_notices import announce
from bot.workflows.rounds.answering import OWN_UPDATE, Answer, on_review
from bot.workflows.services import Services


@dataclass(frozen=True, slots=True)
class Saved:
    """What a change came to: the record, its new version, and what the person is told (mrkdwn)."""

    ref: str
    version: int
    said: str

    def to_json(self) -> dict[str, Any]:
        """Return it as the inbox keeps it."""
        return {"ref": self.ref, "version": self.version, "said": self.said}

    @staticmethod
    def from_json(kept: dict[str, Any]) -> Saved:
        """Return what the inbox kept."""
        return Saved(kept["ref"], kept["version"], kept["said"])


@dataclass(frozen=True, slots=True)
class Request:
    """A change somebody asks for.

    Attributes:
        identity: who asks: by an account, or by a reply link.
        key: names the delivery, so that a second delivery of it changes nothing.
        ref: the risk as written; empty for a new one.
        version: the version the person saw; None for a command, which speaks of the present.
    """

    identity: Identity | LinkHolder
    key: str
    ref: str = ""
    version: int | None = None


def once(services: Services, request: Request, work: Callable[[Unit], Saved]) -> Saved:
    """Run `work` in one unit of work, unless its delivery was taken before; then return what that one came to."""

    def keyed(unit: Unit) -> Saved:
        before = unit.inbox.claim(request.key)
        if before is not None:
            return Saved.from_json(before)
        saved = work(unit)
        unit.inbox.keep(request.key, saved.to_json())
        return saved

    return services.store.write(keyed)


def take(unit: Unit, desk: Desk, request: Request, find: Finder = find_changeable) -> Risk:
    """Return the risk that is to be changed, locked; `find` knows who may.

    Raises:
        StaleRecordError: it is not at the version the person saw.
    """
    risk = find(unit, desk.actor, request.ref)
    if request.version is not None and request.version != risk.version:
        raise StaleRecordError(
            f"{risk.ref} changed while this form was open: {risk.present.author} saved it on "
            f"{desk.shown.day(risk.present.at)}.",
            "Look at it again, then save.",
            risk.version,
        )
    return risk


def add_review(
    unit: Unit,
    services: Services,
    desk: Desk,
    risk: Risk,
    kind: ReviewKind,
    draft: ReviewDraft,
    said: str,
    status: RiskStatus | None = None,
    answer: Answer = OWN_UPDATE,
) -> Saved:
    """Add a review with its audit event and its messages; return what the person is told.

    A round that asks for the risk is answered by it; `answer` says how, where it is no update of the person's own.
    """
    review = answer.signed(new_review(unit, desk, kind, draft))
    if kind not in REVIEW_KINDS:
        # Who edits or closes a risk has not looked at its position: what the register printed of it still holds.
        review = replace(review, reported_direction=risk.present.reported_direction)
    version = unit.risks.add_review(risk, review, status)
    unit.record(
        actor_key(desk),
        f"risk.{kind.value}",
        f"risk:{risk.ref}",
        version=version,
        before=facts(risk.scores, risk.present.mitigation),
        after=facts(draft.scores, draft.mitigation),
        update=draft.update,
    )
    if kind in REVIEW_KINDS:
        answered(unit, risk.id)
    counted = on_review(unit, services, desk, risk, review, version, answer)
    follows = report_change(unit, services, desk, Changed(risk.id, risk.ref, version, kind, risk.scores, draft.scores))
    shown_in = announce(unit, desk, risk.ref, risk.present)
    told = say("risk/saved", ref=risk.ref, said=said, shown_in=shown_in, counted=counted, follows=follows)
    return Saved(str(risk.ref), version, told)


def new_review(unit: Unit, desk: Desk, kind: ReviewKind, draft: ReviewDraft) -> NewReview:
    """Return a review of `draft` by whoever sits at `desk`."""
    person = desk.actor.person
    return NewReview(
        kind=kind,
        at=unit.now,
        author_id=person.id if person else None,
        author_name=desk.actor.name,
        scores=draft.scores,
        mitigation=draft.mitigation,
        update=draft.update,
    )


def as_typed(typed: str, present: str = "", tidy: Callable[[str], str] = clean) -> str:
    """Return what somebody typed, made tidy; the `present` text where the form came back with it as it was shown.

    An import may bring a text that is longer than a field can show, or less tidy than what people type. Who leaves it
    alone changes nothing.
    """
    tidied = tidy(typed)
    return present if tidied == tidy(shown_in_input(present)) else tidied


def facts(scores: Scores, mitigation: str) -> dict[str, str]:
    """Return scores and mitigation as the audit trail keeps them."""
    facts = {measure.value: str(scores.of(measure) or "to be confirmed") for measure in Measure}
    return {**facts, "mitigation": mitigation} if mitigation else facts


def actor_key(desk: Desk) -> str:
    """Return how the audit trail names whoever sits at `desk`."""
    person = desk.actor.person
    return f"person:{person.id}" if person else f"slack:{desk.actor.slack_id}"
