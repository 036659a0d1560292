"""What was recorded of a line of a finance tracker, for who may know of the risks it was the money of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.domain.access import Actor, may_read
from bot.domain.recorded import RecordedEvent
from bot.domain.registers.records import FinanceLineRecord
from bot.store.unit_of_work import View
from bot.workflows.finance_access import risks_of

_BEGINNINGS = frozenset({"finance_line.added", "finance_line.imported"})
_END = "finance_line.dropped"


@dataclass(frozen=True, slots=True)
class _Told:
    """An event, and the references of the risks that the line was tied to before or after it."""

    event: RecordedEvent
    risk_refs: frozenset[str]


def readable_events(view: View, actor: Actor, line: FinanceLineRecord, most: int) -> tuple[RecordedEvent, ...]:
    """Return the latest events of a line, newest first, at most so many.

    A number may be given anew once its line is dropped: what is told begins where this line did. And a line may have
    been the money of other risks: what happened while it was tied to one that the actor may not read now is left out.
    """
    told = list(_since_begun(line, view.events_of(f"finance:{line.label}", most)))
    refs = {ref for one in told for ref in one.risk_refs}
    readable = {ref for ref, risk in risks_of(view, refs).items() if may_read(actor, risk)}
    return tuple(one.event for one in told if one.risk_refs <= readable)


def _since_begun(line: FinanceLineRecord, newest_first: Sequence[RecordedEvent]) -> Iterator[_Told]:
    tied = frozenset(line.risk_refs)
    for event in newest_first:
        if event.verb == _END:
            return
        before, after = _ties(event)
        yield _Told(event, tied | before | after)
        if event.verb in _BEGINNINGS:
            return
        # An event that changed no tie left them as they were after it.
        tied = before if "risk_refs" in event.detail.get("changed", {}) else tied


def _ties(event: RecordedEvent) -> tuple[frozenset[str], frozenset[str]]:
    """Return the references an event itself names: of the risks tied before it, and after it."""
    changed, facts = event.detail.get("changed", {}), event.detail.get("facts", event.detail)
    before, after = changed.get("risk_refs", ("", facts.get("risk_refs", "")))
    return _refs(before), _refs(after)


def _refs(written: str | Sequence[str]) -> frozenset[str]:
    parts = written.split(",") if isinstance(written, str) else written
    return frozenset(filter(None, (part.strip() for part in parts)))
