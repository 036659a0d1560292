"""Funds as they are shown: how one stands, the list of them, and how partners share what is over or missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from bot.domain.fund_positions import Part, Position, Slice
from bot.domain.funds import Fund, FundKind, Overdraw
from bot.domain.imports.amounts import percent_words
from bot.domain.money import format_pence
from bot.domain.registers.comparing import year_words
from bot.domain.sharing_money import Result, Share, Shared
from bot.views import blocks
from bot.views.ids import Act
from bot.views.presentation import Presentation
from bot.views.wording import Mrkdwn, say

NO_YEAR, NOT_NAMED = "No year named", "Not named"
_FUNDS_MOST = 20
_SOURCES_MOST = 12
_ROWS_MOST = 99
_RIGHT = (2, 3, 4)
KIND_WORDS: Mapping[FundKind, str] = {
    FundKind.POOLED: "pooled: boards decide on it",
    FundKind.ALIGNED: "aligned: boards recommend, and the partner whose money it is decides",
}


@dataclass(frozen=True, slots=True)
class FundNames:
    """What workstreams and organisations are called, by their keys."""

    workstreams: Mapping[str, str]
    organisations: Mapping[str, str]

    def workstream(self, key: str) -> str:
        """Return `Planned Care (PC)`."""
        return f"{self.workstreams[key]} ({key})" if key in self.workstreams else key or NOT_NAMED

    def organisation(self, key: str) -> str:
        """Return an organisation's name."""
        return self.organisations.get(key, key) or NOT_NAMED


@dataclass(frozen=True, slots=True)
class FundShown:
    """A fund's position for one reader.

    Attributes:
        is_partial: whether what is not public is left out unless they may read it.
        can_spend: whether they may record what was drawn or spent.
    """

    position: Position
    names: FundNames
    shown: Presentation
    is_partial: bool = False
    can_spend: bool = False
    spends: int = field(default=0)


def year_name(year: int | str | None) -> str:
    """Return `2018/19`, or words for no year."""
    return year_words(year) if isinstance(year, int) else NO_YEAR


def fund_message(given: FundShown) -> dict[str, Any]:
    """Return how a fund stands: its sums, a table of them, and what can be done."""
    position, fund = given.position, given.position.fund
    whole = position.whole
    head = say(
        "funds/position",
        key=fund.key,
        name=fund.name,
        kind=KIND_WORDS[fund.kind],
        host=given.names.organisation(fund.host) if fund.host else "",
        owners=", ".join(given.names.organisation(key) for key in fund.organisations),
        ends=given.shown.dated(fund.ends_on) if fund.ends_on else "",
        has_ended=bool(fund.ends_on and fund.ends_on < given.shown.today),
        envelope=format_pence(fund.envelope),
        approved=format_pence(whole.approved),
        conditional=format_pence(whole.conditional),
        asked=format_pence(whole.asked),
        left=format_pence(position.left),
        is_overdrawn=position.left < 0,
        left_if_all=format_pence(abs(position.left_if_all)),
        would_overdraw=position.left_if_all < 0,
        open_lines=position.open_lines,
    )
    body = [blocks.section(head)]
    rows = _rows(given)
    if rows:
        body.append(blocks.table([["By", "Part", "Approved", "On conditions", "Asked"], *rows], _RIGHT))
    texts = (_spent(given), _sources(position.parts), _contributions(given), _ended(given))
    body.extend(blocks.section(text) for text in texts if text)
    body.append(blocks.context(say("funds/method", is_partial=given.is_partial)))
    buttons = [blocks.button("See the chart", Act.FUND_CHART, fund.key)]
    if given.spends:
        buttons.append(blocks.button("What was spent", Act.FUND_SPENT, fund.key))
    if given.can_spend:
        buttons.append(blocks.button("Record spend", Act.FUND_SPEND, fund.key))
    return blocks.message(head, [*body, blocks.actions(buttons)])


def funds_message(positions: Sequence[Position]) -> dict[str, Any]:
    """Return all funds, each in a line."""
    if not positions:
        text = say("funds/none")
        return blocks.message(text, [blocks.section(text)])
    head = say("funds/list_head", number=len(positions))
    lines = [
        say(
            "funds/list_line",
            key=one.fund.key,
            name=one.fund.name,
            kind=one.fund.kind.value,
            envelope=format_pence(one.fund.envelope),
            committed=format_pence(one.whole.committed),
            asked=format_pence(one.asked),
            left=format_pence(one.left),
        )
        for one in positions[:_FUNDS_MOST]
    ]
    body = [
        blocks.section(line, blocks.button("Open", Act.FUND_SHOW, one.fund.key))
        for line, one in zip(lines, positions, strict=False)
    ]
    return blocks.message(Mrkdwn("\n".join((head, *lines))), [blocks.section(head), *body])


def share_message(fund: Fund, shared: Shared, day: date, names: FundNames, shown: Presentation) -> dict[str, Any]:
    """Return each partner's part of a deficit or surplus, and how it was reckoned."""
    arrangement = shared.arrangement
    head = say(
        "funds/share",
        key=fund.key,
        name=fund.name,
        outturn=format_pence(shared.outturn),
        baseline=format_pence(arrangement.baseline),
        result=shared.result.value if shared.result else "",
        amount=format_pence(shared.amount),
        day=shown.dated(day),
    )
    if shared.result is None:
        return blocks.message(head, [blocks.section(head)])
    columns = ("Takes first", "Of the rest", "In all") if arrangement.thresholds else ("In all",)
    parts = [(names.organisation(one.partner), (one.first, one.rest, one.total)) for one in shared.shares]
    parts.append(("Together", (shared.first, shared.rest, shared.amount)))
    rows = [["Partner", *columns], *([name, *map(format_pence, sums[-len(columns) :])] for name, sums in parts)]
    how = Mrkdwn("\n".join(_reckoning(fund, shared, names, shown)))
    said = [f"{names.organisation(one.partner)}: {format_pence(one.total)}" for one in shared.shares]
    text = Mrkdwn(f"{head}\n{say('funds/share_lines', lines=said)}\n{how}")
    return blocks.message(
        text, [blocks.section(head), blocks.table(rows, range(1, len(columns) + 1)), blocks.section(how)]
    )


