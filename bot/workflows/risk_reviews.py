"""Review a risk, close it, reopen it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.domain.risks import UPDATE_MAX, Review, ReviewDraft, ReviewKind, Risk, RiskStatus, check_review, draft_from
from bot.domain.scoring import Measure, Score
from bot.domain.text import clean
from bot.errors import InvalidInputError
from bot.store.unit_of_work import Unit
from bot.views.wording import say
from bot.workflows.desk import Desk, open_desk
from bot.workflows.risk_change import Request, Saved, add_review, as_typed, once, take
from bot.workflows.risk_lookup import find_answerable
from bot.workflows.risk_status import require_open, require_other
from bot.workflows.rounds.doubts import DoubtfulWordsError, question_of
from bot.workflows.services import Services


def update_in_one_line(
    services: Services, request: Request, score: Score | None, words: str, *, asks: bool = False
) -> Saved:
    """Record a new residual score, None for to be confirmed, with the words that came with it.

    Raises:
        InvalidInputError: a rule of `check_review` is broken; says which and what to do.
        DoubtfulWordsError: the words raise a question, and `asks` says that it is asked first.
    """

    def draft(present: Review) -> ReviewDraft:
        return draft_from(present, residual=score, update=words)

    try:
        return _review(services, request, draft, asks=asks)
    except InvalidInputError as refused:
        if {"residual", "target"} & refused.fields.keys():
            mend = f"`/risk update {request.ref}` opens the form, where you can change the other scores too."
            raise InvalidInputError(refused.message, mend) from refused
        raise


def update_by_form(services: Services, request: Request, draft: ReviewDraft) -> Saved:
    """Record a review as filled in.

    Raises:
        InvalidInputError: with a sentence for each field.
        StaleRecordError: somebody saved another one meanwhile.
    """
    return _review(services, request, lambda _: draft)


def close(services: Services, request: Request, reason: str) -> Saved:
    """Close a risk with the reason why.

    Raises:
        InvalidInputError: no reason, or closed already.
        StaleRecordError: somebody changed it meanwhile.
    """
    return _set_status(services, request, reason, RiskStatus.CLOSED, ReviewKind.CLOSED)


def reopen(services: Services, request: Request, reason: str) -> Saved:
    """Reopen a closed risk with the reason why; it keeps the scores it had.

    Raises:
        InvalidInputError: no reason, or open already.
        StaleRecordError: somebody changed it meanwhile.
    """
    return _set_status(services, request, reason, RiskStatus.OPEN, ReviewKind.REOPENED)


def _review(
    services: Services, request: Request, make: Callable[[Review], ReviewDraft], *, asks: bool = False
) -> Saved:
    def work(unit: Unit) -> Saved:
        desk = open_desk(unit, services, request.identity)
        risk = take(unit, desk, request, find_answerable)
        require_open(risk, desk.shown)
        made = make(risk.present)
        mitigation = as_typed(made.mitigation, risk.present.mitigation)
        draft = replace(made, mitigation=mitigation, update=clean(made.update))
        problems = check_review(draft, risk.scores, services.config.bands, risk.present.mitigation)
        if problems:
            raise InvalidInputError(" ".join(problems.values()), fields=problems)
        if draft.scores == risk.scores and draft.mitigation == risk.present.mitigation and not draft.update:
            stands = f" already stands at {draft.residual}" if draft.residual else " is still to be confirmed"
            sentence = f"{risk.ref}{stands}, and there is nothing new to record."
            mend = "If it stands as it did, say so in a sentence, such as “No change: the plan is on track”."
            raise InvalidInputError(sentence, mend, fields={"update": f"{sentence} {mend}"})
        if asks and question_of(risk, desk.shown, draft.update) is not None:
            raise DoubtfulWordsError("These words raise a question.", "Answer it in the form.")
        said = _understood(risk, draft, desk)
        return add_review(unit, services, desk, risk, ReviewKind.REVIEWED, draft, said)

    return once(services, request, work)


def _set_status(services: Services, request: Request, reason: str, status: RiskStatus, kind: ReviewKind) -> Saved:
    def work(unit: Unit) -> Saved:
        desk = open_desk(unit, services, request.identity)
        risk = take(unit, desk, request)
        require_other(risk, status, desk.shown)
        words = _words(reason, "update", UPDATE_MAX)
        said = say("risk/said_status", ref=risk.ref, kind=kind.value)
        draft = draft_from(risk.present, update=words)
        return add_review(unit, services, desk, risk, kind, draft, said, status)

    return once(services, request, work)


def _understood(risk: Risk, draft: ReviewDraft, desk: Desk) -> str:
    before = risk.scores
    was = before.residual.value if before.residual else Measure.RESIDUAL.when_unknown
    return say(
        "risk/said_review",
        residual=desk.shown.score(draft.residual),
        was=was if draft.residual != before.residual else None,
        inherent=desk.shown.score(draft.inherent) if draft.inherent != before.inherent else None,
        target=desk.shown.score(draft.target) if draft.target != before.target else None,
        mitigation=draft.mitigation != risk.present.mitigation,
        text=draft.update,
    )


def _words(written: str, field: str, most: int) -> str:
    words = clean(written)
    if not words:
        sentence = "Say why, in a sentence or two: the board will ask."
        raise InvalidInputError(sentence, fields={field: sentence})
    if len(words) > most:
        sentence = f"That is {len(words):,} characters; at most {most:,} fit. Shorten it."
        raise InvalidInputError(sentence, fields={field: sentence})
    return words
