"""Cost lines as text, one a line, read and written back alike: `Viewer; 2018/19 50,000; 2019/20 45,000`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.domain.imports.amounts import plain_figures, read_reckoning
from bot.domain.imports.drafts import Recurrence
from bot.domain.imports.recurrence import recurrence_in_cell
from bot.domain.money import format_pence
from bot.domain.proposals.amounts import holds_year, read_asked, read_product, read_year, split_year
from bot.domain.proposals.content import Content, CostLine, StatedTotal, YearAmount
from bot.domain.registers.comparing import year_words
from bot.domain.text import clean_line
from bot.errors import InvalidInputError

LINES_MOST = 200
NAME_MOST = 200
NOTE_MOST = 500
GIVEN = "approved earlier"
"""How a line says that its money was approved before, and is not asked again."""

_FAULTS_SHOWN = 4
_PARTS = re.compile(r"\s*[;\t]\s*")
_TOTAL = re.compile(
    r"total\b(?:\s+(?:of|for))?\s*(?P<of>.*?)\s*[:=]?\s*(?P<amount>(?:up to\s+)?£?\s*[\d.,]+\s*[km]?)$", re.I
)
_NOTE = re.compile(r"\s*[;\t]\s*note\s*:\s*", re.IGNORECASE)
_SAID = re.compile(r"(section|part|workstream|organisation|partner|money of|recurrence)\s*:\s*(.*)", re.IGNORECASE)
_SUM = re.compile(r"\d[^;]*\s[x×*@]\s*[£\d]")
_FLAGS = {
    "tbc": (False, True, False),
    "up to": (True, False, False),
    "tbc up to": (True, True, False),
    GIVEN: (False, False, True),
}
_FORM = "Write each line as: Viewer; 2018/19 50,000; 2019/20 45,000."


@dataclass(frozen=True, slots=True)
class CostNames:
    """Names of workstreams and organisations by their keys."""

    workstreams: Mapping[str, str] = field(default_factory=dict)
    organisations: Mapping[str, str] = field(default_factory=dict)

    def name(self, key: str) -> str:
        """Return what a workstream or organisation is called; the key itself where nobody has it."""
        return self.workstreams.get(key) or self.organisations.get(key) or key

    def workstream(self, written: str) -> str | None:
        """Return the key of a workstream by its key or name, None where there is none."""
        return _key_of(self.workstreams, written)

    def organisation(self, written: str) -> str | None:
        """Return the key of an organisation by its key or name, None where there is none."""
        return _key_of(self.organisations, written)


@dataclass(frozen=True, slots=True)
class TypedCosts:
    """What was typed: lines numbered from 1, the whole total where it was, and totals of parts."""

    lines: tuple[CostLine, ...]
    stated_total_pence: int | None = None
    stated_totals: tuple[StatedTotal, ...] = ()


def read_costs_text(written: str, names: CostNames) -> TypedCosts:
    """Read lines and totals as typed or pasted, one a line.

    Raises:
        InvalidInputError: a line cannot be taken; names the first few, each with its number and reason.
    """
    lines: list[CostLine] = []
    totals: list[StatedTotal] = []
    whole: int | None = None
    faults: list[str] = []
    for place, row in enumerate(written.splitlines(), 1):
        if not row.strip(" ;\t"):
            continue
        try:
            total = _read_total(row, names)
            if total is None:
                lines.append(read_line_text(row, len(lines) + 1, names))
            elif total == StatedTotal(total.pence, is_up_to=total.is_up_to):
                whole = total.pence
            else:
                totals.append(total)
        except InvalidInputError as fault:
            faults.append(f"Line {place}: {fault}")
    if faults:
        more = f" {len(faults) - _FAULTS_SHOWN} more lines cannot be taken." if len(faults) > _FAULTS_SHOWN else ""
        raise InvalidInputError(" ".join(faults[:_FAULTS_SHOWN]) + more)
    if not lines and whole is None and not totals:
        raise InvalidInputError("No line of costs is given.", _FORM)
    if len(lines) > LINES_MOST:
        raise InvalidInputError(f"A proposal has up to {LINES_MOST} lines of costs.", "Put small ones together.")
    return TypedCosts(tuple(lines), whole, tuple(totals))


def read_line_text(written: str, number: int, names: CostNames) -> CostLine:
    """Read one line of costs.

    Raises:
        InvalidInputError: it has no name, no amount, or a part of it cannot be read.
    """
    # A note stands last, and whatever is in it belongs to it.
    told, _, note = _NOTE.sub("\0", written.strip(), count=1).partition("\0")
    what, *parts = [clean_line(part) for part in _PARTS.split(told)]
    if not what or holds_year(what) or re.fullmatch(r"[£\d.,\s]+", what):
        raise InvalidInputError("The line has no name.", _FORM)
    if len(what) > NAME_MOST:
        raise InvalidInputError(f"A line's name has up to {NAME_MOST} letters.", "Put the rest into its note.")
    line = CostLine(number, what, note=clean_line(note)[:NOTE_MOST])
    for part in parts:
        if part:
            line = _with(line, part, names)
    return checked_line(line)


def checked_line(line: CostLine) -> CostLine:
    """Return a line that says how much it asks, or that this is to be confirmed.

    Raises:
        InvalidInputError: it says neither, or a year twice.
    """
    if not (line.years or line.is_tbc or line.stated_total_pence is not None or line.rate_pence is not None):
        raise InvalidInputError(
            f"“{line.what[:40]}” has no amount.", "Give one for a year, such as 2018/19 50,000, or write TBC."
        )
    seen = [(one.year, one.recurrence) for one in line.years]
    twice = next((year for year, recurrence in seen if seen.count((year, recurrence)) > 1), None)
    if twice is not None:
        raise InvalidInputError(f"“{line.what[:40]}” names {year_words(twice)} twice.", "Put both into one amount.")
    return line


def line_text(line: CostLine) -> str:
    """Return a line as it would be typed."""
    parts = [line.what]
    if line.quantity is not None and line.rate_pence is not None:
        sums = [f"{plain_figures(line.quantity)} {line.unit}".strip()]
        sums += [f"{plain_figures(line.periods)} {line.period}".strip()] if line.periods is not None else []
        parts.append(" x ".join([*sums, format_pence(line.rate_pence)]))
    for one in line.years:
        name = "" if one.year is None else year_words(one.year)
        recurrence = _recurrence_word(one.recurrence)
        parts.append(" ".join(word for word in (name, amount_text(one.pence, one), recurrence) if word))
    if line.stated_total_pence is not None:
        parts.append(f"total {format_pence(line.stated_total_pence)}")
    flags = " ".join(word for word, is_set in (("TBC", line.is_tbc), ("up to", line.is_up_to)) if is_set)
    parts += [flags] if flags else []
    parts += [GIVEN] if line.is_given else []
    parts += [_recurrence_word(line.recurrence)] if line.recurrence else []
    for label, said in (("workstream", line.workstream), ("partner", line.organisation), ("section", line.section)):
        parts += [f"{label}: {said}"] if said else []
    told = "; ".join(part.replace(";", ",") for part in parts)
    return f"{told}; note: {line.note}" if line.note else told


def costs_text(content: Content) -> str:
    """Return a proposal's lines and totals as they would be typed."""
    rows = [line_text(line) for line in content.costs]
    for one in content.stated_totals:
        of = [part for part in (one.workstream, one.organisation) if part]
        of += [f"section {one.section}"] if one.section else []
        of += [year_words(one.year)] if one.year is not None else []
        rows.append(f"Total {', '.join(of)}: {'up to ' if one.is_up_to else ''}{format_pence(one.pence)}")
    if content.stated_total_pence is not None:
        rows.append(f"Total: {format_pence(content.stated_total_pence)}")
    return "\n".join(rows)


