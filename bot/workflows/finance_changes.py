"""Add, change and drop a line of a finance tracker."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields, replace
from fractions import Fraction

from bot.domain.finance import CERTAIN, KeptLine, reckon, to_penny
from bot.domain.finance_words import Typed, read_chance, read_money
from bot.domain.imports.drafts import FinanceSection, MoneyUnit
from bot.domain.references import parse_reference
from bot.domain.registers.comparing import differences, in_words
from bot.domain.registers.records import FinanceLineRecord
from bot.domain.risks import RESPONSE_MAX, SHORT_MAX, UPDATE_MAX
from bot.domain.text import clean, clean_line
from bot.errors import ConvenorError, InvalidInputError, StaleRecordError
from bot.store.unit_of_work import Unit
from bot.views.finance import expected_words
from bot.views.finance_form import COMPUTED, LineFields
from bot.views.wording import say
from bot.workflows.desk import Desk, open_desk
from bot.workflows.finance import ALL, changeable_line
from bot.workflows.finance_access import line_stamp, require_change
from bot.workflows.risk_change import Request, Saved, actor_key, as_typed, once
from bot.workflows.risk_lookup import find_readable
from bot.workflows.services import Services

_NUMBER_MAX = 20
_BLANK = FinanceLineRecord(
    partner="",
    section=FinanceSection.RISK,
    number="",
    title="",
    narrative="",
    full_value_pence=None,
    probability=None,
    adjusted_pence=None,
    adjusted_recurrent_pence=None,
    adjusted_non_recurrent_pence=None,
    unit=MoneyUnit.POUNDS,
    to_be_confirmed=(),
)
_UNCHANGED = "Nothing has changed in this form. Change a field, or close the form."


def add_line(services: Services, request: Request, filled: LineFields) -> Saved:
    """Add a line to a partner's tracker.

    Raises:
        InvalidInputError: with a sentence for each field.
        NotAllowedError: this person may not; says who may.
    """

    def work(unit: Unit) -> Saved:
        desk = open_desk(unit, services, request.identity)
        unit.finance.lock()
        partner, number = clean_line(filled.partner), clean_line(filled.number)
        present = unit.finance.records()
        blank = replace(_BLANK, partner=_as_known(present, partner), section=filled.section, number=number)
        problems = _naming_problems(blank, is_new_partner=all(line.partner != blank.partner for line in present))
        if not number:
            blank = replace(blank, number=_next_number(present, blank))
        elif not problems and _holds(present, blank):
            problems["number"] = f"{partner} has a {blank.section} {number} already. Take another, or leave it empty."
        line = _filled(unit, desk, filled, blank, problems)
        line_id = unit.finance.add(line)
        unit.record(actor_key(desk), "finance_line.added", f"finance:{line.label}", facts=_facts(line))
        return _saved(line_id, line, is_new=True)

    return once(services, request, work)


def edit_line(services: Services, request: Request, line_id: int, stamp: str, filled: LineFields) -> Saved:
    """Change a line; it keeps its partner, half and number.

    Args:
        services: the store, the configuration and the clock.
        request: who asks.
        line_id: which line.
        stamp: what the form was opened with.
        filled: what was typed.

    Raises:
        InvalidInputError: with a sentence for each field.
        NotAllowedError: this person may not; says who may.
        NotFoundError: the line is gone.
        StaleRecordError: somebody changed it meanwhile.
    """

    def work(unit: Unit) -> Saved:
        desk = open_desk(unit, services, request.identity)
        before = _present(unit, desk, line_id, stamp).line
        after = _filled(unit, desk, filled, before, {})
        changes = differences(before, after)
        if not changes:
            raise InvalidInputError(_UNCHANGED, fields={"title": _UNCHANGED})
        unit.finance.change(after)
        changed = {change.field: [change.before, change.after] for change in changes}
        unit.record(actor_key(desk), "finance_line.edited", f"finance:{after.label}", changed=changed)
        return _saved(line_id, after, is_new=False)

    return once(services, request, work)


def drop_line(services: Services, request: Request, line_id: int, stamp: str, reason: str) -> Saved:
    """Take a line out of its tracker; the audit trail keeps what it said, and why it went.

    Raises:
        InvalidInputError: no reason.
        NotAllowedError, NotFoundError, StaleRecordError: as `edit_line`.
    """

    def work(unit: Unit) -> Saved:
        desk = open_desk(unit, services, request.identity)
        kept = _present(unit, desk, line_id, stamp)
        words = clean(reason)
        if not words or len(words) > UPDATE_MAX:
            sentence = f"Say why in a sentence or two, at most {UPDATE_MAX:,} characters."
            raise InvalidInputError(sentence, fields={"reason": sentence})
        unit.finance.drop(kept)
        unit.record(
            actor_key(desk),
            "finance_line.dropped",
            f"finance:{kept.line.label}",
            facts=_facts(kept.line),
            reason=words,
        )
        return Saved(kept.line.label, line_id, say("finance/said_dropped", label=kept.line.label))

    return once(services, request, work)


def _present(unit: Unit, desk: Desk, line_id: int, stamp: str) -> KeptLine:
    kept = changeable_line(unit, desk, line_id)
    if line_stamp(kept) != stamp:
        raise StaleRecordError("This line was changed while the form was open.", "Look at it again, then save.", 0)
    return kept


def _filled(
    unit: Unit, desk: Desk, filled: LineFields, before: FinanceLineRecord, others: dict[str, str]
) -> FinanceLineRecord:
    """Return a line as it was filled in; refuse it with all that is wrong, `others` included."""
    problems = dict(others)

    def taken(name: str, typed: Typed[int] | Typed[Fraction]) -> None:
        if typed.problem:
            problems[name] = typed.problem

    full, chance = read_money(filled.full_value), read_chance(filled.probability)
    taken("full_value", full)
    taken("probability", chance)
    # A tracker may state an adjusted value alone; a new line may not.
    had_a_value = before.full_value_pence is not None or "full_value" in before.to_be_confirmed or not before.title
    if full == Typed() and had_a_value:
        problems["full_value"] = "Give its value, or TBC."
    full_value = _signed(full.value, before.full_value_pence, before.section)
    is_new_saving = full_value is not None and full_value < 0 and full_value != before.full_value_pence
    if is_new_saving and before.section is FinanceSection.RISK:
        problems["full_value"] = "Write a risk's value without a minus. What would save money is an opportunity."
    parts: dict[str, Typed[int]] = {}
    for name in ("recurrent", "non_recurrent"):
        written = getattr(filled, name).strip()
        parts[name] = _computed(full, chance) if written == COMPUTED else read_money(written)
        taken(name, parts[name])
    if filled.recurrent.strip() == filled.non_recurrent.strip() == COMPUTED:
        problems["non_recurrent"] = f"“{COMPUTED}” can stand in one of the two only."
    refs = _refs(unit, desk, filled.risk_ref, problems)
    title = _words("title", filled.title, before.title, RESPONSE_MAX, problems)
    narrative = _words("narrative", filled.narrative, before.narrative, UPDATE_MAX, problems)
    if not title and "title" not in problems:
        problems["title"] = "Say what it is in a few words."
    if problems:
        raise InvalidInputError(" ".join(problems.values()), fields=problems)
    is_open = {
        "full_value": full.is_tbc,
        "probability": chance.is_tbc,
        **{f"adjusted_{name}": part.is_tbc for name, part in parts.items()},
    }
    line = replace(
        before,
        title=title,
        narrative=narrative,
        full_value_pence=full_value,
        probability=chance.value,
        adjusted_recurrent_pence=_signed(parts["recurrent"].value, before.adjusted_recurrent_pence, before.section),
        adjusted_non_recurrent_pence=_signed(
            parts["non_recurrent"].value, before.adjusted_non_recurrent_pence, before.section
        ),
        to_be_confirmed=tuple(name for name, is_so in is_open.items() if is_so),
        risk_refs=refs,
    )
    return replace(line, adjusted_pence=_undivided(before, line))


def _computed(full: Typed[int], chance: Typed[Fraction]) -> Typed[int]:
    if full.value is None or chance.is_tbc or chance.problem:
        return Typed(problem="It cannot be computed without a value and a probability.")
    return Typed(to_penny(full.value * (chance.value if chance.value is not None else CERTAIN)))


def _signed(pence: int | None, before: int | None, section: FinanceSection) -> int | None:
    """Return an amount with the sign it is kept with: an opportunity's is a minus, unless a tracker prints it plain."""
    if pence is None or section is FinanceSection.RISK:
        return pence
    return before if before is not None and abs(before) == abs(pence) else -abs(pence)


