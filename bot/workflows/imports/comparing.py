"""Compare the rows of a file, in their order, with what is held."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from bot.domain.imports.drafts import Question
from bot.domain.registers.checking import why_not
from bot.domain.registers.comparing import differences, first_words
from bot.domain.registers.keys import Key
from bot.domain.registers.naming import Names
from bot.domain.registers.overlaying import overlaid
from bot.domain.registers.plan_records import ForwardRecord, MinutedRecord
from bot.domain.registers.records import CostLineRecord, FinanceLineRecord, InterestRecord, Record
from bot.domain.registers.shaping import WRITTEN_MAX, Shaped
from bot.workflows.imports.numbering import Numbering, WrittenNames
from bot.workflows.imports.outcome import Outcome, RowOutcome
from bot.workflows.imports.understanding import Understood

_NAMED_GONE = 10
_ONE_GONE = "Not in the file, and left as it is"


@dataclass(frozen=True, slots=True)
class Write:
    """A record to be added (`before` is None) or changed. `is_dated` tells that the file says when it was reviewed."""

    before: Record | None
    after: Record
    is_dated: bool = False


class ComparedRows:
    """One pass over the rows, in their order.

    Args:
        stored: the records that are held, by their keys.
        understood: the file as it was understood.
        names: whom registers mean.
        risks: the references that the register has, where rows may name them.
        is_whole: whether the file is all there is of its subject, so that what it has no more is taken out.

    `writes` is what the rows so far would write.
    """

    def __init__(
        self,
        stored: Mapping[Key, Record],
        understood: Understood,
        names: Names,
        risks: frozenset[str],
        *,
        is_whole: bool,
    ) -> None:
        self._stored = stored
        self._risks = risks
        self._names = names
        self._seen: dict[Key, int] = {}
        self._funds: dict[str, tuple[int, tuple[str, int | None]]] = {}
        self._in_file: set[Key] = set()
        self._written = WrittenNames(stored)
        self._numbering = Numbering(stored) if understood.is_numbered else None
        self.writes: list[Write] = []
        self._is_whole = is_whole
        self._is_doubtful = False

    def row(self, shaped: Shaped) -> RowOutcome:
        """Return what becomes of a row."""
        record = shaped.record
        if record is None:
            self._in_file |= self._written.find(shaped.label)
            return self._refused(shaped, shaped.label, shaped.refused)
        if self._numbering is not None:
            record = self._numbering.number(record)
        if isinstance(record, CostLineRecord):
            record, shaped = self._one_fund(record, shaped)
        if isinstance(record, FinanceLineRecord):
            record, shaped = self._known_risks(record, shaped)
        stored = self._match(record, shaped)
        key = stored.key if stored else record.key
        if key in self._seen:
            reason = f"Row {self._seen[key]} is the same one. Tell them apart, or take one out."
            return self._refused(shaped, record.label, reason)
        self._seen[key] = shaped.row
        reason = why_not(record, self._names)
        if reason:
            return self._refused(shaped, record.label, reason)
        if stored is None:
            self.writes.append(Write(None, record))
            return RowOutcome(shaped.row, record.label, Outcome.NEW, first_words(record), (), shaped.questions)
        after, asked = overlaid(stored, record, shaped)
        changes = differences(stored, after)
        if changes:
            self.writes.append(Write(stored, after, is_dated="updated_on" in shaped.taken))
        outcome = Outcome.CHANGED if changes else Outcome.UNCHANGED
        return RowOutcome(shaped.row, stored.label, outcome, "", changes, (*shaped.questions, *asked))

    def _refused(self, shaped: Shaped, label: str, reason: str) -> RowOutcome:
        self._is_doubtful = True
        return RowOutcome(shaped.row, label, Outcome.REFUSED, questions=shaped.questions, reason=reason)

    def gone(self) -> tuple[str, ...]:
        """Return a sentence on the records that the file does not hold; they stay as they are."""
        removed = {record.key for record in self.removed}
        if removed:
            named = ", ".join(record.label for record in self.removed[:_NAMED_GONE])
            more = " and others" if len(removed) > _NAMED_GONE else ""
            return (f"Taken out, as the file has them no more: {named}{more}.",)
        gone = [
            record.label for key, record in self._stored.items() if key not in self._seen and key not in self._in_file
        ]
        if not gone or self._is_whole:
            return ()
        named = ", ".join(gone[:_NAMED_GONE]) + (" and others" if len(gone) > _NAMED_GONE else "")
        left = f"{len(gone)} are not in the file, and are left as they are" if len(gone) > 1 else _ONE_GONE
        return (f"{left}: {named}.",)

    @property
    def removed(self) -> tuple[MinutedRecord | ForwardRecord, ...]:
        """What the minutes of a meeting, or a board's forward plan, have no more: the file is all there is of them.

        Meetings before the first that a forward plan names stay. With a refused row nothing is taken out.
        """
        if not self._is_whole or self._is_doubtful:
            return ()
        meetings: dict[str, list[date | None]] = {}
        for key in self._seen:
            meetings.setdefault(key[0], []).append(date.fromisoformat(key[1]) if key[1] else None)
        found: list[MinutedRecord | ForwardRecord] = []
        for key, record in self._stored.items():
            if key in self._seen:
                continue
            held = meetings.get(key[0], [])
            if isinstance(record, MinutedRecord) and record.held_on in held:
                found.append(record)
            if isinstance(record, ForwardRecord) and held:
                first = min((day for day in held if day), default=date.max)
                if record.held_on is None or record.held_on >= first:
                    found.append(record)
        return tuple(found)

    def numbered(self) -> tuple[str, ...]:
        """Return a sentence on the numbers that rows without references were given."""
        given = self._numbering.given if self._numbering is not None else []
        if not given:
            return ()
        named = ", ".join(given[:_NAMED_GONE]) + (f" to {given[-1]}" if len(given) > _NAMED_GONE else "")
        return (f"Numbered anew: {named}.",)

    def new_funds(self, known: Mapping[str, object]) -> tuple[str, ...]:
        """Return a sentence on each fund that the file is the first to name."""
        named = [key for key in self._funds if key and key not in known]
        return tuple(f"The fund “{fund}” is not known yet: it is made, without an envelope." for fund in named)

    def _match(self, record: Record, shaped: Shaped) -> Record | None:
        found = self._stored.get(record.key)
        if found is None and isinstance(record, CostLineRecord) and "workstream" not in shaped.taken:
            # The workstream of lines that name none is for new lines; one held without any stays without.
            found = self._stored.get(replace(record, workstream="").key)
        if found is None and isinstance(record, InterestRecord):
            # An interest whose day one side does not know is the same one where nothing else tells them apart.
            alike = [
                other
                for other in self._stored.values()
                if isinstance(other, InterestRecord)
                and (other.person, other.position, other.organisation)
                == (record.person, record.position, record.organisation)
                and None in (other.declared_on, record.declared_on)
            ]
            found = alike[0] if len(alike) == 1 else None
        return found

    def _known_risks(self, record: FinanceLineRecord, shaped: Shaped) -> tuple[FinanceLineRecord, Shaped]:
        """Return a line with those of its risks that the register has; the others are asked about."""
        unknown = [ref for ref in record.risk_refs if ref not in self._risks]
        if not unknown:
            return record, shaped
        asked = [
            Question("risk_refs", ref[:WRITTEN_MAX], "the register has no such risk; no tie to it.") for ref in unknown
        ]
        known = tuple(ref for ref in record.risk_refs if ref in self._risks)
        return replace(record, risk_refs=known), replace(shaped, questions=(*shaped.questions, *asked))

    def _one_fund(self, record: CostLineRecord, shaped: Shaped) -> tuple[CostLineRecord, Shaped]:
        """Return a line whose fund has the title and the envelope that the first of its lines gives it."""
        first, (name, envelope) = self._funds.setdefault(
            record.fund, (shaped.row, (record.fund_name, record.envelope_pence))
        )
        if (record.fund_name, record.envelope_pence) == (name, envelope):
            return record, shaped
        asked = Question(
            "fund", record.fund_name[:WRITTEN_MAX], f"row {first} says otherwise of the fund; that was taken."
        )
        shaped = replace(shaped, questions=(*shaped.questions, asked))
        return replace(record, fund_name=name, envelope_pence=envelope), shaped
