"""What the audit trail holds of a change, for those who ask what happened to a record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class RecordedEvent:
    """An event: when, whose (a key such as `person:3`), what was done, and its facts."""

    at: datetime
    actor: str
    verb: str
    detail: Mapping[str, Any]