def _undivided(before: FinanceLineRecord, after: FinanceLineRecord) -> int | None:
    """Return the adjusted value of nobody-said-which: kept as stated, unless it was only what could be computed."""
    was, parts = reckon(before), (after.adjusted_recurrent_pence, after.adjusted_non_recurrent_pence)
    moved = (before.full_value_pence, before.probability) != (after.full_value_pence, after.probability)
    is_idle = any(part is not None for part in parts) or (moved and was.computed is not None and not was.differs)
    return None if is_idle and before != after else before.adjusted_pence


def _refs(unit: Unit, desk: Desk, written: str, problems: dict[str, str]) -> tuple[str, ...]:
    """Return the references typed, each of a risk that this person may read, and may give the line to."""
    refs: dict[str, None] = {}
    try:
        for part in filter(str.strip, written.split(",")):
            if parse_reference(part) is None:
                problems["risk_ref"] = f"“{part.strip()[:40]}” is not a reference, such as PC11."
                return ()
            refs[str(find_readable(unit, desk.actor, part).ref)] = None
    except ConvenorError as problem:
        problems["risk_ref"] = str(problem)
        return ()
    require_change(unit, desk, tuple(refs))
    return tuple(refs)


def _words(name: str, typed: str, present: str, most: int, problems: dict[str, str]) -> str:
    tidied = as_typed(typed, present, clean if name == "narrative" else clean_line)
    if len(tidied) > most and tidied != present:
        problems[name] = f"That is {len(tidied):,} characters; at most {most:,} fit. Shorten it."
    return tidied


