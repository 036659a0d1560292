"""Which SQLite is in use, and whether it is sound."""

from __future__ import annotations

import importlib
import sqlite3
from dataclasses import dataclass
from types import ModuleType

# SQLite's own notes: a WAL reset could lose pages written by two connections until 3.51.3; two branches have the mend.
_SOUND_FROM = (3, 51, 3)
_SOUND_BRANCHES = frozenset({(3, 44, 6), (3, 50, 7)})


@dataclass(frozen=True, slots=True)
class SqliteLibrary:
    """A DB-API module for SQLite and the version of the library behind it."""

    module: ModuleType
    name: str
    version: tuple[int, ...]

    @property
    def is_sound(self) -> bool:
        """Whether the version is free of the WAL reset fault that needs two connections."""
        return self.version >= _SOUND_FROM or self.version in _SOUND_BRANCHES

    @property
    def label(self) -> str:
        """For people: name, version and soundness."""
        version = ".".join(str(part) for part in self.version)
        verdict = "sound" if self.is_sound else "has a known WAL fault; install the pysqlite3 wheel or a newer Python"
        return f"{self.name} {version} ({verdict})"


def choose_sqlite() -> SqliteLibrary:
    """Return the bundled `pysqlite3` where its wheel is installed, else the interpreter's own `sqlite3`."""
    try:
        module = importlib.import_module("pysqlite3.dbapi2")
        name = "pysqlite3"
    except ImportError:
        module, name = sqlite3, "sqlite3"
    return SqliteLibrary(module, name, tuple(module.sqlite_version_info))
