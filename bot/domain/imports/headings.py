"""The header of a sheet: one row or two, with group headings over the columns they cover."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from bot.domain.imports.grid import Sheet
from bot.domain.imports.words import heading_words, read_line

LOOKED_AT = 40
_ASIDE = re.compile(r"\([^()]*\)")
HEADING_MAX = 150


@dataclass(frozen=True, slots=True)
class Header:
    """A header as it stands in a sheet.

    Args:
        first: its first row, from 0.
        last: its last row, from 0; the table begins below it.
        paths: for each column its headings, group first; empty for a column without one.
        words: the same in lower-case words.
        bare: each column's own heading in words, without what stands in brackets.
    """

    first: int
    last: int
    paths: tuple[tuple[str, ...], ...]
    words: tuple[tuple[str, ...], ...] = field(init=False)
    bare: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        words = tuple(tuple(heading_words(part) for part in path) for path in self.paths)
        object.__setattr__(self, "words", words)
        bare = tuple(heading_words(_ASIDE.sub(" ", path[-1])) if path else "" for path in self.paths)
        object.__setattr__(self, "bare", bare)

    @property
    def labels(self) -> tuple[str, ...]:
        """One name for each column, groups first; a name that repeats is told apart by `#2`, `#3`."""
        seen: Counter[str] = Counter()
        labels = []
        for column, path in enumerate(self.paths):
            label = " | ".join(path) or f"column {column + 1}"
            seen[label] += 1
            labels.append(label if seen[label] == 1 else f"{label} #{seen[label]}")
        return tuple(labels)


def possible_headers(sheet: Sheet) -> tuple[Header, ...]:
    """Return every header that the first rows of a sheet could be."""
    return tuple(header for row in range(min(LOOKED_AT, len(sheet.rows))) for header in headers_at(sheet, row))


def headers_at(sheet: Sheet, row: int) -> tuple[Header, ...]:
    """Return what the header would be if it began on `row`: of one row, and of two where there is a second."""
    top = _row_texts(sheet, row)
    if sum(bool(text) for text in top) < 1:
        return ()
    one = Header(row, row, tuple((text,) if text else () for text in top))
    if row + 1 >= len(sheet.rows):
        return (one,)
    below = _row_texts(sheet, row + 1)
    if sum(bool(text) for text in below) < 2:
        return (one,)
    groups = _spread(top, below)
    paths = tuple(_path(group, name) for group, name in zip(groups, below, strict=True))
    return one, Header(row, row + 1, paths)


def title_above(sheet: Sheet, header: Header) -> tuple[str, ...]:
    """Return the texts of the rows above the header, top first."""
    return tuple(read_line(cell.text)[:300] for row in sheet.rows[: header.first] for cell in row if cell.text.strip())


def repeats_header(texts: tuple[str, ...], header: Header) -> bool:
    """Return whether a row of the table is the header once more, as on every printed page."""
    said = [(text, words) for text, words in zip(texts, header.words, strict=True) if text.strip()]
    if len(said) < 2:
        return False
    same = sum(len(text) <= HEADING_MAX and heading_words(text) in words for text, words in said)
    return same >= 2 and same * 2 >= len(said)


def _row_texts(sheet: Sheet, row: int) -> list[str]:
    """Return a header row's texts; merged cells say the same in every column they cover."""
    texts = [read_line(cell.text) if len(cell.text) <= HEADING_MAX * 2 else "" for cell in sheet.rows[row]]
    texts = [text if len(text) <= HEADING_MAX else "" for text in texts]
    for span in sheet.merged:
        if span.top <= row <= span.bottom and span.top >= 0 and span.left < len(texts):
            text = read_line(sheet.rows[span.top][span.left].text[: HEADING_MAX * 2])
            texts[span.left : span.right + 1] = [text] * (min(span.right, len(texts) - 1) - span.left + 1)
    return texts


def _spread(top: list[str], below: list[str]) -> list[str]:
    """Carry a group's heading right over the columns that have only a name of their own below it."""
    groups = list(top)
    for column in range(1, len(groups)):
        if not groups[column] and below[column] and below[column - 1] and groups[column - 1]:
            groups[column] = groups[column - 1]
    return groups


def _path(group: str, name: str) -> tuple[str, ...]:
    return tuple(part for part in ((group,) if group == name else (group, name)) if part)
