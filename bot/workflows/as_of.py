"""The register as it stood at the end of a day, for who may read it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.access import Actor, may_read
from bot.domain.risks import Risk
from bot.errors import InvalidInputError
from bot.store.unit_of_work import View
from bot.views.presentation import Presentation


def end_of(day: date, zone: ZoneInfo) -> datetime:
    """Return the last instant of a day in `zone`, which may be 23 or 25 hours after its first."""
    return datetime.combine(day + timedelta(days=1), time.min, zone).astimezone(UTC) - timedelta(microseconds=1)


def instant_of(view: View, day: date, shown: Presentation) -> datetime:
    """Return the instant as of which a day is read: its last, or the present on the day itself.

    Raises:
        InvalidInputError: the register had not begun by then; says when it began.
    """
    require_begun(view, day, shown)
    return min(end_of(day, shown.zone), view.now)


def require_begun(view: View, day: date, shown: Presentation) -> None:
    """Make sure the register had begun by the end of `day`.

    Raises:
        InvalidInputError: it had not; says when it began.
    """
    began = view.risks.began_at()
    if began is None or day < shown.date_of(began):
        begins = f"It begins on {shown.dated(shown.date_of(began))}." if began is not None else "It holds no risk yet."
        raise InvalidInputError(f"There was no register here on {shown.dated(day)}.", begins)


def readable_as_of(
    view: View, actor: Actor, instant: datetime, workstream: str | None = None, words: Iterable[str] = ()
) -> tuple[Risk, ...]:
    """Return the risks as they stood at `instant` that `actor` may read.

    What a risk was must have been theirs to read, and what it is now must be: one that is no longer public shows
    nothing of the time it was.
    """
    then = view.risks.as_of(instant, workstream, words)
    now = {risk.id for risk in view.risks.all() if may_read(actor, risk)}
    return tuple(risk for risk in then if risk.id in now and may_read(actor, risk))
