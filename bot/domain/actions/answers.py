"""An answer in a message's thread: which of its actions it is about, and what it says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.actions.refs import plain_reference

# A number alone is the beginning of many a sentence, such as "2 weeks more" or "1:1 held": a sign must follow it, and
# no further figure or part of a word.
_NUMBER = re.compile(
    r"\s*(?:no\.?\s*|#|\()?(\d{1,2})(?:\s*[.):](?=\s|$|[^\W\d_])|\s*[\-‐-―]+(?=\s|$)|\s*$)", re.IGNORECASE
)
_SIGNS = " \n,;:.)-‐‑‒–—―"
_ENDING = re.compile(r"[:;.)\-‐-―]+$")
_WORDS_OF_A_REFERENCE = 3
_ENDED = re.compile(r"\b(done|complete|completed|finished|closed|delivered)\b", re.IGNORECASE)
_NOT_ENDED = re.compile(
    r"\b(not|never|nearly|almost|half|partly|until|once|when|before|if|should|will|would|be|being|get|can|could|to)\b"
    r"|n['’]t\b|\?",
    re.IGNORECASE,
)
_MORE_TIME = re.compile(
    r"\b(extend|extension|postpone|more time|move the (date|day)|(another|more) (days?|weeks?|months?)"
    r"|(days?|weeks?|months?) more)\b",
    re.IGNORECASE,
)
_SHORT = 80


@dataclass(frozen=True, slots=True)
class Meant:
    """The action that an answer names at its beginning, and what follows; the whole answer where it names none.

    `others` are further actions that it speaks of as it does of the first.
    """

    ref: str | None
    words: str
    others: tuple[str, ...] = ()


def read_answer(text: str, numbered: Mapping[int, str]) -> Meant:
    """Return what an answer is about.

    Args:
        text: as it was written.
        numbered: the references it may be about, by the number each has in the message.
    """
    by_plain = {plain_reference(ref): ref for ref in numbered.values()}
    first, is_marked, words = _beginning(text, by_plain, numbered)
    named = [_beginning(line, by_plain, numbered)[0] for line in text.splitlines()[1:]]
    if not is_marked:
        # "ICBOct18-3 and ICBOct18-4 are done" is about both; "ICBOct18-3: waits for ICBOct18-4" is about the first.
        named += [by_plain.get(plain_reference(word.strip(_SIGNS + "("))) for word in text.split()]
    found = tuple(dict.fromkeys(ref for ref in (first, *named) if ref is not None))
    if len(found) > 1:
        return Meant(None, text, found)
    return Meant(first, words if first else text)


class Wish(StrEnum):
    """What words ask for that no update does."""

    NONE = ""
    DONE = "done"
    MORE_TIME = "more time"


def asks_for(words: str) -> Wish:
    """Return what words seem to ask for: to close the action, or to move its day."""
    if _MORE_TIME.search(words):
        return Wish.MORE_TIME
    says_done = len(words) <= _SHORT and _ENDED.search(words) is not None and _NOT_ENDED.search(words) is None
    return Wish.DONE if says_done else Wish.NONE


def leading_number(text: str) -> int | None:
    """Return the number of a line of the message with which an answer begins, whether or not there is such a line."""
    found = _NUMBER.match(text)
    return int(found[1]) if found else None


def _beginning(text: str, by_plain: Mapping[str, str], numbered: Mapping[int, str]) -> tuple[str | None, bool, str]:
    """Return the action a text begins with, whether a sign sets it off from what follows, and what follows."""
    words = text.split(maxsplit=_WORDS_OF_A_REFERENCE)
    for taken in range(min(len(words), _WORDS_OF_A_REFERENCE), 0, -1):
        named = "".join(words[:taken])
        ref = by_plain.get(plain_reference(named.rstrip(_SIGNS)))
        if ref is not None:
            follows = _after(text, taken)
            is_marked = _ENDING.search(named) is not None or not follows[:1].isalnum()
            return ref, is_marked, follows.lstrip(_SIGNS)
    number = _NUMBER.match(text)
    if number is not None and int(number[1]) in numbered:
        return numbered[int(number[1])], True, text[number.end() :].lstrip(_SIGNS)
    return None, False, text


def _after(text: str, words: int) -> str:
    """Return what follows the first `words` words, with its line breaks."""
    found = re.match(rf"\s*(?:\S+\s*){{{words}}}", text)
    return text[found.end() :] if found else ""
