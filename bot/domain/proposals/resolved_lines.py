"""Conditions and milestones as they are written in a form: one a line, with what is known of each behind semicolons.

`Value for money is confirmed; owner: CCG chief finance officer; by: 31 Jan 2019; before; falls`
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from bot.domain.proposals.decisions import Due, Milestone, OnLapse, Terms
from bot.domain.text import clean_line

MOST = 20
_WORDS_MOST = 600
_LABELS = {
    "owner": "owner",
    "by": "by",
    "until": "by",
    "long stop": "by",
    "due": "by",
    "shown by": "evidence",
    "evidence": "evidence",
    "discharged by": "discharger",
}
_DUE = {"before": Due.BEFORE, "after": Due.AFTER}
_ON_LAPSE = {"falls": OnLapse.FALLS, "stays": OnLapse.STAYS}


class LineFaultError(ValueError):
    """A line that cannot be taken; its message is a sentence for whoever wrote it."""


@dataclass(frozen=True, slots=True)
class Readers:
    """Read parts of a line.

    Attributes:
        person: a person's id and name by what they are called; the id is None for words that name nobody.
        day: a day; both raise `LineFaultError`.
    """

    person: Callable[[str], tuple[int | None, str]]
    day: Callable[[str], date]


@dataclass(frozen=True, slots=True)
class Defaults:
    """What holds of a condition where its line says nothing else."""

    owner_id: int | None
    discharged_by_id: int | None
    discharger: str
    long_stop_on: date | None


def read_conditions(written: str, readers: Readers, defaults: Defaults) -> tuple[Terms, ...]:
    """Return the conditions of a text.

    Raises:
        LineFaultError: a line names an unknown person, no day, or says what there is not.
    """
    return tuple(_condition(line, readers, defaults) for line in _lines(written))


def read_milestones(written: str, readers: Readers, owner_id: int | None) -> tuple[Milestone, ...]:
    """Return the milestones of a text; those that name nobody are `owner_id`'s.

    Raises:
        LineFaultError: as for conditions.
    """
    found = []
    for line in _lines(written):
        words, said, flags = _parts(line)
        if flags or said.keys() - {"owner", "by"}:
            wrong = next(iter([*flags, *(said.keys() - {"owner", "by"})]))
            raise LineFaultError(f"“{wrong}” says nothing of a milestone. Give “owner:” and “by:”.")
        owner = readers.person(said["owner"])[0] if "owner" in said else owner_id
        found.append(Milestone(words, owner, readers.day(said["by"]) if "by" in said else None))
    return tuple(found)


def _condition(line: str, readers: Readers, defaults: Defaults) -> Terms:
    words, said, flags = _parts(line)
    unknown = next((flag for flag in flags if flag not in _DUE and flag not in _ON_LAPSE), None)
    if unknown is not None:
        raise LineFaultError(
            f"I don't understand “{unknown[:40]}”. Behind a condition stand “owner:”, “by:”, “shown by:”, "
            "“discharged by:”, “before” or “after”, “stays” or “falls”."
        )
    discharged_by_id, discharger = defaults.discharged_by_id, defaults.discharger
    if "discharger" in said:
        discharged_by_id, discharger = readers.person(said["discharger"])
    return Terms(
        words=words,
        owner_id=readers.person(said["owner"])[0] if "owner" in said else defaults.owner_id,
        evidence=said.get("evidence", ""),
        long_stop_on=readers.day(said["by"]) if "by" in said else defaults.long_stop_on,
        discharged_by_id=discharged_by_id,
        discharger=discharger,
        due=next((_DUE[flag] for flag in flags if flag in _DUE), Due.BEFORE),
        on_lapse=next((_ON_LAPSE[flag] for flag in flags if flag in _ON_LAPSE), OnLapse.STAYS),
    )


def _lines(written: str) -> list[str]:
    lines = [line for line in map(clean_line, written.splitlines()) if line]
    if len(lines) > MOST:
        raise LineFaultError(f"That is {len(lines)} lines; at most {MOST} fit.")
    return lines


def _parts(line: str) -> tuple[str, dict[str, str], list[str]]:
    """Return a line's words, what is said by labels, and words that stand alone.

    What no label begins and is no flag belongs to the words: a semicolon may stand in them.
    """
    first, *rest = [part.strip() for part in line.lstrip("-•* ").split(";")]
    words, said, flags = [first], dict[str, str](), list[str]()
    for part in rest:
        label, colon, value = part.partition(":")
        known = _LABELS.get(label.strip().casefold()) if colon else None
        if known is not None:
            said[known] = value.strip()
        elif part and (said or flags or part.casefold() in {*_DUE, *_ON_LAPSE}):
            flags.append(part.casefold())
        elif part:
            words.append(part)
    whole = "; ".join(words)
    if not whole or len(whole) > _WORDS_MOST:
        raise LineFaultError("Begin each line with what is to be done, in at most 600 characters.")
    return whole, said, flags
