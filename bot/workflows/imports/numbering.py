"""Rows known by their words, and written references known by the records they name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.domain.references import parse_reference
from bot.domain.registers.keys import Key
from bot.domain.registers.records import ActionRecord, Record, RiskRecord
from bot.domain.text import clean_line


class Numbering:
    """Gives the rows of a file without references those of the records with the same words, else the next free ones."""

    def __init__(self, stored: Mapping[Key, Record]) -> None:
        self.given: list[str] = []
        self._highest: dict[str, int] = {}
        self._worded: dict[tuple[str, str], Key] = {}
        for key, record in stored.items():
            prefix, number = _parted(key[0])
            self._highest[prefix] = max(number, self._highest.get(prefix, 0))
            self._worded.setdefault((prefix, _wording(record)), key)

    def number(self, record: Record) -> Record:
        """Return a risk or an action with its reference; it comes with one whose letters are the right ones."""
        if not isinstance(record, RiskRecord | ActionRecord):
            return record
        prefix, _ = _parted(record.ref)
        held = self._worded.get((prefix, _wording(record)))
        if held is not None:
            return replace(record, ref=held[0])
        self._highest[prefix] = self._highest.get(prefix, 0) + 1
        self.given.append(f"{prefix}{self._highest[prefix]}")
        return replace(record, ref=self.given[-1])


class WrittenNames:
    """Which record a written reference names; one that could be either of two names none."""

    def __init__(self, stored: Mapping[Key, Record]) -> None:
        named: dict[str, set[Key]] = {}
        for key, record in stored.items():
            # A task's number, say, stands after its plan and phase.
            for name in {*_spellings(record.label), *_spellings(record.label.rpartition(" · ")[2])}:
                named.setdefault(name, set()).add(key)
        self._keys = {name: next(iter(keys)) for name, keys in named.items() if len(keys) == 1}

    def find(self, written: str) -> frozenset[Key]:
        """Return the key of the record that is named, alone, or nothing."""
        return frozenset(self._keys[name] for name in _spellings(written) if name in self._keys)


def _parted(ref: str) -> tuple[str, int]:
    """Return what stands before a reference's last number, and that number."""
    prefix = ref.rstrip("0123456789")
    return prefix, int(ref[len(prefix) :] or 0)


def _spellings(written: str) -> frozenset[str]:
    """Return how a reference is compared: as a risk's where it is one, and without spaces."""
    ref = parse_reference(written)
    return frozenset({"".join(written.split()).casefold(), str(ref or written).casefold()})


def _wording(record: Record) -> str:
    words = record.summary if isinstance(record, RiskRecord) else getattr(record, "action", "")
    return clean_line(words).casefold()
