"""Acting in a sandbox as the people of its workspace do."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import httpx

from tests.support.sandbox_door import PATIENCE, Door, Json, SandboxRefusedError, answer_of, until
from tests.support.sandbox_forms import block_of, container_of, state_for


class People(Door):
    """What people see and do."""

    def state(self, user: str) -> Json:
        """Return the workspace as a person sees it."""
        return self.get("/page/state", {"as": user})

    def messages(self, user: str, channel: str, thread_ts: str | None = None) -> list[Json]:
        """Return what a person sees in a channel or thread, oldest first."""
        query = {"as": user, "channel": channel}
        if thread_ts is not None:
            query["thread_ts"] = thread_ts
        return self.get("/page/messages", query)["messages"]

    def wait_for_message(
        self,
        user: str,
        channel: str,
        matches: str | Callable[[Json], bool],
        *,
        thread_ts: str | None = None,
        seconds: float = PATIENCE,
    ) -> Json:
        """Return the newest message a person sees that has the text in it or passes the test, waiting for it."""

        def fits(message: Json) -> bool:
            return matches in json.dumps(message, ensure_ascii=False) if isinstance(matches, str) else matches(message)

        def newest() -> Json | None:
            found = [message for message in self.messages(user, channel, thread_ts) if fits(message)]
            return found[-1] if found else None

        found = until(newest, seconds, what=f"a message with {matches!r} in {channel}")
        assert found is not None
        return found

    def say(self, user: str, channel: str, text: str, thread_ts: str | None = None) -> Json | None:
        """Type into a channel or thread; return the app's immediate answer to a command, if any.

        Raises:
            SandboxRefusedError: The person cannot do that.
        """
        body = {"as": user, "channel": channel, "text": text, "thread_ts": thread_ts}
        return self.act("message", body)["reply"]

    def press(self, user: str, place: Json, action_id: str, *, block_id: str | None = None, **value: Any) -> None:
        """Use an element of a message or view.

        Args:
            user: Who does it.
            place: The message or the view, as read before.
            action_id: The element's.
            block_id: The block's; found by the action when left out.
            **value: The value field (such as ``selected_option={"value": "x"}``) and ``state``.

        Raises:
            SandboxRefusedError: The element is gone, or the app did not answer.
        """
        container = container_of(place)
        where = block_id or block_of(place["blocks"], action_id)
        self.act("action", {"as": user, "container": container, "block_id": where, "action_id": action_id, **value})

    def stack(self, user: str) -> list[Json]:
        """Return a person's open modals, the top one last."""
        return self.get("/page/views", {"as": user})["stack"]

    def wait_for_modal(self, user: str, callback_id: str | None = None, seconds: float = PATIENCE) -> Json:
        """Return the top modal of a person once there is one (with that callback id)."""

        def top() -> Json | None:
            stack = self.stack(user)
            fits = stack and callback_id in (None, stack[-1]["callback_id"])
            return stack[-1] if fits else None

        found = until(top, seconds, what=f"a modal {callback_id or ''} for {user}")
        assert found is not None
        return found

    def submit(self, user: str, view: Json, values: Mapping[str, Any] | None = None) -> Json:
        """Fill in and submit a modal.

        Args:
            user: Who submits.
            view: The modal, as read before.
            values: Block ids to what is typed or chosen: texts, option values, ids, dates, or lists of them; inputs
                that are left out keep what they began with.

        Returns:
            The answer, with ``response_action``.

        Raises:
            SandboxRefusedError: The app answered not at all or with nonsense.
        """
        return self.act("submit", {"as": user, "view_id": view["id"], "state": state_for(view, values or {})})

    def close(self, user: str, view: Json) -> None:
        """Dismiss a modal."""
        self.act("close", {"as": user, "view_id": view["id"]})

    def home(self, user: str) -> Json | None:
        """Open the app's Home and return it as it is at that moment."""
        return self.act("home", {"as": user})["view"]

    def shown_home(self, user: str) -> Json | None:
        """Return the app's Home as a person sees it, without opening it."""
        return self.get("/page/home", {"as": user})["view"]

    def wait_for_home(self, user: str, text: str = "", seconds: float = PATIENCE) -> Json:
        """Open the app's Home and return it once it has the text in it."""
        self.home(user)

        def shown() -> Json | None:
            view = self.shown_home(user)
            return view if view is not None and text in json.dumps(view, ensure_ascii=False) else None

        found = until(shown, seconds, what=f"a Home with {text!r} for {user}")
        assert found is not None
        return found

    def dismiss(self, user: str, message: Json) -> None:
        """Take an ephemeral message off a person's screen."""
        self.act("dismiss", {"as": user, "channel": message["channel"], "ts": message["ts"]})

    def upload(
        self,
        user: str,
        content: bytes,
        name: str,
        *,
        channel: str | None = None,
        text: str = "",
        thread_ts: str | None = None,
    ) -> Json:
        """Upload a file as a person, into a conversation or, without one, for a form; return the answer."""
        query = {"as": user, "name": name, "text": text, "channel": channel or "", "thread_ts": thread_ts or ""}
        answer: Json = answer_of(self.http.post("/page/upload", params=query, content=content))
        if not answer["ok"]:
            raise SandboxRefusedError(answer["error"])
        return answer

    def file(self, user: str, file_id: str) -> httpx.Response:
        """Ask for a file's content as a person, as the page does."""
        return self.http.get(f"/page/files/{file_id}", params={"as": user})

    def react(self, user: str, message: Json, name: str, *, remove: bool = False) -> Json:
        """Put a reaction below a message as a person, or take it away; return the message as it is then."""
        body = {"as": user, "channel": message["channel"], "ts": message["ts"], "name": name, "remove": remove}
        return self.act("reaction", body)["message"]

    def suggest(self, user: str, place: Json, action_id: str, value: str, *, block_id: str | None = None) -> Json:
        """Look for options in a menu that the app fills; return ``options`` or ``option_groups``.

        Raises:
            SandboxRefusedError: Too little was typed, or the app answered not at all or with nonsense.
        """
        where = block_id or block_of(place["blocks"], action_id)
        body = {"as": user, "container": container_of(place), "block_id": where, "action_id": action_id, "value": value}
        return self.act("suggest", body)

    def shortcut(self, user: str, callback_id: str, message: Json | None = None) -> None:
        """Use a shortcut of the workspace, or one of a message.

        Raises:
            SandboxRefusedError: There is none for this person, or the app did not answer.
        """
        on = {} if message is None else {"channel": message["channel"], "ts": message["ts"]}
        self.act("shortcut", {"as": user, "callback_id": callback_id, **on})

    def step(self, user: str, callback_id: str, **inputs: Any) -> Json:
        """Run a step of a workflow and return the run as it begins.

        Raises:
            SandboxRefusedError: There is none for this person, or an input is missing or wrong.
        """
        step: Json = self.act("step", {"as": user, "callback_id": callback_id, "inputs": inputs})["step"]
        return step

    def steps(self, user: str) -> list[Json]:
        """Return the runs of steps that a person has started, the newest last."""
        return self.get("/page/steps", {"as": user})["steps"]
