"""What is read for somebody's Home: their own records only, each kind once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.domain.access import may_read
from bot.domain.actions.access import may_read_action
from bot.domain.actions.records import Action
from bot.domain.risks import Risk, RiskStatus
from bot.domain.rounds import Round
from bot.store.unit_of_work import View
from bot.workflows.desk import Desk
from bot.workflows.services import Services


@dataclass(frozen=True)
class Look:
    """A look at a person's records at a moment. What is not public and not theirs to read is not in it."""

    view: View
    services: Services
    desk: Desk

    @cached_property
    def person_id(self) -> int | None:
        """The person's id, None for somebody whom the directory does not list."""
        return self.desk.actor.person.id if self.desk.actor.person else None

    @cached_property
    def absent(self) -> tuple[int, ...]:
        """Whom the person acts for today."""
        if self.person_id is None:
            return ()
        return tuple(sorted(self.view.hearing.acts_for(self.person_id, self.desk.shown.today)))

    @cached_property
    def actions(self) -> Mapping[int, Sequence[Action]]:
        """The open actions of the person, and of those they act for, by whose they are; the earliest due first."""
        owners = () if self.person_id is None else (self.person_id, *self.absent)
        return {
            owner: [action for action in self.view.actions.open_of(owner) if self.may_read_action(action)]
            for owner in owners
        }

    @cached_property
    def led(self) -> Sequence[Risk]:
        """The open risks that the person leads, alone or in a group."""
        if self.person_id is None:
            return ()
        ids = self.view.risks.ids_led_by(self.person_id, self.desk.actor.groups)
        risks = self.view.risks.of_ids(ids).values() if ids else ()
        return [risk for risk in risks if risk.status is RiskStatus.OPEN and self.desk.actor.leads(risk)]

    @cached_property
    def round_(self) -> Round | None:
        """The round that is open, the latest where there are several."""
        rounds = () if self.person_id is None else self.view.rounds.open_rounds()
        return rounds[-1] if rounds else None

    @cached_property
    def asked(self) -> Mapping[int, int]:
        """The ids of the risks whose update the round waits for, each with whose it is: the person's or an absent's."""
        if self.round_ is None or self.person_id is None:
            return {}
        found: dict[int, int] = {}
        for person_id in (*self.absent, self.person_id):
            groups = self.desk.directory.groups_of(person_id, self.desk.actor.day)
            items = self.view.rounds.waiting_for(self.round_.id, person_id, groups)
            found |= {item.risk_id: person_id for item in items}
        return found

    @cached_property
    def asked_risks(self) -> Sequence[Risk]:
        """The risks whose update the round waits for, as far as the person may read them."""
        led = {risk.id: risk for risk in self.led}
        others = [risk_id for risk_id in self.asked if risk_id not in led]
        more = self.view.risks.of_ids(others) if others else {}
        known = {**led, **more}
        risks = [known[risk_id] for risk_id in self.asked if risk_id in known]
        return [risk for risk in risks if may_read(self.desk.actor, risk)]

    @cached_property
    def followed(self) -> Sequence[tuple[str, Risk | Action]]:
        """What the person follows and may read, the latest first, each with its kind and reference."""
        subjects = () if self.person_id is None else self.view.follows.of(self.person_id)
        if not subjects:
            return ()
        ids: dict[str, list[int]] = {"risk": [], "action": []}
        for subject in subjects:
            kind, _, number = subject.partition(":")
            ids[kind].append(int(number))
        risks = self.view.risks.of_ids(ids["risk"]) if ids["risk"] else {}
        actions = self.view.actions.of_ids(ids["action"])
        records: dict[str, Risk | Action] = {
            **{f"risk:{one.id}": one for one in risks.values() if may_read(self.desk.actor, one)},
            **{f"action:{one.id}": one for one in actions.values() if self.may_read_action(one)},
        }
        found = [records[subject] for subject in subjects if subject in records]
        return [(f"{'risk' if isinstance(one, Risk) else 'action'}:{one.ref}", one) for one in found]

    def name_of_absent(self, person_id: int) -> str:
        """Return the name of somebody the person acts for; empty for the person themselves."""
        return "" if person_id == self.person_id else self.desk.directory.people[person_id].name

    def may_read_action(self, action: Action) -> bool:
        """Return whether the person may read an action."""
        return may_read_action(self.desk.actor, action, self.services.config.bodies)
