"""The money of risks: a partner's totals and range, and what a risk comes to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.domain.finance import Reckoned, Totals
from bot.domain.finance_range import Ranges
from bot.domain.finance_words import short_money
from bot.domain.imports.drafts import FinanceSection
from bot.domain.risks import Risk
from bot.views import blocks
from bot.views.ids import Act
from bot.views.turning import pack_turn
from bot.views.wording import Mrkdwn, escape, say

_DIFFERENCES_MOST = 8
_PARTNERS_MOST = 20
_PARTNERS_ON_CARD = 3
WORDS_MOST = 80
NOBODY = "No partner named"
SECTION_WORDS = {FinanceSection.RISK: "Risk", FinanceSection.OPPORTUNITY: "Opportunity"}
_MONEY_COLUMNS = (1, 2, 3, 4)


@dataclass(frozen=True, slots=True)
class Money:
    """Lines that are shown together, with their totals, and their range where it is shown: it has its price."""

    lines: tuple[Reckoned, ...]
    totals: Totals
    ranges: Ranges | None = None

    @property
    def open_lines(self) -> int:
        """How many lines are left out because their money is to be confirmed."""
        return self.totals.net.open_lines

    @property
    def differences(self) -> tuple[Reckoned, ...]:
        """The lines that state another adjusted value than their value and probability come to."""
        return tuple(line for line in self.lines if line.differs)


def partner_money(name: str, money: Money, *, can_add: bool) -> dict[str, Any]:
    """Return a partner's totals, net and range."""
    buttons = [
        blocks.button("See the lines", Act.FINANCE_LINES, pack_turn(name, 1), style="primary"),
        *_add_button(name, can_add=can_add),
    ]
    return _summary(say("finance/head_partner", partner=name or NOBODY), money, buttons)


def risk_money(risk: Risk, shown: Mapping[str, Money], *, can_add: bool) -> dict[str, Any]:
    """Return the money of a risk by partner; of several partners each one's net, never added up."""
    ref, head = str(risk.ref), say("finance/head_risk", ref=risk.ref, summary=risk.summary)
    buttons = [*_add_button(ref, can_add=can_add), blocks.button(f"Open {ref}", Act.RISK_SHOW, ref)]
    if not shown:
        empty = say("finance/no_lines_of_risk", ref=ref, can_add=can_add)
        return blocks.message(empty, [blocks.section(empty), blocks.actions(buttons)])
    buttons.insert(0, blocks.button("See the lines", Act.FINANCE_LINES, pack_turn(ref, 1), style="primary"))
    if len(shown) == 1:
        return _summary(head, next(iter(shown.values())), buttons)
    apart = say("finance/risk_apart", ref=ref, number=len(shown))
    body = [blocks.section(_partner_line(name, money)) for name, money in list(shown.items())[:_PARTNERS_MOST]]
    said = Mrkdwn(f"{head} {_nets(shown)}")
    return blocks.message(said, [blocks.section(Mrkdwn(f"{head}\n{apart}")), *body, *blocks.action_row(buttons)])


def risk_money_together(risk: Risk, names: Iterable[str], money: Money) -> dict[str, Any]:
    """Return the money of a risk with several partners' lines added up, which may count the same money twice."""
    head = say("finance/head_risk", ref=risk.ref, summary=risk.summary)
    warning = say("finance/risk_together", names=", ".join(name or NOBODY for name in names))
    return _summary(
        Mrkdwn(f"{head}\n{warning}"), money, [blocks.button(f"Open {risk.ref}", Act.RISK_SHOW, str(risk.ref))]
    )


def partners(shown: Mapping[str, Money], *, can_add: bool) -> dict[str, Any]:
    """Return each partner's net in a line, never added up."""
    head = say("finance/head_partners", number=len(shown))
    body = [
        blocks.section(_partner_line(name, money), blocks.button("Open", Act.FINANCE_SHOW, name or " "))
        for name, money in list(shown.items())[:_PARTNERS_MOST]
    ]
    return blocks.message(
        Mrkdwn(f"{head} {_nets(shown)}"),
        [blocks.section(head), *body, *blocks.action_row(_add_button("", can_add=can_add))],
    )


def all_partners(names: Iterable[str], together: Money) -> dict[str, Any]:
    """Return the lines of all partners together, which may count the same money twice."""
    return _summary(say("finance/head_all", names=", ".join(name or NOBODY for name in names)), together, [])


def no_lines(*, can_add: bool) -> dict[str, Any]:
    """Return what is said while there is no line that the reader may see."""
    text = say("finance/no_lines", can_add=can_add)
    return blocks.message(text, [blocks.section(text), *blocks.action_row(_add_button("", can_add=can_add))])