def amount_text(pence: int | None, one: YearAmount) -> str:
    """Return a year's amount as typed: `£50,000`, `up to £100,000`, `TBC`."""
    marks = [word for word, is_set in (("TBC", one.is_tbc), ("up to", one.is_up_to)) if is_set]
    return " ".join([*marks, *([format_pence(pence)] if pence is not None else [])])


def year_text(line: CostLine, one: YearAmount) -> str:
    """Return a year's amount as it is shown: with the line's own bound, where the line has one."""
    return amount_text(one.pence, replace(one, is_up_to=one.is_up_to or (line.is_up_to and one.pence is not None)))


def numbered(lines: Sequence[CostLine]) -> tuple[CostLine, ...]:
    """Return lines numbered from 1 in their order."""
    return tuple(replace(line, number=number) for number, line in enumerate(lines, 1))


def _with(line: CostLine, part: str, names: CostNames) -> CostLine:
    said = _SAID.fullmatch(part)
    if said:
        return _with_said(line, said[1].casefold(), said[2], names)
    if holds_year(part):
        year, amount = split_year(part)
        return replace(line, years=(*line.years, year_amount(year, amount)))
    if part.casefold() in _FLAGS:
        is_up_to, is_tbc, is_given = (
            was or now
            for was, now in zip((line.is_up_to, line.is_tbc, line.is_given), _FLAGS[part.casefold()], strict=True)
        )
        return replace(line, is_up_to=is_up_to, is_tbc=is_tbc, is_given=is_given)
    if _SUM.search(part) or read_reckoning(part):
        found = read_product(part)
        return replace(
            line,
            quantity=found.quantity,
            unit=found.unit,
            periods=found.periods,
            period=found.period,
            rate_pence=found.rate_pence,
            is_up_to=line.is_up_to or found.is_up_to,
        )
    if not re.search(r"\d", part):
        return _with_words(line, part, names)
    asked = read_asked(re.sub(r"^total\b\s*:?\s*", "", part, flags=re.IGNORECASE))
    return replace(
        line,
        stated_total_pence=asked.pence,
        is_up_to=line.is_up_to or asked.is_up_to,
        is_tbc=line.is_tbc or asked.is_tbc,
    )


