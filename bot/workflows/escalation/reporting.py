"""Bring a risk onto the reports of boards when its scores say so, and take a slip back before anybody has heard."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.escalation import (
    BY_HAND,
    Escalation,
    EscalationRule,
    boards_told,
    crossings,
    last_known,
    newly_reported,
)
from bot.domain.references import Reference
from bot.domain.risks import ReviewKind
from bot.domain.scoring import Scores
from bot.store.repositories.escalations import NewEscalation, Past
from bot.store.unit_of_work import Unit
from bot.views.wording import Mrkdwn, say
from bot.workflows.desk import Desk
from bot.workflows.escalation import alerting
from bot.workflows.escalation.known import Known
from bot.workflows.escalation.rises import end_outgrown
from bot.workflows.services import Services

_NOTHING = Mrkdwn("")
_STATUS_KINDS = frozenset({ReviewKind.CLOSED, ReviewKind.REOPENED})


@dataclass(frozen=True, slots=True)
class Changed:
    """A change of a risk just written: `before` are the scores that stood until then, None for a new risk."""

    risk_id: int
    ref: Reference
    version: int
    kind: ReviewKind
    before: Scores | None
    after: Scores


def report_change(unit: Unit, services: Services, desk: Desk, changed: Changed) -> Mrkdwn:
    """Let boards hear of a change as the rules say; return what follows from it, for the person who made it.

    What leaves the scores as they were brings nothing. A reopened risk comes back to boards that never had it; the
    others decided already. Who closes a risk takes back an alert that nobody has seen.
    """
    if changed.before == changed.after and changed.kind not in _STATUS_KINDS:
        return _NOTHING
    pending = unit.alerts.pending(changed.risk_id)
    if changed.kind is ReviewKind.CLOSED:
        if pending is not None:
            alerting.cancel(unit, services, desk.shown, pending, desk.actor.name, "It was closed.")
        return _NOTHING
    rules = services.config.rules
    rows = unit.escalations.of_risk(changed.risk_id)
    known = Known(unit, changed.risk_id, changed.version, changed.after, changed.before)
    is_reopened = changed.kind is ReviewKind.REOPENED
    crossed = () if is_reopened else known.crossed(services, changed.version, changed.after)
    undone = _take_back(unit, services, desk, changed, rows, known, pending.version if pending else None)
    standing = frozenset(row.board for row in rows if row.stands) - undone
    ever = frozenset(row.board for row in rows)
    told = newly_reported(crossed, changed.after, rules, standing, ever)
    unit.escalations.begin(
        [
            NewEscalation(changed.risk_id, board, unit.now, changed.version, rule.words)
            for board, rule in sorted(told.items())
        ]
    )
    for board, rule in sorted(told.items()):
        unit.record("rules", "risk.escalated", f"risk:{changed.ref}", board=board, rule=rule.words)
    urgent = () if is_reopened else known.urgent(services, pending.version if pending else changed.version)
    # Who sets a score to be confirmed has neither corrected nor confirmed it: the office decides.
    is_open = bool(urgent) and all(changed.after.of(c.rule.measure.measure) is None for c in urgent)
    alert = alerting.renew(
        unit, services, desk, changed.ref, (changed.risk_id, changed.version), pending, urgent, is_open=is_open
    )
    accepted = end_outgrown(unit, services, desk, changed.risk_id, changed.ref, changed.before, changed.after)
    if not (told or undone or alert or accepted or (pending and not urgent)):
        return _NOTHING
    return say(
        "escalation/follows",
        boards=desk.shown.board_names(told),
        undone=desk.shown.board_names(undone),
        alerted=desk.shown.board_names(alert.boards) if alert else "",
        at=f"{alert.release_at.astimezone(desk.shown.zone):%H:%M}" if alert else "",
        held=alert is not None and alert.is_held,
        cancelled=pending is not None and not urgent,
        accepted=accepted,
    )


def _take_back(
    unit: Unit,
    services: Services,
    desk: Desk,
    changed: Changed,
    rows: Iterable[Escalation],
    known: Known,
    pending: int | None,
) -> frozenset[str]:
    """End what a slip brought onto reports and this change corrects; return the boards.

    A slip is what nobody has heard of yet: younger than the time an alert waits, or of an alert that still does.
    """
    rules = services.config.rules
    since = unit.now - timedelta(minutes=services.config.alerts.wait_minutes)
    holding = boards_told(known.now(), rules)
    undone = set()
    for row in rows:
        is_fresh = row.since_at > since or (pending is not None and row.version >= pending)
        if not row.stands or not is_fresh or row.board in holding or row.rule.startswith(BY_HAND):
            continue
        still = known.crossed(services, row.version, known.now())
        if any(row.board in crossing.rule.boards for crossing in still):
            continue
        if unit.escalations.take_back(row, unit.now, desk.actor.name, "The score was corrected before anybody heard."):
            unit.record("rules", "risk.escalation_taken_back", f"risk:{changed.ref}", board=row.board)
            undone.add(row.board)
    return frozenset(undone)


def report_baseline(unit: Unit, rules: Iterable[EscalationRule], refs: Iterable[Reference], actor: str) -> int:
    """Put risks that came with their histories onto the reports these bring them to; nobody is alerted.

    Args:
        unit: the unit that wrote the histories.
        rules: the partnership's rules.
        refs: the risks.
        actor: who brought them.

    Returns:
        How many came onto a report.
    """
    rules = tuple(rules)
    begun: list[NewEscalation] = []
    told = 0
    for ref, past in unit.escalations.pasts(refs).items():
        mine = _since_history(past, rules)
        if mine:
            said = {one.board: one.rule for one in mine}
            unit.record(actor, "risk.escalated_by_baseline", f"risk:{ref}", boards=said)
            begun += mine
            told += 1
    unit.escalations.begin(begun)
    return told


def _since_history(past: Past, rules: Sequence[EscalationRule]) -> list[NewEscalation]:
    """Return the escalations that a history makes, each from the review that met a rule."""
    latest = {row.board: row for row in past.escalations}
    begun: dict[str, NewEscalation] = {}
    before: Scores | None = None
    for position in past.positions:
        ended = {board for board, row in latest.items() if row.ended_at is not None and row.ended_at <= position.at}
        standing = (latest.keys() - ended) | begun.keys()
        crossed = crossings(before, position.scores, rules)
        told = newly_reported(crossed, position.scores, rules, standing, latest.keys() | begun.keys())
        for board, rule in told.items():
            begun[board] = NewEscalation(past.risk_id, board, position.at, position.version, rule.words)
        before = last_known([position.scores, before] if before else [position.scores])
    return [begun[board] for board in sorted(begun)]


def reconcile(unit: Unit, rules: Iterable[EscalationRule]) -> int:
    """Put risks onto the reports of boards that a rule names and that never had them; return how many rows that made.

    So a rule that is new in the configuration counts for the risks that meet it already. Nobody is alerted.
    """
    rules = tuple(rules)
    known = unit.escalations.known()
    begun: list[NewEscalation] = []
    for risk in unit.risks.all():
        ever = known.get(risk.id, frozenset())
        if boards_told(risk.scores, rules) <= ever:
            continue
        for board, rule in sorted(newly_reported((), risk.scores, rules, ever, ever).items()):
            begun.append(NewEscalation(risk.id, board, _since(unit, risk.id, rule), risk.version, rule.words))
            unit.record("rules", "risk.escalated", f"risk:{risk.ref}", board=board, rule=rule.words)
    unit.escalations.begin(begun)
    return len(begun)


def _since(unit: Unit, risk_id: int, rule: EscalationRule) -> datetime:
    """Return when a risk's scores last came to meet a rule that they meet now."""
    since = unit.now
    for review in unit.risks.history(risk_id):
        if not rule.holds(review.scores):
            break
        since = review.at
    return since
