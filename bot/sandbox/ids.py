"""Identifiers in Slack's shapes. Timestamps of messages follow real time and never repeat."""

from __future__ import annotations

import secrets
import string
import time

_ALPHABET = string.ascii_uppercase + string.digits


class Timestamps:
    """Gives message timestamps ("1541062200.000100"), each later than the one before."""

    def __init__(self, last: str = "0.0") -> None:
        seconds, _, micros = last.partition(".")
        self._last = int(seconds) * 1_000_000 + int(micros or 0)

    def next(self) -> str:
        """Return a new timestamp."""
        self._last = max(time.time_ns() // 1000, self._last + 1)
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"


def random_id(prefix: str, length: int = 10) -> str:
    """Return a new id such as "V0ABCDEFGH2"."""
    return prefix + "".join(secrets.choice(_ALPHABET) for _ in range(length))


def short_id() -> str:
    """Return a block or action id as Slack makes up where the app gave none."""
    return "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(5))


def view_hash() -> str:
    """Return a new hash of a view's content."""
    return f"{int(time.time())}.{secrets.token_hex(4)}"


def im_id(user_id: str) -> str:
    """Return the id of the direct conversation between that person and the app."""
    return "D" + user_id[1:]
