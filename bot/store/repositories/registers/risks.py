"""The risk register, whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, RowMapping, bindparam, insert, select, update

from bot.clock import today_in
from bot.domain.references import parse_reference
from bot.domain.registers.naming import Names
from bot.domain.registers.records import ReportRecord, RiskEntry, RiskRecord
from bot.domain.risks import REVIEW_KINDS, Lead, ReviewKind, RiskStatus, Visibility
from bot.domain.scoring import Measure, Score, Scores
from bot.errors import IntegrityError
from bot.store.repositories.registers.shared import grouped, lock
from bot.store.repositories.risk_rows import steps_of
from bot.store.repositories.risks import Risks
from bot.store.tables import metadata

_T = metadata.tables
_RISK, _REVIEW, _LEAD, _READER = _T["risk"], _T["risk_review"], _T["risk_lead"], _T["risk_reader"]
_REPORT, _LINK = _T["register_report"], _T["record_link"]
_TEXTS = (
    *("project", "summary", "cause", "event", "effect", "category", "response", "organisation", "sits_with"),
    *("printed_inherent", "printed_residual", "printed_target"),
)


class RiskRegister:
    """Every risk with its leads, history, links and the reports it could have been on.

    Args:
        connection: the transaction.
        risks: the register's other face, which knows how leads and readers change.
        zone: in which a review's day is told.
    """

    def __init__(self, connection: Connection, risks: Risks, zone: ZoneInfo) -> None:
        self._connection = connection
        self._risks = risks
        self._zone = zone

    def lock(self) -> None:
        """Keep other writers out."""
        lock(self._connection, _RISK, _REVIEW)

    def records(self, names: Names) -> tuple[RiskRecord, ...]:
        """Return all risks in the order of their references."""
        rows = self._connection.execute(select(_RISK).order_by(_RISK.c.prefix, _RISK.c.number)).mappings().all()
        ordered = {
            "reviews": select(_REVIEW).order_by(_REVIEW.c.version),
            "leads": select(_LEAD).where(_LEAD.c.until_on.is_(None)).order_by(_LEAD.c.position),
            "readers": select(_READER),
            "links": select(_LINK).order_by(_LINK.c.id),
        }
        children = {
            name: grouped(self._connection.execute(query).mappings().all(), "risk_id")
            for name, query in ordered.items()
        }
        reports = self._connection.execute(select(_REPORT).order_by(_REPORT.c.id)).mappings().all()
        return tuple(
            self._record(row, {name: by_risk.get(row["id"], []) for name, by_risk in children.items()}, reports, names)
            for row in rows
        )

    def add(self, records: Sequence[RiskRecord], names: Names) -> None:
        """Add risks with their whole histories, each of which must hold at least one entry."""
        rows = [
            {
                "prefix": prefix,
                "number": number,
                "status": record.status.value,
                "raised_on": record.raised_on,
                "version": record.history[-1].version,
                **_details(record),
            }
            for record in records
            for prefix, number in [_parts(record.ref)]
        ]
        if not rows:
            return
        made = self._connection.execute(insert(_RISK).returning(_RISK.c.id, _RISK.c.prefix, _RISK.c.number), rows)
        ids = {(prefix, number): risk_id for risk_id, prefix, number in made}
        mine = [(ids[_parts(record.ref)], record) for record in records]
        self._insert(row for risk_id, record in mine for row in _reviews(risk_id, record.history, 0, names))
        # What a register says of its past is its scores and words; its details are those of the present throughout.
        self._risks.keep_details([(risk_id, 1) for risk_id, _ in mine])
        self._risks.begin_leads([(risk_id, _leads(record, names), record.raised_on, 1) for risk_id, record in mine])
        for risk_id, record in mine:
            if record.readers:
                self._risks.set_readers(risk_id, _readers(record, names))
            self._link(risk_id, record.links)
        self._report(report for record in records for report in record.reports)

    def change(self, changes: Sequence[tuple[RiskRecord, RiskRecord, Sequence[RiskEntry]]], names: Names) -> None:
        """Let each risk stand as the second record has it, its history going on with the entries, one at least.

        Links are added, never taken away. The entries are numbered on from the last, whatever they say.
        """
        if not changes:
            return
        present = self._present()
        rows, reviews, detailed, led = [], [], [], []
        for before, after, entries in changes:
            risk_id, version, reviewed = present[_parts(after.ref)]
            rows.append(
                {
                    "risk": risk_id,
                    "status": after.status.value,
                    "raised_on": after.raised_on,
                    "version": version + len(entries),
                    **_details(after),
                }
            )
            reviews += _reviews(risk_id, entries, reviewed, names, first=version + 1)
            is_led_by_others = before.leads != after.leads
            if is_led_by_others or _details(before) != _details(after):
                detailed.append((risk_id, version + len(entries)))
            if is_led_by_others:
                day = today_in(self._zone, entries[-1].at)
                led.append((risk_id, _leads(after, names), day, version + len(entries)))
            if before.readers != after.readers:
                self._risks.set_readers(risk_id, _readers(after, names))
            self._link(risk_id, [link for link in after.links if link not in before.links])
        self._connection.execute(update(_RISK).where(_RISK.c.id == bindparam("risk")), rows)
        self._insert(reviews)
        self._risks.keep_details(detailed)
        self._risks.end_leads([(risk_id, day, version) for risk_id, _, day, version in led])
        self._risks.begin_leads(led)
        self._report(report for _, after, _ in changes for report in after.reports)

    def _present(self) -> dict[tuple[str, int], tuple[int, int, int]]:
        """Return the id, the version and the last review's version of each risk, by its reference."""
        query = select(_RISK.c.prefix, _RISK.c.number, _RISK.c.id, _RISK.c.version, _REVIEW.c.last_review_version)
        same = (_REVIEW.c.risk_id == _RISK.c.id) & (_REVIEW.c.version == _RISK.c.version)
        return {
            (row[0], row[1]): (row[2], row[3], row[4]) for row in self._connection.execute(query.join(_REVIEW, same))
        }

    def _record(
        self, row: RowMapping, mine: dict[str, list[RowMapping]], reports: Sequence[RowMapping], names: Names
    ) -> RiskRecord:
        history = tuple(_entry(review, names) for review in mine["reviews"])
        present = history[-1]
        last = next(entry for entry in history if entry.version == mine["reviews"][-1]["last_review_version"])
        return RiskRecord(
            ref=f"{row['prefix']}{row['number']}",
            workstream=row["workstream_key"],
            leads=tuple(names.word(_lead(lead, names)) for lead in mine["leads"]),
            inherent=present.inherent,
            residual=present.residual,
            target=present.target,
            reported_direction=present.reported_direction,
            mitigation=present.mitigation,
            update=last.update,
            visibility=Visibility(row["visibility"]),
            status=RiskStatus(row["status"]),
            raised_on=row["raised_on"],
            updated_on=today_in(self._zone, last.at),
            readers=tuple(sorted(names.of_person(reader["person_id"]) for reader in mine["readers"])),
            links=tuple(f"{link['kind']} {link['ref']}" for link in mine["links"]),
            reports=tuple(
                str(ReportRecord(report["board_key"], report["position_at"], report["made_on"]))
                for report in reports
                if report["position_at"] >= history[0].at
            ),
            history=history,
            **{name: row[name] for name in _TEXTS},
        )

    def _insert(self, reviews: Iterable[dict[str, Any]]) -> None:
        rows = list(reviews)
        if rows:
            self._connection.execute(insert(_REVIEW), rows)

    def _link(self, risk_id: int, links: Sequence[str]) -> None:
        for link in links:
            kind, _, ref = link.partition(" ")
            self._risks.link(risk_id, kind, ref)

    def _report(self, reports: Iterable[str]) -> None:
        """Record reports that are not known yet: each risk that was on one names it."""
        for report in dict.fromkeys(reports):
            read = ReportRecord.read(report)
            if read is None:
                raise IntegrityError(f"“{report}” is not a report.")
            identity = {"board_key": read.board, "position_at": read.position_at}
            same = [_REPORT.c[name] == value for name, value in identity.items()]
            if self._connection.execute(select(_REPORT.c.id).where(*same)).first() is None:
                self._connection.execute(insert(_REPORT).values(**identity, made_on=read.made_on))


