"""Whether a record can be kept as it stands, whoever wrote the file it comes from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields

from bot.domain.actions.records import EntryKind, Outcome, SourceKind
from bot.domain.actions.recurrence import read_recurrence
from bot.domain.references import parse_reference
from bot.domain.registers.naming import Names
from bot.domain.registers.plan_records import ForwardRecord, MinutedRecord, PlanTaskRecord
from bot.domain.registers.records import (
    ActionRecord,
    CostLineRecord,
    FinanceLineRecord,
    InterestRecord,
    Record,
    ReportRecord,
    RiskRecord,
)
from bot.domain.registers.shaping import nobody_called

_PENCE_MAX = 10**17
_DAYS_MAX = 100_000
_YEARS = range(1900, 2201)


def why_not(record: Record, names: Names) -> str:
    """Return the first reason why a record cannot be kept, in a sentence; empty when it can."""
    return next(_reasons(record, names), "")


def _reasons(record: Record, names: Names) -> Iterator[str]:
    amounts = (getattr(record, field.name) for field in fields(record) if field.name.endswith("_pence"))
    if any(amount is not None and abs(amount) >= _PENCE_MAX for amount in amounts):
        yield "An amount is larger than any money."
    match record:
        case RiskRecord():
            yield from _risk(record, names)
        case ActionRecord():
            yield from _missing({"a reference": record.ref, "words": record.action})
            yield from _action(record, names)
            yield from _history(record)
        case PlanTaskRecord() | MinutedRecord() | ForwardRecord():
            yield from _planned(record)
        case CostLineRecord():
            yield from _cost(record)
        case FinanceLineRecord():
            yield from _missing({"a number": record.number})
            for ref in record.risk_refs:
                if str(parse_reference(ref)) != ref:
                    yield f"“{ref}” is not a reference as it is kept, such as PC11."
        case InterestRecord() if names.person(record.person) is None:
            yield nobody_called(record.person)


def _missing(needed: Mapping[str, str]) -> Iterator[str]:
    yield from (f"It needs {what}." for what, given in needed.items() if not given)


def _risk(record: RiskRecord, names: Names) -> Iterator[str]:
    ref = parse_reference(record.ref)
    if ref is None or str(ref) != record.ref:
        yield f"“{record.ref}” is not a reference as it is kept, such as PC11."
    if record.workstream not in names.directory.workstreams:
        yield f"There is no workstream `{record.workstream}`."
    yield from _missing({"words on what the risk is": record.summary})
    yield from (nobody_called(word) for word in record.leads if names.find(word) is None)
    yield from (nobody_called(word) for word in record.readers if names.person(word) is None)
    for link in record.links:
        if not all(link.partition(" ")):
            yield f"“{link}” is not a link: it needs a kind and a reference."
    for report in record.reports:
        if ReportRecord.read(report) is None:
            yield f"“{report}” is not a report: it needs a board and an instant with its zone."
    yield from _history(record)


def _cost(record: CostLineRecord) -> Iterator[str]:
    yield from _missing({"words": record.line or record.section})
    if not record.fund and (record.fund_name or record.envelope_pence is not None):
        yield "It has a fund's title or envelope, and no fund."
    if any(year.year not in _YEARS for year in record.years):
        yield "A financial year is out of this time."
    if len({year.key for year in record.years}) < len(record.years):
        yield "A financial year stands twice."
    if any(year.pence is not None and abs(year.pence) >= _PENCE_MAX for year in record.years):
        yield "An amount is larger than any money."


def _action(record: ActionRecord, names: Names) -> Iterator[str]:
    if record.workstream and record.workstream not in names.directory.workstreams:
        yield f"There is no workstream `{record.workstream}`."
    if record.outcome not in set(Outcome):
        yield f"“{record.outcome}” is not how an action ends."
    if record.source.partition(" ")[0] not in set(SourceKind):
        yield f"“{record.source}” is nothing that an action comes out of, such as `risk PC11`."
    if record.recurrence and read_recurrence(record.recurrence) is None:
        yield f"“{record.recurrence}” is not how an action comes again, such as `monthly`."
    if any(entry.kind not in set(EntryKind) for entry in record.history):
        yield "An entry of its history is of no kind that there is."


def _planned(record: PlanTaskRecord | MinutedRecord | ForwardRecord) -> Iterator[str]:
    match record:
        case PlanTaskRecord():
            yield from _missing({"a plan": record.plan, "a number": record.number})
            if record.stated_days is not None and abs(record.stated_days) > _DAYS_MAX:
                yield "The stated days are more than any plan takes."
            yield from _history(record)
        case MinutedRecord():
            yield from _missing({"a board": record.board, "words": record.action})
        case ForwardRecord():
            yield from _missing({"a board": record.board, "words": record.title})


def _history(record: RiskRecord | ActionRecord | PlanTaskRecord) -> Iterator[str]:
    if [entry.version for entry in record.history] != list(range(1, len(record.history) + 1)):
        yield "Its history is not numbered from 1 without gaps."
