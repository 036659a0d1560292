"""A small Slack over real HTTP: it keeps messages, and goes wrong on request at a chosen point of a call."""

from __future__ import annotations

import json
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any
from urllib.parse import parse_qsl, urlsplit

Json = dict[str, Any]


@dataclass
class Held:
    """A call whose answer is kept back until `release`; it took effect before that, or is lost."""

    takes_effect: bool = True
    reached: threading.Event = field(default_factory=threading.Event)
    release: threading.Event = field(default_factory=threading.Event)


@dataclass(frozen=True)
class Answer:
    """A raw answer given instead of the method's own, which does not run."""

    status: int = 200
    body: str = ""
    headers: tuple[tuple[str, str], ...] = ()

    @classmethod
    def error(cls, code: str) -> Answer:
        return cls(body=json.dumps({"ok": False, "error": code}))


@dataclass(frozen=True)
class Drop:
    """The connection is closed without an answer, before or after the call took effect."""

    after: bool


class SlackDouble:
    """Its state and its script: `plan` sets what the next calls of a method meet, in order."""

    def __init__(self) -> None:
        self.messages: list[Json] = []
        self.calls: list[tuple[str, Json]] = []
        self.replies: dict[str, Json | Callable[[Json], Json]] = {}
        self.url = ""
        self.page_size = 200
        self._plans: dict[str, deque[Answer | Drop | Held]] = defaultdict(deque)
        self._lock = threading.Lock()
        self._numbers = count(1)
        self._methods: dict[str, Callable[[Json], Json]] = {
            "chat.postMessage": self._post,
            "chat.update": self._update,
            "conversations.history": lambda body: self._list(body, None),
            "conversations.replies": lambda body: self._list(body, body["ts"]),
            "conversations.open": lambda body: {"channel": {"id": f"D{body['users'][1:]}"}},
        }

    @property
    def api(self) -> str:
        """The address of the Web API."""
        return f"{self.url}/api/"

    def plan(self, method: str, *what: Answer | Drop | Held) -> None:
        self._plans[method].extend(what)

    def texts(self, channel: str) -> list[str]:
        """What stands in a channel and its threads, oldest first."""
        with self._lock:
            return [message["text"] for message in self.messages if message["channel"] == channel]

    def bodies(self, method: str) -> list[Json]:
        """What the calls of a method carried, oldest first."""
        with self._lock:
            return [body for called, body in self.calls if called == method]

    def handle(self, method: str, body: Json) -> Answer | None:
        """Return the answer to a call, None to close the connection."""
        with self._lock:
            self.calls.append((method, body))
            planned = self._plans[method].popleft() if self._plans[method] else None
            if isinstance(planned, Answer):
                return planned
            if planned == Drop(after=False):
                return None
            is_lost = isinstance(planned, Held) and not planned.takes_effect
            answer = {} if is_lost else self._run(method, body)
        if isinstance(planned, Held):
            planned.reached.set()
            planned.release.wait(30)
        return None if isinstance(planned, Drop) else Answer(body=json.dumps(answer))

    def _run(self, method: str, body: Json) -> Json:
        reply = self.replies.get(method)
        if reply is not None:
            return {"ok": True, **(reply(body) if callable(reply) else reply)}
        if method in self._methods:
            return {"ok": True, **self._methods[method](body)}
        return {"ok": False, "error": "unknown_method"}

    def _post(self, body: Json) -> Json:
        ts = f"{time.time():.3f}{next(self._numbers):03}"
        self.messages.append({**body, "ts": ts})
        return {"ts": ts, "channel": body["channel"]}

    def _update(self, body: Json) -> Json:
        for message in self.messages:
            if message["ts"] == body["ts"]:
                message["text"] = body["text"]
                return {"ts": body["ts"], "channel": body["channel"]}
        return {"ok": False, "error": "message_not_found"}

    def _list(self, body: Json, thread: str | None) -> Json:
        if thread is not None and all(message["ts"] != thread for message in self.messages):
            return {"ok": False, "error": "thread_not_found"}
        found = [
            message
            for message in reversed(self.messages)
            if message["channel"] == body["channel"]
            and message.get("thread_ts") == thread
            and float(message["ts"]) >= float(body["oldest"])
        ]
        first = int(body.get("cursor", 0))
        shown = [
            message if body.get("include_all_metadata") == "true" else {**message, "metadata": None}
            for message in found[first : first + self.page_size]
        ]
        more = str(first + self.page_size) if len(found) > first + self.page_size else ""
        return {"messages": shown, "response_metadata": {"next_cursor": more}}


@contextmanager
def slack_double() -> Iterator[SlackDouble]:
    """Run a double on a free port of this machine."""
    double = SlackDouble()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            is_json = "json" in (self.headers.get("Content-Type") or "")
            body = json.loads(raw) if is_json and raw else dict(parse_qsl(raw))
            path = urlsplit(self.path).path
            answer = double.handle(path.removeprefix("/api/"), body)
            if answer is None:
                self.close_connection = True
                return
            payload = answer.body.encode()
            self.send_response(answer.status)
            for name, value in (("Content-Type", "application/json; charset=utf-8"), *answer.headers):
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(payload)))
            self.end_headers()
            self.wfile.write(payload)

        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - the parent's name
            return

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: object, address: object) -> None:
            # A caller that was killed while its answer was kept back.
            return

    server = Server(("127.0.0.1", 0), Handler)
    double.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield double
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
