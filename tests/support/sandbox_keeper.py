"""Keeping a sandbox: its time machine, its faults, its traffic, and who and what is in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.support.sandbox_door import Door, Json, until


class Keeper(Door):
    """What the keeper of a sandbox sees and does."""

    def clock(self, after: int | None = None, wait: float = 25.0) -> Json:
        """Return the clock, waiting until it has been set more than `after` times."""
        query = {} if after is None else {"after": str(after), "wait": str(wait)}
        return self.get("/control/clock", query)

    def set_clock(self, to: str) -> Json:
        """Put the clock forward to an instant in ISO 8601."""
        return self.control("POST", "clock", {"to": to})

    def settle(self, version: int, report: Sequence[Json] = ()) -> Json:
        """Say that everything due up to that version was done."""
        return self.control("POST", "clock/settled", {"version": version, "report": list(report)})

    def wait_until_settled(self, version: int, seconds: float = 60.0) -> Json:
        """Wait until a follower has caught up with that version and return the clock."""
        found = until(
            lambda: clock if (clock := self.clock())["settled"] >= version else None, seconds, f"version {version}"
        )
        assert found is not None
        return found

    def faults(self, *orders: Json) -> None:
        """Order faults in place of all earlier orders."""
        self.control("PUT", "faults", list(orders))

    def open_faults(self) -> list[Json]:
        """Return the orders not used up."""
        return self.get("/control/faults", {})

    def traffic(self, after: int = 0) -> list[Json]:
        """Return the last calls and deliveries, oldest first."""
        return self.get("/control/traffic", {"after": str(after)})["entries"]

    def rates(self, *, enforced: bool) -> None:
        """Switch the rate limits on or off."""
        self.control("PUT", "rates", {"enforced": enforced})

    def reset(self) -> None:
        """Empty messages and views."""
        self.control("POST", "reset")

    def change_user(self, user: str, **changes: Any) -> Json:
        """Change a person."""
        return self.control("PATCH", f"users/{user}", changes)

    def change_channel(self, channel: str, **changes: Any) -> Json:
        """Change a channel."""
        return self.control("PATCH", f"channels/{channel}", changes)

    def drop_connections(self, reason: str = "refresh_requested") -> int:
        """End the app's Socket Mode connections, as Slack does when it refreshes them; return their number."""
        return self.control("DELETE", f"connections?reason={reason}")["closed"]

    def exchange(self, number: int) -> Json:
        """Return one entry of the traffic with its request and response as JSON texts."""
        return self.control("GET", f"traffic/{number}")
