"""Several people or groups in one cell, told apart; a name of the directory that holds a separator stays whole."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from bot.domain.imports.words import is_missing, is_to_be_confirmed, read_text

_BREAKS = re.compile(r"[\n;]|\s*/\s*")
_COMMA = re.compile(r",\s*(?:and\s+)?", re.IGNORECASE)
_AND = re.compile(r"\s+(?:and|&)\s+", re.IGNORECASE)
_SEPARATED = re.compile(r"[\n;/,&]|\band\b", re.IGNORECASE)
_MARKED = re.compile(r"\0(\d+)\0")
_TITLES = re.compile(r"(?:\s*\((?:interim|acting|chair|lead|sro|deputy)\))$", re.IGNORECASE)


def split_names(written: str, known: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the names in a cell, in its order, each once; `TBC` and marks for nothing are no names.

    A name of `known` is never divided. A comma does not divide two single words (`Smith, John`), and `and` divides only
    names of two words or more (not `Adults and Children`), unless a part is known.

    Args:
        written: the cell's text.
        known: names and keys of the directory's people, groups and organisations.
    """
    text = read_text(written)
    names = _known(tuple(known))
    whole: list[str] = []
    if names.separated:
        text = names.separated.sub(lambda found: _mark(whole, found[0]), text)
    parts = [name for part in _BREAKS.split(text) for name in _by_words(part, names.keys)]
    parts = [_MARKED.sub(lambda found: whole[int(found[1])], part) for part in parts]
    found: dict[str, str] = {}
    for part in parts:
        name = " ".join(part.split()).strip(" ,;/")
        if name and not is_missing(name) and not is_to_be_confirmed(name):
            found.setdefault(name_key(name), name)
    return tuple(found.values())


@dataclass(frozen=True, slots=True)
class _Known:
    """The directory's names: all of them to compare with, and a pattern of those that hold a separator."""

    keys: frozenset[str]
    separated: re.Pattern[str] | None


@lru_cache(maxsize=4)
def _known(names: tuple[str, ...]) -> _Known:
    held = sorted({" ".join(name.split()) for name in names if _SEPARATED.search(name)}, key=len, reverse=True)
    pattern = "|".join(r"\s+".join(re.escape(word) for word in name.split()) for name in held)
    separated = re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE) if held else None
    return _Known(frozenset(name_key(name) for name in names), separated)


def _mark(whole: list[str], name: str) -> str:
    whole.append(name)
    return f"\0{len(whole) - 1}\0"


def _by_words(part: str, keys: frozenset[str]) -> list[str]:
    names: list[str] = []
    pieces = _COMMA.split(part)
    is_list = len(pieces) > 2 or any(_is_name(piece, keys) for piece in pieces)
    for piece in pieces if is_list else [part]:
        halves = _AND.split(piece)
        is_several = all(_is_name(half, keys) for half in halves) or any(name_key(half) in keys for half in halves)
        names += halves if is_several else [piece]
    return names


def _is_name(piece: str, keys: frozenset[str]) -> bool:
    """Whether a piece stands for itself: it is known, marked as known, or of two words or more."""
    return " " in piece.strip() or "\0" in piece or name_key(piece) in keys


def name_key(name: str) -> str:
    """Return a name as it is compared: regardless of case, without `the` before it or how a post is held after it."""
    return _TITLES.sub("", " ".join(name.split())).casefold().removeprefix("the ")
