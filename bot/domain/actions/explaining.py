"""What is said of an action: its last words, and those of its owners."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.actions.records import Entry, EntryKind
from bot.domain.risks import Visibility

_WORDS = frozenset({EntryKind.UPDATED, EntryKind.EXTENDED, EntryKind.REOPENED, EntryKind.IMPORTED})


@dataclass(frozen=True, slots=True)
class Said:
    """Words about an action: who said them and when."""

    words: str
    author: str
    author_id: int | None
    at: datetime


def all_said(entries: Iterable[Entry], visibility: Visibility) -> tuple[Said, ...]:
    """Return what was said of an action and not taken back, the oldest first.

    Of one that is public, without what was said while it was not.

    Args:
        entries: its history, the oldest first.
        visibility: who can see it now.
    """
    said: list[Entry] = []
    for entry in entries:
        if entry.kind is EntryKind.WITHDRAWN:
            said[-1:] = []
        elif entry.kind in _WORDS and entry.update:
            said.append(entry)
    is_hidden = visibility is Visibility.NON_PUBLIC
    told = (entry for entry in said if is_hidden or entry.visibility is Visibility.PUBLIC)
    return tuple(Said(entry.update, entry.author, entry.author_id, entry.at) for entry in told)


def last_words(said: Sequence[Said], owner_ids: Collection[int]) -> tuple[Said | None, bool]:
    """Return the last words of an action's owners, and whether there are any; somebody else's last where not."""
    own = [one for one in said if one.author_id in owner_ids]
    return next(reversed(own or said), None), bool(own)
