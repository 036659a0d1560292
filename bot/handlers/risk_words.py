"""The words after `/risk`, read into what is asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from bot.domain.listing import Filter, ListQuery, Sort
from bot.domain.references import leading_reference
from bot.domain.scoring import Score
from bot.domain.text import clean
from bot.errors import InvalidInputError
from bot.handlers.as_of import split_as_of
from bot.handlers.meant import meant
from bot.views.wording import unescape

_SCORE = re.compile(
    r"^(-?[0-9]{1,3})\s?[x×*X]\s?(-?[0-9]{1,3})(?:\s?=\s?([0-9]{1,4}))?(?![0-9A-Za-z]|[.,][0-9]|\s?=)[\s,:;.\-]*",
    re.ASCII,
)
_TO_BE_CONFIRMED = re.compile(r"^tbc(?![0-9A-Za-z])[\s,:;.\-]*", re.ASCII | re.IGNORECASE)
_WORDS_MAX = 12
_WORD_MAX = 40


class Verb(StrEnum):
    """What `/risk` can be asked to do."""

    HELP = "help"
    SHOW = "show"
    LIST = "list"
    SEARCH = "search"
    HISTORY = "history"
    ADD = "add"
    UPDATE = "update"
    EDIT = "edit"
    CLOSE = "close"
    REOPEN = "reopen"


_TAKES_WORDS = frozenset({Verb.UPDATE, Verb.CLOSE, Verb.REOPEN})
_WITH_REF = frozenset({Verb.SHOW, Verb.HISTORY, Verb.UPDATE, Verb.EDIT, Verb.CLOSE, Verb.REOPEN})
_WISHES = {Verb.SHOW: "see", Verb.HISTORY: "see the history of"}


@dataclass(frozen=True, slots=True)
class RiskCommand:
    """A command as understood. `rest` is what follows the reference, `query` belongs to list and search.

    `as_of` is the day as of which a risk is to be shown, None for the present.
    """

    verb: Verb
    ref: str = ""
    rest: str = ""
    query: ListQuery = field(default_factory=ListQuery)
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class WrittenScore:
    """A score as written in a command, None where it is to be confirmed, and the words behind it."""

    score: Score | None
    words: str


def read_risk_command(text: str, today: date = date.max, areas: Iterable[str] = ()) -> RiskCommand:
    """Read the text of a `/risk` command, in the escaped form in which Slack delivers it.

    Args:
        text: what follows `/risk`.
        today: the partnership's day; a list and a risk alone may be asked for as of a day up to it.
        areas: the verbs that are read elsewhere, for whoever mistypes one.

    Raises:
        InvalidInputError: nothing to search for, too much, a verb without its reference, or no such day.
    """
    written = clean(unescape(text))
    if not written:
        return RiskCommand(Verb.HELP)
    first, *others = written.split(maxsplit=1)
    rest = "".join(others)
    if first.casefold() in set(Verb):
        verb = Verb(first.casefold())
    elif leading_reference(written):
        verb, rest = Verb.SHOW, written
    else:
        raise InvalidInputError(
            f"I don't understand “{_short(written)}”.",
            f"{meant('/risk', first, (*Verb, *areas))}Give a reference such as `/risk PC11`, or see `/risk help`.",
        )
    if verb is Verb.SHOW:
        rest, as_of = split_as_of(rest, today)
        return replace(_with_ref(verb, rest.strip()), as_of=as_of)
    if verb in _WITH_REF:
        return _with_ref(verb, rest.strip())
    if verb is Verb.LIST:
        rest, as_of = split_as_of(rest, today)
        return RiskCommand(verb, query=replace(_list_query(rest), as_of=as_of))
    if verb is Verb.SEARCH:
        return RiskCommand(verb, query=_search_query(rest))
    return RiskCommand(verb, rest=rest.strip())


def read_score(rest: str, *, severity_first: bool) -> WrittenScore | None:
    """Read `4x3 words` or `TBC words`; None when it does not begin with a score.

    Args:
        rest: what follows the reference.
        severity_first: whether the partnership writes severity before likelihood.

    Raises:
        InvalidInputError: a number outside 1 to 5, or a product that is not theirs.
    """
    unknown = _TO_BE_CONFIRMED.match(rest)
    if unknown:
        return WrittenScore(None, rest[unknown.end() :].strip())
    found = _SCORE.match(rest)
    if not found:
        return None
    first, second = int(found[1]), int(found[2])
    score = Score(second, first) if severity_first else Score(first, second)
    if found[3] and int(found[3]) != score.value:
        raise InvalidInputError(
            f"{first} x {second} is {score.value}, not {found[3]}.", "Say which of the numbers you mean."
        )
    return WrittenScore(score, rest[found.end() :].strip())


def _with_ref(verb: Verb, rest: str) -> RiskCommand:
    found = leading_reference(rest)
    if found:
        ref, words = found
        if verb not in _TAKES_WORDS and words.strip(".?!"):
            raise InvalidInputError(
                f"I don't know what to do with “{_short(words)}”. Nothing was saved.",
                f"To record it: `/risk update {ref.upper()} {_short(words)}`. To see the risk: `/risk {ref.upper()}`.",
            )
        return RiskCommand(verb, ref=ref, rest=words)
    if not rest:
        wish = _WISHES.get(verb, verb.value)
        raise InvalidInputError(f"Which risk do you want to {wish}?", f"Give its reference: `/risk {verb} PC11`.")
    raise InvalidInputError(
        f"“{_short(rest)}” does not begin with a reference.",
        f"A reference is a workstream's letters and a number: `/risk {verb} PC11`.",
    )


def _list_query(rest: str) -> ListQuery:
    workstream, kind, sort = [], Filter.OPEN, Sort.SCORE
    for word in rest.split():
        plain = word.casefold().strip(",")
        if plain in set(Filter):
            if kind not in {Filter.OPEN, Filter(plain)}:
                raise InvalidInputError(
                    f"A list takes one of these at a time: {kind.value} or {plain}.", f"Try `/risk list {plain}`."
                )
            kind = Filter(plain)
        elif plain in set(Sort):
            sort = Sort(plain)
        elif plain not in {"sort", "by", "all"}:
            workstream.append(word)
    return ListQuery(" ".join(workstream) or None, kind, sort)


def _search_query(rest: str) -> ListQuery:
    words = tuple(dict.fromkeys(rest.split()))
    if not words:
        raise InvalidInputError("Search for what?", "Give one or more words: `/risk search elective budget`.")
    if len(words) > _WORDS_MAX or any(len(word) > _WORD_MAX for word in words):
        raise InvalidInputError(
            f"That is more than I can search for (at most {_WORDS_MAX} words of {_WORD_MAX} letters).",
            "Take the few words that matter most.",
        )
    return ListQuery(words=words)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 40 else f"{line[:39]}…"
