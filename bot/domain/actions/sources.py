"""Out of what an action came, as people write it."""

from __future__ import annotations

from bot.domain.actions.records import Source, SourceKind
from bot.domain.references import parse_reference
from bot.errors import InvalidInputError

_NAMED = {SourceKind.PROPOSAL: "proposal", SourceKind.PLAN: "plan"}


def written_source(source: Source) -> str:
    """Return out of what an action came as people write it; empty for a board and its meeting."""
    if source.kind is SourceKind.RISK:
        return source.ref
    return f"{_NAMED[source.kind]} {source.ref}" if source.kind in _NAMED else ""


def read_source(written: str) -> Source:
    """Return what somebody wrote: a risk's reference, or `proposal` or `plan` and its name; nothing for nothing.

    Raises:
        InvalidInputError: it is none of these.
    """
    text = " ".join(written.split())
    if not text:
        return Source()
    ref = parse_reference(text.removeprefix("risk ").removeprefix("Risk "))
    if ref is not None:
        return Source(SourceKind.RISK, str(ref))
    word, _, name = text.partition(" ")
    kind = next((kind for kind, named in _NAMED.items() if word.casefold().rstrip(":") == named), None)
    if kind is None or not name.strip():
        sentence = "Write a risk's reference such as PC11, or `proposal` or `plan` and its name."
        raise InvalidInputError(sentence, fields={"source": sentence})
    return Source(kind, name.strip())