def on_card(ref: str, shown: Mapping[str, Totals]) -> Mrkdwn:
    """Return a risk's money in a sentence for each partner that lists some, for its card."""
    told = [_told_on_card(name if len(shown) > 1 else "", totals) for name, totals in shown.items()]
    return say("finance/on_card", ref=ref, partners=told[:_PARTNERS_ON_CARD], more=len(told[_PARTNERS_ON_CARD:]))


def _told_on_card(partner: str, totals: Totals) -> dict[str, Any]:
    risks, opportunities, net = (half.expected.total for half in (totals.risks, totals.opportunities, totals.net))
    return {
        "name": partner,
        "lines": totals.net.lines,
        "open_lines": totals.net.open_lines,
        "expected": short_money(net),
        "parts": (short_money(risks), short_money(opportunities)) if opportunities else (),
    }


def expected_words(line: Reckoned) -> str:
    """Return what a line is expected to come to, with what is computed beside it where that differs."""
    if line.expected is None:
        return "TBC"
    stated = short_money(line.expected.total)
    return f"{stated} (computed {short_money(line.computed.total)})" if line.differs and line.computed else stated


def _summary(head: Mrkdwn, money: Money, buttons: Sequence[blocks.Element]) -> dict[str, Any]:
    totals = money.totals
    rows = [["Lines", "Full value", "Recurrent", "Non-recurrent", "Expected"]]
    for name, section in (("Risks", totals.risks), ("Opportunities", totals.opportunities), ("Net", totals.net)):
        kinds = section.expected
        amounts = (section.full, kinds.recurrent, kinds.non_recurrent, kinds.total)
        if section.lines:
            counted_in = section.lines - section.open_lines
            lines = f"{counted_in} of {section.lines}" if section.open_lines else str(section.lines)
            rows.append([f"{name}, {lines}", *map(short_money, amounts)])
    text = say(
        "finance/summary",
        **_net(money),
        **_spread(money),
        computed=short_money(totals.net.computed.total) if money.differences else "",
        undivided=short_money(totals.net.expected.undivided) if totals.net.expected.undivided else "",
        open_lines=money.open_lines,
    )
    body = [
        blocks.section(Mrkdwn(f"{head}\n{text}")),
        blocks.table(rows, right_aligned=_MONEY_COLUMNS),
        *([blocks.section(_ranges(money.totals, money.ranges))] if money.ranges else []),
    ]
    if money.differences:
        body.append(blocks.section(_differences(money.differences)))
    body.append(blocks.context(say("finance/method")))
    return blocks.message(Mrkdwn(f"{head} {text}"), [*body, *blocks.action_row(buttons)])


def _ranges(totals: Totals, ranges: Ranges) -> Mrkdwn:
    halves = (
        ("risks", totals.risks, ranges.risks),
        ("opportunities", totals.opportunities, ranges.opportunities),
        ("net", totals.net, ranges.net),
    )
    spreads = [
        {"name": name, **{part: short_money(getattr(spread, part)) for part in ("low", "middle", "high")}}
        for name, section, spread in halves
        if section.lines
    ]
    return say("finance/ranges", spreads=spreads)


def _net(money: Money) -> dict[str, str]:
    net = money.totals.net.expected
    return {
        "expected": short_money(net.total),
        "recurrent": short_money(net.recurrent),
        "non_recurrent": short_money(net.non_recurrent),
    }


def _spread(money: Money) -> dict[str, str]:
    spread = money.ranges.net if money.ranges else None
    return {"low": short_money(spread.low), "high": short_money(spread.high)} if spread else {"low": "", "high": ""}


def _partner_line(name: str, money: Money) -> Mrkdwn:
    return say("finance/partner_line", partner=name or NOBODY, open_lines=money.open_lines, **_net(money))


def _nets(shown: Mapping[str, Money]) -> Mrkdwn:
    """Return each partner's net for those who hear the message."""
    return escape("; ".join(f"{name or NOBODY} {_net(money)['expected']}" for name, money in shown.items()))


def _differences(lines: Sequence[Reckoned]) -> Mrkdwn:
    shown = [
        {
            "label": f"{SECTION_WORDS[line.line.section]} {line.line.number}",
            "title": blocks.clip(line.line.title, WORDS_MOST),
            "stated": short_money(line.stated.total if line.stated else 0),
            "computed": short_money(line.computed.total if line.computed else 0),
        }
        for line in lines[:_DIFFERENCES_MOST]
    ]
    return say("finance/differences", number=len(lines), lines=shown, more=len(lines) - len(shown))


def _add_button(subject: str, *, can_add: bool) -> list[blocks.Element]:
    return [blocks.button("Add a line", Act.FINANCE_ADD, subject or " ")] if can_add else []
