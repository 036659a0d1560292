"""Who sets actions: a board, boards in common under one name, or a workstream."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Bodies:
    """The boards by the names under which they set actions.

    Args:
        named: what an action's reference begins with, such as `ICB` -> the keys of the boards it stands for.
    """

    named: Mapping[str, tuple[str, ...]]

    def boards(self, key: str) -> frozenset[str]:
        """Return the keys of the boards that a name stands for; none for a workstream's, or one nobody knows."""
        return frozenset(self.named.get(key, ()))

    def name_of(self, board: str) -> str:
        """Return the name under which a board sets actions: its own key, unless it meets in common with others."""
        return next((name for name, boards in self.named.items() if board in boards), board)

    def find(self, written: str) -> str | None:
        """Return the name that is `written`, regardless of case, or under which a board of that key sets actions."""
        wanted = written.strip().casefold()
        own = next((name for name in self.named if name.casefold() == wanted), None)
        return own or next(
            (name for name, boards in self.named.items() if wanted in {board.casefold() for board in boards}), None
        )
