"""Rows of a register of interests into drafts."""

from __future__ import annotations

import re

from bot.domain.imports.context import Context, Result
from bot.domain.imports.dated import settle
from bot.domain.imports.drafts import InterestDraft, Refused
from bot.domain.imports.tables import Line
from bot.domain.imports.words import cut, heading_words, is_missing

_TICKED = {
    "type_pecuniary": "pecuniary",
    "type_professional": "professional financial",
    "type_non_pecuniary": "non-pecuniary",
    "type_indirect": "indirect",
}
_UNTICKED = frozenset({"", "no", "n", "false", "0"})
_SENSITIVE = re.compile(r"\b(?:yes|y|sensitive|withheld|withhold|true|restricted|not published|do not publish)\b")
_NOT_SENSITIVE = re.compile(r"\b(?:no|n|not sensitive|false|public|published)\b")


def read_interests(context: Context) -> Result:
    """Return the register's interests. A row without a name goes on with the person above it, who is noted."""
    drafts: list[InterestDraft] = []
    refused: list[Refused] = []
    carried: list[str] = []
    person = position = ""
    for line in context.records:
        own = line.line("person")
        if is_missing(own) and not drafts:
            refused.append(Refused(line.row, cut(line.label), "It names nobody."))
            continue
        if is_missing(own):
            carried.append(str(line.row))
        else:
            person, position = own, ""
        position = line.line("position") or position
        if not any(line.text(name) for name in ("nature", "organisation", *_TICKED)):
            refused.append(Refused(line.row, cut(own or person), "It declares nothing: no organisation and no nature."))
            continue
        drafts.append(_draft(context, line, person, position))
    more = f" and {len(carried) - 8} more" if len(carried) > 8 else ""
    note = f"No name on row {', '.join(carried[:8])}{more}: the one above was taken."
    return Result(tuple(drafts), tuple(refused), notes=(note,) if carried else ())


def _draft(context: Context, line: Line, person: str, position: str) -> InterestDraft:
    day = context.dates.read(line, "declared_on")
    return InterestDraft(
        row=line.row,
        person=person,
        declared_on=settle(line, "declared_on", day),
        position=position,
        organisation=line.line("organisation"),
        nature=line.text("nature"),
        type=_type(line),
        is_sensitive=_sensitive(line, is_publish="publish" in heading_words(context.heading_of("is_sensitive"))),
        until_on=settle(line, "until_on", context.dates.read(line, "until_on")),
        questions=tuple(line.doubts),
    )


def _type(line: Line) -> str:
    written = line.line("type")
    ticked = [word for name, word in _TICKED.items() if line.line(name).casefold() not in _UNTICKED]
    return written or ", ".join(ticked)


def _sensitive(line: Line, *, is_publish: bool) -> bool | None:
    words = heading_words(line.line("is_sensitive"))
    if not words:
        return None
    if _NOT_SENSITIVE.search(words) and not re.search(r"not pub|do not", words):
        return is_publish
    if _SENSITIVE.search(words):
        return not is_publish
    line.ask("is_sensitive", words, "It does not say whether the interest is sensitive.")
    return None
