"""Whom a round asks for which risk: brought up to date whenever it is looked at, a part at a time."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.chasing import NudgeStatus, Offsets, Planned, is_reminder
from bot.domain.chasing import plan as plan_reminders
from bot.domain.directory import Directory
from bot.domain.risks import Lead
from bot.domain.rounds import Item, ItemState, Round, told_on
from bot.store.repositories.round_items import Asked
from bot.store.unit_of_work import Unit
from bot.views.rounds import unled_message
from bot.workflows.chasing.planning import cancel, plan_nudges, renew, settle
from bot.workflows.office import tell_office
from bot.workflows.rounds.subjects import late_subject, risk_subject
from bot.workflows.services import Services

PORTION = 250
"""Risks looked at in one unit of work, so that others may write in between."""

PLANS = 100
"""A round's plan takes this many numbers of nudges' plans: one more each time somebody is asked anew within it."""

_OPENING = "opening"
_LIVE = frozenset({NudgeStatus.PLANNED, NudgeStatus.SAID, NudgeStatus.SUPERSEDED})


@dataclass(frozen=True, slots=True)
class Looked:
    """What a look at some of a round's risks changed, and the last of them; None when there were none."""

    last: int | None
    added: int = 0
    withdrawn: int = 0
    answered: int = 0

    def __add__(self, other: Looked) -> Looked:
        """Return both together."""
        return Looked(
            other.last,
            self.added + other.added,
            self.withdrawn + other.withdrawn,
            self.answered + other.answered,
        )


def ask_all(services: Services, round_id: int, at: datetime) -> Looked:
    """Bring a round up to date with the register and the directory, a portion of risks in each unit of work.

    Run twice it changes nothing the second time; broken off, the next run goes on.
    """
    total, ended = Looked(0), list[str]()
    while total.last is not None:
        after = total.last

        def work(unit: Unit, after: int = after) -> tuple[Looked, list[str]]:
            round_ = unit.rounds.get(round_id)
            if round_ is None:
                return Looked(None), []
            risks = unit.rounds.asked(round_, after, PORTION)
            if round_.is_open:
                return look(unit, services, round_, risks), []
            return Looked(risks[-1].risk_id if risks else None), let_go(unit, round_, risks)

        looked, let_gone = services.store.write(work, now=at)
        total, ended = total + looked, ended + let_gone
    if ended:
        # Once for all of them: a person's message names risks of many portions.
        services.store.write(lambda unit: renew(unit, ended), now=at)
    return total


def ask_one(unit: Unit, services: Services, round_: Round, risk_id: int) -> None:
    """Bring a round up to date with one risk, in the unit that changed it."""
    found = unit.rounds.asked(round_, risk_id - 1, 1)
    look(unit, services, round_, [asked for asked in found if asked.risk_id == risk_id])


def look(unit: Unit, services: Services, round_: Round, risks: Sequence[Asked]) -> Looked:
    """Bring a round up to date with these risks."""
    if not risks:
        return Looked(None)
    wanted = [risk for risk in risks if risk.is_open and risk.leads]
    new = [risk for risk in wanted if risk.state is None]
    unit.rounds.add_items(round_.id, [risk.risk_id for risk in new])
    reviewed = [risk for risk in wanted if risk.reviewed and _is_unanswered(risk)]
    for risk in reviewed:
        unit.rounds.settle(*_as_reviewed(round_, risk))
    waiting = [risk for risk in wanted if not risk.reviewed and _is_unanswered(risk)]
    back = [risk for risk in waiting if risk.state is ItemState.WITHDRAWN]
    unit.rounds.move(round_.id, [risk.risk_id for risk in back], ItemState.MISSING)
    gone = [risk for risk in risks if risk.state is ItemState.MISSING and not (risk.is_open and risk.leads)]
    unit.rounds.move(round_.id, [risk.risk_id for risk in gone], ItemState.WITHDRAWN)
    settle(unit, [risk_subject(round_.id, risk.risk_id) for risk in (*reviewed, *gone) if risk.state is not None])
    _plan(unit, services, round_, waiting)
    _tell_unled(unit, services, round_, risks)
    return Looked(risks[-1].risk_id, len(new), len(gone), len(reviewed))


def _tell_unled(unit: Unit, services: Services, round_: Round, risks: Sequence[Asked]) -> None:
    """Tell the office once of risks that somebody was asked for and nobody can be asked for any more."""
    directory, today = unit.people.directory(), services.today(unit.now)
    unled = {
        risk_subject(round_.id, risk.risk_id): risk.ref
        for risk in risks
        if risk.state is ItemState.MISSING and risk.is_open and not people_of(risk.leads, directory, today)
    }
    asked_for = {nudge.subject for nudge in unit.nudges.of_subjects(unled)} if unled else frozenset[str]()
    refs = sorted(ref for subject, ref in unled.items() if subject in asked_for)
    if refs:
        names = ", ".join(str(ref) for ref in refs)
        key = f"round:{round_.id}:unled:{zlib.crc32(names.encode()):08x}"
        tell_office(unit, services, key, unled_message(round_, names))