def _reviews(
    risk_id: int, entries: Sequence[RiskEntry], reviewed: int, names: Names, first: int | None = None
) -> list[dict[str, Any]]:
    """Return the rows of a history's entries, numbered on from `first`, else as they say themselves."""
    rows = []
    for offset, entry in enumerate(entries):
        version = entry.version if first is None else first + offset
        reviewed = version if entry.kind in REVIEW_KINDS else reviewed
        rows.append(
            {
                "risk_id": risk_id,
                "version": version,
                "kind": entry.kind.value,
                "last_review_version": reviewed,
                "reviewed_at": entry.at,
                "author_id": names.id_of(entry.author_key),
                "author_name": entry.author,
                **steps_of(Scores(entry.inherent, entry.residual, entry.target)),
                "mitigation": entry.mitigation,
                "update": entry.update,
                "reported_direction": entry.reported_direction or None,
                "is_imported": entry.is_imported,
                "is_no_change": entry.is_no_change,
            }
        )
    return rows


def _parts(ref: str) -> tuple[str, int]:
    parsed = parse_reference(ref)
    if parsed is None:
        raise IntegrityError(f"“{ref}” is not a reference.")
    return parsed.prefix, parsed.number


def _details(record: RiskRecord) -> dict[str, str]:
    return {
        "workstream_key": record.workstream,
        "visibility": record.visibility.value,
        **{name: getattr(record, name) for name in _TEXTS},
    }


def _leads(record: RiskRecord, names: Names) -> list[Lead]:
    return [lead for word in record.leads if (lead := names.find(word)) is not None]


def _readers(record: RiskRecord, names: Names) -> list[int]:
    return [person.id for word in record.readers if (person := names.person(word)) is not None]


def _lead(row: RowMapping, names: Names) -> Lead:
    if row["person_id"] is not None:
        return Lead(names.directory.people[row["person_id"]].name, person_id=row["person_id"])
    return Lead(names.directory.groups[row["group_id"]].name, group_id=row["group_id"])


def _entry(row: RowMapping, names: Names) -> RiskEntry:
    scores = {
        measure.value: None if row[f"{measure}_l"] is None else Score(row[f"{measure}_l"], row[f"{measure}_s"])
        for measure in Measure
    }
    return RiskEntry(
        version=row["version"],
        kind=ReviewKind(row["kind"]),
        at=row["reviewed_at"],
        author=row["author_name"],
        author_key=names.key_of(row["author_id"]),
        mitigation=row["mitigation"],
        update=row["update"],
        reported_direction=row["reported_direction"] or "",
        is_imported=row["is_imported"],
        is_no_change=row["is_no_change"],
        **scores,
    )
