"""The risks that somebody says a proposal treats: those there are, as far as that person may know."""

from __future__ import annotations

from collections.abc import Collection

from bot.domain.access import may_read
from bot.domain.references import parse_reference
from bot.store.unit_of_work import View
from bot.workflows.desk import Desk
from bot.workflows.proposals.filling import Filled


def require_known_risks(view: View, desk: Desk, read: Filled, before: Collection[str]) -> None:
    """Note as a problem which risks there are not for whoever is at the desk.

    Args:
        view: the look.
        desk: of who typed them.
        read: the step as it was read.
        before: references that stood in the draft already, which a colleague may have known.
    """
    unknown = [ref for ref in read.content.risks if ref not in before and not _is_known(view, desk, ref)]
    if unknown:
        which = " or ".join(unknown)
        read.problems.setdefault("risks", f"There is no risk {which} that you may read. Look it up with `/risk list`.")


def _is_known(view: View, desk: Desk, written: str) -> bool:
    ref = parse_reference(written)
    risk = view.risks.find(ref) if ref else None
    return risk is not None and may_read(desk.actor, risk)
