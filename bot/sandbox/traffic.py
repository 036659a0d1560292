"""A short memory of what went between the app and the workspace, for looking at; it never shows tokens."""

from __future__ import annotations

import base64
import json
import re
from collections import deque
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

KEPT = 500
_LONGEST = 100_000
_SUMMARY = 200
# Cutting to the length first would leave halves of secrets that nothing tells any more.
_LOOKED_AT = 2000
_GONE = "…"
_SHAPES = (
    r"\b(?:xox[a-z]|xwfp|xapp)-[A-Za-z0-9-]+"  # tokens
    r"|\bv0=[0-9a-f]{64}"  # signatures
    r"|(?<=ticket=)[\w-]+"  # the right to open a connection
    r"|(?<=/response/)[\w/-]+"  # the right to answer
    r"|(?<=/upload/)[\w/-]+"  # the right to upload
)
_QUOTED = re.compile(r"%(?:25)*[0-9A-Fa-f]{2}")
_LETTER = re.compile(rf"{_QUOTED.pattern}|.", re.DOTALL)
# Only a run that begins where the encoding begins is seen through; a secret encoded together with what stands before
# it in a longer run is not looked for.
_ENCODED = re.compile(r"[A-Za-z0-9+/_-]{16,}={0,2}")
_URLSAFE = str.maketrans("-_", "+/")


class Traffic:
    """The last calls of the Web API and the last deliveries to the app.

    Args:
        secrets: What must not be shown besides what looks like a token, such as the signing secret.
        noted: Called with the number of each new entry.
    """

    def __init__(self, secrets: tuple[str, ...] = (), noted: Callable[[int], None] = lambda _: None) -> None:
        self._entries: deque[dict[str, Any]] = deque(maxlen=KEPT)
        self._count = 0
        self._secret = re.compile("|".join([*(re.escape(secret) for secret in secrets if secret), _SHAPES]))
        self._noted = noted

    def add(
        self,
        direction: str,
        name: str,
        *,
        summary: str,
        status: str,
        ms: float,
        request: Mapping[str, Any] | None = None,
        response: Mapping[str, Any] | None = None,
    ) -> None:
        """Note one exchange.

        Args:
            direction: "call" for what the app sends, "delivery" for what it is sent.
            name: The method or the type of the payload.
            summary: A few words on its content.
            status: "ok", an error name, "acked", "timeout" and the like.
            ms: How long it took, in milliseconds.
            request: What was asked: address, headers and body; raw bytes are decoded when somebody looks.
            response: What was answered, in the same manner.
        """
        self._count += 1
        self._entries.append(
            {
                "n": self._count,
                "at": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
                "direction": direction,
                "name": name,
                "status": status,
                "ms": round(ms, 1),
                "summary": self._cleaned(summary[:_LOOKED_AT])[:_SUMMARY],
                "request": request,
                "response": response,
            }
        )
        self._noted(self._count)

    def after(self, count: int) -> dict[str, Any]:
        """Return the entries numbered above `count`, oldest first and without bodies, and the number of the last."""
        shown = [_without_bodies(entry) for entry in self._entries if entry["n"] > count]
        return {"entries": shown, "last": self._count}

    def entry(self, number: int) -> dict[str, Any] | None:
        """Return one entry with its request and response as JSON texts, or None when it is not remembered."""
        found = next((entry for entry in self._entries if entry["n"] == number), None)
        if found is None:
            return None
        return {**found, "request": self._printed(found["request"]), "response": self._printed(found["response"])}

    def _printed(self, body: Mapping[str, Any] | None) -> str:
        if body is None:
            return ""
        text = self._cleaned(json.dumps(body, ensure_ascii=False, indent=2, default=_decoded))
        return text if len(text) <= _LONGEST else text[:_LONGEST] + _GONE

    def _cleaned(self, text: str) -> str:
        return _ENCODED.sub(self._decoded_or_gone, self._cut(text))

    def _cut(self, text: str) -> str:
        """Cut secrets out, also those written with per cent signs, once or several times over."""
        if _QUOTED.search(text) is None:
            return self._secret.sub(_GONE, text)
        letters = _LETTER.findall(text)
        plain = "".join(letter if len(letter) == 1 else chr(int(letter[-2:], 16)) for letter in letters)
        kept, end = [], 0
        for found in self._secret.finditer(plain):
            kept += [*letters[end : found.start()], _GONE]
            end = found.end()
        return "".join([*kept, *letters[end:]])

    def _decoded_or_gone(self, match: re.Match[str]) -> str:
        """Return a run of letters, unless it is the base64 of something with a secret in it."""
        run = match[0].rstrip("=").translate(_URLSAFE)
        if len(run) % 4 == 1:
            run = run[:-1]
        inside = base64.b64decode(run + "=" * (-len(run) % 4)).decode("latin-1")
        return match[0] if self._secret.search(inside) is None else _GONE


def _decoded(value: Any) -> Any:
    """Return raw bytes as the JSON or the text they hold."""
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
    try:
        return json.loads(text)
    except ValueError:
        return text


def _without_bodies(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in entry.items() if name not in ("request", "response")}
