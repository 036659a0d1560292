"""What is wrong or open in a proposal's sums, in plain sentences: from its lines and the totals its author typed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.domain.money import format_pence
from bot.domain.proposals.content import Content, CostLine, StatedTotal
from bot.domain.proposals.cost_misprints import misprints
from bot.domain.proposals.costs import (
    Part,
    Sum,
    by_year,
    parts_of,
    reckoned_pence,
    reckoning_words,
    sum_of,
    sum_of_line,
    year_name,
)

Named = Callable[[str], str]
"""Returns the name of a workstream or organisation by its key."""

_LINES_NAMED = 4


class FaultKind(StrEnum):
    """What kind of thing is wrong, worst first: what the whole asks, then its parts, then single lines."""

    WHOLE = "whole"
    WORDS = "words"
    NO_LINE = "no_line"
    COUNTS_UNCONFIRMED = "counts_unconfirmed"
    TOTAL = "total"
    YEARS = "years"
    RECKONING = "reckoning"
    NO_YEAR = "no_year"
    TWICE = "twice"
    NO_FIGURE = "no_figure"


@dataclass(frozen=True, slots=True)
class CostFault:
    """One thing that is wrong or open.

    Attributes:
        words: the sentence, which names the amounts.
        lines: numbers of the lines it is about.
        stated, reckoned: pence as typed, and as the lines come to, where it compares two.
    """

    kind: FaultKind
    words: str
    lines: tuple[int, ...] = ()
    stated: int | None = None
    reckoned: int | None = None

    @property
    def size(self) -> int:
        """By how many pence the two differ that it compares, 0 where it compares none."""
        return 0 if self.stated is None or self.reckoned is None else abs(self.stated - self.reckoned)


def faults_of(content: Content, named: Named = str, *, envelope_pence: int | None = None) -> tuple[CostFault, ...]:
    """Return everything wrong or open in a proposal's sums, worst first, and of one kind the largest first.

    Args:
        content: the proposal.
        named: how to call workstreams and organisations.
        envelope_pence: the fund's, to compare amounts in the recommendations' words with.
    """
    found = [fault for line in content.costs for fault in _of_line(line)]
    found += [fault for stated in content.stated_totals if (fault := _of_total(content, stated, named))]
    found += _of_whole(content)
    found += [CostFault(FaultKind.WORDS, *one) for one in misprints(content, envelope_pence)]
    found += _without_year(content.costs)
    found += _twice(content.costs)
    found += _without_figure(content.costs)
    order = list(FaultKind)
    return tuple(sorted(found, key=lambda fault: (order.index(fault.kind), -fault.size)))


def _of_line(line: CostLine) -> list[CostFault]:
    found: list[CostFault] = []
    amounts = [one.pence for one in line.years if one.pence is not None]
    stated, years = line.stated_total_pence, sum(amounts)
    is_open = line.is_tbc or any(one.is_tbc for one in line.years)
    # What is still to be confirmed may well make up what the printed total has more.
    if amounts and stated is not None and (stated < years or (stated > years and not is_open)):
        words = (
            f"{_line(line)}: its years come to {_bound(line)}{format_pence(years)}, and its total says "
            f"{_bound(line)}{format_pence(stated)}, {_by(stated, years)}."
        )
        found.append(CostFault(FaultKind.YEARS, words, (line.number,), stated, years))
    reckoned = reckoned_pence(line)
    compared = stated if stated is not None else years if amounts else None
    if reckoned is not None and compared is not None and reckoned != compared:
        whose = "its total says" if stated is not None else "its years come to"
        words = (
            f"{_line(line)}: {reckoning_words(line)} comes to {format_pence(reckoned)}, and {whose} "
            f"{_bound(line)}{format_pence(compared)}, {_by(compared, reckoned)}."
        )
        found.append(CostFault(FaultKind.RECKONING, words, (line.number,), compared, reckoned))
    return found


def _of_total(content: Content, stated: StatedTotal, named: Named) -> CostFault | None:
    lines = tuple(line for line in content.costs if _is_of(line, stated, content.money_of))
    parts = tuple(part for line in lines for part in parts_of(line, content.money_of))
    if stated.year is not None:
        sums = by_year(parts)
        parts = tuple(part for part in parts if part.year == stated.year)
        total = sums.get(stated.year, Sum())
    else:
        total = sum_of(parts)
    name = total_name(stated, named)
    return _compared(name, stated.pence, total, lines, parts, is_up_to=stated.is_up_to, in_year=stated.year is not None)


def _of_whole(content: Content) -> list[CostFault]:
    stated = content.stated_total_pence
    if stated is None:
        return []
    if not content.costs:
        words = f"The whole total says {format_pence(stated)}, and no line says what it is for."
        return [CostFault(FaultKind.NO_LINE, words, (), stated, 0)]
    parts = tuple(part for line in content.costs for part in parts_of(line))
    total = sum_of(parts)
    groups = _whole_groups(content.stated_totals)
    if groups and stated != total.known:
        rest = [line for line in content.costs if not any(_is_of(line, one, content.money_of) for one in groups)]
        typed = sum(one.pence for one in groups) + sum(sum_of_line(line).known for line in rest)
        if typed == stated:
            words = (
                f"The whole total of {format_pence(stated)} adds up the totals of its parts as they are typed; "
                f"the lines come to {_compared_words(total)}, {_by(total.known, stated)}."
            )
            return [CostFault(FaultKind.WHOLE, words, (), stated, total.known)]
        words = (
            f"The whole total says {format_pence(stated)}; the totals of its parts come to {format_pence(typed)}, "
            f"{_by(typed, stated)}, and the lines to {_compared_words(total)}."
        )
        return [CostFault(FaultKind.WHOLE, words, (), stated, total.known)]
    fault = _compared("the whole", stated, total, content.costs, parts)
    return [fault] if fault else []


def _whole_groups(stated: Sequence[StatedTotal]) -> list[StatedTotal]:
    """Return the totals that make up the total of all: of workstreams, and of sections of those without a total."""
    plain = [one for one in stated if not (one.organisation or one.year) and (one.workstream or one.section)]
    whole = {one.workstream.casefold() for one in plain if not one.section}
    return [one for one in plain if not one.section or one.workstream.casefold() not in whole]


def _compared(
    name: str,
    stated: int,
    total: Sum,
    lines: Sequence[CostLine],
    parts: Sequence[Part],
    *,
    is_up_to: bool = False,
    in_year: bool = False,
) -> CostFault | None:
    """Return what is wrong with a total; None where it is what its lines come to."""
    if stated == total.known:
        return None
    says = f"The total of {name} says {'up to ' if is_up_to else ''}{format_pence(stated)}"
    numbers = tuple(line.number for line in lines)
    if total.unconfirmed and stated == total.known + total.unconfirmed:
        open_lines = [part for part in parts if part.is_unconfirmed and part.pence is not None]
        words = (
            f"{says}: that counts {_listed(open_lines)} to be confirmed. Without it the lines come to {_sure(total)}."
        )
        about = tuple(dict.fromkeys(part.line for part in open_lines))
        return CostFault(FaultKind.COUNTS_UNCONFIRMED, words, about, stated, total.known)
    if stated > total.known:
        gap = stated - total.known - total.unconfirmed
        if gap > 0:
            firsts = "" if in_year else _first_year(parts)
            words = f"{says}; its lines come to {_compared_words(total)}{firsts}, so {format_pence(gap)} has no line."
            return CostFault(FaultKind.NO_LINE, words, numbers, stated, total.known)
    as_typed = sum(_as_typed(line) for line in lines)
    words = f"{says}; its lines come to {_compared_words(total)}, {_by(total.known, stated)}."
    if not in_year and as_typed == stated:
        wrong = [line for line in lines if _as_typed(line) != sum_of_line(line).known]
        words += f" It adds up the totals typed for its lines; see {_numbers(wrong)}."
    return CostFault(FaultKind.TOTAL, words, numbers, stated, total.known)


def _without_year(lines: Sequence[CostLine]) -> list[CostFault]:
    found: list[CostFault] = []
    for line in (line for line in lines if not line.is_given):
        pence = sum_of(part for part in parts_of(line) if part.year is None).known
        if pence:
            words = f"{_line(line)}: {format_pence(pence)} names no financial year."
            found.append(CostFault(FaultKind.NO_YEAR, words, (line.number,), None, pence))
    return found


def _twice(lines: Sequence[CostLine]) -> list[CostFault]:
    first: dict[tuple[str, ...], CostLine] = {}
    found: list[CostFault] = []
    for line in lines:
        key = tuple(text.casefold() for text in (line.workstream, line.organisation, line.section, line.what))
        if key in first:
            words = f"{_line(line)}: line {first[key].number} has the same name in the same part."
            found.append(CostFault(FaultKind.TWICE, words, (first[key].number, line.number)))
        first.setdefault(key, line)
    return found


def _without_figure(lines: Sequence[CostLine]) -> list[CostFault]:
    open_lines = [line for line in lines if not sum_of_line(line).known and not sum_of_line(line).unconfirmed]
    more = [line for line in lines if line not in open_lines and sum_of_line(line).is_at_least]
    found: list[CostFault] = []
    if open_lines:
        verb, is_in = ("has", "is") if len(open_lines) == 1 else ("have", "are")
        words = f"{_numbers(open_lines).capitalize()} {verb} no figure yet, and {is_in} not in what the lines come to."
        found.append(CostFault(FaultKind.NO_FIGURE, words, tuple(line.number for line in open_lines)))
    if more:
        verb = "has" if len(more) == 1 else "have"
        words = f"{_numbers(more).capitalize()} {verb} more to be confirmed beside the figures given."
        found.append(CostFault(FaultKind.NO_FIGURE, words, tuple(line.number for line in more)))
    return found


def total_name(stated: StatedTotal, named: Named) -> str:
    """Return whose total one is, such as `Planned Care in 2018/19`."""
    whose = [named(key) for key in (stated.workstream, stated.organisation) if key]
    said = ", ".join([*whose, *([f"“{stated.section}”"] if stated.section else [])])
    if stated.year is None:
        return said or "the whole"
    return f"{said} in {year_name(stated.year)}" if said else year_name(stated.year)


def _is_of(line: CostLine, stated: StatedTotal, money_of: Sequence[str]) -> bool:
    organisation = line.organisation or (money_of[0] if len(money_of) == 1 else "")
    wanted = (
        (stated.workstream, line.workstream),
        (stated.section, line.section),
        (stated.organisation, organisation),
    )
    return all(value.casefold() == want.casefold() for want, value in wanted if want)


def _as_typed(line: CostLine) -> int:
    """Return what a line's author typed as its total, else what it comes to."""
    return line.stated_total_pence if line.stated_total_pence is not None else sum_of_line(line).known


