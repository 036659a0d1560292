"""What changed between two versions of a proposal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from bot.domain.proposals.content import Content, CostLine

_WORDS_FROM = 12
_WORDS_AROUND = 3


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that changed: `what` was `before` and is `after`, in words; either is empty for nothing.

    Attributes:
        taken_out, put_in: of a longer text, the pieces that went and came; `before` and `after` are empty then.
    """

    what: str
    before: str = ""
    after: str = ""
    taken_out: tuple[str, ...] = ()
    put_in: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """How values are said: each maps a content's values to words.

    Attributes:
        answers: label and words of each answer, of both versions alike, by question.
        line: a cost line's amounts.
        asks: what boards are asked with a recommendation, by its number.
    """

    asked: str
    starts_on: str
    money_of: str
    people: str
    answers: Mapping[str, tuple[str, str]]
    lines: Mapping[int, str]
    asks: Mapping[int, str]


def differences(before: Content, after: Content, said_before: Said, said_after: Said) -> tuple[Difference, ...]:
    """Return what changed between two contents, in the order of the form."""
    return tuple(_differences(before, after, said_before, said_after))


def _differences(before: Content, after: Content, was: Said, now: Said) -> Iterator[Difference]:
    yield from _text("Title", before.title, after.title)
    yield from _text("Summary", before.summary, after.summary)
    if was.asked != now.asked:
        yield Difference("What it asks for", was.asked, now.asked)
    yield from _text("Start", was.starts_on, now.starts_on)
    yield from _text("Whose money", was.money_of, now.money_of)
    for key in dict.fromkeys((*was.answers, *now.answers)):
        label = (now.answers.get(key) or was.answers[key])[0]
        yield from _text(label, was.answers.get(key, ("", ""))[1], now.answers.get(key, ("", ""))[1])
    yield from _lines(before.costs, after.costs, was, now)
    yield from _recommendations(before, after, was, now)
    yield from _text("Risks it treats", ", ".join(before.risks), ", ".join(after.risks))
    yield from _text("People it concerns", was.people, now.people)
    yield from _text("Organisations it concerns", ", ".join(before.organisations), ", ".join(after.organisations))


def _lines(before: Sequence[CostLine], after: Sequence[CostLine], was: Said, now: Said) -> Iterator[Difference]:
    """Compare cost lines by their words; lines of the same words, in their order."""
    left = list(before)
    for line in after:
        same = next((one for one in left if one.what.casefold() == line.what.casefold()), None)
        if same is None:
            yield Difference(f"Cost “{line.what}”", "", now.lines[line.number])
            continue
        left.remove(same)
        if was.lines[same.number] != now.lines[line.number]:
            yield Difference(f"Cost “{line.what}”", was.lines[same.number], now.lines[line.number])
    for line in left:
        yield Difference(f"Cost “{line.what}”", was.lines[line.number], "")


def _recommendations(before: Content, after: Content, was: Said, now: Said) -> Iterator[Difference]:
    old = {one.number: one for one in before.recommendations}
    new = {one.number: one for one in after.recommendations}
    for number in sorted(old.keys() | new.keys()):
        name = f"Recommendation {number}"
        yield from _text(name, old[number].words if number in old else "", new[number].words if number in new else "")
        if number in old and number in new:
            yield from _text(f"{name}, what is asked", was.asks.get(number, ""), now.asks.get(number, ""))


def _text(what: str, before: str, after: str) -> Iterator[Difference]:
    if before == after:
        return
    old, new = before.split(), after.split()
    if min(len(old), len(new)) < _WORDS_FROM:
        yield Difference(what, before, after)
        return
    taken, put = [], []
    for kind, old_from, old_to, new_from, new_to in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        if old_to > old_from:
            taken.append(_among(old, old_from, old_to))
        if new_to > new_from:
            put.append(_among(new, new_from, new_to))
    if taken or put:
        yield Difference(what, taken_out=tuple(taken), put_in=tuple(put))


def _among(words: Sequence[str], start: int, end: int) -> str:
    """Return some of the words of a text with a few of those around them."""
    first, last = max(start - _WORDS_AROUND, 0), end + _WORDS_AROUND
    piece = " ".join(words[first:last])
    return f"{'… ' if first else ''}{piece}{' …' if last < len(words) else ''}"
