"""Write what was confirmed: all of it in one unit of work, with its history and its audit events.

A register's first import is a baseline that alerts nobody. What a later one raises follows the rules as a review does.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.errors import StaleRecordError
from bot.store.audit import AuditHead
from bot.store.unit_of_work import Unit
from bot.views import blocks
from bot.views.wording import say
from bot.workflows.imports.planning import Prepared, names_in, prepare_in, read_source
from bot.workflows.imports.source import Importer, ImportSource
from bot.workflows.imports.understanding import Read
from bot.workflows.imports.writing import Writing
from bot.workflows.office import tell_office
from bot.workflows.services import Services

_COMPARED_MOST = 3


@dataclass(frozen=True, slots=True)
class Applied:
    """What an import came to: the five counts, and them in a sentence."""

    counts: Mapping[str, int]
    summary: str
    is_baseline: bool

    def to_json(self) -> dict[str, Any]:
        """Return it as the inbox keeps it."""
        return {"counts": dict(self.counts), "summary": self.summary, "is_baseline": self.is_baseline}

    @staticmethod
    def from_json(kept: Mapping[str, Any]) -> Applied:
        """Return what `to_json` gave."""
        return Applied(kept["counts"], kept["summary"], kept["is_baseline"])


def apply(
    services: Services,
    source: ImportSource,
    importer: Importer,
    seen: str | None = None,
    key: str | None = None,
) -> Applied:
    """Import a file, in one unit of work. Reviews are added, never overwritten, and the office is told.

    The file is read and compared before, so that others are kept waiting only while it is written. Where anything was
    recorded between the two, it is compared again inside the unit.

    Args:
        services: the store, the configuration and the clock.
        source: the file, as it was planned.
        importer: who brings it.
        seen: the digest of the plan that was shown; None to take the plan as it is now.
        key: names the confirmation: a second one with it changes nothing and gets the first one's answer.

    Raises:
        InvalidInputError: the file is no register of this kind.
        StaleRecordError: the plan is no longer the one that was shown.
        UnavailableError: the database did not answer; nothing was saved.
    """
    compared = _compare(services, source, read_source(services, source))

    def work(unit: Unit) -> Applied:
        if key is not None and (before := unit.inbox.claim(key)) is not None:
            return Applied.from_json(before)
        today = services.today(unit.now)
        registers = unit.registers(services.config.zone, names_in(unit, services.config, today))
        registers.lock(source.kind)
        is_still_so = (unit.audit_head, today) == (compared.head, compared.day)
        prepared = compared.prepared if is_still_so else prepare_in(unit, services, source, compared.read)
        if seen is not None and seen != prepared.plan.digest:
            raise StaleRecordError(
                "The register changed after this table was made.", "Look at the new table, then confirm that.", 0
            )
        writing = Writing(unit, services, importer, prepared.names, is_baseline=prepared.plan.is_baseline)
        writing.write(prepared.writes, registers)
        writing.remove(prepared.gone, registers)
        applied = Applied(prepared.plan.counts, prepared.plan.summary, prepared.plan.is_baseline)
        if prepared.writes or prepared.gone:
            unit.record(
                importer.actor,
                "register.imported",
                f"register:{source.kind.value}",
                file=source.name,
                sha256=hashlib.sha256(source.data).hexdigest(),
                baseline=applied.is_baseline,
                counts=dict(applied.counts),
            )
            said = say(
                "registers/imported",
                who=importer.name,
                file=source.name,
                said=applied.summary,
                is_baseline=applied.is_baseline,
            )
            # An import that writes moves the audit trail on, so its end before it names the import.
            told = f"register-imported:{unit.audit_head.seq}"
            tell_office(unit, services, told, blocks.message(said, [blocks.section(said)]))
        if key is not None:
            unit.inbox.keep(key, applied.to_json())
        return applied

    return services.store.write(work)


@dataclass(frozen=True, slots=True)
class _Compared:
    """A file compared with what was held when the audit trail ended in `head`."""

    read: Read
    prepared: Prepared
    head: AuditHead
    day: date


def _compare(services: Services, source: ImportSource, read: Read) -> _Compared:
    """Compare a file with what is held, again while others go on writing, but not for ever."""
    for _ in range(_COMPARED_MOST):
        with services.store.view() as view:
            # Nothing changes a record without an event, so the same end means the same records.
            head, day = view.audit_head, services.today(view.now)
            compared = _Compared(read, prepare_in(view, services, source, read), head, day)
        with services.store.view() as view:
            if view.audit_head == head:
                break
    return compared
