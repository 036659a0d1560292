"""Who may see and who may change a line of a finance tracker: it follows the risks that the line is tied to."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence

from bot.domain.access import Actor, may_change, may_read, who_may_change
from bot.domain.finance import KeptLine
from bot.domain.people import Role
from bot.domain.references import parse_reference
from bot.domain.risks import Risk
from bot.errors import NotAllowedError
from bot.store.unit_of_work import View
from bot.workflows.desk import Desk


def may_change_some(actor: Actor) -> bool:
    """Return whether an actor keeps trackers: finance officers and the office."""
    return actor.is_office or any(holding.role is Role.FINANCE_OFFICER for holding in actor.roles)


def risks_of(view: View, written: Iterable[str]) -> Mapping[str, Risk]:
    """Return the risks with these references as they are written, in one look; without those that are not there."""
    refs = {one: ref for one in written if (ref := parse_reference(one)) is not None}
    found = view.risks.of_refs(set(refs.values()))
    return {one: found[ref] for one, ref in refs.items() if ref in found}


def readable_lines(
    view: View, actor: Actor, lines: Iterable[KeptLine], read: Risk | None = None
) -> tuple[KeptLine, ...]:
    """Return the lines an actor may see.

    A line tied to risks is for those who may read them all; one that stands alone is for everybody of the partnership
    but guests. `read` is a risk that they are reading already.
    """
    asked = tuple(lines)
    mine = {} if read is None else {str(read.ref): read}
    risks = {**mine, **risks_of(view, {ref for kept in asked for ref in kept.line.risk_refs} - mine.keys())}
    readable = {ref for ref, risk in risks.items() if may_read(actor, risk)}
    return tuple(
        kept
        for kept in asked
        if (readable.issuperset(kept.line.risk_refs) if kept.line.risk_refs else not actor.is_guest)
    )


def changeable_lines(view: View, actor: Actor, lines: Sequence[KeptLine]) -> tuple[KeptLine, ...]:
    """Return those of some lines an actor may see that they may change; see `may_change_line`."""
    if may_change_some(actor):
        return tuple(lines)
    risks = risks_of(view, {ref for kept in lines for ref in kept.line.risk_refs})
    return tuple(kept for kept in lines if _may_change_all(actor, kept.line.risk_refs, risks))


def may_change_line(view: View, actor: Actor, risk_refs: Sequence[str]) -> bool:
    """Return whether an actor may change a line of these risks that they may see.

    Finance officers and the office may, and whoever may change all of the risks.
    """
    return may_change_some(actor) or _may_change_all(actor, risk_refs, risks_of(view, risk_refs))


def require_change(view: View, desk: Desk, risk_refs: Sequence[str]) -> None:
    """Refuse whoever may not change a line of these risks.

    Raises:
        NotAllowedError: says who may.
    """
    if may_change_line(view, desk.actor, risk_refs):
        return
    named = [who_may_change(risk, desk.directory, desk.actor.day) for risk in risks_of(view, risk_refs).values()]
    who = f"{named[0]}, and finance officers" if len(named) == 1 else "finance officers and the governance office"
    raise NotAllowedError("You can't change this line.", f"These can: {who}.")


def line_stamp(kept: KeptLine) -> str:
    """Return a short text that differs once anything of a line has changed."""
    return hashlib.sha256(repr(kept.line).encode()).hexdigest()[:16]


def _may_change_all(actor: Actor, risk_refs: Sequence[str], risks: Mapping[str, Risk]) -> bool:
    return bool(risk_refs) and all(ref in risks and may_change(actor, risks[ref]) for ref in risk_refs)
