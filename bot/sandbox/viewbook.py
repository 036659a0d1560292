"""Open modals, one stack for each window of a person, and everybody's Home."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.sandbox.errors import ApiError

STACK_LIMIT = 3
_WINDOWS_KEPT = 500

View = dict[str, Any]


class ViewBook:
    """The views of the app. A view is Slack's own view object.

    A modal belongs to the window in which the person asked for it, as it belongs to one client in Slack. A window is a
    word of the page's choice; acts that name none share the window "".
    """

    def __init__(self) -> None:
        self._stacks: dict[tuple[str, str], list[View]] = {}
        self._homes: dict[str, View] = {}

    def stack(self, user: str, window: str | None = None) -> list[View]:
        """Return the open modals of a person's window, the top one last; without one, of the window used last."""
        if window is None:
            window = next((place for owner, place in reversed(self._stacks) if owner == user), "")
        return list(self._stacks.get((user, window), ()))

    def stacks(self, user: str) -> list[View]:
        """Return the open modals of all windows of a person."""
        return [view for (owner, _), stack in self._stacks.items() if owner == user for view in stack]

    def window_of(self, view_id: str) -> str:
        """Return the window a modal is open in; "" for a Home and for what is not open."""
        return self._place(view_id)[1]

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

    def open(self, user: str, view: View, window: str = "") -> None:
        """Show a modal in place of whatever the person had open in that window."""
        view.update(root_view_id=view["id"], previous_view_id=None)
        self._stacks.pop((user, window), None)
        self._stacks[(user, window)] = [view]
        while len(self._stacks) > _WINDOWS_KEPT:
            del self._stacks[next(iter(self._stacks))]

    def push(self, user: str, view: View, window: str = "") -> None:
        """Put a modal on top of the stack of a person's window.

        Raises:
            ApiError: ``push_limit_reached`` on a full stack, ``not_found`` on an empty one.
        """
        stack = self._stacks.get((user, window), [])
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
        place = self._place(old["id"])
        self._stacks[place] = [new if view["id"] == old["id"] else view for view in self._stacks[place]]

    def publish(self, user: str, view: View) -> None:
        """Set the person's Home, which keeps its id from one publication to the next."""
        before = self._homes.get(user)
        if before is not None:
            view["id"] = before["id"]
        view.update(root_view_id=view["id"], previous_view_id=None)
        self._homes[user] = view

    def close(self, view_id: str) -> list[View]:
        """Close a modal and all above it.

        Returns:
            The closed views, the top one first.
        """
        holder = self._place(view_id)
        stack = self._stacks.get(holder, [])
        places = [place for place, view in enumerate(stack) if view["id"] == view_id]
        if not places:
            return []
        closed = stack[places[0] :][::-1]
        del stack[places[0] :]
        if not stack:
            del self._stacks[holder]
        return closed

    def clear(self, view_id: str) -> list[View]:
        """Close all modals of the window a modal is open in and return them, the top one first."""
        return self._stacks.pop(self._place(view_id), [])[::-1]

    def forget(self) -> None:
        """Drop every modal and every Home."""
        self._stacks.clear()
        self._homes.clear()

    def _place(self, view_id: str) -> tuple[str, str]:
        return next(
            (place for place, stack in self._stacks.items() if any(view["id"] == view_id for view in stack)), ("", "")
        )

    def _all(self) -> Iterator[tuple[str, View]]:
        for (user, _), stack in self._stacks.items():
            for view in stack:
                yield user, view
        yield from self._homes.items()