def _naming_problems(line: FinanceLineRecord, *, is_new_partner: bool) -> dict[str, str]:
    problems: dict[str, str] = {}
    if not line.partner or len(line.partner) > SHORT_MAX:
        problems["partner"] = f"Name the partner whose money it is, in at most {SHORT_MAX} characters."
    elif is_new_partner and (parse_reference(line.partner) is not None or line.partner.casefold() == ALL):
        problems["partner"] = f"“{line.partner}” means something else behind `/risk finance`. Write the name out."
    if len(line.number) > _NUMBER_MAX:
        problems["number"] = f"At most {_NUMBER_MAX} characters fit."
    elif "/" in line.number:
        problems["number"] = "Write it without a “/”, which parts a line's partner, half and number where it is named."
    return problems


def _as_known(present: Iterable[FinanceLineRecord], partner: str) -> str:
    """Return a partner's name as its tracker has it, in whatever letters' case it was typed."""
    names = (line.partner for line in present)
    return next((name for name in names if name.casefold() == partner.casefold()), partner)


def _holds(present: Iterable[FinanceLineRecord], line: FinanceLineRecord) -> bool:
    """Return whether a line of this partner, section and number is kept, in whatever letters' case."""
    key = [part.casefold() for part in line.key]
    return any([part.casefold() for part in kept.key] == key for kept in present)


def _next_number(present: Iterable[FinanceLineRecord], blank: FinanceLineRecord) -> str:
    mine = (line for line in present if (line.partner, line.section) == (blank.partner, blank.section))
    numbers: Sequence[int] = [int(line.number) for line in mine if line.number.isascii() and line.number.isdigit()]
    return str(max(numbers, default=0) + 1)


def _facts(line: FinanceLineRecord) -> dict[str, str]:
    return {field.name: in_words(field.name, getattr(line, field.name)) for field in fields(line)}


def _saved(line_id: int, line: FinanceLineRecord, *, is_new: bool) -> Saved:
    said = say(
        "finance/said_saved",
        is_new=is_new,
        label=line.label,
        expected=expected_words(reckon(line)),
        tied=", ".join(line.risk_refs),
    )
    return Saved(line.label, line_id, said)
