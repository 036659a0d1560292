"""Set a risk's target and the day by which it is to be reached."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.domain.risks import ReviewKind, Risk, check_review, draft_from
from bot.domain.scoring import Score
from bot.domain.treatment import TargetDate
from bot.errors import InvalidInputError
from bot.store.unit_of_work import Unit
from bot.views.presentation import Presentation
from bot.views.risk_fields import FormOrigin, pack_score
from bot.views.target_form import TargetFields, target_form
from bot.views.wording import say
from bot.workflows.desk import open_desk
from bot.workflows.identify import Identity
from bot.workflows.risk_change import Request, Saved, actor_key, add_review, once, take
from bot.workflows.risk_lookup import find_changeable
from bot.workflows.risk_queries import meanwhile
from bot.workflows.risk_status import require_open
from bot.workflows.services import Services

_LATEST = date(2099, 12, 31)


@dataclass(frozen=True, slots=True)
class Target:
    """A target as filled in: a score, None for none, and the day by which it is to be reached, None for no day."""

    score: Score | None
    by: date | None


def form(services: Services, identity: Identity, written: str) -> dict[str, Any]:
    """Return the form of a risk's target, filled with the present one.

    Raises:
        InvalidInputError: the risk is closed.
    """
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        risk = find_changeable(view, desk.actor, written)
        require_open(risk, desk.shown)
        earlier = view.treatment.target_dates(risk.id)
    fields = TargetFields(pack_score(risk.scores.target), risk.trajectory.target_on if risk.trajectory else None)
    return target_form(risk, desk.shown, FormOrigin(str(risk.ref), risk.version), fields, earlier)


def stale_form(services: Services, identity: Identity, origin: FormOrigin, fields: TargetFields) -> dict[str, Any]:
    """Return the form anew over a newer version: what changed meanwhile on top, what was chosen below."""
    risk, desk, notice = meanwhile(services, identity, origin)
    with services.store.view() as view:
        earlier = view.treatment.target_dates(risk.id)
    return target_form(risk, desk.shown, FormOrigin(str(risk.ref), risk.version), fields, earlier, notice)


def set_target(services: Services, request: Request, target: Target) -> Saved:
    """Record a target; the line to it starts today from the residual score, and the history keeps every earlier one.

    Raises:
        InvalidInputError: with a sentence for each field; or nothing has changed.
        StaleRecordError: somebody changed the risk meanwhile.
    """

    def work(unit: Unit) -> Saved:
        desk = open_desk(unit, services, request.identity)
        risk = take(unit, desk, request)
        require_open(risk, desk.shown)
        before = risk.trajectory.target_on if risk.trajectory else None
        if target.score == risk.scores.target and target.by == before:
            sentence = "That is the target it has. Change the score or the day, or close the form."
            raise InvalidInputError(sentence, fields={"target": sentence})
        words = f"Target: {_words(target.score, target.by, desk.shown)}."
        draft = draft_from(risk.present, target=target.score, update=words)
        problems = {
            **check_review(draft, risk.scores, services.config.bands, risk.present.mitigation),
            **_problems(risk, target, desk.actor.day, desk.shown),
        }
        if problems:
            raise InvalidInputError(" ".join(problems.values()), fields=problems)
        if target.by != before:
            _keep(unit, risk, target, desk.actor.name, desk.actor.day)
        unit.record(
            actor_key(desk),
            "risk.target_set",
            f"risk:{risk.ref}",
            target=str(target.score or "not set"),
            by=target.by.isoformat() if target.by else None,
            before=before.isoformat() if before else None,
        )
        said = say(
            "risk/said_target",
            words=_words(target.score, target.by, desk.shown),
            residual=risk.scores.residual.value if risk.scores.residual else None,
            by=target.by,
            margin=services.config.review.slipping_margin,
        )
        return add_review(unit, services, desk, risk, ReviewKind.EDITED, draft, said)

    return once(services, request, work)


def _keep(unit: Unit, risk: Risk, target: Target, author: str, today: date) -> None:
    """Keep the day set, or that there is none any more; then the score aimed at is the one that was."""
    aim = target.score or risk.scores.target
    start = risk.scores.residual or aim
    if aim is None or start is None:
        raise AssertionError("unreachable: a day is only set, or taken back, where there is a target")
    unit.treatment.set_target_date(
        risk.id, TargetDate(unit.now, author, today, start.value, aim.value, target.by if target.score else None)
    )


def _problems(risk: Risk, target: Target, today: date, shown: Presentation) -> dict[str, str]:
    if target.by is None:
        return {}
    problems = {}
    if target.score is None:
        problems["target"] = "Choose a target score, or take the day away: a day needs a score to reach."
    if risk.scores.residual is None:
        problems["by"] = (
            f"{risk.ref} has no residual score yet, so there is nothing to measure the way from. "
            f"Record it first with `/risk update {risk.ref}`."
        )
    elif target.by <= today:
        problems["by"] = f"{shown.dated(target.by)} is not in the future. Choose a later day."
    elif target.by > _LATEST:
        problems["by"] = "That is too far off to mean anything. Choose a day within this century."
    return problems


def _words(score: Score | None, by: date | None, shown: Presentation) -> str:
    if score is None:
        return "not set"
    return f"{score}{f' by {shown.dated(by)}' if by else ', with no day set'}"
