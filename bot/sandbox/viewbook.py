"""Open modals, one stack per person, and everybody's Home."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.sandbox.errors import ApiError

STACK_LIMIT = 3

View = dict[str, Any]


class ViewBook:
    """The views of the app. A view is Slack's own view object."""

    def __init__(self) -> None:
        self._stacks: dict[str, list[View]] = {}
        self._homes: dict[str, View] = {}

    def stack(self, user: str) -> list[View]:
        """Return the person's open modals, the top one last."""
        return list(self._stacks.get(user, ()))

    def home(self, user: str) -> View | None:
        """Return the person's Home, or None when nothing was published."""
        return self._homes.get(user)

    def homes(self) -> dict[str, View]:
        """Return all Homes by user id."""
        return dict(self._homes)

    def find(self, view_id: str) -> tuple[str, View] | None:
        """Return the owner and the view of that id, modal or Home, or None."""
        for user, view in self._all():
            if view["id"] == view_id:
                return user, view
        return None

    def find_external(self, external_id: str) -> tuple[str, View] | None:
        """Return the owner and the view that carries the app's own id, or None."""
        for user, view in self._all():
            if view["external_id"] == external_id:
                return user, view
        return None

    def open(self, user: str, view: View) -> None:
        """Show a modal in place of whatever the person had open."""
        view.update(root_view_id=view["id"], previous_view_id=None)
        self._stacks[user] = [view]

    def push(self, user: str, view: View) -> None:
        """Put a modal on top of the person's stack.

        Raises:
            ApiError: ``push_limit_reached`` on a full stack, ``not_found`` on an empty one.
        """
        stack = self._stacks.get(user, [])
        if not stack:
            raise ApiError("not_found")
        if len(stack) >= STACK_LIMIT:
            raise ApiError("push_limit_reached")
        view.update(root_view_id=stack[0]["id"], previous_view_id=stack[-1]["id"])
        stack.append(view)

    def replace(self, user: str, old: View, new: View) -> None:
        """Put `new` where `old` was; it keeps the identity and the place of the old one."""
        for name in ("id", "root_view_id", "previous_view_id"):
            new[name] = old[name]
        if old["type"] == "home":
            self._homes[user] = new
            return
        self._stacks[user] = [new if view["id"] == old["id"] else view for view in self._stacks[user]]

    def publish(self, user: str, view: View) -> None:
        """Set the person's Home, which keeps its id from one publication to the next."""
        before = self._homes.get(user)
        if before is not None:
            view["id"] = before["id"]
        view.update(root_view_id=view["id"], previous_view_id=None)
        self._homes[user] = view

    def close(self, user: str, view_id: str) -> list[View]:
        """Close a modal and all above it.

        Returns:
            The closed views, the top one first.
        """
        stack = self._stacks.get(user, [])
        places = [place for place, view in enumerate(stack) if view["id"] == view_id]
        if not places:
            return []
        closed = stack[places[0] :][::-1]
        del stack[places[0] :]
        return closed

    def clear(self, user: str) -> list[View]:
        """Close all modals of the person and return them, the top one first."""
        return self._stacks.pop(user, [])[::-1]

    def forget(self) -> None:
        """Drop every modal and every Home."""
        self._stacks.clear()
        self._homes.clear()

    def _all(self) -> Iterator[tuple[str, View]]:
        for user, stack in self._stacks.items():
            for view in stack:
                yield user, view
        yield from self._homes.items()
