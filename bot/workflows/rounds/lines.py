"""What a round's reminders say: to a lead for each risk, to an SRO for their workstream."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from bot.domain.access import Actor, may_read
from bot.domain.directory import Directory
from bot.domain.people import Role
from bot.domain.risks import Risk, RiskStatus
from bot.domain.rounds import SETTLED, Item, ItemState, Round, told_on
from bot.store.repositories.round_items import Missing
from bot.store.unit_of_work import View
from bot.views.nudges import NudgeLine
from bot.views.presentation import Presentation
from bot.views.round_lines import done_line, late_line, risk_line
from bot.views.round_words import LateRisk
from bot.workflows.chasing.asks import Ask
from bot.workflows.chasing.reaching import address_of
from bot.workflows.readers import Readers
from bot.workflows.rounds.asking import people_of
from bot.workflows.rounds.subjects import read_subject, risk_subject
from bot.workflows.services import Services


def read(view: View, services: Services, asks: Sequence[Ask], today: date) -> Mapping[Ask, NudgeLine | None]:
    """Return how each ask of a round is said now; None when it is asked of somebody who has no part in it any more."""
    directory = view.people.directory()
    shown = services.presentation(directory, view.now)
    subjects = {ask: read_subject(ask.subject) for ask in asks}
    rounds = {number: view.rounds.get(number) for number in {subject.round_id for subject in subjects.values()}}
    risks = view.risks.of_ids(sorted({s.risk_id for s in subjects.values() if s.risk_id is not None}))
    items = {
        number: view.rounds.items(number, [s.risk_id for s in subjects.values() if s.risk_id and s.round_id == number])
        for number in rounds
    }
    owed = {
        number: view.rounds.missing(number)
        for number in {subject.round_id for subject in subjects.values() if subject.risk_id is None}
    }
    readers = Readers(directory, today)
    lines: dict[Ask, NudgeLine | None] = {}
    for ask, subject in subjects.items():
        round_ = rounds[subject.round_id]
        reader = readers.actor(ask.reader_id)
        if round_ is None:
            continue
        if subject.risk_id is None:
            mine = [entry for entry in owed[round_.id] if entry.workstream == subject.workstream]
            lines[ask] = _late(view, services, ask, round_, mine, subject.workstream, reader, shown)
            continue
        item, risk = items[round_.id].get(subject.risk_id), risks.get(subject.risk_id)
        if item is not None and risk is not None:
            lines[ask] = _line(ask, round_, item, risk, reader, shown, people_of(risk.leads, directory, today))
    return lines


def _line(
    ask: Ask,
    round_: Round,
    item: Item,
    risk: Risk,
    reader: Actor,
    shown: Presentation,
    leads: frozenset[int],
) -> NudgeLine | None:
    is_readable = may_read(reader, risk)
    if item.state in SETTLED:
        return done_line(risk, round_, item, shown)
    if ask.person_id not in leads:
        return None
    if item.state is ItemState.WITHDRAWN or risk.status is RiskStatus.CLOSED or not round_.is_open:
        return done_line(risk, round_, item, shown)
    return risk_line(risk, round_, shown, is_readable=is_readable)


def _late(
    view: View,
    services: Services,
    ask: Ask,
    round_: Round,
    missing: Sequence[Missing],
    workstream: str,
    reader: Actor,
    shown: Presentation,
) -> NudgeLine | None:
    directory = view.people.directory()
    sros = {person.id for person in directory.holders({Role.SRO}, reader.day, workstream)}
    # What was told of an earlier due day is owed no more.
    is_late = reader.day >= told_on(round_, services.config.collection.after, services.config.working)
    if ask.person_id not in sros or not round_.is_open or not is_late:
        return None
    return late_line(
        shown.workstream(workstream), workstream, round_, late_risks(view, services, round_, missing, reader, shown)
    )


def silent_people(services: Services, directory: Directory) -> frozenset[int]:
    """Return the ids of people who can be written to neither in Slack nor by e-mail."""
    people, today = directory.people.values(), services.today(services.clock.now())
    return frozenset(person.id for person in people if address_of(services, directory, person, today) is None)


def late_risks(
    view: View, services: Services, round_: Round, missing: Iterable[Missing], reader: Actor | None, shown: Presentation
) -> list[LateRisk]:
    """Return what a round still lacks, with what was tried; without what `reader` may not read, for None all."""
    entries = list(missing)
    risks = view.risks.of_ids([entry.risk_id for entry in entries])
    silent = silent_people(services, view.people.directory())
    nudges = view.asked_days.of_subjects([risk_subject(round_.id, entry.risk_id) for entry in entries], silent)
    return [
        LateRisk(
            ref=str(entry.ref),
            mark=shown.mark(risks[entry.risk_id].scores.residual),
            leads=", ".join(lead.name for lead in entry.leads),
            asked=nudges.get(risk_subject(round_.id, entry.risk_id), ()),
        )
        for entry in entries
        if reader is None or may_read(reader, risks[entry.risk_id])
    ]
