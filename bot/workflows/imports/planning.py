"""Compare what a file says with what is held: which rows are new, changed, unchanged or refused."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from bot.domain.actions.bodies import Bodies
from bot.domain.imports.drafts import RegisterKind
from bot.domain.registers.naming import Names
from bot.domain.registers.plan_records import ForwardRecord, MinutedRecord
from bot.domain.registers.records import Record
from bot.domain.registers.shaping import Setting
from bot.errors import InvalidInputError
from bot.settings import Config
from bot.store.unit_of_work import Unit, View
from bot.workflows.imports.comparing import ComparedRows, Write
from bot.workflows.imports.outcome import Plan
from bot.workflows.imports.source import ImportSource
from bot.workflows.imports.understanding import Read, read_file, understand
from bot.workflows.load_partnership import load_into
from bot.workflows.services import Services

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Prepared:
    """A plan with what it would write. `gone` is what minutes or a forward plan have no more, and is taken out."""

    plan: Plan
    writes: tuple[Write, ...]
    names: Names
    gone: tuple[MinutedRecord | ForwardRecord, ...] = ()


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
    _check_options(source, names, services.config.bodies)
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
        meeting=options.meeting,
        funds=registers.funds() if source.kind is RegisterKind.COSTS else {},
    )
    understood = understand(read, source, setting)
    stored = {record.key: record for record in registers.records(source.kind)}
    refs = view.risks.references() if source.kind is RegisterKind.FINANCE else ()
    is_whole = source.kind in {RegisterKind.MINUTES, RegisterKind.FORWARD_PLAN}
    comparing = ComparedRows(stored, understood, names, frozenset(map(str, refs)), is_whole=is_whole)
    rows = tuple(comparing.row(shaped) for shaped in understood.shaped)
    plan = Plan(
        kind=source.kind,
        name=source.name,
        sheet=understood.sheet,
        rows=rows,
        totals=understood.totals,
        notes=(*understood.notes, *comparing.numbered(), *comparing.new_funds(setting.funds), *comparing.gone()),
        removed=len(comparing.removed),
        unsure=understood.unsure,
        suggestion=understood.suggestion,
        is_baseline=not stored,
        digest="",
    )
    said = json.dumps([plan.to_json(), [_stamp(write.before) for write in comparing.writes]], sort_keys=True)
    digest = hashlib.sha256(said.encode() + source.data).hexdigest()
    return Prepared(replace(plan, digest=digest), tuple(comparing.writes), names, comparing.removed)


def _stamp(record: Record | None) -> list[object]:
    """Return what tells a record's state from an earlier one that reads the same."""
    return [] if record is None else [*record.key, len(getattr(record, "history", ()))]


def _check_options(source: ImportSource, names: Names, bodies: Bodies) -> None:
    options = source.options
    if options.workstream and names.workstream(options.workstream) is None:
        known = ", ".join(sorted(names.directory.workstreams))
        raise InvalidInputError(f"There is no workstream “{options.workstream}”.", f"These are known: {known}.")
    if options.board and names.board(options.board) is None and bodies.find(options.board) is None:
        known = ", ".join(sorted(names.directory.boards))
        raise InvalidInputError(f"There is no board “{options.board}”.", f"These are known: {known}.")
