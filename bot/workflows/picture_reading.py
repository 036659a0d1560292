"""What a picture shows: the records that its readers may see, as they stand or stood, and how they have moved."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from bot.domain.access import may_read
from bot.domain.direction import Direction, derive_direction
from bot.domain.risks import Risk, RiskStatus, Visibility
from bot.domain.scoring import Measure
from bot.papers.pictures.heatmap import HeatMap, Marked
from bot.store.unit_of_work import View
from bot.views.turning import outdated_button
from bot.workflows.as_of import instant_of, readable_as_of
from bot.workflows.desk import Desk
from bot.workflows.risk_lookup import find_readable
from bot.workflows.services import Services

HEAT_MAP_KIND, TREND_KIND = _KINDS = ("picture.heatmap", "picture.trend")


@dataclass(frozen=True, slots=True)
class PictureWish:
    """A picture as asked for, as a button and a job carry it.

    Attributes:
        kind: which picture.
        ref: the risk of a course, empty for a heat map.
        workstream: a workstream's key, empty for the whole register.
        measure: which score a heat map places risks by.
        as_of: the day as YYYY-MM-DD, empty for the present.
        is_shared: whether a channel is to see it, and hence public records only.
    """

    kind: str
    ref: str = ""
    workstream: str = ""
    measure: str = Measure.RESIDUAL.value
    as_of: str = ""
    is_shared: bool = False

    def pack(self, key: str) -> str:
        """Return what a button carries, with the key of the request it belongs to."""
        return json.dumps([key, *asdict(self).values()])

    @classmethod
    def unpack(cls, value: str) -> tuple[str, PictureWish]:
        """Return the key and the wish that a button carried.

        Raises:
            InvalidInputError: they cannot be read.
        """
        try:
            key, kind, ref, workstream, measure, as_of, _ = json.loads(value)
            day = date.fromisoformat(as_of).isoformat() if as_of else ""
            known = _KINDS[_KINDS.index(kind)]
            return str(key), cls(known, str(ref), str(workstream), Measure(measure).value, day)
        except (ValueError, TypeError) as problem:
            raise outdated_button() from problem


def shown_risks(view: View, desk: Desk, wish: PictureWish) -> tuple[Sequence[Risk], int]:
    """Return the records of a picture that its readers may see, and how many are left out as not public."""
    if wish.kind == TREND_KIND:
        return [find_readable(view, desk.actor, wish.ref)], 0
    readable = _readable(view, desk, wish)
    if not wish.is_shared:
        return readable, 0
    now = {risk.id for risk in view.risks.all() if _is_public(risk)} if wish.as_of else {risk.id for risk in readable}
    public = [risk for risk in readable if _is_public(risk) and risk.id in now]
    return public, len(readable) - len(public)


def _readable(view: View, desk: Desk, wish: PictureWish) -> list[Risk]:
    workstream = wish.workstream or None
    if wish.as_of:
        instant = instant_of(view, date.fromisoformat(wish.as_of), desk.shown)
        risks = readable_as_of(view, desk.actor, instant, workstream)
    else:
        risks = tuple(risk for risk in view.risks.all(workstream) if may_read(desk.actor, risk))
    return [risk for risk in risks if risk.status is RiskStatus.OPEN]


def _is_public(risk: Risk) -> bool:
    return risk.visibility is Visibility.PUBLIC


def heat_map_of(view: View, desk: Desk, services: Services, wish: PictureWish, risks: Sequence[Risk]) -> HeatMap:
    """Return the heat map of `risks` as a wish asks for it."""
    shown, measure = desk.shown, Measure(wish.measure)
    day = date.fromisoformat(wish.as_of) if wish.as_of else shown.today
    instant = instant_of(view, day, shown) if wish.as_of else view.now
    reported_at = view.risks.last_report_at(instant)
    before = {} if reported_at is None else {risk.id: risk for risk in view.risks.as_of(reported_at)}
    # What a risk was while its readers could not have read it is not told by an arrow either.
    untold = {
        one.id for one in before.values() if not (_is_public(one) if wish.is_shared else may_read(desk.actor, one))
    }
    scoring = services.config.scoring
    return HeatMap(
        scope=shown.workstream(wish.workstream) if wish.workstream else "Whole register",
        measure=measure,
        day=said_day(day),
        since="" if reported_at is None else said_day(shown.date_of(reported_at)),
        bands=shown.bands,
        likelihood_words=scoring.likelihood_words,
        severity_words=scoring.severity_words,
        risks=tuple(
            Marked(risk.ref, risk.scores.of(measure), Direction.UNKNOWN, None)
            if risk.id in untold
            else _marked(risk, measure, before.get(risk.id), reported_at)
            for risk in risks
        ),
    )


def _marked(risk: Risk, measure: Measure, before: Risk | None, reported_at: datetime | None) -> Marked:
    score = risk.scores.of(measure)
    then = before.scores.of(measure) if before else None
    direction = risk.direction
    if measure is not Measure.RESIDUAL:
        direction = derive_direction(score, then, was_reported=reported_at is not None, was_there=before is not None)
    return Marked(risk.ref, score, direction, then)


def said_day(day: date) -> str:
    """Return a day with its year always: a picture outlives the year it was made in."""
    return f"{day:%a} {day.day} {day:%b} {day.year}"
