"""What is told of a round: to the office what was asked when it began, and once to SROs and office what is late."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.domain.chasing import Planned
from bot.domain.people import Role
from bot.domain.rounds import Round, told_on
from bot.store.repositories.round_items import Missing
from bot.store.unit_of_work import Unit, View
from bot.views.rounds import Owing, late_message, opened_message
from bot.workflows.chasing.planning import plan_nudges
from bot.workflows.office import tell_office, was_told
from bot.workflows.rounds.lines import late_risks, silent_people
from bot.workflows.rounds.owing import mark
from bot.workflows.rounds.progress import owing
from bot.workflows.rounds.subjects import late_subject
from bot.workflows.services import Services


def tell_of(services: Services, round_: Round, at: datetime) -> None:
    """Tell the office what was asked when a round began, and the SROs and the office once when it is late.

    What was told follows from the outbox: a run that was broken off is made up for by the next. What is said is put
    together before the unit that writes it, so that others may write meanwhile.
    """
    today = services.today(at)
    late_on = told_on(round_, services.config.collection.after, services.config.working)
    opened_key, late_key = f"round:{round_.id}:opened", f"round:{round_.id}:late:{round_.plan}"
    with services.store.view(at) as view:
        is_new = not was_told(view, services, opened_key)
        is_late = today >= late_on and time_has_come(services, at)
        if not (is_new or is_late):
            return
        missing = view.rounds.missing(round_.id)
        opened = _opened(view, services, round_, missing) if is_new else None
        late = _late(view, services, round_, missing) if is_late and missing else None

    def work(unit: Unit) -> None:
        now = unit.rounds.get(round_.id)
        if now is None or not now.is_open or now.plan != round_.plan:
            return
        if opened is not None:
            tell_office(unit, services, opened_key, opened)
        if late is not None:
            directory = unit.people.directory()
            workstreams = sorted({entry.workstream for entry in missing})
            asks = [
                (late_subject(round_.id, workstream), person.id)
                for workstream in workstreams
                for person in directory.holders({Role.SRO}, today, workstream)
            ]
            plan_nudges(unit, services, asks, [Planned("told", today)], round_.plan)
            tell_office(unit, services, late_key, late)

    services.store.write(work, now=at)


def time_has_come(services: Services, at: datetime) -> bool:
    """Return whether the time of day has come at which rounds open."""
    return at.astimezone(services.config.zone).time() >= services.config.collection.at


def _opened(view: View, services: Services, round_: Round, missing: Sequence[Missing]) -> Mapping[str, Any]:
    directory, today = view.people.directory(), services.today(view.now)
    shown = services.presentation(directory, view.now)
    found = owing(missing, directory, today)
    unheard = silent_people(services, directory)
    silent = {number: entries for number, entries in found.items() if number is None or number in unheard}
    risks = view.risks.of_ids([entry.risk_id for entries in silent.values() for entry in entries])
    unreachable = []
    for number, entries in silent.items():
        leads = dict.fromkeys(lead.name for entry in entries for lead in entry.leads)
        name = ", ".join(leads) if number is None else directory.people[number].name
        marks = tuple(mark(risks[entry.risk_id], shown) for entry in entries)
        unreachable.append(Owing(number, name, marks, str(entries[0].ref), has_slack=False))
    asked = [number for number in found if number is not None and number not in silent]
    mailed = sorted(directory.people[number].name for number in asked if directory.people[number].slack_id is None)
    return opened_message(round_, (len(missing), len(asked)), mailed, unreachable, shown)


def _late(view: View, services: Services, round_: Round, missing: Sequence[Missing]) -> Mapping[str, Any]:
    directory, today = view.people.directory(), services.today(view.now)
    shown = services.presentation(directory, view.now)
    parts = []
    for workstream in sorted({entry.workstream for entry in missing}):
        sros = ", ".join(person.name for person in directory.holders({Role.SRO}, today, workstream))
        mine = [entry for entry in missing if entry.workstream == workstream]
        parts.append((shown.workstream(workstream), sros, late_risks(view, services, round_, mine, None, shown)))
    return late_message(round_, parts)
