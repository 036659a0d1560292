"""Errors that speak to people: each carries what happened and what the reader can do next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path


class ConvenorError(Exception):
    """Base of every error that may reach a person.

    Args:
        message: what happened and why, one or two plain sentences.
        mend: what the reader can do next; empty when the message already says it.
    """

    def __init__(self, message: str, mend: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.mend = mend

    def __str__(self) -> str:
        """Return the message and its mend as one paragraph."""
        return f"{self.message} {self.mend}".strip()


class InvalidInputError(ConvenorError):
    """What was typed cannot be taken as it stands.

    Args:
        message: the summary, used where there are no fields to mark (a one-line command).
        mend: what to do next.
        fields: form field name -> the sentence shown under it.
    """

    def __init__(self, message: str, mend: str = "", fields: Mapping[str, str] | None = None) -> None:
        super().__init__(message, mend)
        self.fields = dict(fields or {})


class NotFoundError(ConvenorError):
    """No record has this reference.

    Args:
        message: what was not found.
        mend: what to do next.
        suggestions: near misses, best first.
        of: what they are references of: `risk` or `action`.
    """

    def __init__(self, message: str, mend: str = "", suggestions: Sequence[str] = (), of: str = "risk") -> None:
        super().__init__(message, mend)
        self.suggestions = tuple(suggestions)
        self.of = of


class NotAllowedError(ConvenorError):
    """The person may not do this; the mend says who may."""


class StaleRecordError(ConvenorError):
    """The record changed after the form was opened.

    Args:
        message: what changed meanwhile, and by whom.
        mend: what to do next.
        current_version: the version a corrected form must carry.
    """

    def __init__(self, message: str, mend: str, current_version: int) -> None:
        super().__init__(message, mend)
        self.current_version = current_version


class UnavailableError(ConvenorError):
    """Something the bot stands on did not answer (database, disk, Slack); nothing was saved.

    Args:
        message: what did not answer.
        mend: what to do next.
        wait_s: seconds that whoever tries again by itself must leave it alone; 0 where nothing is known.
    """

    def __init__(self, message: str, mend: str = "", wait_s: float = 0.0) -> None:
        super().__init__(message, mend)
        self.wait_s = wait_s


class ConfigError(ConvenorError):
    """A setting is unknown or impossible.

    Args:
        file: the file that holds it, or None for an environment variable.
        key: dotted key or the variable's name.
        sentence: what is wrong and what would be right.
    """

    def __init__(self, file: Path | None, key: str, sentence: str) -> None:
        self.file = file
        self.key = key
        self.sentence = sentence
        where = file.name if file else "environment"
        super().__init__(f"{where}: {key}: {sentence}")


class IntegrityError(ConvenorError):
    """Stored records contradict each other, for example a broken audit chain."""
