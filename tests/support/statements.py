"""Statements compiled once for the engines of all tests, as the engines of a running bot compile each once."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.util import LRUCache

_KEPT = 5000


class SharedStatements(LRUCache[Any, Any]):
    """What engines keep compiled statements in; engines of one kind that write JSON alike find each other's."""

    def __init__(self) -> None:
        super().__init__(_KEPT)

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get(self._shared(key), default)

    def __getitem__(self, key: Any) -> Any:
        return super().__getitem__(self._shared(key))

    def __setitem__(self, key: Any, value: Any) -> None:
        super().__setitem__(self._shared(key), value)

    def take_in(self, _dialect: type[DefaultDialect], engine: Engine) -> None:
        """Have an engine keep its statements here."""
        engine.update_execution_options(compiled_cache=self)

    @staticmethod
    def _shared(key: Any) -> Any:
        dialect, *rest = key
        return (type(dialect), getattr(dialect, "_json_serializer", None), *rest)
