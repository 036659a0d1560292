"""Messages in channels that tell of several records at once: worded anew when one of these is not public any more."""

from __future__ import annotations

from bot.domain.actions.records import Action
from bot.domain.risks import Risk
from bot.store.unit_of_work import Unit
from bot.workflows.digest.making import renew_digests
from bot.workflows.mentions import renew_answers


def take_out(unit: Unit, record: Risk | Action) -> None:
    """Have what tells of a record among others in channels worded without it: it is not public any more.

    Args:
        unit: the unit of work that closes the record to readers.
        record: the record, at a version that no other closing of it has.
    """
    kind, step = "risk" if isinstance(record, Risk) else "action", f"v{record.version:06d}"
    renew_digests(unit, kind, record.id, step)
    renew_answers(unit, kind, record.id, step)
