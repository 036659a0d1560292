"""The words of a cell: markup and bullets taken off, the ways of saying that something is open or missing."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from bot.domain.text import clean

_TAG = re.compile(
    r"</?(?:p|br|b|i|u|s|ul|ol|li|div|span|strong|em|font|h[1-6]|table|tbody|thead|tr|td|th|a|sup|sub|hr|blockquote|pre"
    r"|code|style|script|html|body|head|o:p|img)\b[^<>]*(?:>|$|(?=<))",
    re.IGNORECASE,
)
_TAG_NAME = re.compile(r"</?[a-z0-9:]+", re.IGNORECASE)
_UNSEEN = re.compile(r"<(style|script|head)\b[^<>]*>.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_UNSEEN_MOST = 40
_ENTITY = re.compile(
    r"&(?:nbsp|amp|lt|gt|quot|apos|bull|pound|ndash|mdash|rsquo|lsquo|#\d{2,6}|#x[0-9a-f]{2,5});", re.IGNORECASE
)
_BREAKING = frozenset({"p", "br", "div", "li", "ul", "ol", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "table", "hr"})
_BULLET = re.compile(r"^[ \t]*(?:[•●○▪■◦‣⁃∙·\uf0b7\uf0a7]|[-–*](?=\s)|o(?=\s{2,}|\t))[ \t]*", re.MULTILINE)
_TBC = r"t\.?b\.?[cda]"
OPEN_PART = re.compile(rf"\(?\s*\b{_TBC}\b\.?\s*\)?[:,;\-–]?", re.IGNORECASE)
"""`TBC` beside other words of a cell."""

_OPEN = re.compile(
    rf"\(?\s*(?:{_TBC}\.?|to be (?:confirmed|agreed|determined|decided|advised)"
    r"|not yet (?:known|agreed|confirmed))\s*\)?",
    re.IGNORECASE,
)
_MISSING = frozenset({"", "-", "–", "—", "--", "n/a", "na", "n.a.", "not applicable", "none", "nil", "?", "."})
# A second bullet on the line of the first; a dash or a middle dot within a line also parts words that belong together.
_NEXT_BULLET = re.compile(r"(?<=\S)[ \t]+[•●○▪■◦‣⁃∙\uf0b7\uf0a7](?=\s)")
_PUNCTUATION = re.compile(r"[^a-z0-9]+")


class _Seen(HTMLParser):
    """Collects what a browser would show; list items become lines of their own."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - its signature
        if tag in _BREAKING:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _BREAKING:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def read_text(written: str) -> str:
    """Return a cell's words: markup (also unclosed) and bullets off, one line for each item, cleaned."""
    if written.isalnum() and written.isascii():
        return written
    text = _without_markup(written) if _TAG.search(written) or _ENTITY.search(written) else written
    text = _NEXT_BULLET.sub("\n•", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = clean(_BULLET.sub("", text))
    return "\n".join(line for line in text.split("\n") if line)


def read_line(written: str) -> str:
    """Return a cell's words on one line."""
    return " ".join(read_text(written).split())


def items(written: str) -> tuple[str, ...]:
    """Return the lines of a cell, one for each bullet or line break."""
    return tuple(line for line in read_text(written).split("\n") if line)


def is_to_be_confirmed(written: str) -> bool:
    """Return whether a cell says only that its value is not known yet (`TBC`)."""
    return bool(_OPEN.fullmatch(written.strip()))


def is_missing(written: str) -> bool:
    """Return whether a cell is blank or holds a mark for nothing."""
    return written.strip().casefold() in _MISSING


def cut(written: str, most: int = 80) -> str:
    """Return `written` on one line, no longer than `most` characters."""
    line = " ".join(written.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def heading_words(heading: str) -> str:
    """Return a heading in lower-case words: no punctuation, `&` as and, `#` as number."""
    text = read_line(heading).casefold().replace("&", " and ").replace("#", " number ")
    return " ".join(_PUNCTUATION.sub(" ", text.replace("_", " ").replace("’", "").replace("'", "")).split())


def _without_markup(written: str) -> str:
    # A "<" that begins no tag ("<5% of patients") is kept as it stands; a tag that never ends is closed; no attribute
    # matters.
    seen = _Seen()
    at = 0
    # Each of them is looked for to the end of the cell; a page full of them is no register's cell.
    plain = _UNSEEN.sub("", written, count=_UNSEEN_MOST) if written.count("<s") <= _UNSEEN_MOST else written
    for tag in _TAG.finditer(plain):
        _feed_words(seen, plain[at : tag.start()])
        name = _TAG_NAME.match(tag[0])
        # What follows a style or script that never ends would be swallowed.
        if name and not name[0].casefold().endswith(("style", "script")):
            seen.feed(f"{name[0]}>")
        at = tag.end()
    _feed_words(seen, plain[at:])
    seen.close()
    return "".join(seen.parts)


def _feed_words(seen: _Seen, words: str) -> None:
    seen.feed(words.replace("<", "&lt;"))
