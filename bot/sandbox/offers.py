"""What apps have offered in menus that load their options: only that can be chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

_KEPT = 1_000

Offered = Mapping[tuple[str, str], Sequence[Mapping[str, Any]]]


class Offers:
    """The options offered, by person and by message or view, until the sandbox ends."""

    def __init__(self) -> None:
        self._made: dict[tuple[str, str], dict[tuple[str, str], dict[str, Mapping[str, Any]]]] = {}

    def make(self, user: str, place: str, menu: tuple[str, str], options: Sequence[Mapping[str, Any]]) -> None:
        """Remember options.

        Args:
            user: Who was offered them.
            place: The view's id, or channel and timestamp of the message.
            menu: The ids of the block and of the action.
            options: The options.
        """
        menus = self._made.setdefault((user, place), {})
        menus.setdefault(menu, {}).update({option["value"]: option for option in options})
        while len(self._made) > _KEPT:
            del self._made[next(iter(self._made))]

    def made(self, user: str, place: str) -> Offered:
        """Return the options a person was offered in a message or view, by the ids of block and action."""
        menus = self._made.get((user, place), {})
        return {menu: list(options.values()) for menu, options in menus.items()}

    def clear(self) -> None:
        """Forget all offers."""
        self._made.clear()
