"""What follows from imported risks for the reports of boards: a baseline alerts nobody, what comes later does."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.domain.escalation import crossings, last_known
from bot.domain.references import Reference, parse_reference
from bot.domain.registers.records import RiskEntry, RiskRecord
from bot.domain.risks import ReviewKind, RiskStatus
from bot.domain.scoring import Scores
from bot.errors import IntegrityError
from bot.store.repositories.registers.everything import RecordChange
from bot.store.unit_of_work import Unit
from bot.workflows.desk import Desk
from bot.workflows.escalation.reporting import Changed, report_baseline, report_change
from bot.workflows.services import Services


def report_import(
    unit: Unit,
    services: Services,
    desk: Desk,
    added: Sequence[RiskRecord],
    changed: Sequence[RecordChange],
    *,
    is_baseline: bool,
    actor: str,
) -> None:
    """Let boards hear of imported risks.

    Those of a baseline, and those that bring a history of their own or are closed, come onto reports as far back as
    their histories say, and nobody is alerted of that. For the rest the rules hold as for a review made now: the last
    change of a new risk's scores, and each change of a risk that was held before.

    Args:
        unit: the unit that wrote them.
        services: the configuration and the clock.
        desk: of who brought them.
        added: the risks that are new.
        changed: changes of risks that were held, with the entries they made.
        is_baseline: whether the register held no risk before.
        actor: how the audit trail names who brought them.
    """
    past = [one for one in added if is_baseline or len(one.history) > 1 or one.status is RiskStatus.CLOSED]
    report_baseline(unit, services.config.rules, [_ref(one) for one in past], actor)
    if is_baseline:
        return
    for record in added:
        if record.status is RiskStatus.OPEN:
            *earlier, last = record.history
            before = last_known(_scores(entry) for entry in reversed(earlier))
            if not crossings(before, _scores(last), services.config.rules):
                continue
            _report(unit, services, desk, record, last.version, ReviewKind.REVIEWED, before, _scores(last))
    for change in changed:
        if isinstance(change.before, RiskRecord) and isinstance(change.after, RiskRecord):
            _report_changed(unit, services, desk, change.before, change.after, change.entries)


def _report_changed(
    unit: Unit, services: Services, desk: Desk, before: RiskRecord, after: RiskRecord, entries: Iterable[object]
) -> None:
    """Report each entry that an import added to a risk; of one that is closed only the closing."""
    scores = _scores(before.history[-1])
    written = [entry for entry in entries if isinstance(entry, RiskEntry)]
    for version, entry in enumerate(written, before.history[-1].version + 1):
        matters = scores != _scores(entry) or entry.kind is ReviewKind.REOPENED
        if entry.kind is ReviewKind.CLOSED or (matters and after.status is RiskStatus.OPEN):
            _report(unit, services, desk, after, version, entry.kind, scores, _scores(entry))
        scores = _scores(entry)


def _report(
    unit: Unit,
    services: Services,
    desk: Desk,
    record: RiskRecord,
    version: int,
    kind: ReviewKind,
    before: Scores | None,
    after: Scores,
) -> None:
    ref = _ref(record)
    risk = unit.risks.find(ref)
    if risk is None:
        raise IntegrityError(f"{ref} was imported and is not there.")
    report_change(unit, services, desk, Changed(risk.id, ref, version, kind, before, after))


def _scores(entry: RiskEntry) -> Scores:
    return Scores(entry.inherent, entry.residual, entry.target)


def _ref(record: RiskRecord) -> Reference:
    ref = parse_reference(record.ref)
    if ref is None:
        raise IntegrityError(f"{record.ref} was imported and is no reference.")
    return ref
