"""A short memory of what went between the app and the workspace, for looking at; it never holds tokens."""

from __future__ import annotations

from collections import deque
from typing import Any

KEPT = 500


class Traffic:
    """The last calls of the Web API and the last deliveries to the app."""

    def __init__(self) -> None:
        self._entries: deque[dict[str, Any]] = deque(maxlen=KEPT)
        self._count = 0

    def add(self, kind: str, name: str, *, summary: str, status: str, ms: float) -> None:
        """Note one exchange.

        Args:
            kind: "api" or "delivery".
            name: The method or the type of the payload.
            summary: A few words on its content.
            status: "ok", an error name, "acked", "timeout" and the like.
            ms: How long it took, in milliseconds.
        """
        self._count += 1
        self._entries.append(
            {
                "n": self._count,
                "kind": kind,
                "name": name,
                "summary": summary[:200],
                "status": status,
                "ms": round(ms, 1),
            }
        )

    def after(self, count: int) -> dict[str, Any]:
        """Return the entries numbered above `count`, oldest first, and the number of the last."""
        return {"entries": [entry for entry in self._entries if entry["n"] > count], "last": self._count}
