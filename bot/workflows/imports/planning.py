"""Compare what a file says with what is held: which rows are new, changed, unchanged or refused."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from bot.domain.imports.drafts import Question, RegisterKind
from bot.domain.registers.checking import why_not
from bot.domain.registers.comparing import differences, first_words
from bot.domain.registers.naming import Names
from bot.domain.registers.overlaying import overlaid
from bot.domain.registers.records import CostLineRecord, FinanceLineRecord, InterestRecord, Key, Record
from bot.domain.registers.shaping import WRITTEN_MAX, Setting, Shaped
from bot.errors import InvalidInputError
from bot.settings import Config
from bot.store.unit_of_work import Unit, View
from bot.workflows.imports.numbering import Numbering, WrittenNames
from bot.workflows.imports.outcome import Outcome, Plan, RowOutcome
from bot.workflows.imports.source import ImportSource
from bot.workflows.imports.understanding import Read, Understood, read_file, understand
from bot.workflows.load_partnership import load_into
from bot.workflows.services import Services

T = TypeVar("T")
_NAMED_GONE = 10
_ONE_GONE = "Not in the file, and left as it is"


@dataclass(frozen=True, slots=True)
class Write:
    """A record to be added (`before` is None) or changed. `is_dated` tells that the file says when it was reviewed."""

    before: Record | None
    after: Record
    is_dated: bool = False


@dataclass(frozen=True, slots=True)
class Prepared:
    """A plan with what it would write."""

    plan: Plan
    writes: tuple[Write, ...]
    names: Names


def prepare(services: Services, source: ImportSource, *, as_loaded: bool = False) -> Plan:
    """Return what importing a file would do. Nothing is written.

    Args:
        services: the store, the configuration and the clock.
        source: the file.
        as_loaded: compare with what the store would hold once the configured partnership is loaded.

    Raises:
        InvalidInputError: the file is no register of this kind; one sentence says why, and what to do.
        UnavailableError: the database did not answer.
    """
    read = read_source(services, source, as_loaded=as_loaded)
    return _looked(services, lambda view: prepare_in(view, services, source, read).plan, as_loaded=as_loaded)


def read_source(services: Services, source: ImportSource, *, as_loaded: bool = False) -> Read:
    """Read a file with the names of the directory.

    Raises:
        InvalidInputError: as `prepare`.
    """

    def look(view: View) -> Names:
        return names_in(view, services.config, services.today(view.now))

    names = _looked(services, look, as_loaded=as_loaded)
    _check_options(source, names)
    return read_file(source, services.config, names)


def _looked(services: Services, look: Callable[[View], T], *, as_loaded: bool) -> T:
    """Return what is seen, as it would be with the configured partnership loaded where that is asked for.

    Others are kept waiting only where loading it would change anything.
    """

    def work(unit: Unit) -> tuple[T, ...]:
        loaded = load_into(unit, services.config)
        return (look(unit),) if loaded.applied or loaded.admin_given_to else ()

    seen = services.store.rehearse(work) if as_loaded else ()
    if seen:
        return seen[0]
    with services.store.view() as view:
        return look(view)


def names_in(view: View, config: Config, today: date) -> Names:
    """Return whom registers mean, as of `today`."""
    return Names(view.people.directory(), config.imports.names, today)


def prepare_in(view: View, services: Services, source: ImportSource, read: Read) -> Prepared:
    """Return what importing a file, as read, would do in a transaction, with what it would write."""
    today = services.today(view.now)
    names = names_in(view, services.config, today)
    registers = view.registers(services.config.zone, names)
    options = source.options
    setting = Setting(
        names=names,
        today=today,
        columns=frozenset(),
        workstream=options.workstream or services.config.imports.default_workstream or "",
        board=options.board or "",
        funds=registers.funds() if source.kind is RegisterKind.COSTS else {},
    )
    understood = understand(read, source, setting)
    stored = {record.key: record for record in registers.records(source.kind)}
    refs = view.risks.references() if source.kind is RegisterKind.FINANCE else ()
    comparing = _Comparing(stored, understood, names, frozenset(map(str, refs)))
    rows = tuple(comparing.row(shaped) for shaped in understood.shaped)
    plan = Plan(
        kind=source.kind,
        name=source.name,
        sheet=understood.sheet,
        rows=rows,
        totals=understood.totals,
        notes=(*understood.notes, *comparing.numbered(), *comparing.new_funds(setting.funds), *comparing.gone()),
        unsure=understood.unsure,
        suggestion=understood.suggestion,
        is_baseline=not stored,
        digest="",
    )
    said = json.dumps([plan.to_json(), [_stamp(write.before) for write in comparing.writes]], sort_keys=True)
    digest = hashlib.sha256(said.encode() + source.data).hexdigest()
    return Prepared(replace(plan, digest=digest), tuple(comparing.writes), names)


class _Comparing:
    """One pass over the rows, in their order."""

    def __init__(
        self, stored: Mapping[Key, Record], understood: Understood, names: Names, risks: frozenset[str]
    ) -> None:
        self._stored = stored
        self._risks = risks
        self._names = names
        self._seen: dict[Key, int] = {}
        self._funds: dict[str, tuple[int, tuple[str, int | None]]] = {}
        self._in_file: set[Key] = set()
        self._written = WrittenNames(stored)
        self._numbering = Numbering(stored) if understood.is_numbered else None
        self.writes: list[Write] = []

    def row(self, shaped: Shaped) -> RowOutcome:
        """Return what becomes of a row."""
        record = shaped.record
        if record is None:
            self._in_file |= self._written.find(shaped.label)
            return self._refused(shaped, shaped.label, shaped.refused)
        if self._numbering is not None:
            record = self._numbering.number(record)
        if isinstance(record, CostLineRecord):
            record, shaped = self._one_fund(record, shaped)
        if isinstance(record, FinanceLineRecord):
            record, shaped = self._known_risks(record, shaped)
        stored = self._match(record, shaped)
        key = stored.key if stored else record.key
        if key in self._seen:
            reason = f"Row {self._seen[key]} is the same one. Tell them apart, or take one out."
            return self._refused(shaped, record.label, reason)
        self._seen[key] = shaped.row
        reason = why_not(record, self._names)
        if reason:
            return self._refused(shaped, record.label, reason)
        if stored is None:
            self.writes.append(Write(None, record))
            return RowOutcome(shaped.row, record.label, Outcome.NEW, first_words(record), (), shaped.questions)
        after, asked = overlaid(stored, record, shaped)
        changes = differences(stored, after)
        if changes:
            self.writes.append(Write(stored, after, is_dated="updated_on" in shaped.taken))
        outcome = Outcome.CHANGED if changes else Outcome.UNCHANGED
        return RowOutcome(shaped.row, stored.label, outcome, "", changes, (*shaped.questions, *asked))

    def _refused(self, shaped: Shaped, label: str, reason: str) -> RowOutcome:
        return RowOutcome(shaped.row, label, Outcome.REFUSED, questions=shaped.questions, reason=reason)

    def gone(self) -> tuple[str, ...]:
        """Return a sentence on the records that the file does not hold; they stay as they are."""
        gone = [
            record.label for key, record in self._stored.items() if key not in self._seen and key not in self._in_file
        ]
        if not gone:
            return ()
        named = ", ".join(gone[:_NAMED_GONE]) + (" and others" if len(gone) > _NAMED_GONE else "")
        left = f"{len(gone)} are not in the file, and are left as they are" if len(gone) > 1 else _ONE_GONE
        return (f"{left}: {named}.",)

    def numbered(self) -> tuple[str, ...]:
        """Return a sentence on the numbers that rows without references were given."""
        given = self._numbering.given if self._numbering is not None else []
        if not given:
            return ()
        named = ", ".join(given[:_NAMED_GONE]) + (f" to {given[-1]}" if len(given) > _NAMED_GONE else "")
        return (f"Numbered anew: {named}.",)

    def new_funds(self, known: Mapping[str, object]) -> tuple[str, ...]:
        """Return a sentence on each fund that the file is the first to name."""
        named = [key for key in self._funds if key and key not in known]
        return tuple(f"The fund “{fund}” is not known yet: it is made, without an envelope." for fund in named)

    def _match(self, record: Record, shaped: Shaped) -> Record | None:
        found = self._stored.get(record.key)
        if found is None and isinstance(record, CostLineRecord) and "workstream" not in shaped.taken:
            # The workstream of lines that name none is for new lines; one held without any stays without.
            found = self._stored.get(replace(record, workstream="").key)
        if found is None and isinstance(record, InterestRecord):
            # An interest whose day one side does not know is the same one where nothing else tells them apart.
            alike = [
                other
                for other in self._stored.values()
                if isinstance(other, InterestRecord)
                and (other.person, other.position, other.organisation)
                == (record.person, record.position, record.organisation)
                and None in (other.declared_on, record.declared_on)
            ]
            found = alike[0] if len(alike) == 1 else None
        return found

    def _known_risks(self, record: FinanceLineRecord, shaped: Shaped) -> tuple[FinanceLineRecord, Shaped]:
        """Return a line with those of its risks that the register has; the others are asked about."""
        unknown = [ref for ref in record.risk_refs if ref not in self._risks]
        if not unknown:
            return record, shaped
        asked = [
            Question("risk_refs", ref[:WRITTEN_MAX], "the register has no such risk; no tie to it.") for ref in unknown
        ]
        known = tuple(ref for ref in record.risk_refs if ref in self._risks)
        return replace(record, risk_refs=known), replace(shaped, questions=(*shaped.questions, *asked))

    def _one_fund(self, record: CostLineRecord, shaped: Shaped) -> tuple[CostLineRecord, Shaped]:
        """Return a line whose fund has the title and the envelope that the first of its lines gives it."""
        first, (name, envelope) = self._funds.setdefault(
            record.fund, (shaped.row, (record.fund_name, record.envelope_pence))
        )
        if (record.fund_name, record.envelope_pence) == (name, envelope):
            return record, shaped
        asked = Question(
            "fund", record.fund_name[:WRITTEN_MAX], f"row {first} says otherwise of the fund; that was taken."
        )
        shaped = replace(shaped, questions=(*shaped.questions, asked))
        return replace(record, fund_name=name, envelope_pence=envelope), shaped


def _stamp(record: Record | None) -> list[object]:
    """Return what tells a record's state from an earlier one that reads the same."""
    return [] if record is None else [*record.key, len(getattr(record, "history", ()))]


def _check_options(source: ImportSource, names: Names) -> None:
    options = source.options
    if options.workstream and names.workstream(options.workstream) is None:
        known = ", ".join(sorted(names.directory.workstreams))
        raise InvalidInputError(f"There is no workstream “{options.workstream}”.", f"These are known: {known}.")
    if options.board and names.board(options.board) is None:
        known = ", ".join(sorted(names.directory.boards))
        raise InvalidInputError(f"There is no board “{options.board}”.", f"These are known: {known}.")
