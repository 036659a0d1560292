"""What a digest tells of risks: moved and new last week, and stale."""

from __future__ import annotations

from datetime import timedelta

from bot.domain.digest import KEPT, Line, Section, divided
from bot.domain.direction import Direction
from bot.domain.scoring import Score
from bot.domain.staleness import stale_reasons
from bot.store.repositories.digest_rows import ToldRisk
from bot.views.digest import heading, note
from bot.views.presentation import Presentation
from bot.workflows.digest.sections import Gathering
from bot.workflows.digest.stale import stale_ids

_DAY = timedelta(days=1)


def moved(gathering: Gathering) -> Section | None:
    """Return the risks whose residual score differs from what it was a week ago."""
    week, shown = gathering.week, gathering.shown
    found = gathering.view.digests.moved(gathering.reach, week.since, week.until)
    lines = [risk_line(risk, shown, _movement(risk, shown)) for risk in found.items]
    return divided("moved", heading("moved"), lines, found.total)


def new(gathering: Gathering) -> Section | None:
    """Return the risks that were raised last week."""
    week, shown = gathering.week, gathering.shown
    found = gathering.view.digests.new_risks(gathering.reach, week.before_on, week.week_on - _DAY)
    names_it = not gathering.reach.workstream
    lines = [risk_line(risk, shown, shown.workstream(risk.workstream) if names_it else "") for risk in found.items]
    return divided("new", heading("new"), lines, found.total)


def stale(gathering: Gathering) -> Section | None:
    """Return the open risks of which what the register says has gone stale, the highest residual score first."""
    view, shown, rules = gathering.view, gathering.shown, gathering.services.config.staleness
    ids = stale_ids(view, gathering.reach, gathering.today, rules)
    told = ids[:KEPT]
    risks, recent = view.risks.of_ids(told), view.risks.recent_of(told, rules.no_change_months)
    lines = []
    for risk_id in told:
        risk = risks[risk_id]
        why = stale_reasons(risk, recent.get(risk_id, ()), gathering.today, rules)
        said = note("digest/stale", why="; ".join(reason.words for reason in why))
        lines.append(Line(risk.summary, str(risk.ref), shown.mark(risk.scores.residual), said, "risk", risk_id))
    return divided("stale", heading("stale"), lines, len(ids), f"/risk list {gathering.narrowed}stale")


def risk_line(risk: ToldRisk, shown: Presentation, said: str) -> Line:
    """Return a line of a risk."""
    return Line(risk.summary, str(risk.ref), shown.mark(risk.residual), said, "risk", risk.id)


def _movement(risk: ToldRisk, shown: Presentation) -> str:
    is_up = _value(risk.residual) > _value(risk.before)
    return note(
        "digest/moved",
        direction=(Direction.RISING if is_up else Direction.FALLING).label,
        before=shown.heard(risk.before) if risk.before else "",
        now=risk.residual is not None,
    )


def _value(score: Score | None) -> int:
    return 0 if score is None else score.value
