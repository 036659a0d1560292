"""Starts the sandbox as a process of its own and drives it as people, as Slack's client would, and as its keeper."""

from __future__ import annotations

import contextlib
import json
import os
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from queue import Empty, Queue
from typing import Any, TypeVar

import httpx

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 20.0
STOP_SECONDS = 10.0
PATIENCE = 10.0

Json = dict[str, Any]
_Found = TypeVar("_Found")


class SandboxRefusedError(AssertionError):
    """The sandbox refused what a person wanted to do; the text is the sentence the person reads."""


def until(condition: Callable[[], _Found], seconds: float = PATIENCE, what: str = "") -> _Found:
    """Return the first true value of the condition, asked again and again until the time is up.

    Raises:
        AssertionError: It never became true.
    """
    deadline = time.monotonic() + seconds
    pause = threading.Event()
    while True:
        found = condition()
        if found:
            return found
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds:g} s: {what or condition}")
        pause.wait(0.02)


class SandboxProcess:
    """The process: it is ready when `start` returns, and gone when `stop` does.

    Args:
        directory: Where workspace, manifest, state and log lie; the state there is used again.
        workspace: The workspace file's content.
        manifest: The app manifest's content.
        now: Business time of a fresh start, ISO 8601, or None.
        environment: Further environment variables, such as tokens.
    """

    def __init__(
        self,
        directory: Path,
        workspace: Json,
        manifest: Json,
        *,
        now: str | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.directory = directory
        self.log = directory / "sandbox.log"
        (directory / "workspace.json").write_text(json.dumps(workspace), encoding="utf-8")
        (directory / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
        self._now = now
        self._environment = dict(environment or {})
        self._process: subprocess.Popen[str] | None = None
        self.url = ""

    def command(self, port: int = 0) -> list[str]:
        """Return the command line that starts it on a port."""
        words = [sys.executable, "-m", "bot.sandbox", "--port", str(port)]
        for name in ("workspace.json", "manifest.json"):
            words += [f"--{name.removesuffix('.json')}", str(self.directory / name)]
        words += ["--state", str(self.directory / "sandbox.sqlite3")]
        return words if self._now is None else [*words, "--now", self._now]

    def start(self, port: int = 0) -> str:
        """Start it, wait for its ready line, and return its address."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("SLACK_")}
        with self.log.open("a", encoding="utf-8") as log:
            self._process = subprocess.Popen(
                self.command(port),
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                cwd=ROOT,
                env={**kept, **self._environment},
            )
        line = self._first_line(self._process)
        ready = json.loads(line) if line.startswith("{") else {}
        if not ready.get("ready"):
            self.stop()
            raise AssertionError(f"the sandbox did not start: {line!r}\n{self.log.read_text(encoding='utf-8')}")
        self.url = ready["url"]
        return self.url

    def stop(self) -> int:
        """Ask it to stop, wait, and return its exit status; kill it when it does not."""
        process, self._process = self._process, None
        if process is None:
            return 0
        process.terminate()
        try:
            return process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise
        finally:
            if process.stdout is not None:
                process.stdout.close()

    def kill(self) -> None:
        """End it at once, as a crash would."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            if process.stdout is not None:
                process.stdout.close()

    @staticmethod
    def _first_line(process: subprocess.Popen[str]) -> str:
        lines: Queue[str] = Queue()
        stream = process.stdout
        assert stream is not None
        reader = threading.Thread(target=lambda: lines.put(stream.readline()), daemon=True)
        reader.start()
        try:
            return lines.get(timeout=START_SECONDS).strip()
        except Empty:
            process.kill()
            return "no line"
        finally:
            reader.join(STOP_SECONDS)


class SandboxClient:
    """Acts in a running sandbox.

    Args:
        url: Its address.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        # No certificates are loaded: that takes a tenth of a second, and the sandbox speaks plain HTTP.
        no_certificates = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self._http = httpx.Client(base_url=url, timeout=70.0, trust_env=False, verify=no_certificates)

    @classmethod
    @contextlib.contextmanager
    def started(
        cls,
        directory: Path,
        workspace: Json,
        manifest: Json,
        *,
        now: str | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> Iterator[SandboxClient]:
        """Start a sandbox for as long as the block lasts; the arguments are those of `SandboxProcess`."""
        process = SandboxProcess(directory, workspace, manifest, now=now, environment=environment)
        try:
            client = cls(process.start())
            try:
                yield client
            finally:
                client.close_client()
        finally:
            process.stop()

    def close_client(self) -> None:
        """Close the connections of this client."""
        self._http.close()

    # The app's side

    def app(self) -> Json:
        """Return tokens, signing secret, ids and the way of delivery."""
        return self._control("GET", "app")

    def api(self, method: str, *, token: str | None = None, **arguments: Any) -> Json:
        """Call a method of the Web API as the app and return the answer, whether it is ok or not."""
        bearer = self.app()["bot_token"] if token is None else token
        form = {
            name: json.dumps(value) if isinstance(value, dict | list | bool) else str(value)
            for name, value in arguments.items()
        }
        answer = self._http.post(f"/api/{method}", data=form, headers={"Authorization": f"Bearer {bearer}"})
        return answer.json()

    def deliver_to(self, request_url: str) -> Json:
        """Have payloads delivered by signed HTTP from now on."""
        return self._control("PUT", "app", {"delivery": "http", "request_url": request_url})

    def wait_for_app(self, connections: int = 1) -> None:
        """Wait until the app has that many Socket Mode connections."""
        until(lambda: self.app()["connections"] >= connections, what=f"{connections} connections")

    # People

    def state(self, user: str) -> Json:
        """Return the workspace as a person sees it."""
        return self._get("/page/state", {"as": user})

    def messages(self, user: str, channel: str, thread_ts: str | None = None) -> list[Json]:
        """Return what a person sees in a channel or thread, oldest first."""
        query = {"as": user, "channel": channel}
        if thread_ts is not None:
            query["thread_ts"] = thread_ts
        return self._get("/page/messages", query)["messages"]

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
        return self._act("message", body)["reply"]

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
        container = (
            {"type": "message", "channel": place["channel"], "ts": place["ts"]}
            if "ts" in place
            else {"type": "view", "view_id": place["id"]}
        )
        where = block_id or _block_of(place["blocks"], action_id)
        self._act("action", {"as": user, "container": container, "block_id": where, "action_id": action_id, **value})

    def stack(self, user: str) -> list[Json]:
        """Return a person's open modals, the top one last."""
        return self._get("/page/views", {"as": user})["stack"]

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
        return self._act("submit", {"as": user, "view_id": view["id"], "state": state_for(view, values or {})})

    def close(self, user: str, view: Json) -> None:
        """Dismiss a modal."""
        self._act("close", {"as": user, "view_id": view["id"]})

    def home(self, user: str) -> Json | None:
        """Open the app's Home and return it as it is at that moment."""
        return self._act("home", {"as": user})["view"]

    def wait_for_home(self, user: str, text: str = "", seconds: float = PATIENCE) -> Json:
        """Open the app's Home and return it once it has the text in it."""
        self.home(user)

        def shown() -> Json | None:
            view = self._get("/page/home", {"as": user})["view"]
            return view if view is not None and text in json.dumps(view, ensure_ascii=False) else None

        found = until(shown, seconds, what=f"a Home with {text!r} for {user}")
        assert found is not None
        return found

    def dismiss(self, user: str, message: Json) -> None:
        """Take an ephemeral message off a person's screen."""
        self._act("dismiss", {"as": user, "channel": message["channel"], "ts": message["ts"]})

    # The keeper's side

    def clock(self, after: int | None = None, wait: float = 25.0) -> Json:
        """Return the clock, waiting until it has been set more than `after` times."""
        query = {} if after is None else {"after": str(after), "wait": str(wait)}
        return self._get("/control/clock", query)

    def set_clock(self, to: str) -> Json:
        """Put the clock forward to an instant in ISO 8601."""
        return self._control("POST", "clock", {"to": to})

    def settle(self, version: int, report: Sequence[Json] = ()) -> Json:
        """Say that everything due up to that version was done."""
        return self._control("POST", "clock/settled", {"version": version, "report": list(report)})

    def wait_until_settled(self, version: int, seconds: float = 60.0) -> Json:
        """Wait until a follower has caught up with that version and return the clock."""
        found = until(
            lambda: clock if (clock := self.clock())["settled"] >= version else None, seconds, f"version {version}"
        )
        assert found is not None
        return found

    def faults(self, *orders: Json) -> None:
        """Order faults in place of all earlier orders."""
        self._control("PUT", "faults", list(orders))

    def open_faults(self) -> list[Json]:
        """Return the orders not used up."""
        return self._get("/control/faults", {})

    def traffic(self, after: int = 0) -> list[Json]:
        """Return the last calls and deliveries, oldest first."""
        return self._get("/control/traffic", {"after": str(after)})["entries"]

    def rates(self, *, enforced: bool) -> None:
        """Switch the rate limits on or off."""
        self._control("PUT", "rates", {"enforced": enforced})

    def reset(self) -> None:
        """Empty messages and views."""
        self._control("POST", "reset")

    def change_user(self, user: str, **changes: Any) -> Json:
        """Change a person."""
        return self._control("PATCH", f"users/{user}", changes)

    def change_channel(self, channel: str, **changes: Any) -> Json:
        """Change a channel."""
        return self._control("PATCH", f"channels/{channel}", changes)

    def drop_connections(self) -> int:
        """Close the app's Socket Mode connections, as Slack does when it refreshes them; return their number."""
        return self._control("DELETE", "connections")["closed"]

    def _get(self, path: str, query: Mapping[str, str]) -> Any:
        return _answer(self._http.get(path, params=dict(query)))

    def _control(self, verb: str, path: str, body: Any = None) -> Any:
        return _answer(self._http.request(verb, f"/control/{path}", json=body))

    def _act(self, what: str, body: Json) -> Json:
        answer = _answer(self._http.post(f"/page/{what}", json=body))
        if not answer["ok"]:
            raise SandboxRefusedError(answer["error"])
        return answer


def state_for(view: Json, values: Mapping[str, Any]) -> Json:
    """Return what is typed or chosen in the shape of Slack's ``state.values``.

    Args:
        view: The modal.
        values: Block ids to texts, option values, ids, dates, or lists of them.
    """
    state: Json = {}
    for block in view["blocks"]:
        if block["block_id"] in values:
            element = block.get("element") or block.get("accessory") or block["elements"][0]
            field = _field(element["type"], values[block["block_id"]])
            state[block["block_id"]] = {element["action_id"]: {"type": element["type"], **field}}
    unknown = set(values) - set(state)
    assert not unknown, f"the modal has no blocks {sorted(unknown)}"
    return state


def _field(kind: str, value: Any) -> Json:
    if kind in ("static_select", "external_select", "radio_buttons"):
        return {"selected_option": None if value is None else {"value": value}}
    if kind in ("multi_static_select", "multi_external_select", "checkboxes"):
        return {"selected_options": [{"value": item} for item in value or ()]}
    for word in ("user", "channel", "conversation"):
        if kind == f"{word}s_select":
            return {f"selected_{word}": value}
        if kind == f"multi_{word}s_select":
            return {f"selected_{word}s": list(value or ())}
    pickers = {"datepicker": "date", "timepicker": "time", "datetimepicker": "date_time"}
    return {f"selected_{pickers[kind]}": value} if kind in pickers else {"value": value}


def _block_of(blocks: list[Json], action_id: str) -> str:
    for block in blocks:
        inside = [*block.get("elements", ()), block.get("accessory"), block.get("element")]
        if any(element and element.get("action_id") == action_id for element in inside):
            return block["block_id"]
    raise AssertionError(f"there is no element {action_id!r} in {json.dumps(blocks)[:2000]}")


def _answer(response: httpx.Response) -> Any:
    body = response.json()
    if response.status_code >= 400:
        raise SandboxRefusedError(body["error"])
    return body
