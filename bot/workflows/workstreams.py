"""The workstream that somebody means."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bot.domain.directory import Directory
from bot.errors import InvalidInputError


def workstream_key(directory: Directory, written: str, others: Mapping[str, Iterable[str]] | None = None) -> str:
    """Return the key of the workstream whose key or name is `written`, regardless of case.

    Args:
        directory: the partnership's.
        written: what somebody wrote.
        others: what else could have stood there, by its name for one, such as `a score`, each with its words.

    Raises:
        InvalidInputError: no such workstream; says which there are, and what else could have stood there.
    """
    found = directory.find_workstream(written)
    if found is not None:
        return found.key
    also = others or {}
    kinds = ["a workstream", *also]
    meant = f"{', '.join(kinds[:-1])} or {kinds[-1]}" if also else kinds[0]
    known = ", ".join(f"{one.key} ({one.name})" for one in directory.workstreams.values())
    listed = [f"{kind.removeprefix('a ').capitalize()}s: {', '.join(words)}." for kind, words in also.items()]
    raise InvalidInputError(f"I don't know “{written[:40]}” as {meant}.", " ".join([f"Workstreams: {known}.", *listed]))
