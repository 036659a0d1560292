"""The lines of a finance tracker: pages of them, with menus to change them, and what was recorded of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.domain.finance import Amounts, KeptLine, Reckoned, by_partner, reckon
from bot.domain.finance_words import chance_words, short_money
from bot.domain.listing import Page
from bot.domain.recorded import RecordedEvent
from bot.domain.registers.records import FinanceLineRecord
from bot.views import blocks
from bot.views.blocks import Choice
from bot.views.finance import NOBODY, SECTION_WORDS, WORDS_MOST, expected_words
from bot.views.ids import Act
from bot.views.presentation import Presentation
from bot.views.turning import pack_turn, turn_buttons
from bot.views.wording import Mrkdwn, escape, say

LINES_PAGE = 15
HISTORY_MOST = 10
_DID = {
    "finance_line.added": "added it",
    "finance_line.edited": "changed it",
    "finance_line.dropped": "dropped it",
    "finance_line.imported": "brought it in",
    "finance_line.changed_by_import": "changed it",
}


def lines_page(subject: str, page: Page[KeptLine], changeable: Sequence[KeptLine]) -> dict[str, Any]:
    """Return a page of lines as a table, with menus to change those that the reader may change."""
    head = say("finance/head_lines", subject=subject or NOBODY, total=page.total, page=page.number, pages=page.pages)
    reckoned = [reckon(kept.line) for kept in page.items]
    # A section and a number name a line within its partner only.
    names_partner = len(by_partner(line.line for line in reckoned)) > 1
    rows = [["Line", "Chance", "Full value", "Expected", "What"]]
    rows += [_row(line, names_partner=names_partner) for line in reckoned]
    body = [blocks.section(head), blocks.table(rows, right_aligned=(1, 2, 3))]
    if any(line.differs for line in reckoned):
        body.append(blocks.context(say("finance/stated_note")))
    menus = [
        _menu("Change a line", Act.FINANCE_EDIT, changeable, names_partner=names_partner),
        _menu("Drop a line", Act.FINANCE_DROP, changeable, names_partner=names_partner),
        _menu("History of a line", Act.FINANCE_HISTORY, page.items, names_partner=names_partner),
    ]
    turns = turn_buttons(page, Act.FINANCE_LINES_BACK, Act.FINANCE_LINES, lambda number: pack_turn(subject, number))
    body += blocks.action_row([*turns, *(menu for menu in menus if menu)])
    spoken = "; ".join(_spoken(line, names_partner=names_partner) for line in reckoned)
    return blocks.message(Mrkdwn(f"{head}: {escape(spoken)}"), body)


def line_history(
    line: FinanceLineRecord, events: Sequence[RecordedEvent], people: Mapping[str, str], shown: Presentation
) -> dict[str, Any]:
    """Return what was recorded of a line, newest first."""
    head = say("finance/head_history", label=line.label, title=line.title)
    entries = [
        blocks.section(
            say(
                "finance/history_entry",
                on=shown.day(event.at),
                who=people.get(event.actor, "Import" if event.actor.startswith("import") else "The bot"),
                did=_DID.get(event.verb, event.verb.rpartition(".")[2].replace("_", " ")),
                changed=_changed_words(event.detail),
                reason=event.detail.get("reason", ""),
            )
        )
        for event in events
    ]
    return blocks.message(head, [blocks.section(head), *entries])


def _label(line: FinanceLineRecord, *, names_partner: bool) -> str:
    partner = f"{blocks.clip(line.partner, 30) or NOBODY} " if names_partner else ""
    return f"{partner}{SECTION_WORDS[line.section]} {blocks.clip(line.number, 12)}"


def _row(line: Reckoned, *, names_partner: bool) -> list[str]:
    kept = line.line
    risks = f" ({', '.join(kept.risk_refs)})" if kept.risk_refs else ""
    full = short_money(line.full) if line.full is not None else "TBC"
    return [
        _label(kept, names_partner=names_partner),
        _chance(line),
        full,
        "TBC" if line.expected is None else short_money(line.expected.total),
        f"{blocks.clip(' '.join(kept.title.split()), WORDS_MOST)}{risks}{_aside(line)}",
    ]


def _aside(line: Reckoned) -> str:
    """Return what else there is to say of a line: which kind of money, and what is computed where that differs."""
    computed = f"computed {short_money(line.computed.total)}" if line.differs and line.computed else ""
    return "".join(f" · {words}" for words in (kind_words(line.expected), computed) if words)


def _chance(line: Reckoned) -> str:
    return "TBC" if line.chance is None else chance_words(line.chance)


def kind_words(amounts: Amounts | None) -> str:
    """Return whether money comes every year or once, in a word or two."""
    if amounts is None or not amounts.total:
        return ""
    if amounts.recurrent and amounts.non_recurrent:
        return f"{short_money(amounts.recurrent)} recurrent"
    return "recurrent" if amounts.recurrent else "non-recurrent" if amounts.non_recurrent else "not said"


def _spoken(line: Reckoned, *, names_partner: bool) -> str:
    label, title = _label(line.line, names_partner=names_partner), blocks.clip(line.line.title, WORDS_MOST)
    return f"{label}, {title}: {expected_words(line)}"


def _menu(label: str, act: Act, lines: Sequence[KeptLine], *, names_partner: bool) -> blocks.Element | None:
    choices = [
        Choice(f"{_label(kept.line, names_partner=names_partner)} {kept.line.title}", str(kept.id)) for kept in lines
    ]
    return blocks.select(act, choices, None, label) if choices else None


def _changed_words(detail: Mapping[str, Any]) -> str:
    changed = detail.get("changed")
    if not isinstance(changed, Mapping):
        return ""
    words = [
        f"{name.removesuffix('_pence').replace('_', ' ')}: {before or 'empty'} → {after or 'empty'}"
        for name, (before, after) in changed.items()
    ]
    return blocks.clip("; ".join(words), 1000)
