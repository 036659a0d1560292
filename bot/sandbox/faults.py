"""Faults to order: what goes wrong with the next calls or deliveries."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from bot.sandbox.errors import PersonError

DELIVERIES = ("slash_commands", "interactive", "events_api")
HISTORY = ("conversations.history", "conversations.replies")
_LATE_SECONDS = 5.0
_DELAY_SECONDS = 30.0
_ONLY_CALLS = ("ratelimited", "server_error", "late_landing")
_ONLY_HISTORY = ("delayed_history",)
_BOTH = ("timeout_before", "timeout_after", "drop_before", "drop_after")
_ONLY_DELIVERIES = ("duplicate",)


@dataclass(frozen=True, slots=True)
class Fault:
    """One order.

    Attributes:
        method: A Web API method, "slash_commands", "interactive", "events_api", or "*" for whatever comes next.
        kind: What goes wrong.
        times: How often it will still happen; None for once, or for always when the history is delayed.
        retry_after: Seconds named in ``Retry-After`` of a 429.
        seconds: How long a time-out holds the connection, None for the usual 30, or 3 for a delivery; how much later
            a call takes effect, None for 5; how old a message must be to be shown in a delayed history, None for 30.
    """

    method: str
    kind: str
    times: int | None = None
    retry_after: int = 1
    seconds: float | None = None

    def fits(self, name: str) -> bool:
        """Whether this order is meant for a call or delivery of that name."""
        if self.kind in _ONLY_DELIVERIES and name not in DELIVERIES:
            return False
        if self.kind in _ONLY_CALLS and name in DELIVERIES:
            return False
        if self.kind in _ONLY_HISTORY and name not in HISTORY:
            return False
        return self.method in (name, "*")


class Faults:
    """The orders that are still open.

    Args:
        changed: Called whenever the open orders have changed.
    """

    def __init__(self, changed: Callable[[], None] = lambda: None) -> None:
        self._open: list[Fault] = []
        self._changed = changed

    def listed(self) -> list[dict[str, Any]]:
        """Return the open orders as JSON."""
        return [{name: value for name, value in asdict(fault).items() if value is not None} for fault in self._open]

    def order(self, rows: Sequence[Mapping[str, Any]], method: str | None = None) -> None:
        """Replace all orders, or only those of one method.

        Raises:
            PersonError: A row has an unknown field or kind, or a kind that its method cannot have.
        """
        new = [_parse(row if method is None else {**row, "method": method}) for row in rows]
        self._open = [*self._others(method), *new]
        self._changed()

    def clear(self, method: str | None = None) -> None:
        """Forget all orders, or only those of one method."""
        self._open = self._others(method)
        self._changed()

    def take(self, name: str) -> Fault | None:
        """Use up one order for a call or delivery of that name and return it, or None."""
        return self._use(name, delays=False)

    def history_delay(self, name: str) -> float:
        """Use up one order that delays the history; return how many seconds old a message must be to be shown."""
        fault = self._use(name, delays=True)
        if fault is None:
            return 0.0
        return _DELAY_SECONDS if fault.seconds is None else fault.seconds

    def _others(self, method: str | None) -> list[Fault]:
        return [] if method is None else [fault for fault in self._open if fault.method != method]

    def _use(self, name: str, *, delays: bool) -> Fault | None:
        for place, fault in enumerate(self._open):
            if fault.fits(name) and (fault.kind in _ONLY_HISTORY) is delays:
                if fault.times is None:
                    return fault
                if fault.times > 1:
                    self._open[place] = replace(fault, times=fault.times - 1)
                else:
                    del self._open[place]
                self._changed()
                return fault
        return None


def landing_seconds(fault: Fault) -> float:
    """Return how much later a call takes effect that lands late."""
    return _LATE_SECONDS if fault.seconds is None else fault.seconds


def _parse(row: Mapping[str, Any]) -> Fault:
    try:
        fault = Fault(**row)
    except TypeError as error:
        raise PersonError(f"This is no fault: {error}.") from error
    _check_kind(fault)
    if fault.times is None and fault.kind not in _ONLY_HISTORY:
        fault = replace(fault, times=1)
    numbers = (fault.times, fault.retry_after, fault.seconds)
    if not all(number is None or (isinstance(number, int | float) and number >= 0) for number in numbers):
        raise PersonError("The numbers of a fault must not be negative, and it happens at least once.")
    if fault.times is not None and fault.times < 1:
        raise PersonError("The numbers of a fault must not be negative, and it happens at least once.")
    return fault


def _check_kind(fault: Fault) -> None:
    kinds = _ONLY_CALLS + _BOTH + _ONLY_DELIVERIES + _ONLY_HISTORY
    if fault.kind not in kinds:
        raise PersonError(f"There is no fault of the kind {fault.kind!r}. There are {', '.join(kinds)}.")
    if fault.method in DELIVERIES and fault.kind in _ONLY_CALLS:
        raise PersonError(f"A delivery cannot have the fault {fault.kind!r}.")
    if fault.method not in (*DELIVERIES, "*") and fault.kind in _ONLY_DELIVERIES:
        raise PersonError(f"Only deliveries can have the fault {fault.kind!r}.")
    if fault.method not in (*HISTORY, "*") and fault.kind in _ONLY_HISTORY:
        raise PersonError(f"Only {' and '.join(HISTORY)} can have the fault {fault.kind!r}.")
