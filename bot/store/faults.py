"""Database faults in words that people can act on."""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from sqlalchemy.exc import DBAPIError, IntegrityError

from bot.errors import UnavailableError

T = TypeVar("T")
_ATTEMPTS = 5
_log = logging.getLogger(__name__)

DatabaseFault = DBAPIError
"""What the database raises inside a transaction; `explain` turns it into words at its end."""

# PostgreSQL: deadlock, serialisation, and a row that somebody else wrote first.
_PASSING = frozenset({"40P01", "40001", "23505"})
_NOTHING_SAVED = "Nothing was saved."


def explain(fault: DBAPIError) -> UnavailableError:
    """Return what a database fault means to the person whose request met it."""
    text = str(fault.orig).lower()
    if "locked" in text or "busy" in text or "lock timeout" in text:
        return UnavailableError(
            f"The database is in use by another program. {_NOTHING_SAVED}", "Try again in a minute."
        )
    if "full" in text or "no space" in text or getattr(fault.orig, "sqlstate", "") == "53100":
        return UnavailableError(
            f"The disk that holds the records is full. {_NOTHING_SAVED}",
            "Tell whoever runs the server: it needs space, then try again.",
        )
    if "readonly" in text or "read-only" in text:
        return UnavailableError(f"The database cannot be written to. {_NOTHING_SAVED}", "Tell whoever runs the server.")
    if "malformed" in text or "not a database" in text:
        return UnavailableError(
            f"The database file is damaged. {_NOTHING_SAVED}",
            "Tell whoever runs the server: stop the bot and restore the last backup.",
        )
    if isinstance(fault, IntegrityError):
        return UnavailableError(
            f"Somebody saved the same thing at the same moment. {_NOTHING_SAVED}", "Look at it again, then try again."
        )
    return UnavailableError(
        f"The database did not answer. {_NOTHING_SAVED}", "Try again in a minute; if it persists, tell the office."
    )


@contextmanager
def explained() -> Iterator[None]:
    """Turn database faults inside the block into what people read.

    Raises:
        UnavailableError: the database did not answer, is locked, damaged or full.
    """
    try:
        yield
    except DBAPIError as problem:
        raise explain(problem) from problem


def retried(transaction: Callable[[], T]) -> T:
    """Run a whole transaction, again from its start after a deadlock, a serialisation fault or a rival's row.

    Raises:
        UnavailableError: the database did not answer, is locked, damaged or full, or rivals kept winning.
    """
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            return transaction()
        except DBAPIError as problem:
            if attempt < _ATTEMPTS and getattr(problem.orig, "sqlstate", None) in _PASSING:
                time.sleep(random.uniform(0, 0.05 * attempt))  # noqa: S311 - spreads rivals, no secret
                continue
            _log.warning("database fault", extra={"fault": type(problem.orig).__name__})
            raise explain(problem) from problem
    raise AssertionError("unreachable: the last attempt returns or raises")
