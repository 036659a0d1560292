"""Keeps the workspace over a restart, in one SQLite file written as things happen."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bot.sandbox.errors import SetupError
from bot.sandbox.messages import Message

_LOCK_SECONDS = 3.0

_SCHEMA = """
CREATE TABLE IF NOT EXISTS notes (name TEXT PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS messages (channel TEXT, ts TEXT, body TEXT NOT NULL, PRIMARY KEY (channel, ts));
CREATE TABLE IF NOT EXISTS homes (user TEXT PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS patches (kind TEXT, id TEXT, body TEXT NOT NULL, PRIMARY KEY (kind, id));
CREATE TABLE IF NOT EXISTS reads (user TEXT, channel TEXT, ts TEXT NOT NULL, PRIMARY KEY (user, channel));
CREATE TABLE IF NOT EXISTS records (kind TEXT, id TEXT, body TEXT NOT NULL, PRIMARY KEY (kind, id));
"""


class Keeper:
    """The saved state. Every method writes or reads at once; nobody else can open the file meanwhile.

    Args:
        path: The SQLite file; it is made when absent.

    Attributes:
        files: The directory beside it for the content of files.

    Raises:
        SetupError: The file is no database, or another sandbox has it open.
    """

    def __init__(self, path: Path) -> None:
        self.files = path.with_name(f"{path.name}.files")
        try:
            self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=_LOCK_SECONDS)
            self._db.execute("PRAGMA locking_mode=EXCLUSIVE")
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=NORMAL")
            self._db.executescript(_SCHEMA)
        except sqlite3.Error as error:
            raise SetupError(f"The state file {path} cannot be used: {error}.") from error

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def note(self, name: str, body: Any) -> None:
        """Save a JSON value under a name."""
        self._db.execute("INSERT OR REPLACE INTO notes VALUES (?, ?)", (name, json.dumps(body)))

    def noted(self, name: str) -> Any:
        """Return the JSON value saved under the name, or None."""
        row = self._db.execute("SELECT body FROM notes WHERE name = ?", (name,)).fetchone()
        return json.loads(row[0]) if row else None

    def put_message(self, message: Message) -> None:
        """Save a message that everybody sees."""
        body = json.dumps(asdict(message))
        self._db.execute("INSERT OR REPLACE INTO messages VALUES (?, ?, ?)", (message.channel, message.ts, body))

    def drop_message(self, message: Message) -> None:
        """Forget a message."""
        self._db.execute("DELETE FROM messages WHERE channel = ? AND ts = ?", (message.channel, message.ts))

    def messages(self) -> Iterator[Message]:
        """Yield the saved messages, oldest first."""
        for (text,) in self._db.execute("SELECT body FROM messages ORDER BY ts"):
            body = json.loads(text)
            for name in ("blocks", "attachments", "pings", "files"):
                body[name] = tuple(body.get(name, ()))
            body["reactions"] = {name: tuple(people) for name, people in body.get("reactions", {}).items()}
            yield Message(**body)

    def put_home(self, user: str, view: dict[str, Any]) -> None:
        """Save a person's Home."""
        self._db.execute("INSERT OR REPLACE INTO homes VALUES (?, ?)", (user, json.dumps(view)))

    def homes(self) -> dict[str, dict[str, Any]]:
        """Return the saved Homes by user id."""
        return {user: json.loads(body) for user, body in self._db.execute("SELECT user, body FROM homes")}

    def put_patch(self, kind: str, record_id: str, changes: dict[str, Any]) -> None:
        """Save changes made to a user or channel since the workspace file, on top of earlier ones."""
        body = json.dumps({**self.patches(kind).get(record_id, {}), **changes})
        self._db.execute("INSERT OR REPLACE INTO patches VALUES (?, ?, ?)", (kind, record_id, body))

    def patches(self, kind: str) -> dict[str, dict[str, Any]]:
        """Return the saved changes of that kind by id."""
        rows = self._db.execute("SELECT id, body FROM patches WHERE kind = ?", (kind,))
        return {record_id: json.loads(body) for record_id, body in rows}

    def put_read(self, user: str, channel: str, ts: str) -> None:
        """Save how far a person has read a channel."""
        self._db.execute("INSERT OR REPLACE INTO reads VALUES (?, ?, ?)", (user, channel, ts))

    def reads(self) -> dict[tuple[str, str], str]:
        """Return how far people have read, by user and channel."""
        return {(user, channel): ts for user, channel, ts in self._db.execute("SELECT * FROM reads")}

    def put_record(self, kind: str, record_id: str, body: dict[str, Any]) -> None:
        """Save a file, a scheduled message or a step under its kind and id."""
        self._db.execute(
            "INSERT INTO records VALUES (?, ?, ?) ON CONFLICT (kind, id) DO UPDATE SET body = excluded.body",
            (kind, record_id, json.dumps(body)),
        )

    def drop_record(self, kind: str, record_id: str) -> None:
        """Forget a record."""
        self._db.execute("DELETE FROM records WHERE kind = ? AND id = ?", (kind, record_id))

    def records(self, kind: str) -> dict[str, dict[str, Any]]:
        """Return the saved records of that kind by id, in the order in which they were first saved."""
        rows = self._db.execute("SELECT id, body FROM records WHERE kind = ? ORDER BY rowid", (kind,))
        return {record_id: json.loads(body) for record_id, body in rows}

    def clear_content(self) -> None:
        """Forget messages, files, Homes and reading positions."""
        self._db.executescript("DELETE FROM messages; DELETE FROM homes; DELETE FROM reads; DELETE FROM records;")
