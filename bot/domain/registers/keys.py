"""What every kind of record shares."""

from __future__ import annotations

from typing import TypeAlias

Key: TypeAlias = tuple[str, ...]
"""What tells a record from all others of its kind."""

LATER = "later"
"""Marks a field that came after exports were first written: one may be without it, and it has a default."""