def let_go(unit: Unit, round_: Round, risks: Sequence[Asked]) -> list[str]:
    """Remind nobody any more of these risks of a round that was closed; return the subjects this ended."""
    waiting = [risk for risk in risks if risk.state is ItemState.MISSING]
    late = {late_subject(round_.id, risk.workstream) for risk in waiting}
    subjects = [*(risk_subject(round_.id, risk.risk_id) for risk in waiting), *sorted(late)]
    settle(unit, subjects, renews=False)
    return subjects


def people_of(leads: Iterable[Lead], directory: Directory, today: date) -> frozenset[int]:
    """Return who is to be asked for a risk: its leads who serve, and of its groups each contact who does."""
    people: set[int] = set()
    for lead in leads:
        group = directory.groups.get(lead.group_id or 0)
        people |= group.members_on(today) if group else {lead.person_id or 0}
    return frozenset(
        number for number in people if number in directory.people and directory.people[number].term.holds(today)
    )


def _is_unanswered(risk: Asked) -> bool:
    return risk.state in {None, ItemState.MISSING, ItemState.WITHDRAWN}


def _as_reviewed(round_: Round, risk: Asked) -> tuple[Item, int | None]:
    """Return the answer that a review is which passed this round by, such as an imported one, and its author's id."""
    if risk.reviewed is None:
        raise AssertionError("unreachable: only reviewed risks are asked about")
    version, at, author_id, author = risk.reviewed
    state = ItemState.NO_CHANGE if risk.is_no_change else ItemState.ANSWERED
    return Item(round_.id, risk.risk_id, state, version, at, author), author_id


def _plan(unit: Unit, services: Services, round_: Round, waiting: Sequence[Asked]) -> None:
    """Plan reminders for whoever leads these risks now, and take back those of people who do not any more."""
    directory, today = unit.people.directory(), services.today(unit.now)
    people = {risk_subject(round_.id, risk.risk_id): people_of(risk.leads, directory, today) for risk in waiting}
    asked = _asked_before(unit, people)
    outdated: list[str] = []
    for subject, numbers in asked.planned.items():
        if any(plan // PLANS < round_.plan for plan in numbers.values()):
            outdated.append(subject)
        elif astray := set(numbers) - people[subject]:
            cancel(unit, [subject], astray)
    if outdated:
        cancel(unit, outdated)
    fresh: dict[tuple[bool, int], list[tuple[str, int]]] = {}
    for subject, leads in people.items():
        for person in sorted(leads):
            pair = (subject, person)
            last = asked.last.get(pair, 0)
            if last // PLANS == round_.plan and pair not in asked.taken_back:
                continue
            plan = last + 1 if last // PLANS == round_.plan else round_.plan * PLANS
            fresh.setdefault((pair in asked.told, plan), []).append(pair)
    for (was_told, plan), pairs in sorted(fresh.items()):
        plan_nudges(unit, services, pairs, _reminders(services, round_, today, opening=not was_told), plan)


def _reminders(services: Services, round_: Round, today: date, *, opening: bool) -> list[Planned]:
    """Return the reminders that are still to come, with the opening one today for those who were not asked yet."""
    collection = services.config.collection
    offsets = Offsets(collection.before, True, collection.after)  # noqa: FBT003 - the due day is always said
    last = told_on(round_, collection.after, services.config.working)
    reminders = plan_reminders(round_.due_on, offsets, services.config.working, today)
    later = [planned for planned in reminders if planned.on <= last]
    if not opening:
        return later
    return [Planned(_OPENING, today), *(planned for planned in later if planned.on > today)]


@dataclass(frozen=True, slots=True)
class _AskedBefore:
    """What was planned for whom before.

    `last` is the latest plan of each pair of subject and person; `taken_back` the pairs whose latest plan was cancelled
    or became needless: both of a round's own reminders, not of what was put off or asked by hand. `told` holds those
    who were asked at least once; `planned` the plans that still wait, by subject and person.
    """

    last: Mapping[tuple[str, int], int]
    taken_back: frozenset[tuple[str, int]]
    told: frozenset[tuple[str, int]]
    planned: Mapping[str, Mapping[int, int]]


def _asked_before(unit: Unit, subjects: Iterable[str]) -> _AskedBefore:
    nudges = unit.nudges.of_subjects(list(subjects))
    planned_here = [nudge for nudge in nudges if nudge.rule == _OPENING or is_reminder(nudge.rule)]
    last: dict[tuple[str, int], int] = {}
    for nudge in planned_here:
        pair = (nudge.subject, nudge.person_id)
        last[pair] = max(last.get(pair, 0), nudge.plan)
    taken_back, told = set(), set()
    planned: dict[str, dict[int, int]] = {}
    for nudge in planned_here:
        pair = (nudge.subject, nudge.person_id)
        if nudge.plan == last[pair] and nudge.status not in _LIVE:
            taken_back.add(pair)
    for nudge in nudges:
        pair = (nudge.subject, nudge.person_id)
        if nudge.message_id is not None:
            told.add(pair)
        if nudge.status == NudgeStatus.PLANNED:
            earliest = planned.setdefault(nudge.subject, {})
            earliest[nudge.person_id] = min(earliest.get(nudge.person_id, nudge.plan), nudge.plan)
    return _AskedBefore(last, frozenset(taken_back), frozenset(told), planned)