def _with_said(line: CostLine, label: str, said: str, names: CostNames) -> CostLine:
    match label:
        case "section" | "part":
            return replace(line, section=said[:NAME_MOST])
        case "recurrence":
            return _with_words(line, said, names)
        case "workstream":
            key = names.workstream(said)
            if key is None:
                raise InvalidInputError(f"There is no workstream “{said[:40]}”.", _list(names.workstreams))
            return replace(line, workstream=key)
        case _:
            key = names.organisation(said)
            if key is None:
                raise InvalidInputError(f"There is no organisation “{said[:40]}”.", _list(names.organisations))
            return replace(line, organisation=key)


def _with_words(line: CostLine, part: str, names: CostNames) -> CostLine:
    workstream, organisation = names.workstream(part), names.organisation(part)
    if workstream is not None:
        return replace(line, workstream=workstream)
    if organisation is not None:
        return replace(line, organisation=organisation)
    recurrence = _recurrence(part)
    if recurrence is not None:
        return replace(line, recurrence=recurrence)
    read_asked(part)
    raise InvalidInputError(f"“{part[:40]}” is not an amount.", _FORM)


def year_amount(year: int | None, written: str) -> YearAmount:
    """Read a year's amount with `recurrent` or `non-recurrent` behind it.

    Raises:
        InvalidInputError: it is no amount.
    """
    found = re.fullmatch(r"(.*?)[\s,]*\b((?:non[\s-]?)?recurrent|one[\s-]off)", written, re.IGNORECASE)
    amount, words = (found[1], found[2]) if found else (written, "")
    asked = read_asked(amount)
    return YearAmount(year, asked.pence, _recurrence(words), asked.is_up_to, asked.is_tbc)


def _read_total(row: str, names: CostNames) -> StatedTotal | None:
    """Return a total that stands by itself in a row; None where the row is a line."""
    said = clean_line(row)
    found = _TOTAL.fullmatch(said) if ";" not in row and "\t" not in row else None
    if found is None:
        return None
    asked = read_asked(found["amount"])
    total = StatedTotal(asked.pence or 0, is_up_to=asked.is_up_to)
    for part in [part.strip() for part in found["of"].strip(" :=").split(",") if part.strip()]:
        workstream, organisation = names.workstream(part), names.organisation(part)
        if holds_year(part):
            total = replace(total, year=read_year(part))
        elif part.casefold().startswith("section "):
            total = replace(total, section=part[8:].strip(" :“”"))
        elif workstream is not None:
            total = replace(total, workstream=workstream)
        elif organisation is not None:
            total = replace(total, organisation=organisation)
        else:
            raise InvalidInputError(
                f"“{part[:40]}” is no workstream, organisation or year.",
                "Write totals as: Total PC: 412,550, or Total: 2,478,817.",
            )
    return total


def _recurrence(words: str) -> Recurrence | None:
    return recurrence_in_cell(re.sub(r"[\s-]+", " ", words.casefold())) if words else None


def _recurrence_word(recurrence: Recurrence | None) -> str:
    return recurrence.value.replace("_", "-") if recurrence else ""


def _key_of(known: Mapping[str, str], written: str) -> str | None:
    said = written.casefold()
    return next((key for key, name in known.items() if said in (key.casefold(), name.casefold())), None)


def _list(known: Mapping[str, str]) -> str:
    return f"It is one of {', '.join(known)}." if known else "None is set up."