def overdraw_block(found: Overdraw, ref: str, *, whole: bool) -> blocks.Block:
    """Return the warning that a fund would be overdrawn, for a card; `whole` as `Overdraw.sentence` has it."""
    sentence = found.sentence(whole=whole)
    return blocks.section(say("funds/overdraw", sentence=sentence, ref=ref, is_allowed=found.is_allowed))


def _rows(given: FundShown) -> list[list[str]]:
    position, names = given.position, given.names
    cuts: tuple[tuple[str, Iterable[tuple[str, Slice]]], ...] = (
        ("Year", ((year_name(one.key), one) for one in position.by_year())),
        ("Workstream", ((names.workstream(str(one.key or "")), one) for one in position.by_workstream())),
        ("Organisation", ((names.organisation(str(one.key or "")), one) for one in position.by_organisation())),
    )
    rows = [[by, name, *_cells(one)] for by, slices in cuts for name, one in slices]
    if not rows:
        return []
    return [*rows[: _ROWS_MOST - 1], ["All", "", *_cells(Slice(None, position.whole))]]


def _cells(one: Slice) -> list[str]:
    return [format_pence(pence) for pence in (one.sums.approved, one.sums.conditional, one.sums.asked)]


def _spent(given: FundShown) -> Mrkdwn | None:
    position = given.position
    if not given.spends:
        return None
    return say(
        "funds/spent_sums",
        drawn=format_pence(position.drawn),
        spent=format_pence(position.spent),
        unspent=format_pence(abs(position.unspent)),
        is_over=position.unspent < 0,
    )


def _sources(parts: Iterable[Part]) -> Mrkdwn | None:
    """Return what each proposal was given and asks, in a line."""
    sums: dict[str, dict[str, int]] = {}
    for part in parts:
        if part.source:
            mine = sums.setdefault(part.source, {})
            mine[part.standing.value] = mine.get(part.standing.value, 0) + part.line.pence
    if not sums:
        return None
    lines = [
        {"ref": ref, "sums": ", ".join(f"{format_pence(pence)} {_WORDS[word]}" for word, pence in mine.items())}
        for ref, mine in list(sums.items())[:_SOURCES_MOST]
    ]
    return say("funds/sources", lines=lines, more=len(sums) - len(lines))


_WORDS = {"approved": "approved", "conditional": "approved on conditions", "asked": "asked"}


def _contributions(given: FundShown) -> Mrkdwn | None:
    fund = given.position.fund
    if not fund.contributions:
        return None
    lines = [
        {
            "name": given.names.organisation(key),
            "actual": format_pence(one.actual),
            "minimum": "" if one.minimum is None else format_pence(one.minimum),
        }
        for key, one in fund.contributions.items()
    ]
    total = sum(one.actual for one in fund.contributions.values())
    return say("funds/contributions", lines=lines, total=format_pence(total), key=fund.key, can_share=fund.arrangements)


def _ended(given: FundShown) -> Mrkdwn | None:
    position, fund = given.position, given.position.fund
    if fund.ends_on is None or fund.ends_on >= given.shown.today:
        return None
    return say("funds/ended", ends=given.shown.dated(fund.ends_on), unspent=format_pence(max(position.unspent, 0)))


def _reckoning(fund: Fund, shared: Shared, names: FundNames, shown: Presentation) -> list[str]:
    """Return how an outturn was shared, a sentence a line."""
    arrangement, result = shared.arrangement, shared.result
    side = "above" if result is Result.DEFICIT else "below"
    lines: list[str] = [
        say("funds/how_head", from_on=shown.dated(arrangement.from_on), agreed=arrangement.agreed),
        say(
            "funds/how_amount",
            outturn=format_pence(shared.outturn),
            side=side,
            baseline=format_pence(arrangement.baseline),
            amount=format_pence(shared.amount),
            result=result.value if result else "",
        ),
    ]
    if arrangement.thresholds:
        firsts = [f"{names.organisation(key)} {format_pence(pence)}" for key, pence in arrangement.thresholds.items()]
        whole = sum(arrangement.thresholds.values())
        lines.append(
            say(
                "funds/how_first",
                firsts=", ".join(firsts),
                is_less=shared.amount < whole,
                first=format_pence(shared.first),
                rest=format_pence(shared.rest),
                is_rounded=bool(whole) and any(shared.first * one % whole for one in arrangement.thresholds.values()),
            )
        )
    if shared.rest:
        weights = [_weight(one, arrangement.proportions, fund, names) for one in shared.shares if one.weight]
        lines.append(
            say(
                "funds/how_rest",
                rest=format_pence(shared.rest),
                weights=", ".join(weights),
                by_contribution=not arrangement.proportions,
                is_rounded=any(one.exact.denominator != 1 for one in shared.shares),
            )
        )
    return lines


def _weight(one: Share, proportions: Mapping[str, Fraction], fund: Fund, names: FundNames) -> str:
    if one.partner in proportions:
        return f"{names.organisation(one.partner)} {percent_words(one.weight)}"
    return f"{names.organisation(one.partner)} {format_pence(fund.paid_in.get(one.partner, 0))}"
