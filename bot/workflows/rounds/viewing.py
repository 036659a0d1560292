"""The round as it stands: for the office whole, for others their own part."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.domain.access import Actor, may_read
from bot.domain.months import month_name, split_month
from bot.domain.references import Reference
from bot.domain.risks import Risk
from bot.domain.rounds import Progress, Round, progress_by_workstream
from bot.domain.staleness import stale_reasons
from bot.errors import InvalidInputError, NotAllowedError, NotFoundError
from bot.store.unit_of_work import View
from bot.views.rounds import Flags, RoundShown, round_view
from bot.workflows.desk import open_desk
from bot.workflows.identify import Identity
from bot.workflows.rounds.owing import owing_page
from bot.workflows.rounds.progress import progress_of
from bot.workflows.services import Services

_LOOKED_AT = 200
"""Of how many risks at the most a round says what looks stale: those with the highest scores."""


def show_round(services: Services, identity: Identity, written: str = "", page: int = 1) -> dict[str, Any]:
    """Return the round of the month that `written` names, the latest by default.

    Raises:
        InvalidInputError: no month.
        NotFoundError: no round of that month, or none yet.
        NotAllowedError: the actor has no part in it.
    """
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        round_ = _find(view, written, desk.actor.day)
        seen = _seen(view, round_, desk.actor)
        if seen is None:
            raise NotAllowedError(
                f"No risk of yours is in the {month_name(round_.month)} round.",
                "It shows the workstreams you have a role in, and the risks you lead.",
            )
        missing = [entry for entry in view.rounds.missing(round_.id) if seen.holds(entry.risk_id)]
        latest = view.rounds.latest()
        shown = RoundShown(
            round_=round_,
            parts=[(desk.shown.workstream(key), part) for key, part in seen.parts.items() if part.total],
            owing=owing_page(view, services, desk, round_, missing, page),
            flags=_flags(view, services, round_, seen) if round_.is_open else Flags((), 0),
            can_manage=desk.actor.is_office,
            can_reopen=latest is not None and latest.id == round_.id,
            is_part=not desk.actor.is_office,
        )
    return round_view(shown, desk.shown)


def _mine(view: View, round_: Round, actor: Actor) -> Mapping[int, Risk]:
    """Return the risks of a round that somebody has a part in and may read: their workstreams', and those they lead."""
    workstreams = {holding.workstream for holding in actor.roles if holding.workstream}
    person_id = actor.person.id if actor.person else None
    risks = view.risks.of_ids(view.rounds.risks_of(round_.id, workstreams, person_id, actor.groups))
    return {risk_id: risk for risk_id, risk in risks.items() if may_read(actor, risk)}


@dataclass(frozen=True, slots=True)
class _Seen:
    """What somebody sees of a round: progress by workstream, and the risks; None for all of them."""

    parts: Mapping[str, Progress]
    risks: Mapping[int, Risk] | None

    def holds(self, risk_id: int) -> bool:
        return self.risks is None or risk_id in self.risks


def _seen(view: View, round_: Round, actor: Actor) -> _Seen | None:
    """Return what somebody sees of a round; None for nothing. All of it is counted by the database."""
    if actor.is_office:
        return _Seen(progress_of(view, round_), None)
    risks = _mine(view, round_, actor)
    if not risks:
        return None
    items = view.rounds.items(round_.id, sorted(risks))
    return _Seen(progress_by_workstream((risks[i].workstream, item.state, 1) for i, item in items.items()), risks)


def _find(view: View, written: str, today: date) -> Round:
    if not written.strip():
        latest = view.rounds.latest()
        if latest is None:
            raise NotFoundError("No round has been opened yet.", "The first opens before the next board's papers.")
        return latest
    before, month = split_month(written, today)
    if before or month is None:
        raise InvalidInputError(
            f"“{written[:40]}” is no month.", "Write `/risk round December 2018`, or `/risk round` for the latest."
        )
    found = view.rounds.find(month)
    if found is None:
        known = ", ".join(month_name(known) for known in view.rounds.months()[:6])
        raise NotFoundError(
            f"There is no round for {month_name(month)}.", f"There are: {known}." if known else "There is none yet."
        )
    return found


def _flags(view: View, services: Services, round_: Round, seen: _Seen) -> Flags:
    """Return what looks stale, a line for each risk, the worst score first; of a large round its highest scores."""
    rules, today = services.config.staleness, services.today(view.now)
    risks: Collection[Risk]
    if seen.risks is None:
        worst = view.rounds.worst(round_.id, _LOOKED_AT + 1)
        found = view.risks.of_ids(worst)
        risks = [found[risk_id] for risk_id in worst]
    else:
        risks = sorted(seen.risks.values(), key=_worst_first)
    looked_at = list(risks)[:_LOOKED_AT]
    reviews = view.risks.recent_of([risk.id for risk in looked_at], rules.no_change_months)
    reasons = [(risk.ref, stale_reasons(risk, reviews.get(risk.id, ()), today, rules)) for risk in looked_at]
    lines = tuple(f"{ref}: {'; '.join(reason.words for reason in why)}" for ref, why in reasons if why)
    return Flags(lines, _LOOKED_AT if len(risks) > _LOOKED_AT else 0)


def _worst_first(risk: Risk) -> tuple[int, Reference]:
    return -(risk.scores.residual.value if risk.scores.residual else 0), risk.ref
