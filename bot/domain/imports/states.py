"""Whether a record is open or closed by the words of its status: what is half said is said by nobody."""

from __future__ import annotations

import re

from bot.domain.imports.words import heading_words
from bot.domain.months import MONTHS

_ENDED = r"(?:closed|completed|done|discharged|resolved|finished|archived)"
# “Close monitoring” and “Complete by March” close nothing: the bare words count alone, or before the day.
_DAY = rf"(?:on )?(?:\d|(?:{'|'.join(MONTHS)})[a-z]*(?: \d|$))"
_BEGINS_CLOSED = re.compile(
    r"(?:(?:now|fully|all|risk|action|actions|de escalated and) )?"
    rf"(?:{_ENDED}\b|(?:close|complete)(?:$| {_DAY}))"
)
_HOLDS_CLOSED = re.compile(rf"\b{_ENDED}\b")
_OPEN = re.compile(
    r"\b(?:open|live|active|ongoing|new|current|(?<!de )escalated|re ?opened|in progress|outstanding|overdue"
    r"|not (?:yet )?started|due|on track|late)\b"
)
_PLAINLY_OPEN = re.compile(r"not (?:yet )?(?:closed|complete|completed|done|finished)")
_NOT_OPEN = re.compile(r"\b(?:not|no longer|never|non)(?: \w+)? (?:open|live|active|ongoing|new|current|escalated)\b")
_HALF = re.compile(
    r"\b(?:not|no|never|nearly|almost|mostly|partly|partially|part|half|to be|except|but|apart|pending|awaiting|subject"
    r"|if|once|when|until|unless|should|will|may(?! \d|$)|might|can|could|recommended|proposed|requested|expected"
    r"|provisionally|ready|was|were|previously|formerly|soon)\b"
)


def read_state(written: str) -> bool | None:
    """Return True for open, False for closed; None where the words are neither, both, or stop short of either."""
    words = heading_words(written)
    if "?" in written or "%" in written:
        return None
    is_open, is_closed = bool(_OPEN.search(words)), bool(_HOLDS_CLOSED.search(words) or _BEGINS_CLOSED.match(words))
    if _PLAINLY_OPEN.fullmatch(words):
        return True
    if is_open:
        return None if is_closed or _NOT_OPEN.search(words) else True
    return False if _BEGINS_CLOSED.match(words) and not _HALF.search(words) else None
