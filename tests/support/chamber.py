"""A proposal before boards of the demonstration's partnership without Slack, put there by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import insert, select

from bot.clock import ManualClock
from bot.domain.people import DecidesIn
from bot.domain.proposals.content import Content
from bot.domain.proposals.records import Ask, Choice, ProposalState, Stage, StageState
from bot.domain.proposals.recusals import Recusals
from bot.domain.proposals.rules import StageRules, rules_to_json
from bot.store.outbox import DEFERRED
from bot.store.tables import metadata
from bot.store.unit_of_work import Unit
from bot.workflows.deferred import compose_deferred
from bot.workflows.identify import Identity
from bot.workflows.proposals.interests.raising import raise_conflicts
from bot.workflows.risk_change import Request
from bot.workflows.services import Services
from tests.support.partnership import HOME

BEGINS = datetime(2018, 11, 1, 9, tzinfo=UTC)
_KEYS = count()
_T = metadata.tables


@dataclass
class Chamber:
    """P-1 on its way, with a stage open before each board that is asked for."""

    services: Services
    clock: ManualClock

    def person(self, key: str) -> int:
        with self.services.store.view() as view:
            return next(one.id for one in view.people.directory().people.values() if one.key == key)

    def slack(self, key: str) -> str:
        with self.services.store.view() as view:
            found = next(one.slack_id for one in view.people.directory().people.values() if one.key == key)
        assert found is not None
        return found

    def identity(self, key: str) -> Identity:
        return Identity(self.slack(key), HOME)

    def asks(self, key: str, ref: str = "P-1") -> Request:
        return Request(self.identity(key), f"test:{next(_KEYS)}", ref)

    def opens(self, board: str, content: Content, author: str = "planned-care-director") -> Stage:
        """Submit P-1, or a further version of it, and open its stage before a board."""

        def work(unit: Unit) -> Stage:
            proposal = unit.proposals.find("P-1")
            if proposal is None:
                values: dict[str, Any] = {"fund_key": "", "kind": "scheme", "workstream_key": "PC"}
                values |= {"organisation_key": "CCG", "visibility": "public", "made_at": BEGINS}
                unit.proposals.add(1, "P-1", content, author_id=self.person_in(unit, author), **values)
                proposal = unit.proposals.find("P-1")
            assert proposal is not None
            number = proposal.submitted + 1
            unit.proposals.add_version(proposal.id, number, content, at=unit.now, by_id=None, by="Author", why="")
            unit.proposals.change(proposal, state=ProposalState.UNDER_WAY.value, submitted=number)
            stages = unit.stages.of_proposal(proposal.id)
            mine = next((one for one in stages if one.board == board), None)
            if mine is None:
                row = {"proposal_id": proposal.id, "step": 1, "position": len(stages) + 1, "board_key": board}
                row |= {"ask": Ask.APPROVE.value, "decides_in": DecidesIn.THREAD.value}
                unit.stages.add([row | {"rules": rules_to_json(StageRules())}])
                mine = next(one for one in unit.stages.of_proposal(proposal.id) if one.board == board)
            opened = {"state": StageState.OPEN.value, "considers": number, "opened_at": unit.now}
            unit.stages.change(mine, sitting=mine.sitting or 1, **opened)
            stage = unit.stages.get(mine.id)
            assert stage is not None
            raise_conflicts(unit, self.services, stage)
            return stage

        return self.services.store.write(work)

    def adds(self, board: str) -> Stage:
        """Put a stage at the end of P-1's route, which nothing has opened yet."""

        def work(unit: Unit) -> Stage:
            proposal = unit.proposals.find("P-1")
            assert proposal is not None
            stages = unit.stages.of_proposal(proposal.id)
            row = {"proposal_id": proposal.id, "step": 9, "position": len(stages) + 1, "board_key": board}
            row |= {"ask": Ask.NOTE.value, "decides_in": DecidesIn.MEETING.value, "rules": rules_to_json(StageRules())}
            unit.stages.add([row])
            return unit.stages.of_proposal(proposal.id)[-1]

        return self.services.store.write(work)

    @staticmethod
    def person_in(unit: Unit, key: str) -> int:
        return next(one.id for one in unit.people.directory().people.values() if one.key == key)

    def found(self, stage: Stage) -> list[tuple[str, str, bool]]:
        """Return whose interests a stage has, what they come to now, and whether the law bars."""
        with self.services.store.view() as view:
            people = view.people.directory().people
            return [
                (people[one.conflict.person_id].key, one.effect.value if one.effect else "", one.conflict.is_bar)
                for one in view.conflicts.of_stage(stage.id)
            ]

    def recusals(self, stage: Stage) -> Recusals:
        with self.services.store.view() as view:
            return view.conflicts.recusals(stage.id)

    def conflict(self, stage: Stage, key: str) -> int:
        """Return the id of the latest interest of somebody in a stage."""
        wanted = self.person(key)
        with self.services.store.view() as view:
            return [one.conflict.id for one in view.conflicts.of_stage(stage.id) if one.conflict.person_id == wanted][
                -1
            ]

    def votes(self, stage: Stage, key: str, choice: Choice = Choice.FOR) -> None:
        """Have somebody's vote written down as it was cast."""
        values = {"stage_id": stage.id, "sitting": 1, "considered": stage.considers, "item": 0, "reason": ""}
        person = self.person(key)
        values |= {"seat_id": person, "voter_id": person, "choice": choice.value, "conditions": ""}
        with self.services.store.engines.write.begin() as connection:
            connection.execute(insert(_T["vote"]).values(values | {"at": BEGINS, "entered_by": "", "how": ""}))

    def stands(self, anchor: str, channel: str) -> None:
        """Have a message stand in a channel, as if it had been posted."""
        with self.services.store.engines.write.begin() as connection:
            values = {"anchor": anchor, "address": channel, "channel": channel, "ts": f"{next(_KEYS)}.0"}
            connection.execute(insert(_T["posted_message"]).values(values))

    def told(self, place: str) -> list[Any]:
        """Return what waits for a place, as it would be said now."""
        with self.services.store.engines.read.connect() as connection:
            waits = (_T["outbox"].c.channel == place, _T["outbox"].c.status == "pending")
            found = select(_T["outbox"].c.content).where(*waits).order_by(_T["outbox"].c.id)
            contents = list(connection.execute(found).scalars())
        said = [self._composed(one[DEFERRED], place) if DEFERRED in one else one for one in contents]
        return [one for one in said if one is not None]

    def _composed(self, deferred: Mapping[str, Any], place: str) -> Any:
        return compose_deferred(self.services, deferred, channel=place, stands=False, waited=timedelta(0))

    def events(self, verb: str) -> list[Any]:
        with self.services.store.view() as view:
            return [one for one in view.events_of("proposal:P-1", 200) if one.verb == verb]

    def verify(self) -> None:
        with self.services.store.view() as view:
            view.verify_audit()