def _first_year(parts: Sequence[Part]) -> str:
    """Return how much of a sum falls in its first year, where it has several."""
    sums = [(year, total) for year, total in by_year(parts).items() if total.known]
    if len(sums) < 2 or sums[0][0] is None:
        return ""
    return f" ({format_pence(sums[0][1].known)} of it in {year_name(sums[0][0])})"


def _listed(parts: Sequence[Part]) -> str:
    amounts = []
    for part in parts:
        bound = "up to " if part.is_up_to else ""
        amounts.append(f"{bound}{format_pence(part.pence or 0)} of line {part.line}")
    return " and ".join(amounts)


def _sure(total: Sum) -> str:
    return _compared_words(replace(total, unconfirmed=0))


def _compared_words(total: Sum) -> str:
    """Return a sum as it is set beside a typed one: with one figure, that which is compared."""
    if total.bounded and total.is_at_least:
        return f"{format_pence(total.known)} with every upper bound in full"
    return total.words


def _by(first: int, second: int) -> str:
    return f"{format_pence(abs(first - second))} {'more' if first > second else 'less'}"


def _bound(line: CostLine) -> str:
    return "up to " if line.is_up_to or any(one.is_up_to for one in line.years) else ""


def _line(line: CostLine) -> str:
    return f"Line {line.number}, “{line.what}”"


def _numbers(lines: Sequence[CostLine]) -> str:
    said = [str(line.number) for line in lines]
    if len(said) > _LINES_NAMED:
        said = [*said[: _LINES_NAMED - 1], f"{len(said) - _LINES_NAMED + 1} more"]
    joined = said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}"
    return f"{'line' if len(lines) == 1 else 'lines'} {joined}"
