"""A stream through a part's XML that keeps nothing of it and ends where there is more than a register has."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import IO, TypeAlias
from xml.parsers import expat

from bot.papers.sheets.limits import DEPTH_MAX, TOKEN_MAX

Attributes: TypeAlias = Mapping[str, str]
_CHUNK = 64 * 1024


class TooMuch(Exception):  # noqa: N818 - an answer, not a fault
    """A part holds more than a register can have; it was not read to its end."""


@dataclass(slots=True)
class Budget:
    """How many elements may still be seen; parts share it."""

    left: int


@dataclass(frozen=True, slots=True)
class Handlers:
    """What is told of a part: an element's local name as it begins and ends, and texts in pieces."""

    begin: Callable[[str, Attributes], None] | None = None
    end: Callable[[str], None] | None = None
    text: Callable[[str], None] | None = None


def scan(stream: IO[bytes], budget: Budget, handlers: Handlers | None = None) -> None:
    """Read a part to its end.

    Raises:
        TooMuch: it has more elements than the budget, deeper ones, or longer tags than any workbook.
        ValueError: it declares a document type, which could define entities.
        xml.parsers.expat.ExpatError: it is no XML.
    """
    told = handlers or Handlers()
    parser = expat.ParserCreate(namespace_separator="}")
    depth = 0

    def begin(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        budget.left -= 1
        if budget.left < 0 or depth > DEPTH_MAX:
            raise TooMuch
        if told.begin:
            told.begin(name.rpartition("}")[2], attributes)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        if told.end:
            told.end(name.rpartition("}")[2])

    def doctype(*_: object) -> None:
        raise ValueError("a document type is declared")

    parser.StartElementHandler = begin
    parser.EndElementHandler = end
    parser.StartDoctypeDeclHandler = doctype
    if told.text:
        parser.CharacterDataHandler = told.text
    fed = 0
    while chunk := stream.read(_CHUNK):
        parser.Parse(chunk, False)  # noqa: FBT003 - expat takes no names
        fed += len(chunk)
        if fed - parser.CurrentByteIndex > TOKEN_MAX:
            raise TooMuch
    parser.Parse(b"", True)  # noqa: FBT003 - expat takes no names
