"""What people type, made safe to keep: one form of each letter, no invisible characters that mislead."""

from __future__ import annotations

import re
import unicodedata

_INVISIBLE = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f"
    r"\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)
# Joiners shape Persian and Indic words and hold some emoji together; beside a plain character they only hide.
_STRAY_JOINERS = re.compile(r"(?<![^\x00-\x7f\s])[\u200c\u200d]+|[\u200c\u200d]+(?![^\x00-\x7f\s])")
_JOINER_RUNS = re.compile(r"([\u200c\u200d])[\u200c\u200d]+")
_SPACES = re.compile(r"[^\S\n]+")
_BLANK_LINES = re.compile(r"\n{3,}")


def clean(written: str) -> str:
    """Return `written` with composed letters, plain spaces and no control, direction or zero-width characters.

    Line breaks stay; runs of spaces and of empty lines are folded. Halves of broken characters are dropped, because
    no database takes them. What is clean stays as it is.
    """
    text = unicodedata.normalize("NFC", written.replace("\r\n", "\n").replace("\r", "\n"))
    text = _JOINER_RUNS.sub(r"\1", _INVISIBLE.sub("", text))
    text = _SPACES.sub(" ", _STRAY_JOINERS.sub("", text))
    lines = unicodedata.normalize("NFC", text).split("\n")
    return _BLANK_LINES.sub("\n\n", "\n".join(line.strip() for line in lines)).strip()


def clean_line(written: str) -> str:
    """Return `written` cleaned and on one line."""
    return " ".join(clean(written).split())
