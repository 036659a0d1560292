"""Faults to order: what goes wrong with the next calls or deliveries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from bot.sandbox.errors import PersonError

DELIVERIES = ("slash_commands", "interactive", "events_api")
_ONLY_CALLS = ("ratelimited", "server_error")
_BOTH = ("timeout_before", "timeout_after", "drop_before", "drop_after")
_ONLY_DELIVERIES = ("duplicate",)


@dataclass(frozen=True, slots=True)
class Fault:
    """One order.

    Attributes:
        method: A Web API method, "slash_commands", "interactive", "events_api", or "*" for whatever comes next.
        kind: What goes wrong.
        times: How often it will still happen.
        retry_after: Seconds named in ``Retry-After`` of a 429.
        seconds: How long a time-out holds the connection; None for the usual 30, or 3 for a delivery.
    """

    method: str
    kind: str
    times: int = 1
    retry_after: int = 1
    seconds: float | None = None

    def fits(self, name: str) -> bool:
        """Whether this order is meant for a call or delivery of that name."""
        if self.kind in _ONLY_DELIVERIES and name not in DELIVERIES:
            return False
        if self.kind in _ONLY_CALLS and name in DELIVERIES:
            return False
        return self.method in (name, "*")


class Faults:
    """The orders that are still open."""

    def __init__(self) -> None:
        self._open: list[Fault] = []

    def listed(self) -> list[dict[str, Any]]:
        """Return the open orders as JSON."""
        return [{name: value for name, value in asdict(fault).items() if value is not None} for fault in self._open]

    def order(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Replace all orders.

        Raises:
            PersonError: A row has an unknown field or kind, or a kind that its method cannot have.
        """
        self._open = [_parse(row) for row in rows]

    def clear(self) -> None:
        """Forget all orders."""
        self._open = []

    def take(self, name: str) -> Fault | None:
        """Use up one order for a call or delivery of that name and return it, or None."""
        for place, fault in enumerate(self._open):
            if fault.fits(name):
                if fault.times > 1:
                    self._open[place] = replace(fault, times=fault.times - 1)
                else:
                    del self._open[place]
                return fault
        return None


def _parse(row: Mapping[str, Any]) -> Fault:
    try:
        fault = Fault(**row)
    except TypeError as error:
        raise PersonError(f"This is no fault: {error}.") from error
    kinds = _ONLY_CALLS + _BOTH + _ONLY_DELIVERIES
    if fault.kind not in kinds:
        raise PersonError(f"There is no fault of the kind {fault.kind!r}. There are {', '.join(kinds)}.")
    if fault.method in DELIVERIES and fault.kind in _ONLY_CALLS:
        raise PersonError(f"A delivery cannot have the fault {fault.kind!r}.")
    if fault.method not in (*DELIVERIES, "*") and fault.kind in _ONLY_DELIVERIES:
        raise PersonError(f"Only deliveries can have the fault {fault.kind!r}.")
    numbers = (fault.times, fault.retry_after, 0 if fault.seconds is None else fault.seconds)
    if not all(isinstance(number, int | float) and number >= 0 for number in numbers) or fault.times < 1:
        raise PersonError("The numbers of a fault must not be negative, and it happens at least once.")
    return fault
