"""One person is reminded by hand of what they owe a round, and the office hears what will come of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.domain.nudges import Foreseen, Holding, Key
from bot.domain.people import Person
from bot.domain.rounds import Round
from bot.errors import InvalidInputError
from bot.store.unit_of_work import Unit
from bot.views.rounds import Hearing, nudged_words
from bot.workflows.chasing.planning import foresee_nudges, plan_now
from bot.workflows.desk import Desk
from bot.workflows.risk_change import Request, Saved, actor_key, once
from bot.workflows.rounds.asking import PLANS
from bot.workflows.rounds.managing import managed, require_state
from bot.workflows.rounds.progress import owed_by
from bot.workflows.rounds.subjects import risk_subject
from bot.workflows.services import Services

_RULE = "by-hand-"


def nudge(services: Services, request: Request, month: str, person_id: int) -> Saved:
    """Remind one person by hand of what they owe a round, within their hours and the caps.

    Raises:
        NotAllowedError: not the office.
        InvalidInputError: the round is closed, or they owe it nothing any more.
    """

    def work(unit: Unit) -> Saved:
        desk, round_ = managed(unit, services, request.identity, month)
        require_state(round_, desk, is_open=True)
        person = desk.directory.people.get(person_id)
        owed = owed_by(unit, round_, desk.directory, desk.actor.day, person_id)
        if person is None or not owed:
            raise InvalidInputError("They owe this round nothing any more.", "Press Refresh to see it as it stands.")
        keys = [(risk_subject(round_.id, risk_id), person_id) for risk_id in owed]
        _plan(unit, services, round_, keys)
        unit.record(actor_key(desk), "round.nudged", f"round:{round_.month}", person=person_id, risks=len(owed))
        foreseen = foresee_nudges(unit, services, dict.fromkeys(keys, unit.now))
        hearings = _hearings(services, desk, person, foreseen, unit.now)
        said = nudged_words(person.name, hearings, len(keys) - len(foreseen))
        return Saved(round_.month, round_.plan, said)

    return once(services, request, work)


def _plan(unit: Unit, services: Services, round_: Round, keys: Sequence[Key]) -> None:
    """Plan one more reminder of each key: by hand they are counted, whichever risks the ones before were about."""
    before = unit.nudges.of_subjects([subject for subject, _ in keys])
    turns = [
        int(nudge.rule.removeprefix(_RULE))
        for nudge in before
        if (nudge.subject, nudge.person_id) in set(keys) and nudge.rule.startswith(_RULE)
    ]
    plan_now(unit, services, keys, f"{_RULE}{max(turns, default=0) + 1}", round_.plan * PLANS)


def _hearings(
    services: Services, desk: Desk, person: Person, foreseen: Mapping[Key, Foreseen], now: datetime
) -> list[Hearing]:
    """Return when and why then how many things are heard, those of one message together, the earliest first."""
    together: dict[tuple[datetime, int], list[Foreseen]] = {}
    for hears in foreseen.values():
        together.setdefault((hears.at, hears.reader_id), []).append(hears)
    zone = services.config.zone
    return [
        Hearing(
            number=len(heard),
            on="" if at <= now else desk.shown.day(at),
            at=f"{at.astimezone(zone):%H:%M}",
            why=Holding.AWAY if reader_id != person.id else heard[0].why,
            deputy="" if reader_id == person.id else desk.directory.people[reader_id].name,
        )
        for (at, reader_id), heard in sorted(together.items())
    ]
